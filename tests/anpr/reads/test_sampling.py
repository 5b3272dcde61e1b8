from __future__ import annotations

import hashlib
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.factories.reads import CAMERA, JPEG, NOON, keep, observation

from beadle.accounts.rights.reach import EVERYWHERE, Reach
from beadle.anpr.reads import sampling, service
from beadle.anpr.reads.errors import BadPattern, NoSample
from beadle.anpr.reads.models import SampleRow
from beadle.anpr.reads.sampling import Tally
from beadle.anpr.reads.terms import Kept, Verdict
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Invalid

OTHER = uuid.UUID(int=12)
TODAY = date(2026, 6, 1)


@pytest.fixture
async def day(database: Database, clock: FixedClock, data_dir: Path) -> list[Kept]:
    """Thirty reads of one camera and three of another, all with a patch; and some that cannot be checked."""
    told = [observation(f"AB{n:02}", NOON - timedelta(minutes=n), patch=JPEG) for n in range(30)]
    told += [observation(f"XY{n:02}", NOON - timedelta(minutes=n), camera_id=OTHER, patch=JPEG) for n in range(3)]
    told += [observation("NOPICTURE"), observation("NOTFINAL", final=False, patch=JPEG)]
    told += [observation("DAYBEFORE", NOON - timedelta(hours=12, milliseconds=1), patch=JPEG)]
    return await keep(database, clock, data_dir, told)


async def drawn(database: Database) -> list[SampleRow]:
    async with database.session() as session:
        return list((await session.scalars(select(SampleRow).order_by(SampleRow.camera_id, SampleRow.place))).all())


async def draw(database: Database, most: int = 5) -> bool:
    async with database.work() as session:
        return await sampling.draw(session, TODAY, most)


async def test_the_lot_decides_and_anybody_can_draw_it_again(database: Database, day: list[Kept]) -> None:
    assert await draw(database)
    rows = await drawn(database)
    mine = [row.read_id for row in rows if row.camera_id == CAMERA]
    of_camera = [each for each in day if each.card["camera_id"] == str(CAMERA) and each.card["plate"].startswith("AB")]
    lots = sorted(of_camera, key=lambda each: hashlib.sha256(f"2026-06-01 {each.read_id}".encode()).digest())
    assert mine == [each.read_id for each in lots[:5]]
    assert [row.place for row in rows] == [1, 2, 3, 4, 5, 1, 2, 3]
    assert not await draw(database), "once drawn, nobody draws until the lot suits them"
    assert not await draw(database, 30)
    assert len(await drawn(database)) == 8
    assert not await draw(database, 0)


def test_yesterday_is_checked() -> None:
    assert sampling.day_of(NOON) == date(2026, 5, 31)


async def test_they_come_camera_by_camera_and_only_those_in_reach(
    database: Database, clock: FixedClock, day: list[Kept]
) -> None:
    await draw(database)
    async with database.work() as session:
        row, left = await sampling.next_one(session, TODAY, EVERYWHERE)
        assert row is not None
        assert (row.place, left) == (1, 8)
        await sampling.enter(session, clock, "Olivia", row, (Verdict.RIGHT, "AB1"))
        second, left = await sampling.next_one(session, TODAY, EVERYWHERE)
        assert second is not None
        assert (second.place, second.camera_id != row.camera_id, left) == (1, True, 7)
        theirs, left = await sampling.next_one(session, TODAY, Reach(frozenset({OTHER})))
        assert theirs is not None
        assert (theirs.camera_id, left) == (OTHER, 3 if row.camera_id == CAMERA else 2)
        assert await sampling.next_one(session, TODAY, Reach(frozenset())) == (None, 0)
        assert await sampling.next_one(session, TODAY - timedelta(days=1), EVERYWHERE) == (None, 0)
        with pytest.raises(NoSample):
            await sampling.sample(session, uuid.uuid4())


async def test_what_a_person_sees_is_held_against_the_read(database: Database, day: list[Kept]) -> None:
    async with database.session() as session:
        read = await service.read(session, day[0].read_id)
    assert read.text == "AB00"
    assert sampling.verdict(read, "ab 00", right=True) == (Verdict.RIGHT, "AB00")
    assert sampling.verdict(read, "AB0O", right=False) == (Verdict.WRONG, "AB0O")
    assert sampling.verdict(read, None, right=False) == (Verdict.UNREADABLE, None)
    for plate, right in (("AB0O", True), ("AB00", False)):
        with pytest.raises(Invalid, match="contradict"):
            sampling.verdict(read, plate, right=right)
    with pytest.raises(BadPattern):
        sampling.verdict(read, "AB*", right=False)


async def test_the_figures_of_each_camera(database: Database, clock: FixedClock, day: list[Kept]) -> None:
    await draw(database)
    verdicts = [Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG, Verdict.UNREADABLE]
    async with database.work() as session:
        rows = (await session.scalars(select(SampleRow).where(SampleRow.camera_id == CAMERA))).all()
        for row, verdict in zip(rows, verdicts, strict=False):
            await sampling.enter(session, clock, "Olivia", row, (verdict, None))
    async with database.session() as session:
        assert await sampling.tallies(session, TODAY, TODAY) == [Tally(CAMERA, 2, 1, 1)]
        assert await sampling.tallies(session, TODAY + timedelta(days=1), TODAY + timedelta(days=9)) == []
