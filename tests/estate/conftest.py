"""A small server with the estate's routes, and somebody of each kind signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.factories.accounts import Browser, make_app, make_deps, signed_in

from beadle.accounts import routes as accounts_routes
from beadle.accounts.deps import Deps
from beadle.accounts.terms import Role
from beadle.estate import routes
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings


@pytest.fixture
def deps(database: Database, clock: FixedClock, settings: Settings, secrets: Secrets, data_dir: Path) -> Deps:
    """What the routes are given."""
    return make_deps(database, clock, settings, secrets, data_dir)


@pytest.fixture
def app(deps: Deps) -> FastAPI:
    """The estate's routes."""
    return make_app(deps, accounts_routes.router, routes.router)


@pytest.fixture
async def manager(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    """May change cameras."""
    async with signed_in(app, database, clock, Role.MANAGER) as made:
        yield made


@pytest.fixture
async def operator(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    """May see them."""
    async with signed_in(app, database, clock, Role.OPERATOR) as made:
        yield made
