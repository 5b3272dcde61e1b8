"""Guessing is slow, for whoever guesses and not for the others."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from tests.factories.accounts import PASSWORD, add_user

from beadle.accounts import sign_in
from beadle.accounts.errors import FirstPasswordExpired, TooManyAttempts, WrongSignIn
from beadle.accounts.models import Account, AccountSession, SignInTally
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.sign_in import Entrance
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

SETTINGS = AccountsSettings()


async def attempt(database: Database, clock: FixedClock, name: str, address: str) -> bool:
    """Whether the attempt was let through to the password."""
    try:
        async with database.work() as session:
            await sign_in.reserve(session, clock, SETTINGS, sign_in.keys_of(name, address))
    except TooManyAttempts:
        return False
    return True


def entrance(clock: FixedClock, account: Account, address: str) -> Entrance:
    return Entrance(address, "password", clock.now(), [sign_in.keys_of(account.name, address)])


async def succeed(database: Database, clock: FixedClock, account: Account, address: str) -> None:
    assert await attempt(database, clock, account.name, address)
    async with database.work() as session:
        await sign_in.was_here(session, clock, sign_in.keys_of(account.name, address))
        await sign_in.begin(session, clock, account, entrance(clock, account, address))


async def passed(database: Database, clock: FixedClock, count: int, name: str, address: str) -> int:
    return sum([await attempt(database, clock, name, address) for _ in range(count)])


async def test_one_name_from_many_addresses(database: Database, clock: FixedClock) -> None:
    through = [await attempt(database, clock, "olivia", f"192.0.2.{n}") for n in range(20)]
    assert sum(through) == 5


async def test_many_names_from_one_address(database: Database, clock: FixedClock) -> None:
    through = [await attempt(database, clock, f"user{n}", "192.0.2.7") for n in range(60)]
    assert sum(through) == 30


async def test_attempts_that_arrive_together_are_counted_one_by_one(database: Database, clock: FixedClock) -> None:
    through = await asyncio.gather(*(attempt(database, clock, "olivia", "192.0.2.7") for _ in range(15)))
    assert sum(through) == 5


async def test_waiting_gives_another_try_and_being_turned_away_costs_nothing(
    database: Database, clock: FixedClock
) -> None:
    assert await passed(database, clock, 50, "olivia", "192.0.2.7") == 5
    clock.advance(30)
    assert await passed(database, clock, 50, "olivia", "192.0.2.7") == 1
    clock.advance(59)
    assert await passed(database, clock, 50, "olivia", "192.0.2.7") == 0
    clock.advance(1)
    assert await passed(database, clock, 50, "olivia", "192.0.2.7") == 1
    clock.advance(15 * 60)
    assert await passed(database, clock, 50, "olivia", "192.0.2.7") == 5


async def test_a_stranger_elsewhere_does_not_keep_the_control_room_out(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia")
    await succeed(database, clock, account, "10.0.0.5")
    for n in range(40):
        await attempt(database, clock, "olivia", f"203.0.113.{n}")
    assert not await attempt(database, clock, "olivia", "10.0.0.6")
    assert await attempt(database, clock, "olivia", "10.0.0.5")


async def test_even_at_home_guessing_is_slow(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia")
    await succeed(database, clock, account, "10.0.0.5")
    assert await passed(database, clock, 20, "olivia", "10.0.0.5") == 5


async def test_ones_own_success_does_not_buy_guesses_at_others(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "mallory")
    through = 0
    for n in range(60):
        if n % 4 == 0 and await attempt(database, clock, "mallory", "192.0.2.7"):
            async with database.work() as session:
                keys = sign_in.keys_of("mallory", "192.0.2.7")
                await sign_in.begin(session, clock, account, Entrance("192.0.2.7", "password", clock.now(), [keys]))
        through += await attempt(database, clock, f"user{n}", "192.0.2.7")
    assert through == 30


async def test_names_and_addresses_are_kept_as_hashes_and_for_a_while(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia")
    await attempt(database, clock, "my password by mistake", "192.0.2.7")
    async with database.session() as session:
        keys = (await session.scalars(select(SignInTally.key))).all()
    assert all(len(key) == 32 and b"password" not in key for key in keys)
    clock.advance(91 * 24 * 3600)
    await succeed(database, clock, account, "10.0.0.5")
    async with database.session() as session:
        assert await session.scalar(select(func.count()).select_from(SignInTally)) == 3


async def test_the_right_password_only(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia")
    assert await sign_in.check(account, PASSWORD, clock.now()) is account
    messages = set()
    for who, password in (
        (account, "wrong wrong wrong"),
        (None, PASSWORD),
        (await add_user(database, clock, "gone", disabled=True), PASSWORD),
    ):
        with pytest.raises(WrongSignIn) as caught:
            await sign_in.check(who, password, clock.now())
        messages.add(str(caught.value))
    assert len(messages) == 1


async def test_a_first_password_that_came_too_late_is_refused_as_a_wrong_one(
    database: Database, clock: FixedClock
) -> None:
    account = await add_user(database, clock, "olivia", until=clock.now() + timedelta(days=3))
    clock.advance(3 * 86400 - 1)
    assert await sign_in.check(account, PASSWORD, clock.now()) is account
    clock.advance(1)
    with pytest.raises(FirstPasswordExpired) as late:
        await sign_in.check(account, PASSWORD, clock.now())
    with pytest.raises(WrongSignIn) as wrong:
        await sign_in.check(account, "wrong wrong wrong", clock.now())
    assert not isinstance(wrong.value, FirstPasswordExpired)
    shown = [(error.value.message, error.value.advice, error.value.title, error.value.type) for error in (late, wrong)]
    assert shown[0] == shown[1]
    assert late.value.facts == {}


async def test_a_change_in_the_meantime_is_noticed(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia")
    keys = sign_in.keys_of("olivia", "192.0.2.7")
    for change in ({"disabled": True}, {"disabled": False, "password_hash": "another"}):
        async with database.work() as session:
            await session.execute(update(Account).values(**change))
        async with database.session() as session:
            with pytest.raises(WrongSignIn):
                await sign_in.begin(session, clock, account, Entrance("192.0.2.7", "password", clock.now(), [keys]))


async def test_old_sessions_are_swept_away(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia")
    await succeed(database, clock, account, "10.0.0.5")
    clock.advance(25 * 3600)
    await succeed(database, clock, account, "10.0.0.5")
    async with database.session() as session:
        (kept,) = (await session.scalars(select(AccountSession))).all()
    assert kept.created_at == clock.now()
