from __future__ import annotations

import asyncio

from sqlalchemy import select, text
from tests.factories.reads import keep, observation

from beadle.anpr.reads import dictionary
from beadle.anpr.reads.models import PlateRow
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def plates(database: Database) -> dict[str, tuple[str, str]]:
    async with database.session() as session:
        rows = await session.scalars(select(PlateRow))
        return {row.text: (row.folded, row.mirrored) for row in rows}


async def test_each_plate_stands_once_with_its_fold_from_both_sides(database: Database) -> None:
    async with database.work() as session:
        first = await dictionary.ids_of(session, ["AB12CDE", "OI8", "AB12CDE"])
    async with database.work() as session:
        assert await dictionary.ids_of(session, ["OI8", "AB12CDE"]) == first
        assert await dictionary.ids_of(session, []) == {}
    assert await plates(database) == {"AB12CDE": ("A812C0E", "E0C218A"), "OI8": ("018", "810")}


async def test_two_that_enter_the_same_plates_at_once_get_the_same_numbers(database: Database) -> None:
    texts = [f"AB{number:02}CDE" for number in range(50)]

    async def one(order: list[str]) -> dict[str, int]:
        async with database.work() as session:
            return await dictionary.ids_of(session, order)

    first, second = await asyncio.gather(one(texts), one(texts[::-1]))
    assert first == second
    assert len(first) == 50


async def test_only_plates_without_reads_are_forgotten(database: Database, clock: FixedClock, data_dir: object) -> None:
    await keep(database, clock, data_dir, [observation("READ1")])  # type: ignore[arg-type]
    async with database.work() as session:
        numbers = await dictionary.ids_of(session, ["READ1", "BARE1", "BARE2"])
    async with database.work() as session:
        assert await dictionary.forget_orphans(session, numbers.values()) == 2
        assert await dictionary.forget_orphans(session, []) == 0
    assert set(await plates(database)) == {"READ1"}


async def test_a_plate_that_somebody_is_about_to_use_is_passed_over(database: Database) -> None:
    async with database.work() as session:
        numbers = await dictionary.ids_of(session, ["USED1", "BARE1"])
    async with database.session() as keeping:
        await dictionary.ids_of(keeping, ["USED1"])
        async with database.work() as cleaning:
            await cleaning.execute(text("SET LOCAL lock_timeout = '5s'"))
            assert await dictionary.forget_orphans(cleaning, numbers.values()) == 1
    assert set(await plates(database)) == {"USED1"}
