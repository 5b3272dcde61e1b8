from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.factories.reads import JPEG, NOON, keep, observation

from beadle.anpr.reads import retention
from beadle.anpr.reads.models import DisposalRow, HoldRow, PlateRow, ReadRow
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Kept, Picture
from beadle.anpr.terms import Action
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock, to_us
from beadle.platform.db import Database
from beadle.platform.events import EventRow

SETTINGS = ReadsSettings()
DAY = 86_400.0


async def rows(database: Database, model: Any) -> list[Any]:
    async with database.session() as session:
        return list((await session.scalars(select(model).order_by(model.id))).all())


async def lines(database: Database, action: str) -> list[AuditLine]:
    async with database.session() as session:
        found = await session.scalars(select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.id))
        return list(found.all())


async def hold(database: Database, clock: FixedClock, kept: Kept) -> None:
    async with database.work() as session:
        session.add(
            HoldRow(
                read_id=kept.read_id,
                read_at=kept.at,
                reason="Evidence",
                case_reference="26000123456",
                review_on=clock.now().date(),
                placed_by=kept.read_id,
                placed_by_name="Manager",
                placed_at=clock.now(),
            )
        )


async def test_reads_go_with_their_pictures_and_a_proof_when_their_time_is_over(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    store = PictureStore(data_dir)
    told = [observation(f"AB1{n}", NOON - timedelta(minutes=n), patch=JPEG, overview=JPEG) for n in range(5)]
    gone = await keep(database, clock, data_dir, told)
    (held,) = await keep(database, clock, data_dir, [observation("HELD1", NOON - timedelta(minutes=2), patch=JPEG)])
    await hold(database, clock, held)
    clock.advance(31 * DAY)
    (last,) = await keep(database, clock, data_dir, [observation("AB10", NOON + timedelta(seconds=1), patch=JPEG)])
    assert await retention.dispose(database, clock, SETTINGS, store) == 4, "31 days to the millisecond are not over"
    clock.advance(0.001)
    assert await retention.dispose(database, clock, SETTINGS, store, at_once=2) == 1
    assert {row.id for row in await rows(database, ReadRow)} == {held.read_id, last.read_id}
    assert [store.read(each.read_id, Picture.PATCH) for each in gone] == [None] * 5
    assert store.read(held.read_id, Picture.PATCH) == store.read(last.read_id, Picture.PATCH) == JPEG
    first, second = await lines(database, Action.DISPOSE)
    hashes = b"".join(
        hashlib.sha256(
            f"{each.read_id}|{to_us(each.at) // 1000}|{each.card['plate']}|{each.card['camera_id']}".encode()
        ).digest()
        for each in sorted(gone[1:], key=lambda each: each.read_id)
    )
    assert first.detail == {
        "deleted": 4,
        "from": gone[4].at.isoformat(),
        "to": gone[1].at.isoformat(),
        "proof": hashlib.sha256(hashes).hexdigest(),
    }
    assert (first.actor, second.detail["deleted"]) == ("system", 1)
    disposals = await rows(database, DisposalRow)
    assert [f"disposal:{row.id}" for row in disposals] == [first.object, second.object]
    assert await retention.dispose(database, clock, SETTINGS, store) == 0
    assert len(await lines(database, Action.DISPOSE)) == 2, "nothing to delete is no line"


async def test_many_go_in_batches_each_with_its_own_line(database: Database, clock: FixedClock, data_dir: Path) -> None:
    await keep(database, clock, data_dir, [observation(f"AB{n}") for n in range(7)])
    clock.advance(32 * DAY)
    assert await retention.dispose(database, clock, SETTINGS, PictureStore(data_dir), at_once=3) == 7
    assert [line.detail["deleted"] for line in await lines(database, Action.DISPOSE)] == [3, 3, 1]


async def test_a_kill_between_row_and_line_leaves_both_or_neither(
    database: Database, clock: FixedClock, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(database, clock, data_dir, [observation(patch=JPEG)])
    clock.advance(32 * DAY)

    async def killed(*_args: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr("beadle.audit.service.record", killed)
        with pytest.raises(RuntimeError):
            await retention.dispose(database, clock, SETTINGS, PictureStore(data_dir))
    (row,) = await rows(database, ReadRow)
    assert PictureStore(data_dir).read(row.id, Picture.PATCH) == JPEG
    assert await retention.dispose(database, clock, SETTINGS, PictureStore(data_dir)) == 1


async def test_a_hold_that_is_released_ends_with_the_next_run(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    (kept,) = await keep(database, clock, data_dir, [observation()])
    await hold(database, clock, kept)
    clock.advance(32 * DAY)
    store = PictureStore(data_dir)
    assert await retention.dispose(database, clock, SETTINGS, store) == 0
    async with database.work() as session:
        row = await session.scalar(select(HoldRow))
        assert row is not None
        row.released_at, row.release_reason, row.released_by_name = clock.now(), "Over", "Manager"
    assert await retention.dispose(database, clock, SETTINGS, store) == 1
    assert await rows(database, HoldRow) == [], "a hold of nothing says nothing"


async def test_a_read_that_is_being_held_right_now_is_not_deleted(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    from beadle.anpr.reads import queries

    (kept,) = await keep(database, clock, data_dir, [observation()])
    clock.advance(32 * DAY)
    async with database.session() as holding:
        await queries.read(holding, kept.read_id, lock=True)
        assert await retention.dispose(database, clock, SETTINGS, PictureStore(data_dir)) == 0
    assert await retention.dispose(database, clock, SETTINGS, PictureStore(data_dir)) == 1


async def test_plates_that_nobody_bears_any_more_are_forgotten(
    database: Database, clock: FixedClock, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_PLATES_AT_ONCE", 2)
    first = observation("MISREAD1", final=False, confidence=0.5)
    await keep(database, clock, data_dir, [first, observation("OLD1"), observation("BOTH1")])
    final = {"event_id": first.event_id, "camera_id": first.camera_id}
    await keep(database, clock, data_dir, [observation("RIGHT1", **final)])
    assert await retention.sweep_dictionary(database) == 1, "what was made out first, and was not so"
    clock.advance(31 * DAY)
    await keep(database, clock, data_dir, [observation("BOTH1", clock.now())])
    clock.advance(DAY / 2)
    await retention.dispose(database, clock, SETTINGS, PictureStore(data_dir))
    assert await retention.sweep_dictionary(database) == 2
    assert [row.text for row in await rows(database, PlateRow)] == ["BOTH1"]
    assert await retention.sweep_dictionary(database) == 0


async def test_a_change_of_the_time_is_never_silent(database: Database, clock: FixedClock) -> None:
    for settings in (SETTINGS, SETTINGS, ReadsSettings(days=60), ReadsSettings(days=60)):
        async with database.work() as session:
            await retention.note_days(session, clock, settings)
    first, second = await lines(database, Action.CHANGE_RETENTION)
    assert (first.detail["before"], first.detail["days"]) == (None, 31)
    assert (second.detail["before"], second.detail["days"], second.detail["setting"]) == (31, 60, "anpr.reads.days")
    async with database.session() as session:
        (alarm,) = (await session.scalars(select(EventRow.body).where(EventRow.kind == "alarm"))).all()
    assert "60 days; until now it was 31" in alarm["text"]


async def test_tidying_keeps_what_is_in_use(database: Database, clock: FixedClock, data_dir: Path) -> None:
    await keep(database, clock, data_dir, [observation()])
    await retention.tidy(database, clock, SETTINGS)
    async with database.session() as session:
        assert await session.scalar(select(func.count()).select_from(ReadRow)) == 1
