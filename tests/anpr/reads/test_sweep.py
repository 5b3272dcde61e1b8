from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.factories.reads import JPEG, NOON, keep, observation

from beadle.anpr.reads import sweep as sweeping
from beadle.anpr.reads.ids import new_read_id
from beadle.anpr.reads.models import ReadRow
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.sweep import Swept, sweep
from beadle.anpr.reads.terms import Kept, Picture
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

HOUR = timedelta(hours=1)


def aged(folder: Path, clock: FixedClock, seconds: float) -> None:
    """Make everything below as old by the test's clock."""
    when = clock.now().timestamp() - seconds
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (when, when))


@pytest.fixture
def store(data_dir: Path) -> PictureStore:
    return PictureStore(data_dir)


@pytest.fixture
async def kept(database: Database, clock: FixedClock, data_dir: Path) -> Kept:
    return (await keep(database, clock, data_dir, [observation(patch=JPEG, overview=JPEG)]))[0]


async def test_what_a_kill_left_is_removed_and_what_has_its_row_stays(
    database: Database, clock: FixedClock, store: PictureStore, kept: Kept
) -> None:
    orphan = new_read_id(NOON)
    store.put({(orphan, Picture.PATCH): JPEG})
    half = store.hour(NOON) / f".{orphan.hex}.patch.jpg.abc"
    half.write_bytes(b"half")
    aged(store.folder, clock, 601)
    assert await sweep(database, clock, store, since=HOUR) == Swept(removed=2)
    assert (store.read(orphan, Picture.PATCH), half.exists()) == (None, False)
    assert store.read(kept.read_id, Picture.PATCH) == store.read(kept.read_id, Picture.OVERVIEW) == JPEG
    assert await sweep(database, clock, store, since=HOUR) == Swept()


async def test_a_file_whose_row_may_still_come_is_left(
    database: Database, clock: FixedClock, store: PictureStore
) -> None:
    fresh = new_read_id(NOON)
    store.put({(fresh, Picture.PATCH): JPEG})
    aged(store.folder, clock, 599)
    assert await sweep(database, clock, store, since=HOUR) == Swept()
    assert store.read(fresh, Picture.PATCH) == JPEG


async def test_a_picture_that_its_row_does_not_promise_is_removed(
    database: Database, clock: FixedClock, store: PictureStore, data_dir: Path
) -> None:
    (bare,) = await keep(database, clock, data_dir, [observation()])
    store.put({(bare.read_id, Picture.OVERVIEW): JPEG})
    aged(store.folder, clock, 3000)
    assert await sweep(database, clock, store, since=HOUR) == Swept(removed=1)


async def test_a_row_promises_no_picture_that_is_gone(
    database: Database, clock: FixedClock, store: PictureStore, kept: Kept
) -> None:
    store.path(kept.read_id, Picture.PATCH).unlink()
    aged(store.folder, clock, 60)
    assert await sweep(database, clock, store, since=HOUR) == Swept(missing=1)
    async with database.session() as session:
        row = await session.scalar(select(ReadRow))
    assert row is not None
    assert (row.has_patch, row.has_overview) == (False, True)


async def test_hours_in_which_nothing_changed_are_not_read(
    database: Database, clock: FixedClock, store: PictureStore, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = new_read_id(NOON)
    store.put({(orphan, Picture.PATCH): JPEG})
    aged(store.folder, clock, 3601)
    read: list[Path] = []
    real = store.listed
    monkeypatch.setattr(store, "listed", lambda hour: read.append(hour) or real(hour))
    assert await sweep(database, clock, store, since=HOUR) == Swept()
    assert read == []
    assert await sweep(database, clock, store, since=HOUR, ended=NOON + HOUR / 2) == Swept(), "not ended by then"
    assert await sweep(database, clock, store, since=HOUR, ended=NOON + HOUR) == Swept(removed=1)
    assert kept.changed


async def test_a_picture_that_comes_while_it_is_looked_for_is_no_loss(
    database: Database, clock: FixedClock, store: PictureStore, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "listed", lambda _hour: [])
    aged(store.folder, clock, 60)
    assert await sweep(database, clock, store, since=HOUR) == Swept()


async def test_a_folder_that_goes_meanwhile_is_no_fault(
    database: Database, clock: FixedClock, store: PictureStore, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = store.folder / "2026-06-01" / "03"
    monkeypatch.setattr(store, "hours", lambda: [(NOON - 9 * HOUR, gone)])
    assert await sweep(database, clock, store, since=HOUR, ended=NOON) == Swept()
    assert sweeping.leftovers([], frozenset()) == []
