"""The whole application, in this process with a real database, or as a server of its own on a real socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.factories.accounts import Browser, browser, make_deps, signed_in
from tests.factories.served import Served, served
from tests.factories.video import volume_at
from tools.generate import import_everything, openapi_file

from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings
from beadle.processes.server import create_app


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests that need the server of its own run in one worker, so that there is one of it."""
    for item in items:
        if Path(__file__).parent in item.path.parents and "server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("whole systems"))


@pytest.fixture
async def app(
    database: Database, clock: FixedClock, settings: Settings, secrets: Secrets, data_dir: Path
) -> AsyncIterator[FastAPI]:
    """Every route there is, and one empty volume."""
    folder = data_dir / "volumes" / "1"
    folder.parent.mkdir(parents=True)
    volume_at(folder, clock).close()
    made = create_app(make_deps(database, clock, settings, secrets, data_dir))
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def admin(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    """A signed-in administrator, to whom nothing is forbidden: what is refused is refused for its form."""
    async with signed_in(app, database, clock, Role.ADMINISTRATOR) as made:
        yield made


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[Browser]:
    """Somebody who has not signed in."""
    async with browser(app) as made:
        yield made


@pytest.fixture(scope="session")
def server(postgres_url: str) -> Iterator[Served]:
    """`beadle server` as a process, with one administrator who is signed in."""
    with served(postgres_url) as made:
        yield made


@pytest.fixture(scope="session")
def description() -> dict[str, Any]:
    """The OpenAPI description of the very code that is served; it is not served itself."""
    import_everything()
    made: dict[str, Any] = json.loads(openapi_file())
    return made
