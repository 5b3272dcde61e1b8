from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from beadle.platform.db import Database
from beadle.platform.errors import NotFound
from beadle.video import queries
from beadle.video.models import ExportFileRow, ExportRow, HoldRow
from beadle.video.terms import ExportStatus, HoldKind

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANN, BOB = uuid.uuid4(), uuid.uuid4()


async def add(database: Database, owner: uuid.UUID, status: ExportStatus, **more: object) -> uuid.UUID:
    hold = HoldRow(
        id=uuid.uuid4(),
        kind=HoldKind.EXPORT.value,
        from_at=NOON,
        to_at=None,
        reason="why",
        placed_by=owner,
        placed_by_name="x",
        placed_at=NOON,
    )
    row = ExportRow(
        id=uuid.uuid4(),
        status=status.value,
        from_at=NOON,
        to_at=NOON + timedelta(minutes=1),
        purpose="p",
        reason="r",
        working_copy=False,
        requested_by=owner,
        requested_by_name="x",
        requested_at=NOON,
        hold_id=hold.id,
        progress=0,
        **more,
    )
    row.files = [
        ExportFileRow(
            name="a.mp4",
            camera_id=ANN,
            camera_key="k",
            camera_name="n",
            kind="master",
            bytes=0,
            bytes_done=0,
            sha256="",
        )
    ]
    async with database.work() as session:
        session.add(hold)
        await session.flush()
        session.add(row)
    return row.id


async def test_exports_by_reader(database: Database) -> None:
    one, two = await add(database, ANN, ExportStatus.QUEUED), await add(database, BOB, ExportStatus.DONE)
    async with database.session() as session:
        assert [row.id for row in await queries.exports(session, ANN)] == [one]
        assert {row.id for row in await queries.exports(session, None)} == {one, two}
        with pytest.raises(NotFound):
            await queries.export(session, two, reader=ANN)
        assert (await queries.export(session, two)).id == two


async def test_files_by_exact_name(database: Database) -> None:
    one = await add(database, ANN, ExportStatus.QUEUED)
    async with database.session() as session:
        assert (await queries.export_file(session, one, "a.mp4")).camera_key == "k"
        for name in ("A.mp4", "../a.mp4", "a\x00", "a" * 500, ""):
            with pytest.raises(NotFound):
                await queries.export_file(session, one, name)


async def test_whose_files_should_go(database: Database) -> None:
    now = NOON + timedelta(days=8)
    old = await add(database, ANN, ExportStatus.DONE, finished_at=NOON)
    await add(database, ANN, ExportStatus.DONE, finished_at=now)
    failed = await add(database, ANN, ExportStatus.FAILED, finished_at=now)
    await add(database, ANN, ExportStatus.CANCELLED, finished_at=NOON, removed_at=NOON)
    await add(database, ANN, ExportStatus.RUNNING)
    async with database.session() as session:
        assert {row.id for row in await queries.ended_exports(session, now, 7)} == {old, failed}


async def test_people_see_peoples_holds(database: Database) -> None:
    await add(database, ANN, ExportStatus.QUEUED)
    async with database.session() as session:
        assert await queries.holds(session) == []
        (hold,) = await queries.active_holds(session)
        assert [row.id for row in await queries.known_holds(session, [hold.id, uuid.uuid4()])] == [hold.id]
        with pytest.raises(NotFound):
            await queries.hold(session, uuid.uuid4())
        with pytest.raises(NotFound):
            await queries.layout(session, uuid.uuid4(), ANN)
