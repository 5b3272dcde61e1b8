"""Reading the log over HTTP."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.factories.accounts import browser, signed_in

from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

READERS = {Role.ADMINISTRATOR, Role.MANAGER, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}


@pytest.mark.parametrize("role", Role)
async def test_who_may_read_it(app: FastAPI, database: Database, clock: FixedClock, role: Role) -> None:
    async with signed_in(app, database, clock, role) as somebody:
        assert (await somebody.ask("GET", "/api/audit")).status_code == (200 if role in READERS else 403)


async def test_reading_is_written_down_and_pages_follow(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with browser(app) as stranger:
        assert (await stranger.ask("GET", "/api/audit")).status_code == 401
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        for _ in range(5):
            await auditor.ask("GET", "/api/audit?actor=auditor")
        first = (await auditor.ask("GET", "/api/audit?limit=4")).json()
        assert [row["action"] for row in first["rows"]] == ["audit.read"] * 4
        assert first["rows"][0]["detail"] == {"actor": "auditor"}
        rest = (await auditor.ask("GET", f"/api/audit?before={first['next']}")).json()
        assert [row["action"] for row in rest["rows"]] == ["audit.read", "session.sign_in"]
        assert rest["next"] is None
        row = rest["rows"][-1]
        assert (row["actor"], row["address"], row["outcome"], row["at"]) == (
            "auditor",
            "192.0.2.7",
            "ok",
            "2026-06-01T12:00:00Z",
        )


async def test_filters(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        await auditor.ask("POST", "/api/users", json={})
        counts = {}
        for query in ("outcome=refused", "action=session.sign_in", "actor=nobody", "object=%27%20OR%201=1%20--"):
            counts[query] = len((await auditor.ask("GET", f"/api/audit?{query}")).json()["rows"])
        assert list(counts.values()) == [1, 1, 0, 0]
        answer = await auditor.ask("GET", "/api/audit?since=2026-06-01T12:00:01Z")
        assert answer.json()["rows"] == []
        answer = await auditor.ask("GET", "/api/audit?until=2026-06-01T13:00:00%2B01:00")
        assert answer.json()["rows"] == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "before=0",
        f"before={2**63}",
        "before=x",
        "actor=a%00b",
        "action=a%0Ab",
        f"actor={'a' * 301}",
        "outcome=maybe",
        "since=2026-06-01T12:00:00",
        "since=yesterday",
        "order=id;DROP%20TABLE%20audit_line",
    ],
)
async def test_what_may_not_be_asked(app: FastAPI, database: Database, clock: FixedClock, query: str) -> None:
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        assert (await auditor.ask("GET", f"/api/audit?{query}")).status_code == 422
