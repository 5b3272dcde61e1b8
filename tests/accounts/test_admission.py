"""From a cookie to an actor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from tests.factories.accounts import add_user

from beadle.accounts import service, sign_in
from beadle.accounts.admission import Asked, Standing, admit, identify, must_choose, must_enrol, proved_until
from beadle.accounts.deps import Deps
from beadle.accounts.errors import MustChoosePassword, MustEnrol, NotSignedIn, SessionLocked, StepUpNeeded
from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import Permission
from beadle.accounts.rules import Rule
from beadle.accounts.sessions import token_hash
from beadle.accounts.terms import Actor, Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.settings import Settings


async def begun(deps: Deps, *roles: Role) -> sign_in.Begun:
    account = await add_user(deps.database, deps.clock, "olivia", *roles)
    entrance = sign_in.Entrance("", "password", deps.clock.now(), [])
    async with deps.database.work() as session:
        return await sign_in.begin(session, deps.clock, account, entrance)


async def token_of(deps: Deps, *roles: Role) -> str:
    return (await begun(deps, *roles)).token


async def who(deps: Deps, token: str | None, *, touch: bool = True) -> str:
    async with deps.database.session() as session:
        return (await identify(deps, session, token, touch=touch)).actor.name


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
    made = await begun(deps)
    standing = Standing(deps, made.session_id, Asked(Permission.LIVE_WATCH))
    assert await standing.holds()
    async with deps.database.work() as session:
        await service.end_session(session, made.token)
    clock.advance(1.9)
    assert await standing.holds()
    clock.advance(0.1)
    assert not await standing.holds()
    clock.advance(100)
    assert not await standing.holds()


async def test_standing_asks_for_the_permission_too(deps: Deps, clock: FixedClock) -> None:
    own = (await begun(deps, Role.AUDITOR)).session_id
    watching, reading = (
        Standing(deps, own, Asked(Permission.LIVE_WATCH)),
        Standing(deps, own, Asked(Permission.AUDIT_READ)),
    )
    clock.advance(2)
    assert not await watching.holds()
    assert await reading.holds()


async def test_a_database_that_is_away_for_a_moment_ends_no_stream(
    deps: Deps, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = Standing(deps, (await begun(deps)).session_id, Asked(Permission.LIVE_WATCH))

    async def away(*_args: object, **_more: object) -> None:
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    with monkeypatch.context() as patch:
        patch.setattr("beadle.accounts.admission.queries.signed_by_id", away)
        for _ in range(9):
            clock.advance(3)
            assert await standing.holds()
    clock.advance(3)
    assert await standing.holds()
    monkeypatch.setattr("beadle.accounts.admission.queries.signed_by_id", away)
    clock.advance(30)
    assert not await standing.holds()


async def test_a_new_token_does_not_darken_the_wall(deps: Deps, clock: FixedClock) -> None:
    made = await begun(deps)
    standing = Standing(deps, made.session_id, Asked(Permission.LIVE_WATCH))
    async with deps.database.work() as session:
        await session.execute(update(AccountSession).values(token_hash=token_hash("new"), locked_at=clock.now()))
    clock.advance(2)
    assert await standing.holds()
    async with deps.database.work() as session:
        await session.execute(delete(AccountSession))
    clock.advance(2)
    assert not await standing.holds()


async def test_the_token_before_finds_the_session_for_seconds_and_proves_nothing(deps: Deps, clock: FixedClock) -> None:
    old = await token_of(deps)
    async with deps.database.work() as session:
        values = {"token_hash": token_hash("new"), "previous_hash": token_hash(old), "rotated_at": clock.now()}
        await session.execute(update(AccountSession).values(proved_at=clock.now(), **values))

    async def proved(token: str) -> object:
        async with deps.database.session() as session:
            return proved_until(deps, await identify(deps, session, token, touch=False))

    assert await proved("new") is not None
    assert await proved(old) is None
    clock.advance(9.9)
    assert await who(deps, old) == "olivia"
    clock.advance(0.2)
    with pytest.raises(NotSignedIn):
        await who(deps, old)
    assert await who(deps, "new") == "olivia"


async def test_what_is_asked_of_a_locked_screen_is_no_use_of_it(deps: Deps, clock: FixedClock) -> None:
    token = await token_of(deps, Role.OPERATOR)
    start = await seen(deps.database)
    clock.advance(15 * 60)
    await who(deps, token)
    assert await seen(deps.database) == start


@pytest.mark.parametrize(
    ("rule", "minutes", "refused"),
    [
        (Rule(Permission.LIVE_WATCH, None), 0, None),
        (Rule(Permission.LIVE_WATCH, None), 15, SessionLocked),
        (Rule(Permission.LIVE_WATCH, None, while_locked=True), 15, None),
        (Rule(Permission.LIVE_WATCH, None, step_up=True), 9.9, None),
        (Rule(Permission.LIVE_WATCH, None, step_up=True), 10, StepUpNeeded),
        (Rule(Permission.LIVE_WATCH, None, step_up=True), 15, SessionLocked),
    ],
)
async def test_a_rule_asks_for_a_state(
    deps: Deps, clock: FixedClock, rule: Rule, minutes: float, refused: type[BeadleError] | None
) -> None:
    token = await token_of(deps, Role.OPERATOR)
    clock.advance(minutes * 60)
    async with deps.database.session() as session:
        signed = await identify(deps, session, token, touch=False)
    if refused is None:
        admit(deps, signed, rule)
    else:
        with pytest.raises(refused):
            admit(deps, signed, rule)


@pytest.mark.parametrize("method", ["password", "oidc"])
async def test_who_has_to_have_a_second_factor_can_only_set_one_up(deps: Deps, method: str) -> None:
    demanding = replace(deps, settings=Settings({"accounts": {"require_second_factor_for": ["operator"]}}))
    token = await token_of(deps, Role.OPERATOR)
    async with deps.database.session() as session:
        signed = replace(await identify(demanding, session, token, touch=False), method=method)
    assert must_enrol(demanding, signed) is (method == "password")
    assert not must_enrol(deps, signed)
    assert not must_enrol(demanding, replace(signed, second_factor="totp"))
    admit(demanding, signed, Rule(Permission.SESSION_OWN, None))
    if method == "password":
        with pytest.raises(MustEnrol):
            admit(demanding, signed, Rule(Permission.LIVE_WATCH, None, while_locked=True))


@pytest.mark.parametrize("method", ["password", "password+totp", "passkey", "oidc"])
async def test_who_came_with_a_first_password_can_only_choose_another(
    deps: Deps, clock: FixedClock, method: str
) -> None:
    """Before the second factor: whoever handed the password over could else add one of their own."""
    demanding = replace(deps, settings=Settings({"accounts": {"require_second_factor_for": ["operator"]}}))
    token = await token_of(deps, Role.OPERATOR)
    async with deps.database.session() as session:
        found = await identify(demanding, session, token, touch=False)
    signed = replace(found, method=method, password_until=clock.now())
    own = Rule(Permission.SESSION_OWN, None)
    assert must_choose(signed) is method.startswith("password")
    assert not must_choose(found)
    admit(demanding, signed, replace(own, with_first_password=True))
    if must_choose(signed):
        with pytest.raises(MustChoosePassword):
            admit(demanding, signed, own)
        with pytest.raises(SessionLocked):
            admit(demanding, replace(signed, locked_at=clock.now()), replace(own, with_first_password=True))
    else:
        admit(demanding, signed, own)


async def test_whoever_follows_is_told_at_each_look_up(deps: Deps, clock: FixedClock) -> None:
    standing = Standing(deps, (await begun(deps)).session_id, Asked(Permission.LIVE_WATCH))
    told: list[str] = []

    async def hear(_session: object, actor: Actor) -> None:
        told.append(actor.name)

    standing.followers.append(hear)
    for _ in range(3):
        clock.advance(1)
        await standing.holds()
    assert told == ["olivia"]


async def test_standing_ends_with_the_purpose_that_a_second_person_vouched_for(deps: Deps, clock: FixedClock) -> None:
    until = clock.now() + timedelta(seconds=4)
    standing = Standing(deps, (await begun(deps)).session_id, Asked(Permission.LIVE_WATCH, until=until))
    clock.advance(2)
    assert await standing.holds()
    clock.advance(2)
    assert not await standing.holds()
