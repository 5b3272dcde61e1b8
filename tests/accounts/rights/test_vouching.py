"""A second person proves who they are: with a code too, where they have one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from tests.factories.accounts import PASSWORD, Browser, add_user, purpose_id, signed_in

from beadle.accounts.deps import Deps
from beadle.accounts.entry import factors, totp
from beadle.accounts.models import Account
from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


@pytest.fixture
async def secret(deps: Deps, database: Database, clock: FixedClock) -> str:
    """The secret of Sam's code generator."""
    sam = await add_user(database, clock, "sam", Role.SUPERVISOR)
    async with database.work() as session:
        made = await factors.offer_totp(session, clock, deps.secrets, sam.id)
        await factors.confirm_totp(session, clock, deps.secrets, sam.id, totp.code_at(made, totp.step_of(clock.now())))
        await session.execute(update(Account).where(Account.id == sam.id).values(second_factor="totp"))
    clock.advance(60)
    return made


@pytest.fixture
async def olivia(app: FastAPI, database: Database, clock: FixedClock, secret: str) -> AsyncIterator[Browser]:
    async with signed_in(app, database, clock, Role.OPERATOR) as made:
        yield made


async def vouch(olivia: Browser, database: Database, **more: str) -> int:
    second = {"name": "sam", "password": PASSWORD, **more}
    body = {"purpose_id": str(await purpose_id(database, "training")), "second": second}
    return (await olivia.ask("PUT", "/api/session/purpose", json=body)).status_code


async def test_a_password_is_not_enough_of_whoever_has_a_code(
    olivia: Browser, database: Database, clock: FixedClock, secret: str
) -> None:
    assert await vouch(olivia, database) == 403
    assert await vouch(olivia, database, code="000000") == 403
    code = totp.code_at(secret, totp.step_of(clock.now()))
    assert await vouch(olivia, database, code=f"{code[:3]} {code[3:]}") == 200
    assert await vouch(olivia, database, code=code) == 403  # it was taken


async def test_a_first_password_vouches_for_nothing(
    olivia: Browser, database: Database, clock: FixedClock, secret: str
) -> None:
    """Somebody else knows it: whoever handed it over."""
    async with database.work() as session:
        await session.execute(update(Account).values(password_until=clock.now() + timedelta(days=3)))
    assert await vouch(olivia, database, code=totp.code_at(secret, totp.step_of(clock.now()))) == 403
    async with database.work() as session:
        await session.execute(update(Account).values(password_until=None))
    clock.advance(30)
    assert await vouch(olivia, database, code=totp.code_at(secret, totp.step_of(clock.now()))) == 200


async def test_codes_cannot_be_guessed_here(olivia: Browser, database: Database, secret: str) -> None:
    answers = [await vouch(olivia, database, code=f"{number:06}") for number in range(8)]
    assert set(answers) == {403, 429}
    assert answers[-1] == 429
