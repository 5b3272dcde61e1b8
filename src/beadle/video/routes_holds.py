"""Holds over HTTP: protect footage, see what is protected, end a hold with a reason."""

from __future__ import annotations

import asyncio
import uuid
from typing import Annotated

from fastapi import Query

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.accounts.rights.purposes import grounds
from beadle.platform.db import after_commit
from beadle.platform.events import Alarm, publish
from beadle.video import holding, queries, service
from beadle.video.cameras import named_all
from beadle.video.errors import NoSuchThing
from beadle.video.library import Library
from beadle.video.models import HoldRow
from beadle.video.schemas import FootageHoldIn, FootageHoldOut, FootageReleaseIn
from beadle.video.terms import Action

router = guard.router(prefix="/video/holds", tags=["holds"])


@router.post("", status_code=201)
async def place_hold(
    wish: FootageHoldIn, ctx: Annotated[Ctx, permit(Permission.FOOTAGE_HOLD, Action.PLACE_HOLD)]
) -> FootageHoldOut:
    """Protect footage. When this answers, nothing that it covers is deleted any more."""
    library = ctx.deps.part(Library)
    ctx.about(
        case_reference=wish.reference or "",
        objects=[f"camera:{camera}" for camera in wish.cameras],
        detail={
            "reason": wish.reason,
            "cameras": [str(camera) for camera in wish.cameras],
            "from": wish.from_.isoformat(),
            "to": wish.to and wish.to.isoformat(),
        },
    )
    why = await grounds(ctx.session, ctx.actor, wish.purpose, wish.reference)
    ctx.matter.look(ctx.actor, why)
    await ctx.see(wish.cameras, purpose=why.id)
    cameras = await named_all(ctx.session, dict.fromkeys(wish.cameras))
    matter = service.Matter(cameras, why)
    row = await service.place_hold(ctx.session, ctx.clock, ctx.actor, wish, matter)
    ctx.about(object=f"hold:{row.id}")
    lock = holding.wanted(row)
    trouble = await asyncio.to_thread(lambda: holding.place(library.volumes(), lock))
    if trouble:
        text = f"A hold is not on every volume yet; it is tried again by itself. {trouble}"
        alarm = Alarm(source=f"hold {row.id}", level="alarm", title="A hold is not on every disk", text=text)
        await publish(ctx.session, ctx.clock, alarm)
    return _out(row)


@router.get("")
async def holds(
    ctx: Annotated[Ctx, permit(Permission.FOOTAGE_REPLAY, None)],
    *,
    released: Annotated[bool, Query()] = False,
) -> list[FootageHoldOut]:
    """People's holds on cameras in one's reach, newest first; with `released` also those that have ended."""
    return [_out(row) for row in await queries.holds(ctx.session, await ctx.reach(), released=released)]


@router.post("/{hold_id}/release")
async def release_hold(
    hold_id: uuid.UUID,
    wish: FootageReleaseIn,
    ctx: Annotated[Ctx, permit(Permission.FOOTAGE_RELEASE_HOLD, Action.RELEASE_HOLD, step_up=True)],
) -> FootageHoldOut:
    """End a hold. From then on the footage is deleted when its time is over."""
    library = ctx.deps.part(Library)
    ctx.about(object=f"hold:{hold_id}", detail={"reason": wish.reason})
    try:
        found = await queries.hold(ctx.session, hold_id)
    except NoSuchThing as error:
        raise ctx.missing(error) from error
    await ctx.see(found.camera_ids)
    ctx.about(objects=[f"camera:{camera}" for camera in found.camera_ids])
    row = await service.release_hold(ctx.session, ctx.clock, ctx.actor, hold_id, wish.reason)
    ctx.about(case_reference=row.reference or "")
    lock = holding.wanted(row)

    async def let_go() -> None:
        await asyncio.to_thread(lambda: holding.release_quietly(library.volumes(), lock))

    after_commit(ctx.session, let_go)
    return _out(row)


def _out(row: HoldRow) -> FootageHoldOut:
    return FootageHoldOut(
        id=row.id,
        cameras=row.camera_ids,
        from_=row.from_at,
        to=row.to_at,
        kind=row.kind,
        purpose=row.purpose,
        purpose_id=row.purpose_id,
        reason=row.reason,
        reference=row.reference,
        review_on=row.review_on,
        placed_by=row.placed_by_name,
        placed_at=row.placed_at,
        released_by=row.released_by_name,
        released_at=row.released_at,
        release_reason=row.release_reason,
    )
