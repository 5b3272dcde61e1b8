"""Reading users and sessions."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import event
from tests.factories.accounts import add_group, add_user, purpose_id

from beadle.accounts import queries
from beadle.accounts.models import AccountSession
from beadle.accounts.sessions import token_hash
from beadle.accounts.terms import Grant, Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def test_a_session_is_found_by_its_token_while_the_user_is_enabled(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia", Role.OPERATOR, Role.SUPERVISOR)
    disabled = await add_user(database, clock, "gone", disabled=True)
    async with database.work() as session:
        for token, who in (("token", account), ("gone token", disabled)):
            session.add(
                AccountSession(
                    token_hash=token_hash(token),
                    account_id=who.id,
                    created_at=clock.now(),
                    seen_at=clock.now(),
                    address="192.0.2.7",
                )
            )
    async with database.session() as session:
        found = await queries.signed(session, token_hash("token"), clock.now())
        assert found is not None
        assert (found.actor.id, found.actor.name) == (account.id, "olivia")
        assert found.actor.roles == {Role.OPERATOR, Role.SUPERVISOR}
        assert found.created_at == datetime(2026, 6, 1, 12, tzinfo=UTC)
        assert await queries.signed(session, token_hash("gone token"), clock.now()) is None
        assert await queries.signed(session, token_hash("another"), clock.now()) is None
        assert await queries.signed(session, b"token", clock.now()) is None


async def test_users_by_name_and_number(database: Database, clock: FixedClock) -> None:
    for name in ("sam", "olivia"):
        await add_user(database, clock, name)
    async with database.session() as session:
        assert [account.name for account in await queries.all_accounts(session)] == ["olivia", "sam"]
        assert await queries.count(session) == 2
        assert (await queries.by_name(session, "sam")) is not None
        assert await queries.by_name(session, "SAM' OR 1=1 --") is None


async def test_administrators_who_are_left(database: Database, clock: FixedClock) -> None:
    first = await add_user(database, clock, "first", Role.ADMINISTRATOR)
    await add_user(database, clock, "off", Role.ADMINISTRATOR, disabled=True)
    await add_user(database, clock, "operator")
    async with database.session() as session:
        assert await queries.enabled_administrators(session, besides=first.id) == 0
    await add_user(database, clock, "second", Role.ADMINISTRATOR, Role.OPERATOR)
    async with database.session() as session:
        assert await queries.enabled_administrators(session, besides=first.id) == 1


async def test_who_sends_a_request_is_known_in_one_query(database: Database, clock: FixedClock) -> None:
    group = await add_group(database, "Town Centre")
    crime = await purpose_id(database, "crime")
    grants = {Grant(Role.OPERATOR, group, frozenset({crime})), Grant(Role.AUDITOR)}
    account = await add_user(database, clock, "olivia", grants=list(grants))
    async with database.work() as session:
        session.add(
            AccountSession(
                token_hash=token_hash("token"),
                account_id=account.id,
                created_at=clock.now(),
                seen_at=clock.now(),
                address="",
            )
        )
    asked: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    async with database.session() as session:
        found = await queries.signed(session, token_hash("token"), clock.now())
    assert len(asked) == 1, asked
    assert found is not None
    assert set(found.actor.grants) == grants
    assert found.actor.stated is None  # the usual purpose is not one of hers
    assert found.actor.purposes is not None
    assert crime in found.actor.purposes
