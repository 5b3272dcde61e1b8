"""Which cameras rights reach, looked up in real tables."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import event
from tests.factories.accounts import add_group
from tests.factories.estate import add_camera

from beadle.accounts.errors import Forbidden, PurposeNeeded
from beadle.accounts.permissions import Permission
from beadle.accounts.rights import reach
from beadle.accounts.rights.reach import Reach
from beadle.accounts.terms import Actor, Grant, Role, everywhere
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets

WATCH = Permission.LIVE_WATCH


def somebody(*grants: Grant) -> Actor:
    return Actor(uuid.uuid4(), "x", "X", grants)


@pytest.fixture
async def cameras(database: Database, clock: FixedClock, secrets: Secrets) -> list[uuid.UUID]:
    return [(await add_camera(database, clock, secrets, number, f"Camera {number}")).id for number in (1, 2, 3)]


def test_a_reach() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    some, every = Reach(frozenset({one})), reach.EVERYWHERE
    assert (some.covers(one), some.covers(two), every.covers(two)) == (True, False, True)
    assert (some.covers_all([]), some.covers_all([one, two]), every.covers_all([two])) == (True, False, True)
    assert (some.everywhere, every.everywhere) == (False, True)


async def test_cameras_of_all_ones_groups_and_no_others(database: Database, cameras: list[uuid.UUID]) -> None:
    one, two, _ = cameras
    first, second = await add_group(database, "First", [one]), await add_group(database, "Second", [one, two])
    empty = await add_group(database, "Empty")
    async with database.session() as session:
        for grants, wanted in (
            ([Grant(Role.OPERATOR, first)], {one}),
            ([Grant(Role.OPERATOR, first), Grant(Role.OPERATOR, second)], {one, two}),
            ([Grant(Role.OPERATOR, empty)], set()),
            ([Grant(Role.AUDITOR, first)], set()),
            ([], set()),
        ):
            found = await reach.reach_of(session, somebody(*grants), WATCH)
            assert found == Reach(frozenset(wanted))
        assert await reach.reach_of(session, somebody(*everywhere(Role.OPERATOR)), WATCH) == reach.EVERYWHERE


async def test_a_check_names_the_camera(database: Database, cameras: list[uuid.UUID]) -> None:
    one, two, _ = cameras
    limited = somebody(Grant(Role.OPERATOR, await add_group(database, "First", [one])))
    async with database.session() as session:
        await reach.check(session, limited, WATCH, [one])
        for beyond in (two, uuid.uuid4()):
            with pytest.raises(Forbidden) as caught:
                await reach.check(session, limited, WATCH, [one, beyond])
            assert caught.value.facts["camera"] == str(beyond)
        with pytest.raises(PurposeNeeded):
            await reach.check_look(session, limited, WATCH, [one], purpose=None)
        await reach.check_look(session, limited, WATCH, [one], purpose=uuid.uuid4())


async def test_it_costs_one_query_for_the_limited_and_none_for_others(
    database: Database, cameras: list[uuid.UUID]
) -> None:
    asked: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    group = await add_group(database, "First", cameras)
    for actor, most in ((somebody(*everywhere(Role.OPERATOR)), 0), (somebody(Grant(Role.OPERATOR, group)), 1)):
        async with database.session() as session:
            asked.clear()
            await reach.check(session, actor, WATCH, cameras)
            assert len(asked) == most, asked
            asked.clear()
            await reach.reach_of(session, actor, WATCH)
            assert len(asked) == most, asked
