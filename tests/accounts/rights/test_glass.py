"""Broken glass: when it ends, and that the end is written down."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from tests.factories.accounts import add_user

from beadle.accounts import queries as accounts
from beadle.accounts import sign_in
from beadle.accounts.deps import Deps
from beadle.accounts.errors import Forbidden, GlassOver, NoSuchRight
from beadle.accounts.models import AccountSession
from beadle.accounts.rights import glass, tasks
from beadle.accounts.rights.glass import EndedBy
from beadle.accounts.rights.models import BreakGlass
from beadle.accounts.rights.schemas import GlassIn
from beadle.accounts.terms import Actor
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.jobs import JobContext

WHY = GlassIn(reason="Somebody is in the river", case_reference="LOG 7")


@pytest.fixture
async def begun(deps: Deps) -> tuple[Actor, uuid.UUID]:
    account = await add_user(deps.database, deps.clock)
    async with deps.database.work() as session:
        entrance = sign_in.Entrance("", "password", deps.clock.now(), [])
        made = await sign_in.begin(session, deps.clock, account, entrance)
    return accounts.actor_of(account), made.session_id


async def broken(deps: Deps, begun: tuple[Actor, uuid.UUID]) -> BreakGlass:
    async with deps.database.work() as session:
        return await glass.break_it(session, deps.clock, *begun, WHY)


async def settled(deps: Deps) -> list[AuditLine]:
    """The lines that the job of the worker writes."""
    context = JobContext(deps.database, deps.clock, deps.settings, deps.secrets, deps.data_dir, deps.jobs)
    await tasks.settle_glass(context)
    async with deps.database.session() as session:
        query = select(AuditLine).where(AuditLine.action == "break_glass.end").order_by(AuditLine.id)
        return list((await session.scalars(query)).all())


async def test_its_hour(deps: Deps, clock: FixedClock, begun: tuple[Actor, uuid.UUID]) -> None:
    row = await broken(deps, begun)
    assert row.until - row.began_at == timedelta(minutes=60)
    assert await settled(deps) == []
    clock.advance(3600)
    (line,) = await settled(deps)
    assert (line.actor, line.object) == ("system", f"break_glass:{row.id}")
    assert line.detail["ended_by"] == "time"
    assert len(await settled(deps)) == 1
    async with deps.database.session() as session:
        (shown,) = await glass.listed(session, clock)
    assert (shown.open, shown.ended_by, shown.ended_at) == (False, "time", row.until)


async def test_with_its_session(deps: Deps, clock: FixedClock, begun: tuple[Actor, uuid.UUID]) -> None:
    await broken(deps, begun)
    async with deps.database.work() as session:
        await session.execute(delete(AccountSession))
        (shown,) = await glass.listed(session, clock)
    assert (shown.open, shown.ended_by) == (False, "session")
    (line,) = await settled(deps)
    assert line.detail["ended_by"] == "session"


async def test_breaking_it_anew_after_its_hour(deps: Deps, clock: FixedClock, begun: tuple[Actor, uuid.UUID]) -> None:
    first = await broken(deps, begun)
    with pytest.raises(GlassOver):
        await broken(deps, begun)
    clock.advance(3600)
    async with deps.database.session() as session:
        with pytest.raises(GlassOver):
            await glass.mend(session, clock, begun[1])
    second = await broken(deps, begun)
    async with deps.database.session() as session:
        shown = await glass.listed(session, clock)
    assert [(row.id, row.ended_by) for row in shown] == [(second.id, None), (first.id, "time")]


async def test_reviewing(database: Database, deps: Deps, clock: FixedClock, begun: tuple[Actor, uuid.UUID]) -> None:
    row = await broken(deps, begun)
    other = accounts.actor_of(await add_user(database, clock, "daniel"))
    async with database.work() as session:
        with pytest.raises(Forbidden, match="their own"):
            await glass.review(session, clock, begun[0], row.id, "Fine")
        shown = await glass.review(session, clock, other, row.id, "It was right.")
        assert (shown.reviewed_by, shown.remark, shown.open) == ("Daniel", "It was right.", True)
        with pytest.raises(GlassOver, match="Daniel"):
            await glass.review(session, clock, other, row.id, "Again")
        with pytest.raises(NoSuchRight):
            await glass.review(session, clock, other, uuid.uuid4(), "What")


def test_the_end_as_it_stands(clock: FixedClock) -> None:
    now = clock.now()
    row = BreakGlass(until=now + timedelta(minutes=1), ended_at=None, ended_by=None)
    assert glass.end_of(row, now, alive=True) == glass.End(None, None)
    assert glass.end_of(row, now, alive=False) == glass.End(now, EndedBy.SESSION)
    assert glass.end_of(row, row.until, alive=True) == glass.End(row.until, EndedBy.TIME)
    row.ended_at, row.ended_by = now, "person"
    assert glass.end_of(row, row.until, alive=False) == glass.End(now, EndedBy.PERSON)
