"""The demonstration's plate cameras and hotlist: entered once, and then whoever changes them has changed them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from beadle.anpr.confusion import fold, normalise
from beadle.anpr.hotlists.models import Entry, Hotlist
from beadle.anpr.push import service as push
from beadle.anpr.push.models import PlateCamera
from beadle.anpr.push.schemas import SetUpChange
from beadle.anpr.push.terms import ReadingMode
from beadle.estate import service as estate
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets
from beadle.processes import seed, seed_plates
from beadle.simulator import town, traffic


async def seeded(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    async with database.work() as session:
        await seed.cameras(session, clock, secrets, streaming=16, rtsp_port=8554)
        await seed_plates.plates(session, clock)


async def test_the_roundabouts_cameras_are_read_by_beadle(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    await seeded(database, clock, secrets)
    async with database.session() as session:
        numbers = {card.id: card.number for card in await estate.cards(session)}
        found = (await session.scalars(select(PlateCamera))).all()
    assert {numbers[one.camera_id] for one in found} == {one.number for one in town.cameras() if one.reads_plates}
    assert {one.mode for one in found} == {"own"}


async def test_the_hotlist_has_reasons_and_ends(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    await seeded(database, clock, secrets)
    async with database.session() as session:
        lists = (await session.scalars(select(Hotlist))).all()
        entries = (await session.scalars(select(Entry))).all()
    assert [one.name for one in lists] == [seed_plates.LIST]
    assert len(entries) == 3
    for entry in entries:
        assert entry.reason
        assert entry.reference
        assert entry.expires_at is not None
        assert clock.now() < entry.expires_at < clock.now() + timedelta(days=200)


async def test_another_start_changes_nothing(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    await seeded(database, clock, secrets)
    async with database.work() as session:
        first = (await session.scalars(select(PlateCamera))).first()
        assert first is not None
        await push.change(session, clock, first.camera_id, SetUpChange(mode=ReadingMode.OFF))
    await seeded(database, clock, secrets)
    async with database.session() as session:
        assert sorted((await session.scalars(select(PlateCamera.mode))).all()) == ["off", "own", "own", "own"]
        assert len((await session.scalars(select(Hotlist))).all()) == 1
        assert len((await session.scalars(select(Entry))).all()) == 3


def test_one_vehicle_hits_exactly_one_possibly_and_one_never() -> None:
    town_plates = {normalise(one.plate) for camera in (17, 19) for one in traffic.roster(camera)}
    folded = {fold(plate) for plate in town_plates}

    assert normalise(seed_plates.WANTED) in town_plates
    assert normalise(seed_plates.MISTYPED) not in town_plates
    assert fold(normalise(seed_plates.MISTYPED)) in folded
    assert fold(normalise(seed_plates.ELSEWHERE)) not in folded
    assert len(folded) == len(town_plates), "two of the town's plates look alike"
