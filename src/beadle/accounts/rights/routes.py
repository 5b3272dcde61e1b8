"""Routes of camera groups, purposes, and of reviewing broken glass."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, status

from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission, everywhere_allowed, groups_within
from beadle.accounts.rights import glass, groups, purposes, queries
from beadle.accounts.rights.schemas import (
    GlassRow,
    GroupChange,
    GroupIn,
    GroupOut,
    PurposeChange,
    PurposeIn,
    PurposeOut,
    RightsReviewIn,
)
from beadle.accounts.terms import Action

_GROUP_BYTES = 8 << 20
"""A group of 100,000 cameras."""

_groups = guarded(prefix="/camera-groups", tags=["camera groups"])
_purposes = guarded(prefix="/purposes", tags=["purposes"])
_glass = guarded(prefix="/break-glass", tags=["break-glass"])

Administer = Permission.USERS_MANAGE


@_groups.get("")
async def list_groups(
    ctx: Annotated[Ctx, permit(Permission.ESTATE_READ, None, while_locked=True)],
) -> list[GroupOut]:
    """Camera groups by name: those in one's reach, and all for whoever administers rights."""
    members = await queries.members(ctx.session)
    found = await queries.groups(ctx.session)
    if not (ctx.may(Administer) or everywhere_allowed(ctx.actor, Permission.ESTATE_READ)):
        mine = groups_within(ctx.actor, Permission.ESTATE_READ)
        found = [group for group in found if group.id in mine]
    return [groups.out(group, members.get(group.id, ())) for group in found]


@_groups.post("", status_code=status.HTTP_201_CREATED)
async def create_group(
    body: GroupIn, ctx: Annotated[Ctx, permit(Administer, Action.CREATE_GROUP, body_limit=_GROUP_BYTES, step_up=True)]
) -> GroupOut:
    """Add a camera group."""
    made = await groups.create(ctx.session, body)
    ctx.about(object=f"camera_group:{made.id}", detail={"name": made.name, "cameras": [str(c) for c in made.cameras]})
    return made


@_groups.patch("/{group_id}")
async def change_group(
    group_id: uuid.UUID,
    body: GroupChange,
    ctx: Annotated[Ctx, permit(Administer, Action.CHANGE_GROUP, body_limit=_GROUP_BYTES, step_up=True)],
) -> GroupOut:
    """Change a camera group; looks at a camera that is taken out end within seconds for whom only the group gave."""
    ctx.about(object=f"camera_group:{group_id}")
    made, changed = await groups.change(ctx.session, group_id, body)
    ctx.about(detail={"name": made.name, **changed})
    return made


@_groups.delete("/{group_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_group(
    group_id: uuid.UUID, ctx: Annotated[Ctx, permit(Administer, Action.DELETE_GROUP, step_up=True)]
) -> None:
    """Delete a camera group that no grant names. Its cameras stay."""
    ctx.about(object=f"camera_group:{group_id}")
    gone = await groups.remove(ctx.session, group_id)
    ctx.about(detail={"name": gone.name})


@_purposes.get("")
async def list_purposes(
    ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, None, while_locked=True)],
    *,
    retired: Annotated[bool, Query()] = False,
) -> list[PurposeOut]:
    """The council's purposes; with `retired` also those that serve nobody any more."""
    return [purposes.out(purpose) for purpose in await queries.purposes(ctx.session, retired=retired)]


@_purposes.post("", status_code=status.HTTP_201_CREATED)
async def create_purpose(
    body: PurposeIn, ctx: Annotated[Ctx, permit(Administer, Action.CREATE_PURPOSE, step_up=True)]
) -> PurposeOut:
    """Add a purpose."""
    made = await purposes.create(ctx.session, body)
    ctx.about(object=f"purpose:{made.id}", detail=purposes.out(made).model_dump(mode="json", exclude={"id"}))
    return purposes.out(made)


@_purposes.patch("/{purpose_id}")
async def change_purpose(
    purpose_id: uuid.UUID,
    body: PurposeChange,
    ctx: Annotated[Ctx, permit(Administer, Action.CHANGE_PURPOSE, step_up=True)],
) -> PurposeOut:
    """Change or retire a purpose."""
    ctx.about(object=f"purpose:{purpose_id}")
    made, changed = await purposes.change(ctx.session, purpose_id, body)
    ctx.about(detail={"key": made.key, **changed})
    return purposes.out(made)


@_glass.get("")
async def list_glass(ctx: Annotated[Ctx, permit(Permission.RIGHTS_REVIEW, Action.LIST_GLASS)]) -> list[GlassRow]:
    """The newest times that the glass was broken, newest first."""
    return await glass.listed(ctx.session, ctx.clock)


@_glass.post("/{glass_id}/review")
async def review_glass(
    glass_id: uuid.UUID,
    body: RightsReviewIn,
    ctx: Annotated[Ctx, permit(Permission.RIGHTS_REVIEW, Action.REVIEW_GLASS)],
) -> GlassRow:
    """Write what a review found. Nobody reviews their own."""
    ctx.about(object=f"break_glass:{glass_id}", detail={"remark": body.remark})
    return await glass.review(ctx.session, ctx.clock, ctx.actor, glass_id, body.remark)


router = APIRouter()
for part in (_groups, _purposes, _glass):
    router.include_router(part)
