"""A small server with the accounts routes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.factories.accounts import make_app, make_deps

from beadle.accounts import audit_routes, routes
from beadle.accounts.deps import Deps
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings


@pytest.fixture
def deps(database: Database, clock: FixedClock, settings: Settings, secrets: Secrets, data_dir: Path) -> Deps:
    """What the routes are given."""
    return make_deps(database, clock, settings, secrets, data_dir)


@pytest.fixture
def app(deps: Deps) -> FastAPI:
    """The accounts routes."""
    return make_app(deps, routes.router, audit_routes.router, audit_routes.sheet_router)
