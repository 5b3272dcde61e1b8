"""Reading groups and purposes; most of it is tested through what asks."""

from __future__ import annotations

import uuid

import pytest
from tests.factories.accounts import add_group
from tests.factories.estate import add_camera

from beadle.accounts.errors import NoSuchRight
from beadle.accounts.rights import queries
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


async def test_members_both_ways(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    camera = (await add_camera(database, clock, secrets)).id
    first, second = await add_group(database, "First", [camera]), await add_group(database, "Second", [camera])
    empty = await add_group(database, "Empty")
    async with database.session() as session:
        assert await queries.groups_of(session, [camera, uuid.uuid4()]) == {camera: {first, second}}
        assert await queries.all_groups_of(session) == {camera: {first, second}}
        assert await queries.members(session) == {first: {camera}, second: {camera}}
        assert await queries.cameras_in(session, {first, empty}) == {camera}
        assert await queries.cameras_in(session, set()) == frozenset()
        assert [group.name for group in await queries.groups(session)] == ["Empty", "First", "Second"]


async def test_what_is_not_there(database: Database) -> None:
    async with database.session() as session:
        for ask in (queries.group, queries.purpose, queries.glass):
            with pytest.raises(NoSuchRight):
                await ask(session, uuid.uuid4())
