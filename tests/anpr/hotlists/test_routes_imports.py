"""Imports of hotlists over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories import accounts
from tests.factories.hotlists import Watched
from tests.factories.imports import imports_at
from tests.factories.plates_app import PlatesApp, plates_app

from beadle.accounts.terms import Role
from beadle.anpr.hotlists import routes_imports
from beadle.anpr.hotlists.making import make
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets

FILE = b"VRM;Reason;Other\nAB12CDE;Stolen;x\n=cmd;Formula;x\nAB12CDE;Again;x\n"
MAPPING = {"plate": "VRM", "reason": "Reason"}


@pytest.fixture
async def app(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> AsyncIterator[PlatesApp]:
    async with plates_app(database, clock, secrets, data_dir) as made:
        yield made


async def send(browser: accounts.Browser, list_id: Any, data: bytes = FILE) -> Any:
    return await browser.ask("POST", f"/api/anpr/hotlists/{list_id}/imports", content=data)


async def test_a_file_is_sent_looked_at_and_taken_in(
    app: PlatesApp, town: Watched, database: Database, data_dir: Path
) -> None:
    list_ = await town.add_list()
    async with accounts.signed_in(app.app, database, town.clock, Role.MANAGER) as mary:
        sent = await send(mary, list_.id)
        assert sent.status_code == 201, sent.text
        made = sent.json()
        assert made["columns"] == ["VRM", "Reason", "Other"]
        assert made["guessed"] == MAPPING
        assert made["sample"][0] == ["AB12CDE", "Stolen", "x"]
        assert (made["delimiter"], made["encoding"], made["bytes"]) == (";", "utf-8", len(FILE))
        path = f"/api/anpr/imports/{made['id']}"
        looked = await mary.ask("POST", f"{path}/preview", json={"mapping": MAPPING, "delimiter": ";"})
        assert looked.status_code == 200, looked.text
        assert (looked.json()["good"], looked.json()["refused"], looked.json()["duplicate"]) == (1, 1, 1)
        assert (await mary.ask("GET", f"{path}/refused.csv")).status_code == 404
        started = await mary.ask("POST", f"{path}/start", json={"mapping": MAPPING, "replace": True})
        assert (started.status_code, started.json()["status"]) == (202, "queued")
        assert await app.jobs() == [{"name": "anpr.import_hotlist", "import_id": made["id"]}]
        again = await mary.ask("POST", f"{path}/start", json={"mapping": MAPPING, "replace": True})
        assert again.status_code == 409
        await make(database, town.clock, imports_at(data_dir), made["id"])
        done = (await mary.ask("GET", path)).json()
        assert (done["status"], done["counts"]["new"], done["sample"]) == ("done", 1, [])
        report = await mary.ask("GET", f"{path}/refused.csv")
        assert report.headers["content-type"] == "text/csv; charset=utf-8"
        assert report.text.splitlines()[1].startswith("3,'=cmd;Formula;x,")
        assert len(report.text.splitlines()) == 3
    lines = await app.lines("plates.import_hotlist")
    assert [line.outcome for line in lines] == ["ok", "ok", "ok", "failed"]
    assert lines[2].detail["replace"] is True
    assert {line.object for line in lines} == {f"hotlist:{list_.id}"}


async def test_a_file_that_is_too_long_is_refused(
    app: PlatesApp, town: Watched, database: Database, data_dir: Path
) -> None:
    list_ = await town.add_list()
    assert routes_imports.MOST_BYTES == 1 << 30
    async with accounts.signed_in(app.app, database, town.clock, Role.MANAGER) as mary:
        headers = {"Content-Length": str((1 << 30) + 1)}
        path = f"/api/anpr/hotlists/{list_.id}/imports"
        assert (await mary.ask("POST", path, content=b"x", headers=headers)).status_code == 413
        assert (await send(mary, list_.id, b"")).status_code == 422
        assert (await send(mary, "00000000-0000-4000-8000-000000000009")).status_code == 404
    folder = data_dir / "anpr" / "imports"
    assert not folder.exists() or list(folder.iterdir()) == []


async def test_an_operator_sends_no_files(app: PlatesApp, town: Watched, database: Database) -> None:
    list_ = await town.add_list()
    async with accounts.signed_in(app.app, database, town.clock, Role.OPERATOR) as olivia:
        assert (await send(olivia, list_.id)).status_code == 403
