"""Hotlists and their entries over HTTP."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, status

from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.anpr.confusion import normalise
from beadle.anpr.hotlists import keeping, queries, views
from beadle.anpr.hotlists.models import Hotlist
from beadle.anpr.hotlists.schemas import (
    EntriesOut,
    EntryChange,
    EntryIn,
    EntryOut,
    ListChange,
    ListIn,
    ListOut,
)
from beadle.anpr.terms import Action

router = guarded(prefix="/anpr/hotlists", tags=["hotlists"])
Keep = Permission.PLATES_HOTLISTS


@router.get("")
async def list_hotlists(
    ctx: Annotated[Ctx, permit(Keep, Action.SEE_HOTLIST)], *, retired: Annotated[bool, Query()] = False
) -> list[ListOut]:
    """The hotlists, without their entries; with `retired` also those that are."""
    return [await _shown(ctx, row) for row in await queries.hotlists(ctx.session, retired=retired)]


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_hotlist(
    body: ListIn, ctx: Annotated[Ctx, permit(Keep, Action.CHANGE_HOTLIST, step_up=True)]
) -> ListOut:
    """Add a hotlist without entries."""
    ctx.about(detail={"name": body.name, "reason": body.reason, "owner": body.owner, "two_person": body.two_person})
    made = await keeping.create_list(ctx.session, ctx.clock, ctx.actor.display_name, body)
    ctx.about(object=f"hotlist:{made.id}")
    return await _shown(ctx, made)


@router.patch("/{list_id}")
async def change_hotlist(
    list_id: uuid.UUID, body: ListChange, ctx: Annotated[Ctx, permit(Keep, Action.CHANGE_HOTLIST, step_up=True)]
) -> ListOut:
    """Change or retire a hotlist. A retired one hits nothing from then on, and is not taken up again."""
    ctx.about(object=f"hotlist:{list_id}")
    found, changed = await keeping.change_list(ctx.session, ctx.clock, list_id, body)
    ctx.about(detail={"name": found.name, **changed})
    return await _shown(ctx, found)


@router.get("/{list_id}/entries")
async def list_entries(
    list_id: uuid.UUID,
    ctx: Annotated[Ctx, permit(Keep, Action.SEE_HOTLIST)],
    *,
    q: Annotated[str, Query(max_length=64, description="The beginning of a plate.")] = "",
    before: Annotated[int | None, Query(ge=0, le=1 << 40)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EntriesOut:
    """Entries of a list, the newest first; with `q` those whose plates begin so, by their plates."""
    ctx.about(object=f"hotlist:{list_id}")
    beginning = normalise(q) if q.strip() else ""
    if beginning:
        ctx.about(detail={"beginning": beginning}, subjects=[f"plate:{beginning}"])
    found = await queries.hotlist(ctx.session, list_id)
    rows = await queries.entries(ctx.session, found.number, beginning=beginning, before=before, limit=limit)
    more = rows[-1].id if len(rows) == limit and not beginning else None
    now = ctx.clock.now()
    return EntriesOut(entries=[views.entry(row, now) for row in rows], next=more)


@router.post("/{list_id}/entries", status_code=status.HTTP_201_CREATED)
async def add_entry(
    list_id: uuid.UUID, body: EntryIn, ctx: Annotated[Ctx, permit(Keep, Action.CHANGE_HOTLIST, step_up=True)]
) -> EntryOut:
    """Put a plate, or a part of one, on a list. It is matched within two seconds."""
    ctx.about(object=f"hotlist:{list_id}", detail={"added": True})
    found, made = await keeping.add_entry(ctx.session, ctx.clock, list_id, body)
    _about(ctx, found, made.plate)
    ctx.about(case_reference=made.reference, detail={"reason": made.reason})
    return views.entry(made, ctx.clock.now())


@router.patch("/{list_id}/entries/{entry_id}")
async def change_entry(
    list_id: uuid.UUID,
    entry_id: int,
    body: EntryChange,
    ctx: Annotated[Ctx, permit(Keep, Action.CHANGE_HOTLIST, step_up=True)],
) -> EntryOut:
    """Change what an entry says. Another plate is another entry."""
    ctx.about(object=f"hotlist:{list_id}", detail={"entry": entry_id})
    made, changed = await keeping.change_entry(ctx.session, ctx.clock, list_id, entry_id, body)
    ctx.about(subjects=[f"plate:{made.plate}"], detail=changed)
    return views.entry(made, ctx.clock.now())


@router.delete("/{list_id}/entries/{entry_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_entry(
    list_id: uuid.UUID, entry_id: int, ctx: Annotated[Ctx, permit(Keep, Action.CHANGE_HOTLIST, step_up=True)]
) -> None:
    """Take an entry off its list. It hits nothing from then on."""
    ctx.about(object=f"hotlist:{list_id}", detail={"entry": entry_id, "removed": True})
    found, gone = await keeping.remove_entry(ctx.session, ctx.clock, list_id, entry_id)
    _about(ctx, found, gone.plate)


def _about(ctx: Ctx, found: Hotlist, plate: str) -> None:
    ctx.about(detail={"list": found.name}, subjects=[f"plate:{plate}"])


async def _shown(ctx: Ctx, row: Hotlist) -> ListOut:
    return views.hotlist(row, await queries.expired(ctx.session, row.number, ctx.clock.now()))
