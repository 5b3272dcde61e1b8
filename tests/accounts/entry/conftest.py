"""The accounts routes at an address that passkeys are kept for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from tests.factories.accounts import Browser, add_user, browser

from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Settings


@pytest.fixture
def settings() -> Settings:
    """An installation that knows its address."""
    return Settings({"accounts": {"origin": "https://beadle.test"}})


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with browser(app, scheme="https") as made:
        yield made


@pytest.fixture
async def operator(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    """A browser in which the user `operator` has just signed in with the password."""
    await add_user(database, clock, "operator", Role.OPERATOR)
    async with browser(app, scheme="https") as made:
        assert (await made.sign_in("operator")).status_code == 200
        yield made
