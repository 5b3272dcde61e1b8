"""Set-ups, tokens and second attempts."""

from __future__ import annotations

import uuid

import pytest
from tests.factories.push_town import Town, drain

from beadle.anpr.adapters.terms import Adapter
from beadle.anpr.push import queries, service
from beadle.anpr.push.errors import AlreadySetUp, NoSuchCamera
from beadle.anpr.push.events import PlateCameraChanged
from beadle.anpr.push.models import PlateCamera
from beadle.anpr.push.schemas import SetUpChange, SetUpIn
from beadle.anpr.push.terms import ReadingMode
from beadle.anpr.push.tokens import token_hash
from beadle.estate.errors import CameraNotFound, Retired
from beadle.estate.models import Camera
from beadle.platform.events import EventRow

MAPPING = {"format": "csv", "columns": {"plate": "VRM"}}


def body(camera: uuid.UUID, **more: object) -> SetUpIn:
    return SetUpIn.model_validate({"camera_id": camera, "mode": "pushed"} | more)


async def test_a_set_up_is_made_changed_and_taken_away(town: Town):
    camera = town.cameras[0]
    async with town.database.work() as session:
        await service.create(session, town.clock, body(camera, mapping=MAPPING, region=[[0, 0], [1, 0], [1, 1]]))
    async with town.database.work() as session:
        with pytest.raises(AlreadySetUp):
            await service.create(session, town.clock, body(camera))
    async with town.database.work() as session:
        await service.change(session, town.clock, camera, SetUpChange(adapter=Adapter.AXIS, fps=5))
    (row,) = await town.rows(PlateCamera)
    assert (row.adapter, row.fps, row.mode, row.region) == ("axis", 5, "pushed", [[0, 0], [1, 0], [1, 1]])
    assert row.mapping is not None
    async with town.database.work() as session:
        changed = SetUpChange.model_validate({"mapping": None, "region": [], "mode": ReadingMode.OWN})
        await service.change(session, town.clock, camera, changed)
    (row,) = await town.rows(PlateCamera)
    assert (row.mapping, row.region, row.mode) == (None, [], "own")
    async with town.database.work() as session:
        await service.remove(session, town.clock, camera)
    assert await town.rows(PlateCamera) == []
    told = [event.body["camera_id"] for event in await town.rows(EventRow) if event.kind == PlateCameraChanged.kind]
    assert told == [str(camera)] * 4


async def test_only_for_cameras_that_there_are(town: Town):
    async with town.database.work() as session:
        (await session.get_one(Camera, town.cameras[1])).retired_at = town.clock.now()
    async with town.database.session() as session:
        with pytest.raises(CameraNotFound):
            await service.create(session, town.clock, body(uuid.UUID(int=9)))
        with pytest.raises(Retired):
            await service.create(session, town.clock, body(town.cameras[1]))
        for act in (service.renew_token, service.remove):
            with pytest.raises(NoSuchCamera):
                await act(session, town.clock, town.cameras[0])


async def test_only_the_hash_of_a_token_is_kept(town: Town):
    await town.set_up()
    async with town.database.work() as session:
        token = await service.renew_token(session, town.clock, town.cameras[0])
    (row,) = await town.rows(PlateCamera)
    assert (row.token_hash, row.token_at) == (token_hash(token), town.clock.now())


async def test_how_set_ups_are_shown(town: Town):
    await town.set_up(1, mode="own")
    await town.set_up(0)
    await town.send(b"?")
    await drain(town)
    async with town.database.session() as session:
        found = await queries.set_ups(session, service.beginning_of_day(town.clock))
        first, second = await service.shown(session, found)
    assert (first.camera, first.camera_number, first.refused_today, first.token_set) == ("Horns Bridge", 1, 1, False)
    assert (second.camera, second.mode, second.messages, second.clock_seconds) == ("West Bars", "own", 0, None)


async def test_again_is_a_wish(town: Town):
    await town.send(b"?")
    await drain(town)
    (row,) = await town.refused()
    async with town.database.work() as session:
        found = await queries.refused_message(session, row.id)
        assert found is not None
        await service.again(session, town.clock, found)
    (row,) = await town.refused()
    assert row.again_at == town.clock.now()
