"""Hotlists over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.factories import accounts
from tests.factories.plates_app import PlatesApp, plates_app

from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets

LIST = {"name": "Wanted", "owner": "Derbyshire Constabulary", "reason": "Wanted by the police", "source": "Local"}


@pytest.fixture
async def app(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> AsyncIterator[PlatesApp]:
    async with plates_app(database, clock, secrets, data_dir) as made:
        yield made


async def test_a_list_is_kept_by_who_may_and_every_change_is_written_down(
    app: PlatesApp, database: Database, clock: FixedClock
) -> None:
    async with accounts.signed_in(app.app, database, clock, Role.MANAGER) as mary:
        made = await mary.ask("POST", "/api/anpr/hotlists", json=LIST)
        assert made.status_code == 201, made.text
        list_ = made.json()
        assert (list_["entries"], list_["expired"], list_["retired"], list_["two_person"]) == (0, 0, False, False)
        path = f"/api/anpr/hotlists/{list_['id']}"
        entry = await mary.ask(
            "POST",
            f"{path}/entries",
            json={"plate": "ab12 cde", "reason": "Stolen", "expires_at": "2026-07-01T00:00:00Z", "reference": "CR/1"},
        )
        assert entry.status_code == 201, entry.text
        assert entry.json()["plate"] == "AB12CDE"
        assert (await mary.ask("POST", f"{path}/entries", json={"plate": "AB12CDE"})).status_code == 409
        assert (await mary.ask("POST", f"{path}/entries", json={"plate": "A*"})).status_code == 422
        assert (await mary.ask("POST", f"{path}/entries", json={"plate": "AB*9"})).status_code == 201
        one = f"{path}/entries/{entry.json()['id']}"
        changed = await mary.ask("PATCH", one, json={"reason": "Found", "expires_at": None})
        assert (changed.json()["reason"], changed.json()["expires_at"]) == ("Found", None)
        page = (await mary.ask("GET", f"{path}/entries?limit=1")).json()
        assert [each["plate"] for each in page["entries"]] == ["AB*9"]
        rest = (await mary.ask("GET", f"{path}/entries?before={page['next']}")).json()
        assert ([each["plate"] for each in rest["entries"]], rest["next"]) == (["AB12CDE"], None)
        found = (await mary.ask("GET", f"{path}/entries?q=ab12")).json()
        assert [each["plate"] for each in found["entries"]] == ["AB12CDE"]
        assert (await mary.ask("DELETE", one)).status_code == 204
        assert (await mary.ask("DELETE", one)).status_code == 404
        renamed = await mary.ask("PATCH", path, json={"name": "Sought", "two_person": True, "retired": True})
        assert renamed.json()["retired"]
        assert (await mary.ask("GET", "/api/anpr/hotlists")).json() == []
        assert [each["name"] for each in (await mary.ask("GET", "/api/anpr/hotlists?retired=true")).json()] == [
            "Sought"
        ]
        assert (await mary.ask("PATCH", path, json={"name": "Again"})).status_code == 404
    lines = await app.lines("plates.change_hotlist")
    assert [line.outcome for line in lines].count("ok") == 6
    added = lines[1]
    assert (added.subjects, added.case_reference, added.object) == (["plate:AB12CDE"], "CR/1", f"hotlist:{list_['id']}")
    assert lines[-2].detail["two_person"] == [False, True]
    seen = await app.lines("plates.see_hotlist")
    assert ["plate:AB12"] in [line.subjects for line in seen]


async def test_an_operator_keeps_no_lists(app: PlatesApp, database: Database, clock: FixedClock) -> None:
    async with accounts.signed_in(app.app, database, clock, Role.OPERATOR) as olivia:
        assert (await olivia.ask("GET", "/api/anpr/hotlists")).status_code == 403
        assert (await olivia.ask("POST", "/api/anpr/hotlists", json=LIST)).status_code == 403
        missing = f"/api/anpr/hotlists/{uuid.uuid4()}/entries"
        assert (await olivia.ask("POST", missing, json={"plate": "AB12CDE"})).status_code == 403


async def test_a_change_needs_a_fresh_proof(app: PlatesApp, database: Database, clock: FixedClock) -> None:
    async with accounts.signed_in(app.app, database, clock, Role.MANAGER) as mary:
        clock.advance(3600 * 3)
        answer = await mary.ask("POST", "/api/anpr/hotlists", json=LIST)
        assert answer.status_code in {401, 403}, answer.text
    async with database.session():
        assert await app.lines("plates.see_hotlist") == []
