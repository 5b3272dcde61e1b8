"""Who may push, in the server's memory; and the plan of the cameras that Beadle reads."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import OperationalError
from tests.factories.push_town import Town
from tests.factories.waiting import eventually

from beadle.anpr.push import directory as module
from beadle.anpr.push import service
from beadle.anpr.push.directory import Directory
from beadle.anpr.push.plan import read_plan
from beadle.anpr.push.schemas import SetUpChange
from beadle.anpr.push.terms import ReadingMode
from beadle.estate.models import Camera


async def token(town: Town, camera: int = 0) -> str:
    async with town.database.work() as session:
        return await service.renew_token(session, town.clock, town.cameras[camera])


@pytest.fixture
def directory(town: Town) -> Directory:
    return Directory(town.database, town.deps.listener, town.deps.data_dir)


async def test_only_a_pushing_cameras_own_token_finds_it(town: Town, directory: Directory):
    await town.set_up(0)
    await town.set_up(1, mode="off")
    first, second = await token(town), await token(town, 1)
    assert not directory.loaded
    await directory.look()
    assert directory.loaded
    assert directory.find(first) == town.cameras[0]
    for other in (second, "", first[:-1], first + "x", first.swapcase(), "ü", "x" * 10_000):
        assert directory.find(other) is None


async def test_a_new_token_ends_the_old_one(town: Town, directory: Directory):
    await town.set_up()
    old, new = await token(town), await token(town)
    await directory.look()
    assert (directory.find(old), directory.find(new)) == (None, town.cameras[0])


async def test_a_retired_camera_pushes_no_more(town: Town, directory: Directory):
    await town.set_up()
    given = await token(town)
    async with town.database.work() as session:
        (await session.get_one(Camera, town.cameras[0])).retired_at = town.clock.now()
    await directory.look()
    assert directory.find(given) is None


async def test_the_plan_of_cameras_that_are_read_here(town: Town, directory: Directory):
    await town.set_up(0, mode="own", region=[[0, 0.5], [1, 0.5], [1, 1]], towards="in", fps=12.5)
    await town.set_up(1)
    await directory.look()
    (own,) = read_plan(town.deps.data_dir).cameras
    assert (own.camera_id, own.number, own.name, own.key) == (town.cameras[0], 1, "Horns Bridge", "001-horns-bridge")
    assert (own.region, own.towards, own.fps) == (((0, 0.5), (1, 0.5), (1, 1)), "in", 12.5)
    async with town.database.work() as session:
        (await session.get_one(Camera, town.cameras[0])).enabled = False
    await directory.look()
    assert read_plan(town.deps.data_dir).cameras == ()


async def test_a_change_is_known_at_once(town: Town, directory: Directory, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "EVERY_S", 3600)
    await town.set_up()
    given = await token(town)
    stop = asyncio.Event()
    hearing = asyncio.ensure_future(town.deps.listener.run(stop))
    running = asyncio.ensure_future(directory.run(stop))
    await town.deps.listener.ready.wait()
    await eventually(lambda: directory.find(given), what="the token")
    async with town.database.work() as session:
        await service.change(session, town.clock, town.cameras[0], SetUpChange(mode=ReadingMode.OFF))
    await eventually(lambda: directory.find(given) is None, what="the end of the token")
    stop.set()
    await asyncio.gather(hearing, running)


async def test_what_was_known_stays_while_the_database_is_away(
    town: Town, directory: Directory, monkeypatch: pytest.MonkeyPatch
):
    await town.set_up()
    given = await token(town)
    await directory.look()

    async def away(_: object) -> None:
        raise OperationalError("x", None, Exception("away"))

    monkeypatch.setattr(module, "_load", away)
    await directory._look_quietly()
    assert directory.find(given) == town.cameras[0]
