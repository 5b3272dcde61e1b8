"""Samples over HTTP: the next read to check, what a person saw, and how right each camera's reads are."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.accounts.rights.reach import reach_of
from beadle.anpr.reads import queries, sampling
from beadle.anpr.reads.accuracy import wilson
from beadle.anpr.reads.errors import NoSample
from beadle.anpr.reads.looks import ReadLooks
from beadle.anpr.reads.models import SampleRow
from beadle.anpr.reads.routes import shown
from beadle.anpr.reads.schemas import AccuracyOut, SampleDone, SampleIn, SampleOut
from beadle.anpr.terms import Action
from beadle.estate import service as estate

router = guard.router(prefix="/anpr", tags=["plates"])
_MONTH = timedelta(days=30)
_NOBODYS = uuid.UUID(int=0)
_Sampling = Annotated[Ctx, permit(Permission.PLATES_CONFIRM, Action.SAMPLE, look=True)]


@router.get("/samples/today")
async def next_sample(ctx: _Sampling) -> SampleOut:
    """The next read to check of those that were drawn by lot from yesterday's; nobody chooses which."""
    day = sampling.day_of(ctx.clock.now())
    row, left = await _next(ctx, day)
    if row is None:
        return SampleOut(read=None, left=0, day=day, look="")
    found = await queries.read(ctx.session, row.read_id)
    ctx.about(object=f"read:{row.read_id}", objects=[f"camera:{row.camera_id}"], subjects=[f"plate:{found.text}"])
    look = ctx.deps.part(ReadLooks).grant(ctx, Permission.PLATES_CONFIRM, found.at, found.at)
    return SampleOut(read=(await shown(ctx, [found]))[0], left=left, day=day, look=look)


@router.post("/samples/{read_id}")
async def check_sample(read_id: uuid.UUID, wish: SampleIn, ctx: _Sampling) -> SampleDone:
    """Enter what a person sees in the picture of a sampled read."""
    ctx.about(object=f"read:{read_id}")
    stated = ctx.actor.stated
    assert stated is not None, "the guard asked for a stated purpose"
    try:
        row = await sampling.sample(ctx.session, read_id)
    except NoSample:
        await ctx.see([_NOBODYS], purpose=stated.id)  # who is limited learns nothing about other cameras' reads
        raise
    await ctx.see([row.camera_id], purpose=stated.id)
    read = await queries.read(ctx.session, read_id)
    found = sampling.verdict(read, wish.plate, right=wish.right)
    ctx.about(objects=[f"camera:{row.camera_id}"], subjects=[f"plate:{read.text}"], detail={"verdict": found[0].value})
    await sampling.enter(ctx.session, ctx.clock, ctx.actor.display_name, row, found)
    _, left = await _next(ctx, sampling.day_of(ctx.clock.now()))
    return SampleDone(verdict=found[0], left=left)


@router.get("/accuracy")
async def accuracy(
    ctx: Annotated[Ctx, permit(Permission.PLATES_COUNT, None)],
    since: Annotated[date | None, Query()] = None,
    until: Annotated[date | None, Query()] = None,
) -> list[AccuracyOut]:
    """How many of each camera's sampled reads were right, with the 95 % interval; the last 30 days by default.

    since, until: days of the reads, both included.
    """
    last = until or ctx.clock.now().date()
    found = await sampling.tallies(ctx.session, since or last - _MONTH, last)
    places = await estate.places(ctx.session)
    answers = []
    for tally in found:
        share = wilson(tally.right, tally.right + tally.wrong)
        answers.append(
            AccuracyOut(
                camera_id=tally.camera_id,
                camera=places[tally.camera_id].name if tally.camera_id in places else "",
                checked=tally.right + tally.wrong + tally.unreadable,
                right=tally.right,
                wrong=tally.wrong,
                unreadable=tally.unreadable,
                share=share and share.share,
                low=share and share.low,
                high=share and share.high,
            )
        )
    return sorted(answers, key=lambda each: each.camera)


async def _next(ctx: Ctx, day: date) -> tuple[SampleRow | None, int]:
    stated = ctx.actor.stated
    assert stated is not None, "the guard asked for a stated purpose"
    reach = await reach_of(ctx.session, ctx.actor, Permission.PLATES_CONFIRM, purpose=stated.id)
    return await sampling.next_one(ctx.session, day, reach)
