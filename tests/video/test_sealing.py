"""Hashes of closed segments get into the tree, each once, whatever the order and however long nobody looked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.factories.video import record, volume_at

from beadle.audit.models import AuditSegments
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.video import sealing
from beadle.video.footage.volume import Volume
from beadle.video.library import Library
from beadle.video.sealing import SegmentSealer

MINUTE = 60_000_000
HOUR = 60 * MINUTE


@pytest.fixture
def volume(tmp_path: Path, clock: FixedClock) -> Iterator[Volume]:
    with volume_at(tmp_path / "volume", clock) as made:
        yield made


@pytest.fixture
def library(volume: Volume, clock: FixedClock) -> Iterator[Library]:
    with Library([volume.path], clock) as made:
        yield made


async def sealed(database: Database) -> list[tuple[str, int, str]]:
    async with database.session() as session:
        rows = await session.scalars(select(AuditSegments).order_by(AuditSegments.id))
        return [(camera, start, digest) for row in rows for camera, start, _, _, digest in json.loads(row.listed)]


async def test_each_closed_segment_once(
    database: Database, clock: FixedClock, volume: Volume, library: Library
) -> None:
    now = clock.now_us()
    record(volume, "market", now - 3 * MINUTE)
    record(volume, "station", now - 2 * MINUTE)
    open_one = record(volume, "market", now - MINUTE, close=False)
    sealer = SegmentSealer(database, clock, library)
    assert await sealer.look() == 2
    assert await sealer.look() == 0
    found = await sealed(database)
    assert [(camera, start) for camera, start, _ in found] == [
        ("market", now - 3 * MINUTE),
        ("station", now - 2 * MINUTE),
    ]
    known = {row[0].hex() for row in volume.index.query("SELECT sha256 FROM detail")}
    assert {digest for _, _, digest in found} == known
    open_one.close(now - MINUTE + 10_000_000)
    clock.advance(20)
    assert await sealer.look() == 1
    assert await SegmentSealer(database, clock, library).look() == 0


async def test_footage_of_before_is_sealed_at_the_start_and_swept_daily(
    database: Database, clock: FixedClock, volume: Volume, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "AT_ONCE", 2)
    now = clock.now_us()
    for hours in (200, 100, 99, 5, 1):
        record(volume, "market", now - hours * HOUR)
    sealer = SegmentSealer(database, clock, library)
    assert await sealer.look() == 5
    record(volume, "market", now - 50 * HOUR)  # closed late, far behind the two hours that a round looks at
    assert await sealer.look() == 0
    clock.advance(86_400)
    assert await sealer.look() == 1
    assert len({start for _, start, _ in await sealed(database)}) == 6


async def test_a_clock_that_was_set_back_hides_nothing(
    database: Database, clock: FixedClock, volume: Volume, library: Library
) -> None:
    sealer = SegmentSealer(database, clock, library)
    record(volume, "market", clock.now_us() - MINUTE)
    assert await sealer.look() == 1
    clock.step_wall(-10 * 3600)
    record(volume, "market", clock.now_us() - MINUTE)
    assert await sealer.look() == 1


async def test_two_workers_enter_nothing_twice(
    database: Database, clock: FixedClock, volume: Volume, library: Library
) -> None:
    now = clock.now_us()
    for minutes in range(2, 8):
        record(volume, "market", now - minutes * MINUTE)
    counts = await asyncio.gather(*(SegmentSealer(database, clock, library).look() for _ in range(3)))
    assert sum(counts) == 6
    assert len(await sealed(database)) == 6


async def test_a_volume_that_is_away_is_left_for_the_next_round(
    database: Database, clock: FixedClock, volume: Volume, library: Library
) -> None:
    record(volume, "market", clock.now_us() - MINUTE)
    index = volume.path / "index.db"
    sealer = SegmentSealer(database, clock, library)
    moved = index.rename(index.with_name("away"))
    assert await sealer.look() == 0
    moved.rename(index)
    assert await sealer.look() == 1


async def test_it_looks_once_more_as_it_ends(
    database: Database, clock: FixedClock, volume: Volume, library: Library
) -> None:
    record(volume, "market", clock.now_us() - MINUTE)
    stop = asyncio.Event()
    stop.set()
    async with SegmentSealer(database, clock, library) as part:
        await part.run(stop)
    assert len(await sealed(database)) == 1
