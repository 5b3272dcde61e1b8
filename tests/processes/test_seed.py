"""The demonstration's estate: entered once, brought up to date at every start."""

from __future__ import annotations

from beadle.accounts import service as accounts
from beadle.accounts.rights import groups
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


async def test_every_camera_is_in_one_group_and_nothing_is_entered_twice(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    planned = await seeded(database, clock, secrets, 3, 8554)
    for _ in range(2):
        async with database.work() as session:
            known = await seed.groups(session)
    assert set(known) == {"Town Centre", "Queen's Park", "Car parks", "Roundabouts", "Stations"}
    async with database.session() as session:
        members = await groups.groups_of(session)
    assert {camera.id for camera in planned} == set(members)
    assert {len(each) for each in members.values()} == {1}
    plates = {camera.number for camera in town.cameras() if camera.reads_plates}
    in_roundabouts = {camera.number for camera in planned if members[camera.id] == {known["Roundabouts"]}}
    assert plates <= in_roundabouts


async def test_people_whose_rights_end_somewhere(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    async with database.work() as session:
        known = await seed.groups(session)
        users = await seed.limited_users(session, known)
        await accounts.ensure_demo_users(session, clock, users, "orbit lantern tea")
        only_park = await seed.limited_users(session, {"Queen's Park": known["Queen's Park"]})
    assert {grant.group for grant in users["tom"][1]} == {known["Car parks"], known["Stations"]}
    assert users["theo"][1][0].purposes is not None
    assert set(only_park) == {"nadia", "ravi", "theo"}


def test_the_map_has_the_streets_of_the_town() -> None:
    assert b"Saltergate" in seed.base_map()


def test_the_simulator_is_told_the_cameras_password() -> None:
    assert seed.environment()["BEADLE_SIMULATOR_PASSWORD"] == seed.CAMERA_PASSWORD
