"""Wall layouts over HTTP: one's own, and the shared ones."""

from __future__ import annotations

import uuid
from typing import Annotated

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.accounts.rights.reach import EVERYWHERE, Reach
from beadle.video import queries, service
from beadle.video.models import LayoutRow
from beadle.video.schemas import LayoutIn, LayoutOut
from beadle.video.terms import Action

router = guard.router(prefix="/video/layouts", tags=["layouts"])

_NOBODY = uuid.UUID(int=0)


@router.get("")
async def layouts(ctx: Annotated[Ctx, permit(Permission.LIVE_WATCH, None, while_locked=True)]) -> list[LayoutOut]:
    """One's own layouts and the shared ones, by name. Cameras beyond one's reach are left out of them.

    A shared layout that then shows nothing is left out too.
    """
    reach = await ctx.reach()
    rows = await queries.layouts(ctx.session, ctx.actor.id or _NOBODY)
    return [_out(ctx, row, reach) for row in rows if row.owner_id == ctx.actor.id or _shows_something(row, reach)]


@router.post("", status_code=201)
async def make_layout(
    wish: LayoutIn, ctx: Annotated[Ctx, permit(Permission.LAYOUTS_WRITE, Action.SAVE_LAYOUT)]
) -> LayoutOut:
    """Save a new layout."""
    await _see_tiles(ctx, wish)
    return await _save(ctx, wish, None)


@router.put("/{layout_id}")
async def change_layout(
    layout_id: uuid.UUID, wish: LayoutIn, ctx: Annotated[Ctx, permit(Permission.LAYOUTS_WRITE, Action.SAVE_LAYOUT)]
) -> LayoutOut:
    """Change a layout: one's own, or a shared one with the right to share."""
    ctx.about(object=f"layout:{layout_id}")
    await _see_tiles(ctx, wish)
    await _not_beyond(ctx, layout_id)
    return await _save(ctx, wish, layout_id)


@router.delete("/{layout_id}", status_code=204)
async def delete_layout(
    layout_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.LAYOUTS_WRITE, Action.DELETE_LAYOUT)]
) -> None:
    """Delete a layout."""
    ctx.about(object=f"layout:{layout_id}")
    await _not_beyond(ctx, layout_id)
    await service.delete_layout(ctx.session, ctx.actor, layout_id, may_share=ctx.may(Permission.LAYOUTS_SHARE))


async def _save(ctx: Ctx, wish: LayoutIn, layout_id: uuid.UUID | None) -> LayoutOut:
    may_share = ctx.may(Permission.LAYOUTS_SHARE)
    row = await service.save_layout(ctx.session, ctx.actor, wish, layout_id=layout_id, may_share=may_share)
    ctx.about(object=f"layout:{row.id}", detail={"name": row.name, "shared": row.shared})
    return _out(ctx, row, EVERYWHERE)


async def _see_tiles(ctx: Ctx, wish: LayoutIn) -> None:
    await ctx.see([tile for tile in wish.tiles if tile is not None], Permission.LIVE_WATCH)


async def _not_beyond(ctx: Ctx, layout_id: uuid.UUID) -> None:
    """Refuse to touch somebody else's layout with cameras beyond one's reach: changing it would lose them unseen."""
    row = await queries.layout(ctx.session, layout_id, ctx.actor.id or _NOBODY)
    if row.owner_id != ctx.actor.id:
        await ctx.see(_cameras(row), Permission.LIVE_WATCH)


def _cameras(row: LayoutRow) -> list[uuid.UUID]:
    return [uuid.UUID(tile) for tile in row.tiles if tile is not None]


def _shows_something(row: LayoutRow, reach: Reach) -> bool:
    cameras = _cameras(row)
    return not cameras or any(reach.covers(camera) for camera in cameras)


def _out(ctx: Ctx, row: LayoutRow, reach: Reach) -> LayoutOut:
    tiles = [None if tile is None else uuid.UUID(tile) for tile in row.tiles]
    return LayoutOut(
        id=row.id,
        name=row.name,
        shared=row.shared,
        mine=row.owner_id == ctx.actor.id,
        columns=row.columns,
        tiles=[tile if tile is not None and reach.covers(tile) else None for tile in tiles],
        tour_seconds=row.tour_seconds,
    )
