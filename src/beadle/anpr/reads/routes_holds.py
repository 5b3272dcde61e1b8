"""Holds on reads over HTTP, and how long reads are kept."""

from __future__ import annotations

import uuid
from typing import Annotated

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.anpr.reads import holds, queries
from beadle.anpr.reads.models import HoldRow
from beadle.anpr.reads.queries import Stored
from beadle.anpr.reads.routes import shown
from beadle.anpr.reads.schemas import (
    DisposalOut,
    HeldReadOut,
    HeldReadsOut,
    Limit,
    ReadHoldIn,
    ReadHoldOut,
    ReadReleaseIn,
    RetentionOut,
)
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.terms import Action

router = guard.router(prefix="/anpr", tags=["plates"])


@router.post("/reads/{read_id}/hold", status_code=201)
async def hold_read(
    read_id: uuid.UUID, wish: ReadHoldIn, ctx: Annotated[Ctx, permit(Permission.PLATES_REVIEW, Action.HOLD_READ)]
) -> ReadHoldOut:
    """Keep a read, with its pictures, beyond its time. When this answers, it is not deleted any more."""
    ctx.about(object=f"read:{read_id}", case_reference=wish.case_reference, detail={"reason": wish.reason})
    read = await _locked(ctx, read_id)
    row = await holds.place(ctx.session, ctx.clock, ctx.actor, read, wish)
    ctx.about(detail={"hold": str(row.id), "review_on": row.review_on.isoformat()})
    return _out(row)


@router.delete("/reads/{read_id}/hold")
async def release_read(
    read_id: uuid.UUID,
    wish: ReadReleaseIn,
    ctx: Annotated[Ctx, permit(Permission.PLATES_REVIEW, Action.HOLD_READ, step_up=True)],
) -> ReadHoldOut:
    """End the hold on a read: it is deleted when its time is over."""
    ctx.about(object=f"read:{read_id}", detail={"released": True, "reason": wish.reason})
    read = await _locked(ctx, read_id)
    row = await holds.release(ctx.session, ctx.clock, ctx.actor, read, wish.reason)
    ctx.about(case_reference=row.case_reference, detail={"hold": str(row.id)})
    return _out(row)


async def _locked(ctx: Ctx, read_id: uuid.UUID) -> Stored:
    """The read, which retention now waits for."""
    read = await queries.read(ctx.session, read_id, lock=True)
    ctx.about(objects=[f"camera:{read.camera_id}"], subjects=[f"plate:{read.text}"])
    return read


@router.get("/holds")
async def held_reads(
    ctx: Annotated[Ctx, permit(Permission.PLATES_REVIEW, Action.SEE_HOLDS)],
    after: uuid.UUID | None = None,
    limit: Limit = 100,
) -> HeldReadsOut:
    """Reads that are held beyond their time, with whose word that is and why; first those to be reviewed soonest."""
    rows = await queries.held(ctx.session, after, limit)
    found = {read.id: read for read in await queries.reads(ctx.session, [row.read_id for row in rows])}
    answers = await shown(ctx, list(found.values()))
    cards = {answer.id: answer for answer in answers}
    ctx.about(objects=[f"read:{read}" for read in found], subjects=[f"plate:{read.text}" for read in found.values()])
    today = ctx.clock.now().date()
    held = [
        HeldReadOut(hold=_out(row), read=cards[row.read_id], review_due=row.review_on <= today)
        for row in rows
        if row.read_id in cards
    ]
    return HeldReadsOut(held=held, next=rows[-1].id if len(rows) == limit else None)


@router.get("/retention")
async def retention(ctx: Annotated[Ctx, permit(Permission.PLATES_COUNT, None)]) -> RetentionOut:
    """How long reads are kept, how many are held beyond that, and the last deletion with its proof."""
    held, due = await queries.holds(ctx.session, ctx.clock.now())
    last = await queries.last_disposal(ctx.session)
    return RetentionOut(
        days=ctx.deps.settings.section(ReadsSettings).days,
        held=held,
        review_due=due,
        last=None if last is None else DisposalOut.model_validate(last, from_attributes=True),
    )


def _out(row: HoldRow) -> ReadHoldOut:
    return ReadHoldOut(
        id=row.id,
        read_id=row.read_id,
        reason=row.reason,
        case_reference=row.case_reference,
        review_on=row.review_on,
        placed_by=row.placed_by_name,
        placed_at=row.placed_at,
        released_by=row.released_by_name,
        released_at=row.released_at,
        release_reason=row.release_reason,
    )
