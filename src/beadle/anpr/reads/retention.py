"""The end of reads: deleted with proof when their time is over, unless somebody holds them.

Rows go first, in batches, each with its line in the audit log in the same transaction; then their pictures; then plates
that no read bears any more, and months that hold nothing. What a kill leaves of the later steps the next run finishes.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.reads import dictionary, partitions, searching
from beadle.anpr.reads.ids import lowest_id
from beadle.anpr.reads.models import DisposalRow, HoldRow, PlateRow, ReadRow, RetentionRow, SampleRow
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.proof import Gone, proof_of
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.terms import Action
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.events import Alarm, publish

AT_ONCE = 20_000
"""Reads of one transaction, and of one line in the audit log."""
_PLATES_AT_ONCE = 100_000
_DELETE = text(
    "DELETE FROM anpr_read r USING unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[])) AS gone (id, at)"
    " WHERE r.id = gone.id AND r.at = gone.at AND r.at BETWEEN :first AND :last"
)
_HELD = exists().where(HoldRow.read_id == ReadRow.id, HoldRow.released_at.is_(None))


async def note_days(session: AsyncSession, clock: Clock, settings: ReadsSettings) -> None:
    """Write down, and tell everybody, where reads are to be kept for another time than the last run knew of."""
    row = await session.get(RetentionRow, 1, with_for_update=True)
    before = None if row is None else row.days
    if before == settings.days:
        return
    values = {"id": 1, "days": settings.days, "since": clock.now()}
    statement = insert(RetentionRow).values(values).on_conflict_do_update(index_elements=["id"], set_=values)
    await session.execute(statement)
    detail = {"days": settings.days, "before": before, "setting": f"{settings.section}.days"}
    entry = Entry(action=Action.CHANGE_RETENTION, actor="system", object="plates:retention", detail=detail)
    await audit.record(session, clock, entry)
    if before is not None:
        words = f"Reads of number plates are now kept for {settings.days} days; until now it was {before}."
        alarm = Alarm(source="number plates", level="alarm", title="Plates are kept for another time", text=words)
        await publish(session, clock, alarm)


async def dispose(
    database: Database, clock: Clock, settings: ReadsSettings, store: PictureStore, *, at_once: int = AT_ONCE
) -> int:
    """Delete every read whose time is over and that nobody holds, with its pictures; how many went."""
    before = clock.now() - timedelta(days=settings.days)
    total = 0
    while True:
        async with database.work() as session:
            gone = await _batch(session, clock, before, at_once)
        await asyncio.to_thread(store.remove, gone)
        total += len(gone)
        if len(gone) < at_once:
            return total


async def _batch(session: AsyncSession, clock: Clock, before: datetime, most: int) -> list[uuid.UUID]:
    gone = await _due(session, before, most)
    if not gone:
        return []
    said = {
        "ids": [read.id for read in gone],
        "moments": [read.at for read in gone],
        "first": min(read.at for read in gone),
        "last": max(read.at for read in gone),
    }
    await session.execute(_DELETE, said)
    read_ids = [read.id for read in gone]
    await session.execute(update(SampleRow).where(SampleRow.read_id.in_(read_ids)).values(truth=None))
    row = DisposalRow(
        at=clock.now(), deleted=len(gone), from_at=said["first"], to_at=said["last"], proof=proof_of(gone)
    )
    session.add(row)
    await session.flush()
    detail = {
        "deleted": row.deleted,
        "from": row.from_at.isoformat(),
        "to": row.to_at.isoformat(),
        "proof": row.proof,
    }
    entry = Entry(action=Action.DISPOSE, actor="system", object=f"disposal:{row.id}", detail=detail)
    await audit.record(session, clock, entry)
    return read_ids


async def _due(session: AsyncSession, before: datetime, most: int) -> Sequence[Gone]:
    """The oldest reads whose time is over. Identifiers sort by time, so the oldest come first in their own index.

    One that somebody is about to hold is locked by them, and waits for the next run.
    """
    query = (
        select(ReadRow.id, ReadRow.at, PlateRow.text, ReadRow.camera_id)
        .join(PlateRow, PlateRow.id == ReadRow.plate_id)
        .where(ReadRow.id < lowest_id(before), ReadRow.at < before, ~_HELD)
        .order_by(ReadRow.id)
        .limit(most)
        .with_for_update(of=ReadRow, skip_locked=True)
    )
    return [Gone(*row) for row in await session.execute(query)]


async def sweep_dictionary(database: Database) -> int:
    """Delete the plates that no read bears any more; how many. A plate misread once must not outlive its read."""
    gone, last = 0, 0
    while True:
        async with database.work() as session:
            query = select(PlateRow.id).where(PlateRow.id > last).order_by(PlateRow.id).limit(_PLATES_AT_ONCE)
            some = (await session.scalars(query)).all()
            bare = list((await session.scalars(_BARE, {"first": some[0], "last": some[-1]})).all()) if some else []
            gone += await dictionary.forget_orphans(session, bare)
        if not some:
            return gone
        last = some[-1]


_BARE = text(
    "SELECT p.id FROM anpr_plate p WHERE p.id BETWEEN :first AND :last"
    " AND NOT EXISTS (SELECT 1 FROM anpr_read r WHERE r.plate_id = p.id)"
)


async def tidy(database: Database, clock: Clock, settings: ReadsSettings) -> None:
    """Drop empty months, and forget searches and samples whose time is over."""
    now = clock.now()
    async with database.work() as session:
        await searching.forget_searches(session, now - timedelta(days=settings.keep_searches_days))
    async with database.work() as session:
        await partitions.drop_empty(session, now - timedelta(days=settings.days))
