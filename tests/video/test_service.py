from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from beadle.accounts.rights.purposes import Grounds
from beadle.accounts.terms import Actor, Role, everywhere
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from beadle.video import queries, service
from beadle.video.schemas import ExportIn, FootageHoldIn, LayoutIn
from beadle.video.service import Matter
from beadle.video.settings import ExportSettings
from beadle.video.terms import FileKind, HoldKind, NamedCamera

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CAMERA = NamedCamera(uuid.uuid4(), "market-place", "Market Place", 31)
SETTINGS = ExportSettings()
MATTER = Matter([CAMERA], Grounds(None, "Evidence", ""))


def actor(name: str = "Ann") -> Actor:
    return Actor(uuid.uuid4(), name.lower(), name, everywhere(Role.MANAGER))


def wish(**more: object) -> ExportIn:
    body = {
        "cameras": [CAMERA.id],
        "from": NOON - timedelta(hours=1),
        "to": NOON,
        "purpose": "Evidence",
        "reason": "Request 1",
        **more,
    }
    return ExportIn.model_validate(body)


async def test_an_export_brings_its_hold_and_its_files(database: Database, clock: FixedClock) -> None:
    ann = actor()
    async with database.work() as session:
        asked = wish(working_copy=True)
        row, hold = await service.request_export(session, clock, ann, asked, MATTER, settings=SETTINGS)
    assert (hold.kind, hold.from_at, hold.to_at) == (HoldKind.EXPORT.value, row.from_at, row.to_at)
    assert [camera.camera_key for camera in hold.cameras] == ["market-place"]
    assert {file.kind for file in row.files} == {FileKind.MASTER.value, FileKind.WORKING.value}
    async with database.session() as session:
        assert await queries.unfinished_exports(session) == [row.id]


@pytest.mark.parametrize(
    "more",
    [
        {"cameras": [CAMERA.id, CAMERA.id]},
        {"from": NOON - timedelta(hours=100)},
        {"to": NOON + timedelta(minutes=1)},
    ],
)
async def test_what_an_export_cannot_be(database: Database, clock: FixedClock, more: dict[str, object]) -> None:
    async with database.session() as session:
        with pytest.raises(Invalid):
            await service.request_export(session, clock, actor(), wish(**more), MATTER, settings=SETTINGS)


async def test_only_so_many_cameras(database: Database, clock: FixedClock) -> None:
    asked = wish(cameras=[uuid.uuid4() for _ in range(3)])
    async with database.session() as session:
        with pytest.raises(Invalid, match="at most 2"):
            await service.request_export(
                session, clock, actor(), asked, MATTER, settings=ExportSettings(most_cameras=2)
            )


async def test_cancelling_ends_the_hold_once(database: Database, clock: FixedClock) -> None:
    ann, bob = actor(), actor("Bob")
    async with database.work() as session:
        row, _ = await service.request_export(session, clock, ann, wish(), MATTER, settings=SETTINGS)
    async with database.work() as session:
        with pytest.raises(NotFound):
            await service.cancel_export(session, clock, bob, row.id, reader=bob.id)
        ended, hold = await service.cancel_export(session, clock, bob, row.id, reader=None)
        assert (ended.status, ended.error) == ("cancelled", "Cancelled by Bob.")
        assert hold.release_reason == "The export was cancelled."
    async with database.session() as session:
        with pytest.raises(TooLate):
            await service.cancel_export(session, clock, ann, row.id, reader=ann.id)


async def test_a_hold_and_its_release(database: Database, clock: FixedClock) -> None:
    ann = actor()
    asked = FootageHoldIn.model_validate({"cameras": [CAMERA.id], "from": NOON, "reason": "because"})
    async with database.work() as session:
        hold = await service.place_hold(session, clock, ann, asked, MATTER)
    async with database.work() as session:
        await service.release_hold(session, clock, ann, hold.id, "no longer")
    async with database.session() as session:
        with pytest.raises(Conflict):
            await service.release_hold(session, clock, ann, hold.id, "again")
        with pytest.raises(NotFound):
            await service.release_hold(session, clock, ann, uuid.uuid4(), "what")
        assert await queries.active_holds(session) == []


async def test_layouts_are_their_owners(database: Database) -> None:
    ann, bob = actor(), actor("Bob")
    asked = LayoutIn(name="Evening", columns=2, tiles=[None, CAMERA.id])
    async with database.work() as session:
        row = await service.save_layout(session, ann, asked, layout_id=None, may_share=False)
        with pytest.raises(NotFound):
            await service.save_layout(session, bob, asked, layout_id=row.id, may_share=True)
        shared = asked.model_copy(update={"shared": True})
        with pytest.raises(NotAllowed):
            await service.save_layout(session, ann, shared, layout_id=row.id, may_share=False)
        await service.save_layout(session, ann, shared, layout_id=row.id, may_share=True)
        with pytest.raises(NotAllowed):
            await service.delete_layout(session, bob, row.id, may_share=False)
        await service.delete_layout(session, bob, row.id, may_share=True)
    async with database.session() as session:
        assert await queries.layouts(session, ann.id or uuid.uuid4()) == []


async def test_there_is_an_end_to_layouts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_MOST_LAYOUTS", 1)
    ann = actor()
    asked = LayoutIn(name="Evening", columns=2, tiles=[])
    async with database.work() as session:
        await service.save_layout(session, ann, asked, layout_id=None, may_share=False)
        with pytest.raises(Invalid):
            await service.save_layout(session, ann, asked, layout_id=None, may_share=False)
