"""What people say to the picture watch."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import status

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.video.cameras import named
from beadle.video.live.link import RecorderLink
from beadle.video.terms import Action

router = guard.router(prefix="/video", tags=["status"])


@router.post("/cameras/{camera_id}/reference", status_code=status.HTTP_204_NO_CONTENT)
async def accept_view(
    camera_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.ACCEPT_VIEW)]
) -> None:
    """The camera's view is right as it is now: what was taken for its normal picture is forgotten and learned anew."""
    ctx.about(object=f"camera:{camera_id}")
    camera = await named(ctx.session, camera_id)
    await ctx.deps.part(RecorderLink).accept_view(camera.key)
