from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.factories.reads import CAMERA, JPEG, NOON, keep, observation

from beadle.anpr.errors import BadMessage, NoSuchRead
from beadle.anpr.reads import service
from beadle.anpr.reads.models import PlateRow, ReadRow
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Picture
from beadle.anpr.terms import Box, Candidate, Direction, Observation
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import EventRow

SETTINGS = ReadsSettings()


async def counted(database: Database) -> tuple[int, int]:
    async with database.session() as session:
        reads = await session.scalar(select(func.count()).select_from(ReadRow))
        return int(reads or 0), int(await session.scalar(select(func.count()).select_from(PlateRow)) or 0)


async def news(database: Database) -> list[dict[str, Any]]:
    async with database.session() as session:
        return list((await session.scalars(select(EventRow.body).order_by(EventRow.id))).all())


async def test_a_read_is_kept_with_all_that_was_told(database: Database, clock: FixedClock, data_dir: Path) -> None:
    told = observation(
        at=NOON - timedelta(microseconds=1),
        camera_at=NOON - timedelta(seconds=2),
        characters=(0.9, 0.8, 0.99, 0.7, 0.95, 0.97, 0.6),
        candidates=(Candidate("AB12CDE", 0.9), Candidate("A812CDE", 0.08)),
        grammar="uk current",
        ambiguous=True,
        direction=Direction.AWAY,
        lane=2,
        vehicle_color="blue",
        vehicle_kind="car",
        box=Box(10, 20, 100, 30),
        patch=JPEG,
        overview=JPEG + b"2",
        raw="2026/x",
    )
    (kept,) = await keep(database, clock, data_dir, [told])
    assert (kept.changed, kept.confirmed, kept.observation) == (True, True, told)
    assert kept.at == datetime(2026, 6, 1, 11, 59, 59, 999_000, UTC), "stored to the millisecond"
    async with database.session() as session:
        stored = await service.read(session, kept.read_id)
    assert (stored.text, stored.at, stored.camera_id) == ("AB12CDE", kept.at, CAMERA)
    card = kept.card
    assert card["candidates"] == [
        {"text": "AB12CDE", "probability": 0.9},
        {"text": "A812CDE", "probability": 0.08},
    ]
    assert card["characters"] == [0.9, 0.8, 0.99, 0.7, 0.95, 0.97, 0.6]
    assert card["box"] == {"x": 10, "y": 20, "width": 100, "height": 30}
    assert (card["grammar"], card["ambiguous"], card["direction"], card["lane"]) == ("uk current", True, "away", 2)
    assert card["camera_at"] == "2026-06-01T11:59:58Z"
    store = PictureStore(data_dir)
    assert store.read(kept.read_id, Picture.PATCH) == JPEG
    assert store.read(kept.read_id, Picture.OVERVIEW) == JPEG + b"2"
    (body,) = await news(database)
    assert body == {"camera_id": str(CAMERA), "reads": [card]}


async def test_a_second_delivery_changes_nothing(database: Database, clock: FixedClock, data_dir: Path) -> None:
    told = [observation(patch=JPEG, lane=1), observation("XY34ZZZ", candidates=(Candidate("XY34ZZZ", 0.5),))]
    first = await keep(database, clock, data_dir, told)
    again = await keep(database, clock, data_dir, told)
    assert [each.changed for each in again] == [False, False]
    assert [each.read_id for each in again] == [each.read_id for each in first]
    assert [each.card for each in again] == [each.card for each in first]
    assert await counted(database) == (2, 2)
    assert len(await news(database)) == 1
    twice = await keep(database, clock, data_dir, [new := observation("NEW1"), new])
    assert [each.changed for each in twice] == [True, False]
    assert twice[0].read_id == twice[1].read_id


