from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.factories.reads import keep, observation

from beadle.anpr.reads import partitions
from beadle.anpr.reads.ids import new_read_id
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def names(database: Database) -> list[str]:
    async with database.session() as session:
        found = await session.scalars(
            text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'anpr_read'::regclass ORDER BY 1")
        )
        return list(found.all())


@pytest.fixture(autouse=True)
async def _as_before(database: Database) -> AsyncIterator[None]:
    """Other tests keep the months that they made."""
    before = set(await names(database))
    yield
    async with database.work() as session:
        for name in set(await names(database)) - before:
            await session.execute(text(f"ALTER TABLE anpr_read DETACH PARTITION {name}"))
            await session.execute(text(f"DROP TABLE {name}"))


def test_months_are_those_of_utc() -> None:
    summer = datetime.fromisoformat("2026-07-01T00:30:00+01:00")
    assert partitions.month_of(summer) == date(2026, 6, 1)
    assert partitions.next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert partitions.next_month(date(2026, 1, 1)) == date(2026, 2, 1)
    assert partitions.name_of(date(2026, 1, 1)) == "anpr_read_2026_01"


async def test_months_are_made_ahead_once(database: Database) -> None:
    now = datetime(2031, 11, 30, 23, 59, tzinfo=UTC)
    for _ in range(2):
        async with database.work() as session:
            await partitions.ahead(session, now)
    made = [name for name in await names(database) if "_203" in name]
    assert made == ["anpr_read_2031_11", "anpr_read_2031_12", "anpr_read_2032_01"]


async def test_two_that_need_the_same_month_at_once_both_have_it(database: Database) -> None:
    moment = datetime(2033, 3, 1, tzinfo=UTC)

    async def one() -> None:
        async with database.work() as session:
            await partitions.ensure(session, [moment, moment - timedelta(microseconds=1)])

    await asyncio.gather(one(), one(), one())
    assert [name for name in await names(database) if "_2033" in name] == ["anpr_read_2033_02", "anpr_read_2033_03"]


async def test_a_month_has_the_indexes_and_the_keys_of_the_others(database: Database) -> None:
    async with database.work() as session:
        await partitions.ensure(session, [datetime(2034, 1, 1, tzinfo=UTC)])
        found = await session.scalars(
            text("SELECT indexdef FROM pg_indexes WHERE tablename = 'anpr_read_2034_01' ORDER BY 1")
        )
        defined = " ".join(found.all())
        stored = await session.scalar(text("SELECT reloptions FROM pg_class WHERE relname = 'anpr_read_2034_01'"))
    by_plate, by_camera = "(plate_id, at, id) INCLUDE (camera_id)", "(camera_id, at, id) INCLUDE (plate_id)"
    for columns in ("(id, at)", by_plate, by_camera, "(event_key)"):
        assert columns in defined
    assert stored == ["autovacuum_vacuum_insert_scale_factor=0.02"]


async def test_only_months_that_are_over_and_empty_are_dropped(database: Database, data_dir: Path) -> None:
    clock = FixedClock(datetime(2035, 3, 10, tzinfo=UTC))
    kept = observation(at=clock.now() - timedelta(days=28))
    await keep(database, clock, data_dir, [kept])
    async with database.work() as session:
        await partitions.ensure(session, [datetime(2035, month, 1, tzinfo=UTC) for month in (1, 2, 3)])
    async with database.work() as session:
        dropped = await partitions.drop_empty(session, datetime(2035, 3, 10, tzinfo=UTC))
    assert "anpr_read_2035_01" in dropped
    assert not {"anpr_read_2035_02", "anpr_read_2035_03"} & set(dropped), "a read is in one, the other is not over"
    assert "anpr_read_2035_01" not in await names(database)
    assert new_read_id(kept.at)
