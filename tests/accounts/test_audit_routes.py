"""Reading the log over HTTP."""

from __future__ import annotations

import csv
import hashlib
import io
import uuid

import pytest
from fastapi import FastAPI
from tests.factories import log
from tests.factories.accounts import browser, signed_in

from beadle.accounts import audit_routes
from beadle.accounts.terms import Role
from beadle.audit.merkle import is_consistent, root_from_inclusion
from beadle.audit.note import opened
from beadle.audit.terms import Entry
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


CAMERA = uuid.UUID("00000000-0000-0000-0000-0000000000aa")
LOOK = Entry(
    action="live.watch",
    actor="olivia.smith",
    object="layout:1",
    objects=(f"camera:{CAMERA}",),
    subjects=("plate:AB12CDE",),
    purpose="Crime prevention",
    case_reference="24*0012",
    detail={"n": 1},
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"camera={CAMERA}", 2),
        (f"camera={uuid.UUID(int=1)}", 0),
        ("plate=ab12%20cde", 1),
        ("plate=ZZ99ZZZ", 0),
        ("case=24*0012", 1),
        ("purpose=Crime%20prevention", 1),
        ("person=Smith", 1),
        ("person=SMITH", 1),
        ("person=nobody-like-that", 0),
        (f"person={uuid.UUID(int=7)}", 1),
        (f"person=livia&camera={CAMERA}&plate=AB12CDE&case=24*0012&action=live.watch&outcome=ok", 1),
        (f"person=livia&camera={CAMERA}&action=live.listen", 0),
        ("actor=olivia.smith", 1),
        ("actor=olivia", 0),
    ],
)
async def test_what_lines_are_found_by(
    app: FastAPI, database: Database, clock: FixedClock, query: str, found: int
) -> None:
    other = Entry(action="export.request", actor="sam", actor_id=uuid.UUID(int=7), object=f"camera:{CAMERA}")
    await log.write(database, clock, LOOK, other)
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        rows = (await auditor.ask("GET", f"/api/audit?{query}")).json()["rows"]
        assert len(rows) == found
        newest = (await auditor.ask("GET", "/api/audit?limit=1&action=audit.read")).json()["rows"][0]
    assert bool(newest["objects"]) == ("camera=" in query)
    assert bool(newest["subjects"]) == ("plate=" in query)


async def test_the_sheet_is_whole_and_runs_nothing(
    app: FastAPI, database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = Entry(action="live.watch", actor="=cmd|' /C calc'!A0", purpose="+1", detail={"=x": "@y"})
    await log.write(database, clock, *[hostile] * 700, LOOK)
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        answer = await auditor.ask("GET", "/api/audit.csv?action=live.watch")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert len(rows) == 701
        assert rows[0]["objects"] == f"camera:{CAMERA}"
        assert (rows[1]["actor"], rows[1]["purpose"]) == ("'=cmd|' /C calc'!A0", "'+1")
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
        (line,) = (await auditor.ask("GET", "/api/audit?action=audit.export")).json()["rows"]
        assert line["detail"] == {"action": "live.watch", "lines": 701}
        monkeypatch.setattr(audit_routes, "MOST_LINES", 700)
        refused = await auditor.ask("GET", "/api/audit.csv?action=live.watch")
        assert (refused.status_code, refused.json()["title"]) == (422, "Too many lines")


async def test_a_proof_holds_for_a_stranger(app: FastAPI, database: Database, clock: FixedClock) -> None:
    numbers = await log.write(database, clock, *[LOOK] * 300)
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        assert (await auditor.ask("GET", f"/api/audit/{numbers[7]}/proof")).status_code == 409
        await log.seal(database, clock)
        proof = (await auditor.ask("GET", f"/api/audit/{numbers[7]}/proof")).json()
        assert (await auditor.ask("GET", "/api/audit/99999999/proof")).status_code == 404
        assert (await auditor.ask("GET", "/api/audit/0/proof")).status_code == 422
    assert proof["consistent"] is True
    assert proof["row"]["actor"] == "olivia.smith"
    leaf = hashlib.sha256(b"\0" + proof["leaf"]["input"].encode()).digest()
    assert leaf.hex() == proof["leaf"]["hash"]
    personal = bytes.fromhex(proof["personal"]["salt"]) + proof["personal"]["text"].encode()
    assert hashlib.sha256(personal).hexdigest() in proof["leaf"]["input"]
    said = opened(proof["checkpoint"]["note"], [log.KEY.verifier])
    path = [bytes.fromhex(each) for each in proof["path"]]
    assert root_from_inclusion(proof["leaf"]["index"], said.size, leaf, path) == said.root
    assert said.root.hex() == proof["checkpoint"]["root"]


async def test_checkpoints_and_their_consistency(app: FastAPI, database: Database, clock: FixedClock) -> None:
    for several in (3, 300, 1):
        await log.write(database, clock, *[LOOK] * several)
        clock.advance(60)
        await log.seal(database, clock)
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        page = (await auditor.ask("GET", "/api/audit/checkpoints?limit=2")).json()
        assert [each["size"] for each in page["checkpoints"]] == [304, 303]
        rest = (await auditor.ask("GET", f"/api/audit/checkpoints?before={page['next']}")).json()
        assert ([each["size"] for each in rest["checkpoints"]], rest["next"]) == ([3], None)
        proof = (await auditor.ask("GET", "/api/audit/consistency?old=3&new=304")).json()
        for query in ("old=4&new=304", "old=304&new=3", "old=-1&new=3", "old=3"):
            assert (await auditor.ask("GET", f"/api/audit/consistency?{query}")).status_code == 422
    assert proof["consistent"] is True
    old, new = (opened(proof[name]["note"], [log.KEY.verifier]) for name in ("old", "new"))
    path = [bytes.fromhex(each) for each in proof["path"]]
    assert is_consistent((old.size, old.root), (new.size, new.root), path)


async def test_how_the_log_stands(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        empty = (await auditor.ask("GET", "/api/audit/state")).json()
        assert (empty["size"], empty["checkpoint"], empty["unsealed"]) == (0, None, 1)
        assert empty["troubles"] == []
        await log.seal(database, clock)
        await log.write(database, clock, LOOK)
        state = (await auditor.ask("GET", "/api/audit/state")).json()
        assert (state["size"], state["unsealed"], state["checkpoint"]["number"]) == (1, 1, 1)
        assert state["root"] == state["checkpoint"]["root"]
        assert (state["key"], state["copies"]) == (log.KEY.verifier.text, [])
        clock.advance(600)
        state = (await auditor.ask("GET", "/api/audit/state")).json()
        assert "1 lines wait to be sealed" in state["troubles"][0]


@pytest.mark.parametrize(
    "path", ["/audit.csv", "/audit/state", "/audit/checkpoints", "/audit/consistency?old=1&new=1", "/audit/1/proof"]
)
async def test_who_may_see_the_rest(app: FastAPI, database: Database, clock: FixedClock, path: str) -> None:
    async with browser(app) as stranger:
        assert (await stranger.ask("GET", f"/api{path}")).status_code == 401
    async with signed_in(app, database, clock, Role.OPERATOR) as operator:
        assert (await operator.ask("GET", f"/api{path}")).status_code == 403
