"""From a cookie to an actor."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from tests.factories.accounts import add_user

from beadle.accounts import service, sign_in
from beadle.accounts.admission import Standing, identify
from beadle.accounts.deps import Deps
from beadle.accounts.errors import NotSignedIn
from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import Permission
from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def token_of(deps: Deps, *roles: Role) -> str:
    account = await add_user(deps.database, deps.clock, "olivia", *roles)
    async with deps.database.work() as session:
        return await sign_in.begin(session, deps.clock, account, "", sign_in.keys_of("olivia", ""))


async def who(deps: Deps, token: str | None, *, touch: bool = True) -> str:
    async with deps.database.session() as session:
        return (await identify(deps, session, token, touch=touch)).name


async def seen(database: Database) -> object:
    async with database.session() as session:
        return (await session.scalars(select(AccountSession.seen_at))).one()


async def test_only_a_real_token_is_somebody(deps: Deps) -> None:
    token = await token_of(deps)
    assert await who(deps, token) == "olivia"
    for nonsense in (None, "", "x", token + "x", token[:-1], token.upper(), "\ud800", "é" * 5000):
        with pytest.raises(NotSignedIn):
            await who(deps, nonsense)


async def test_use_is_noted_once_a_minute(deps: Deps, clock: FixedClock) -> None:
    token = await token_of(deps, Role.MANAGER)
    start = await seen(deps.database)
    clock.advance(59)
    await who(deps, token)
    assert await seen(deps.database) == start
    clock.advance(1)
    await who(deps, token, touch=False)
    assert await seen(deps.database) == start
    await who(deps, token)
    assert await seen(deps.database) == clock.now()


async def test_standing_is_looked_up_every_two_seconds_and_never_comes_back(deps: Deps, clock: FixedClock) -> None:
    token = await token_of(deps)
    standing = Standing(deps, token, Permission.LIVE_WATCH)
    assert await standing.holds()
    async with deps.database.work() as session:
        await service.end_session(session, token)
    clock.advance(1.9)
    assert await standing.holds()
    clock.advance(0.1)
    assert not await standing.holds()
    clock.advance(100)
    assert not await standing.holds()


async def test_standing_asks_for_the_permission_too(deps: Deps, clock: FixedClock) -> None:
    token = await token_of(deps, Role.AUDITOR)
    watching, reading = Standing(deps, token, Permission.LIVE_WATCH), Standing(deps, token, Permission.AUDIT_READ)
    clock.advance(2)
    assert not await watching.holds()
    assert await reading.holds()


async def test_a_database_that_is_away_for_a_moment_ends_no_stream(
    deps: Deps, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = Standing(deps, await token_of(deps), Permission.LIVE_WATCH)

    async def away(*_args: object, **_more: object) -> None:
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    with monkeypatch.context() as patch:
        patch.setattr("beadle.accounts.admission.identify", away)
        for _ in range(9):
            clock.advance(3)
            assert await standing.holds()
    clock.advance(3)
    assert await standing.holds()
    monkeypatch.setattr("beadle.accounts.admission.identify", away)
    clock.advance(30)
    assert not await standing.holds()
