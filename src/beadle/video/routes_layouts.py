"""Wall layouts over HTTP: one's own, and the shared ones."""

from __future__ import annotations

import uuid
from typing import Annotated

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.video import queries, service
from beadle.video.models import LayoutRow
from beadle.video.schemas import LayoutIn, LayoutOut
from beadle.video.terms import Action

router = guard.router(prefix="/video/layouts", tags=["layouts"])

_NOBODY = uuid.UUID(int=0)


@router.get("")
async def layouts(ctx: Annotated[Ctx, permit(Permission.LIVE_WATCH, None)]) -> list[LayoutOut]:
    """One's own layouts and the shared ones, by name."""
    return [_out(ctx, row) for row in await queries.layouts(ctx.session, ctx.actor.id or _NOBODY)]


@router.post("", status_code=201)
async def make_layout(
    wish: LayoutIn, ctx: Annotated[Ctx, permit(Permission.LAYOUTS_WRITE, Action.SAVE_LAYOUT)]
) -> LayoutOut:
    """Save a new layout."""
    return await _save(ctx, wish, None)


@router.put("/{layout_id}")
async def change_layout(
    layout_id: uuid.UUID, wish: LayoutIn, ctx: Annotated[Ctx, permit(Permission.LAYOUTS_WRITE, Action.SAVE_LAYOUT)]
) -> LayoutOut:
    """Change a layout: one's own, or a shared one with the right to share."""
    ctx.about(object=f"layout:{layout_id}")
    return await _save(ctx, wish, layout_id)


@router.delete("/{layout_id}", status_code=204)
async def delete_layout(
    layout_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.LAYOUTS_WRITE, Action.DELETE_LAYOUT)]
) -> None:
    """Delete a layout."""
    ctx.about(object=f"layout:{layout_id}")
    await service.delete_layout(ctx.session, ctx.actor, layout_id, may_share=ctx.may(Permission.LAYOUTS_SHARE))


async def _save(ctx: Ctx, wish: LayoutIn, layout_id: uuid.UUID | None) -> LayoutOut:
    may_share = ctx.may(Permission.LAYOUTS_SHARE)
    row = await service.save_layout(ctx.session, ctx.actor, wish, layout_id=layout_id, may_share=may_share)
    ctx.about(object=f"layout:{row.id}", detail={"name": row.name, "shared": row.shared})
    return _out(ctx, row)


def _out(ctx: Ctx, row: LayoutRow) -> LayoutOut:
    return LayoutOut(
        id=row.id,
        name=row.name,
        shared=row.shared,
        mine=row.owner_id == ctx.actor.id,
        columns=row.columns,
        tiles=[None if tile is None else uuid.UUID(tile) for tile in row.tiles],
        tour_seconds=row.tour_seconds,
    )
