"""The liveness route: open, and honest about the database."""

from __future__ import annotations

from pathlib import Path

import httpx
from tests.factories.accounts import make_deps

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings
from beadle.processes.server import create_app


async def ask(url: str, clock: FixedClock, secrets: Secrets, folder: Path) -> httpx.Response:
    async with Database(url) as database:
        app = create_app(make_deps(database, clock, Settings(), secrets, folder))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://beadle.test") as client:
            return await client.get("/api/alive")


async def test_it_is_alive(database_url: str, clock: FixedClock, secrets: Secrets, data_dir: Path) -> None:
    answer = await ask(database_url, clock, secrets, data_dir)
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


async def test_it_says_when_the_database_is_away(clock: FixedClock, secrets: Secrets, data_dir: Path) -> None:
    answer = await ask(f"postgresql://beadle@/beadle?host={data_dir}", clock, secrets, data_dir)
    assert answer.status_code == 503
    assert "database" in answer.json()["detail"]
