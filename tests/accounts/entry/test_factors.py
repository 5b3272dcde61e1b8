"""Second factors in the database."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from sqlalchemy import select, update
from tests.factories.accounts import add_user

from beadle.accounts.entry import factors, keyring, totp
from beadle.accounts.entry.errors import NotEnrolled
from beadle.accounts.entry.models import Totp
from beadle.accounts.entry.passkeys import Known
from beadle.accounts.models import Account
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


@pytest.fixture
async def own(database: Database, clock: FixedClock) -> uuid.UUID:
    return (await add_user(database, clock, "olivia")).id


async def enrol(database: Database, clock: FixedClock, secrets: Secrets, own: uuid.UUID) -> tuple[str, list[str]]:
    async with database.work() as session:
        secret = await factors.offer_totp(session, clock, secrets, own)
        code = totp.code_at(secret, totp.step_of(clock.now()))
        await factors.confirm_totp(session, clock, secrets, own, code)
        codes = await factors.settle(session, secrets, own)
    assert codes is not None
    return secret, codes


async def strongest(database: Database) -> str:
    async with database.session() as session:
        return (await session.scalars(select(Account.second_factor))).one()


async def take(database: Database, clock: FixedClock, secrets: Secrets, own: uuid.UUID, code: str) -> bool:
    async with database.work() as session:
        return await factors.take_code(session, clock, secrets, own, code)


async def test_the_strongest_is_noted_at_the_user(
    database: Database, clock: FixedClock, secrets: Secrets, own: uuid.UUID
) -> None:
    assert await strongest(database) == "none"
    await enrol(database, clock, secrets, own)
    assert await strongest(database) == "totp"
    async with database.work() as session:
        key = await keyring.add(session, clock, own, "Key", Known(b"id", b"key", 0))
        assert await factors.settle(session, secrets, own) is None
    assert await strongest(database) == "passkey"
    async with database.work() as session:
        await keyring.remove(session, own, key.id)
        await factors.settle(session, secrets, own)
    assert await strongest(database) == "totp"
    async with database.work() as session:
        await factors.forget_all(session, secrets, own)
        assert await factors.state(session, own) == factors.State(None, 0, 0)
    assert await strongest(database) == "none"


async def test_a_code_is_taken_once_also_when_it_comes_many_times_at_once(
    database: Database, clock: FixedClock, secrets: Secrets, own: uuid.UUID
) -> None:
    secret, _ = await enrol(database, clock, secrets, own)
    first = totp.code_at(secret, totp.step_of(clock.now()))
    assert not await take(database, clock, secrets, own, first), "the one that confirmed it is used up"
    clock.advance(30)
    code = totp.code_at(secret, totp.step_of(clock.now()))
    answers = await asyncio.gather(*(take(database, clock, secrets, own, code) for _ in range(5)))
    assert sum(answers) == 1


async def test_a_clock_that_was_set_back_takes_no_code_again(
    database: Database, clock: FixedClock, secrets: Secrets, own: uuid.UUID
) -> None:
    secret, _ = await enrol(database, clock, secrets, own)
    earlier = FixedClock(clock.now())
    clock.advance(3600)
    code = totp.code_at(secret, totp.step_of(clock.now()))
    assert await take(database, clock, secrets, own, code)
    assert not await take(database, earlier, secrets, own, totp.code_at(secret, totp.step_of(earlier.now()) + 1))


async def test_a_box_of_another_user_or_installation_is_no_generator(
    database: Database, clock: FixedClock, secrets: Secrets, own: uuid.UUID
) -> None:
    secret, _ = await enrol(database, clock, secrets, own)
    other = (await add_user(database, clock, "mallory")).id
    clock.advance(60)
    code = totp.code_at(secret, totp.step_of(clock.now()))
    async with database.work() as session:
        (box,) = (await session.scalars(select(Totp.secret))).all()
        session.add(Totp(account_id=other, secret=box, since=clock.now(), last_step=0))
    assert not await take(database, clock, secrets, other, code)
    assert not await take(database, clock, Secrets(b"another key another key another key another key!"), own, code)
    assert await take(database, clock, secrets, own, code)


async def test_a_recovery_code_is_used_up_and_belongs_to_one(
    database: Database, clock: FixedClock, secrets: Secrets, own: uuid.UUID
) -> None:
    _, codes = await enrol(database, clock, secrets, own)
    other = (await add_user(database, clock, "mallory")).id

    async def use(who: uuid.UUID) -> bool:
        async with database.work() as session:
            return await factors.take_recovery_code(session, secrets, who, codes[0])

    assert not await use(other)
    assert sorted(await asyncio.gather(*(use(own) for _ in range(4)))) == [False, False, False, True]
    async with database.session() as session:
        assert (await factors.state(session, own)).recovery_codes == 9


async def test_what_was_never_offered_is_not_confirmed(
    database: Database, clock: FixedClock, secrets: Secrets, own: uuid.UUID
) -> None:
    async with database.work() as session:
        with pytest.raises(NotEnrolled):
            await factors.confirm_totp(session, clock, secrets, own, "000000")
        await factors.offer_totp(session, clock, secrets, own)
        with pytest.raises(NotEnrolled):
            await factors.remove_totp(session, own)
        await session.execute(update(Totp).values(offered=b"junk"))
    assert not await take(database, clock, secrets, own, "000000")
