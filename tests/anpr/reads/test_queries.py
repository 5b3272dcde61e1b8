from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.factories.reads import CAMERA, NOON, keep, observation

from beadle.anpr.errors import NoSuchRead
from beadle.anpr.reads import queries
from beadle.anpr.reads.ids import new_read_id
from beadle.anpr.reads.merging import event_key
from beadle.anpr.reads.models import ReadRow
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

OTHER = uuid.UUID(int=12)


async def test_one_read_is_asked_of_one_month(database: Database, clock: FixedClock, data_dir: Path) -> None:
    (kept,) = await keep(database, clock, data_dir, [observation()])
    async with database.session() as session:
        assert (await queries.read(session, kept.read_id)).id == kept.read_id
        for nothing in (new_read_id(NOON), uuid.uuid4(), uuid.UUID(int=0)):
            with pytest.raises(NoSuchRead):
                await queries.read(session, nothing)
        query = select(ReadRow.id).where(queries.is_read(kept.read_id))
        bound = query.compile(compile_kwargs={"literal_binds": True})
        plan = await session.connection()
        lines = [row[0] for row in await plan.exec_driver_sql(f"EXPLAIN {bound}")]
        assert sum("anpr_read_" in line for line in lines) == 1, lines


async def test_the_newest_of_some_cameras(database: Database, clock: FixedClock, data_dir: Path) -> None:
    told = [observation(f"A{n}", NOON - timedelta(minutes=n)) for n in range(4)]
    told += [observation(f"B{n}", NOON - timedelta(minutes=n, seconds=30), camera_id=OTHER) for n in range(4)]
    told += [observation("OLD1", NOON - timedelta(days=2))]
    await keep(database, clock, data_dir, told)
    async with database.session() as session:

        async def latest(*cameras: uuid.UUID, limit: int = 50) -> list[str]:
            return [read.text for read in await queries.latest(session, cameras, clock.now(), limit)]

        assert await latest(CAMERA, OTHER, limit=5) == ["A0", "B0", "A1", "B1", "A2"]
        assert await latest(OTHER) == ["B0", "B1", "B2", "B3"]
        assert await latest(CAMERA) == ["A0", "A1", "A2", "A3"]
        assert await latest(uuid.uuid4()) == []
        assert await latest() == []


async def test_events_are_found_by_their_keys_in_a_span(database: Database, clock: FixedClock, data_dir: Path) -> None:
    one, other = observation(), observation("XY1")
    await keep(database, clock, data_dir, [one, other])
    async with database.session() as session:
        found = await queries.events(session, {event_key(one)}, NOON, NOON)
        assert [read.text for read in found] == ["AB12CDE"]
        assert await queries.events(session, {event_key(one)}, NOON + timedelta(seconds=1), NOON) == []
        assert await queries.events(session, set(), NOON, NOON) == []
        assert await queries.last_disposal(session) is None
        assert await queries.holds(session, NOON) == (0, 0)
        assert await queries.hold_in_force(session, new_read_id(NOON)) is None


def test_a_page_begins_after_a_read_of_ours_only() -> None:
    assert queries.older_than(None) is None
    assert queries.older_than(uuid.uuid4()) is None
    assert queries.older_than(new_read_id(NOON)) is not None
