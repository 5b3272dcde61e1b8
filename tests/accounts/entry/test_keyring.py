"""Passkeys in the database."""

from __future__ import annotations

import asyncio
import os
import uuid

import pytest
from tests.factories.accounts import add_user
from tests.factories.authenticator import Authenticator

from beadle.accounts.entry import keyring, passkeys
from beadle.accounts.entry.errors import FactorThere, PasskeyNotFound, WrongFactor
from beadle.accounts.entry.origin import Place
from beadle.accounts.entry.passkeys import Known, Person
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

HERE = Place("https://beadle.test", "beadle.test")
CHALLENGE = b"c" * 32


@pytest.fixture
async def own(database: Database, clock: FixedClock) -> uuid.UUID:
    return (await add_user(database, clock, "olivia")).id


async def keep(
    database: Database, clock: FixedClock, own: uuid.UUID, device: Authenticator, user: uuid.UUID | None = None
) -> uuid.UUID:
    options = passkeys.creation_options(HERE, "x", Person(user or own, "olivia", "Olivia"), CHALLENGE, ())
    made = passkeys.made(device.create(options), CHALLENGE, HERE)
    async with database.work() as session:
        return (await keyring.add(session, clock, own, "Key", made)).id


async def test_its_count_and_its_last_use_are_kept(database: Database, clock: FixedClock, own: uuid.UUID) -> None:
    device = Authenticator()
    await keep(database, clock, own, device)
    clock.advance(60)
    for count in (1, 2):
        async with database.work() as session:
            answer = device.get(passkeys.request_options(HERE, CHALLENGE))
            row = await keyring.use(session, clock, answer, CHALLENGE, HERE)
        assert (row.account_id, row.sign_count, row.last_used_at) == (own, count, clock.now())
    with pytest.raises(WrongFactor):
        async with database.work() as session:
            await keyring.use(session, clock, answer, CHALLENGE, HERE)


async def test_of_two_uses_with_one_count_one_is_good(database: Database, clock: FixedClock, own: uuid.UUID) -> None:
    device = Authenticator()
    await keep(database, clock, own, device)
    answer = device.get(passkeys.request_options(HERE, CHALLENGE))

    async def use() -> None:
        async with database.work() as session:
            await keyring.use(session, clock, answer, CHALLENGE, HERE)

    done = await asyncio.gather(*(use() for _ in range(4)), return_exceptions=True)
    assert sum(one is None for one in done) == 1


async def test_unknown_ones_and_those_of_another_handle(database: Database, clock: FixedClock, own: uuid.UUID) -> None:
    device, stranger = Authenticator(), Authenticator()
    await keep(database, clock, own, device, user=uuid.uuid4())
    options = passkeys.creation_options(HERE, "x", Person(own, "o", "O"), CHALLENGE, ())
    stranger.create(options)
    async with database.session() as session:
        for other in (device, stranger):
            answer = other.get(passkeys.request_options(HERE, CHALLENGE))
            with pytest.raises(WrongFactor):
                await keyring.use(session, clock, answer, CHALLENGE, HERE)


async def test_a_passkey_belongs_to_one_user(database: Database, clock: FixedClock, own: uuid.UUID) -> None:
    other = (await add_user(database, clock, "mallory")).id
    async with database.work() as session:
        await keyring.add(session, clock, own, "Key", Known(b"id", b"key", 0))
    async with database.work() as session:
        for who in (own, other):
            with pytest.raises(FactorThere):
                await keyring.add(session, clock, who, "Key", Known(b"id", b"other", 0))


async def test_there_is_a_most(database: Database, clock: FixedClock, own: uuid.UUID) -> None:
    async with database.work() as session:
        for _ in range(keyring.MOST):
            await keyring.add(session, clock, own, "Key", Known(os.urandom(16), b"key", 0))
        with pytest.raises(FactorThere):
            await keyring.add(session, clock, own, "Key", Known(os.urandom(16), b"key", 0))


async def test_only_ones_own_are_renamed_and_removed(database: Database, clock: FixedClock, own: uuid.UUID) -> None:
    other = (await add_user(database, clock, "mallory")).id
    made = await keep(database, clock, own, Authenticator())
    async with database.work() as session:
        for who, which in ((other, made), (own, uuid.uuid4())):
            with pytest.raises(PasskeyNotFound):
                await keyring.rename(session, who, which, "x")
            with pytest.raises(PasskeyNotFound):
                await keyring.remove(session, who, which)
        assert (await keyring.rename(session, own, made, "Blue")).name == "Blue"
        await keyring.remove(session, own, made)
        assert await keyring.of_account(session, own) == []