async def test_an_update_makes_the_same_read_better_and_then_final(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    first = observation("AB12C0E", final=False, confidence=0.6, patch=JPEG)
    (kept,) = await keep(database, clock, data_dir, [first])
    assert not kept.confirmed
    better = replace(first, text="AB12CDE", confidence=0.7, at=NOON + timedelta(seconds=1), patch=JPEG + b"better")
    (improved,) = await keep(database, clock, data_dir, [better])
    assert (improved.read_id, improved.at, improved.changed) == (kept.read_id, kept.at, True)
    assert PictureStore(data_dir).read(kept.read_id, Picture.PATCH) == JPEG + b"better"
    final = replace(better, final=True, confidence=0.9, vehicle_color="red")
    (ended,) = await keep(database, clock, data_dir, [final])
    assert (ended.read_id, ended.confirmed, ended.card["plate"]) == (kept.read_id, True, "AB12CDE")
    assert ended.card["vehicle_color"] == "red"
    for late in (first, better):
        (unchanged,) = await keep(database, clock, data_dir, [late])
        assert (unchanged.changed, unchanged.card["plate"]) == (False, "AB12CDE")
    assert (await counted(database))[0] == 1
    assert [body["reads"][0]["plate"] for body in await news(database)] == ["AB12C0E", "AB12CDE", "AB12CDE"]


async def test_all_steps_of_a_pass_in_one_batch_are_one_read(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    first = observation("AB12C0E", final=False, confidence=0.6)
    steps = [first, replace(first, text="AB12CDE", confidence=0.8), replace(first, text="AB12CDE", final=True)]
    kept = await keep(database, clock, data_dir, steps)
    assert [each.changed for each in kept] == [True, True, True]
    assert len({each.read_id for each in kept}) == 1
    assert await counted(database) == (1, 1), "the first text is nobody's plate"
    (body,) = await news(database)
    assert [card["plate"] for card in body["reads"]] == ["AB12CDE"]


async def test_a_camera_that_counts_anew_is_told_apart(database: Database, clock: FixedClock, data_dir: Path) -> None:
    first = observation("AB12CDE", event_id="1")
    later = replace(first, text="XY34ZZZ", at=NOON + timedelta(minutes=3))
    other_camera = replace(first, camera_id=uuid.UUID(int=12))
    kept = await keep(database, clock, data_dir, [first, later, other_camera])
    assert len({each.read_id for each in kept}) == 3
    again = await keep(database, clock, data_dir, [first, later, other_camera])
    assert [each.read_id for each in again] == [each.read_id for each in kept]


async def test_two_workers_that_keep_the_same_event_make_one_read(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    told = [observation(f"AB{number:02}CDE") for number in range(20)]
    both = await asyncio.gather(*(keep(database, clock, data_dir, batch) for batch in (told, told[::-1])))
    assert {each.read_id for each in both[0]} == {each.read_id for each in both[1]}
    assert await counted(database) == (20, 20)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"at": NOON + timedelta(seconds=301)}, "future"),
        ({"at": datetime(2036, 2, 7, tzinfo=UTC)}, "future"),
        ({"at": datetime(1970, 1, 1, tzinfo=UTC)}, "deleted after 31 days"),
        ({"at": NOON - timedelta(days=32)}, "deleted after 31 days"),
        ({"at": datetime(2026, 6, 1, 12)}, "time zone"),  # noqa: DTZ001 - that is what is wrong with it
        ({"text": "ab12cde"}, "A to Z"),
        ({"text": "A" * 13}, "A to Z"),
        ({"text": "А123"}, "A to Z"),  # noqa: RUF001 - Cyrillic
        ({"text": ""}, "A to Z"),
        ({"text": "AB12CDE\n"}, "A to Z"),
        ({"event_id": ""}, "no name"),
        ({"event_id": "x" * 201}, "event_id"),
        ({"raw": "a\0b"}, "raw"),
        ({"confidence": 1.5}, "confidence"),
        ({"confidence": float("nan")}, "confidence"),
        ({"lane": -1}, "lane"),
        ({"lane": 40_000}, "lane"),
    ],
)
async def test_what_cannot_be_kept_is_refused_in_words_and_nothing_of_its_batch_is_kept(
    database: Database, clock: FixedClock, data_dir: Path, wrong: dict[str, Any], words: str
) -> None:
    bad = observation(**({"at": NOON} | wrong))
    with pytest.raises(BadMessage, match=words):
        service.check(bad, clock.now(), SETTINGS)
    with pytest.raises(BadMessage, match=words):
        await keep(database, clock, data_dir, [observation(), bad])
    assert await counted(database) == (0, 0)


async def test_reads_at_the_edges_of_months_and_late_ones_are_kept(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    edge = datetime(2026, 6, 1, tzinfo=UTC)
    moments = [edge - timedelta(microseconds=1), edge, NOON - timedelta(days=31), NOON + timedelta(seconds=300)]
    kept = await keep(database, clock, data_dir, [observation(at=at) for at in moments])
    async with database.session() as session:
        found = await service.reads(session, [each.read_id for each in kept])
        assert {each.id for each in found} == {each.read_id for each in kept}
        with pytest.raises(NoSuchRead):
            await service.read(session, uuid.uuid4())
    assert await service.reads(session, []) == []


async def test_a_read_at_the_turn_of_the_year_finds_its_month(database: Database, data_dir: Path) -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    clock = FixedClock(new_year)
    told = [observation(at=new_year + timedelta(milliseconds=each)) for each in (-1, 0, 1)]
    assert len({each.read_id for each in await keep(database, clock, data_dir, told)}) == 3


async def test_a_rolled_back_batch_leaves_no_row_and_can_be_kept_again(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    told: list[Observation] = [observation(patch=JPEG)]
    async with database.session() as session:
        await service.keep(session, clock, told, PictureStore(data_dir), SETTINGS)
    assert await counted(database) == (0, 0)
    (kept,) = await keep(database, clock, data_dir, told)
    assert kept.changed
    assert await keep(database, clock, data_dir, []) == []
