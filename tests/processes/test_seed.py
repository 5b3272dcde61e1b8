"""The demonstration's estate: entered once, brought up to date at every start."""

from __future__ import annotations

from beadle.estate import service as estate
from beadle.estate.terms import PlannedCamera
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets
from beadle.processes import seed
from beadle.simulator import town


async def seeded(
    database: Database, clock: FixedClock, secrets: Secrets, streaming: int, port: int
) -> list[PlannedCamera]:
    async with database.work() as session:
        await seed.cameras(session, clock, secrets, streaming=streaming, rtsp_port=port)
    async with database.session() as session:
        return await estate.recording_plan(session, secrets)


async def test_the_whole_town_is_entered_and_the_asked_number_streams(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    planned = await seeded(database, clock, secrets, 16, 8554)
    assert [camera.number for camera in planned] == list(range(1, 81))
    assert {camera.number for camera in planned if camera.enabled} == set(town.streaming_order()[:16])
    assert planned[0].streams["main"] == "rtsp://127.0.0.1:8554/cam/1/main"
    assert planned[0].password == seed.CAMERA_PASSWORD


async def test_another_start_keeps_the_cameras_and_gives_them_todays_address(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    first = await seeded(database, clock, secrets, 16, 8554)
    second = await seeded(database, clock, secrets, 3, 9000)
    assert [camera.id for camera in first] == [camera.id for camera in second]
    assert sum(camera.enabled for camera in second) == 3
    assert all(":9000/" in camera.streams["sub"] for camera in second)


def test_the_map_has_the_streets_of_the_town() -> None:
    assert b"Saltergate" in seed.base_map()


def test_the_simulator_is_told_the_cameras_password() -> None:
    assert seed.environment()["BEADLE_SIMULATOR_PASSWORD"] == seed.CAMERA_PASSWORD
