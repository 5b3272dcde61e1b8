"""Which cameras are in which groups."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from tests.factories.accounts import add_group, add_user, move_camera
from tests.factories.estate import add_camera

from beadle.accounts.errors import InUse, NameTaken, NoSuchRight
from beadle.accounts.rights import groups
from beadle.accounts.rights.schemas import GroupIn
from beadle.accounts.terms import Grant, Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Invalid
from beadle.platform.settings import Secrets


@pytest.fixture
async def camera(database: Database, clock: FixedClock, secrets: Secrets) -> uuid.UUID:
    return (await add_camera(database, clock, secrets)).id


async def members(database: Database, camera: uuid.UUID) -> set[uuid.UUID]:
    async with database.session() as session:
        return (await groups.groups_of(session)).get(camera, set())


async def test_a_camera_is_moved_between_groups(database: Database, camera: uuid.UUID) -> None:
    first, second = await add_group(database, "First", [camera]), await add_group(database, "Second")
    assert await members(database, camera) == {first}
    await move_camera(database, camera, first, second)
    await move_camera(database, camera, first, second)
    assert await members(database, camera) == {first, second}
    await move_camera(database, camera, second)
    assert await members(database, camera) == {second}
    await move_camera(database, camera)
    assert await members(database, camera) == set()


async def test_what_is_not_there_is_said(database: Database, camera: uuid.UUID) -> None:
    group = await add_group(database, "First")
    with pytest.raises(NoSuchRight):
        await move_camera(database, camera, uuid.uuid4())
    with pytest.raises(Invalid):
        await move_camera(database, uuid.uuid4(), group)


async def test_two_at_once_with_one_name_make_one_group(database: Database) -> None:
    answers = await asyncio.gather(*(add_group(database, "First") for _ in range(2)), return_exceptions=True)
    assert sum(isinstance(answer, NameTaken) for answer in answers) == 1


async def test_new_groups_by_name(database: Database) -> None:
    wanted = {"First": uuid.uuid4(), "Second": uuid.uuid4()}
    async with database.work() as session:
        await groups.make(session, wanted)
        assert await groups.names(session) == {group: name for name, group in wanted.items()}
    async with database.session() as session:
        with pytest.raises(NameTaken):
            await groups.make(session, {"first": uuid.uuid4()})


async def test_a_group_that_is_granted_meanwhile_stays(database: Database, clock: FixedClock) -> None:
    group = await add_group(database, "First")
    await add_user(database, clock, "sam", grants=[Grant(Role.OPERATOR, group)])
    async with database.session() as session:
        with pytest.raises(InUse, match="sam"):
            await groups.remove(session, group)
    async with database.work() as session:
        gone = (await groups.create(session, GroupIn(name="Second"))).id
        assert (await groups.remove(session, gone)).name == "Second"
