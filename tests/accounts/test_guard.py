"""The gate: nothing passes unsigned, unpermitted, unproven or unwritten."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import select, text
from tests.factories.accounts import Browser, browser, make_app, signed_in

from beadle.accounts import routes
from beadle.accounts.deps import Deps
from beadle.accounts.guard import Ctx, open_route, permit, router, rule_of
from beadle.accounts.models import Account
from beadle.accounts.permissions import Permission
from beadle.accounts.rules import Matter
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import NotFound

things = router(prefix="/things", tags=["things"])
Watch = Annotated[Ctx, permit(Permission.LIVE_WATCH, "thing.watch")]
Write = Annotated[Ctx, permit(Permission.ESTATE_WRITE, "thing.write", body_limit=1000)]


class Thing(BaseModel):
    name: str
    count: int


@things.get("/{thing_id}")
async def look(thing_id: uuid.UUID, ctx: Watch) -> dict[str, str]:
    ctx.about(object=f"thing:{thing_id}", purpose="incident", detail={"width": 640})
    return {"picture": "a face"}


@things.get("/{thing_id}/stream")
async def stream(thing_id: uuid.UUID, ctx: Watch) -> StreamingResponse:
    ctx.about(object=f"thing:{thing_id}")

    async def body() -> AsyncIterator[bytes]:
        # The line has to be there before the first byte leaves.
        async with ctx.deps.database.session() as session:
            found = (await session.scalars(select(AuditLine.action))).all()
        yield ",".join(found).encode()

    return StreamingResponse(body())


@things.get("/{thing_id}/missing")
async def missing(thing_id: uuid.UUID, ctx: Watch) -> None:
    ctx.about(object=f"thing:{thing_id}")
    raise NotFound("There is no such thing.")


@things.get("/{thing_id}/broken")
async def broken(thing_id: uuid.UUID, ctx: Watch) -> None:
    raise RuntimeError("rtsp://admin:secret@camera/")


@things.post("")
async def write(body: Thing, ctx: Write) -> Thing:
    await ctx.note("thing.noted", Matter(object="thing:extra"))
    if body.name == "fail":
        raise NotFound("Not this one.")
    if body.name == "sql":
        await ctx.session.execute(text("SELECT 1/0"))
    if body.name == "nul":
        await ctx.session.execute(text("SELECT :value"), {"value": "a\0b"})
    return body


@things.put("/raw")
async def raw(request: Request, ctx: Write) -> int:
    return len(await request.body())


@things.get("")
async def quiet(ctx: Annotated[Ctx, permit(Permission.ESTATE_READ, None)]) -> list[str]:
    return [ctx.actor.name]


@things.post("/open")
async def anybody(body: Thing, ctx: Annotated[Ctx, open_route()]) -> str:
    return ctx.actor.name


@pytest.fixture
def app(deps: Deps) -> FastAPI:
    return make_app(deps, routes.router, things)


@pytest.fixture
async def operator(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    async with signed_in(app, database, clock, Role.OPERATOR) as made:
        yield made


@pytest.fixture
async def manager(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    async with signed_in(app, database, clock, Role.MANAGER) as made:
        yield made


async def written(database: Database, *, besides: str = "session.sign_in") -> list[AuditLine]:
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action != besides).order_by(AuditLine.id)
        return list((await session.scalars(query)).all())


THING = "/api/things/00000000-0000-0000-0000-000000000001"


async def test_unsigned_requests_see_nothing_and_write_nothing(app: FastAPI, database: Database) -> None:
    async with browser(app) as stranger:
        for method, path in (
            ("GET", THING),
            ("GET", f"{THING}/stream"),
            ("GET", "/api/things"),
            ("POST", "/api/things"),
        ):
            answer = await stranger.ask(method, path, json={"name": "x", "count": 1} if method == "POST" else None)
            assert answer.status_code == 401, path
            assert "face" not in answer.text
    assert await written(database) == []


async def test_a_look_is_written_down_with_what_it_was_about(operator: Browser, database: Database) -> None:
    answer = await operator.ask("GET", THING)
    assert answer.json() == {"picture": "a face"}
    (line,) = await written(database)
    assert (line.action, line.actor, line.outcome) == ("thing.watch", "operator", "ok")
    assert (line.object, line.purpose) == ("thing:00000000-0000-0000-0000-000000000001", "incident")
    assert (line.address, line.detail) == ("192.0.2.7", {"width": 640})


async def test_the_line_is_committed_before_the_first_byte(operator: Browser) -> None:
    answer = await operator.ask("GET", f"{THING}/stream")
    assert "thing.watch" in answer.text


async def test_where_the_log_cannot_be_written_there_is_no_look(operator: Browser, database: Database) -> None:
    async with database.work() as session:
        await session.execute(text("ALTER TABLE audit_line RENAME TO audit_line_gone"))
    try:
        for path in (THING, f"{THING}/stream"):
            answer = await operator.ask("GET", path)
            assert answer.status_code == 503
            assert "face" not in answer.text
            assert answer.json()["title"] == "The audit log cannot be written"
    finally:
        async with database.work() as session:
            await session.execute(text("ALTER TABLE audit_line_gone RENAME TO audit_line"))


async def test_a_role_without_the_permission_is_refused_and_written_down(
    app: FastAPI, database: Database, clock: FixedClock
) -> None:
    async with signed_in(app, database, clock, Role.AUDITOR) as auditor:
        answer = await auditor.ask("GET", THING)
        assert answer.status_code == 403
        assert "face" not in answer.text
    (line,) = await written(database)
    assert (line.action, line.actor, line.outcome) == ("thing.watch", "auditor", "refused")
    assert line.detail["path"] == THING
    assert line.detail["permission"] == "live.watch"


async def test_a_route_without_a_line_of_its_own_still_writes_down_refusals(
    app: FastAPI, database: Database, clock: FixedClock
) -> None:
    async with signed_in(app, database, clock, Role.CABINET_MEMBER) as member:
        assert (await member.ask("GET", "/api/things?x=%00")).status_code == 403
    (line,) = await written(database)
    assert (line.action, line.outcome) == ("access.refused", "refused")


async def test_a_quiet_route_writes_nothing(operator: Browser, database: Database) -> None:
    assert (await operator.ask("GET", "/api/things")).json() == ["operator"]
    assert await written(database) == []


async def test_guessing_is_written_down(operator: Browser, database: Database) -> None:
    assert (await operator.ask("GET", f"{THING}/missing")).status_code == 404
    (line,) = await written(database)
    assert (line.outcome, line.detail["error"]) == ("failed", "NotFound")


async def test_a_fault_of_ours_is_written_down_and_tells_nothing(operator: Browser, database: Database) -> None:
    answer = await operator.ask("GET", f"{THING}/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    (line,) = await written(database)
    assert (line.outcome, line.detail["error"]) == ("failed", "RuntimeError")
    assert "secret" not in str(line.detail)


@pytest.mark.parametrize("proof", ["", "0" * 64, "é", "x" * 10_000])
async def test_a_change_needs_the_sessions_proof(manager: Browser, database: Database, proof: str) -> None:
    answer = await manager.http.post(
        "/api/things", json={"name": "x", "count": 1}, headers={"X-Beadle-CSRF": proof.encode()}
    )
    assert answer.status_code == 403
    assert (await written(database))[0].outcome == "refused"


async def test_another_sessions_proof_does_not_fit(app: FastAPI, manager: Browser) -> None:
    async with browser(app) as other:
        await other.sign_in("manager")
        assert other.csrf != manager.csrf
        manager.csrf = other.csrf
        assert (await manager.ask("POST", "/api/things", json={"name": "x", "count": 1})).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://beadle.test:81", "http://beadle.test.evil"])
async def test_a_change_from_another_site_is_refused(manager: Browser, origin: str) -> None:
    for path in ("/api/things", "/api/things/open"):
        answer = await manager.ask("POST", path, json={"name": "x", "count": 1}, headers={"Origin": origin})
        assert answer.status_code == 403, path


async def test_our_own_page_may(manager: Browser, database: Database) -> None:
    answer = await manager.ask(
        "POST", "/api/things", json={"name": "x", "count": 1}, headers={"Origin": "http://beadle.test"}
    )
    assert answer.json() == {"name": "x", "count": 1}
    assert [line.action for line in await written(database)] == ["thing.noted", "thing.write"]


async def test_what_fails_leaves_nothing_but_its_line(manager: Browser, database: Database) -> None:
    assert (await manager.ask("POST", "/api/things", json={"name": "fail", "count": 1})).status_code == 404
    (line,) = await written(database)
    assert (line.action, line.outcome) == ("thing.write", "failed")


@pytest.mark.parametrize(("name", "status"), [("sql", 422), ("nul", 422)])
async def test_a_drivers_words_do_not_reach_the_answer(manager: Browser, name: str, status: int) -> None:
    answer = await manager.ask("POST", "/api/things", json={"name": name, "count": 1})
    assert answer.status_code == status
    assert "SELECT" not in answer.text
    assert "psycopg" not in answer.text


async def test_a_refused_body_is_not_repeated(manager: Browser) -> None:
    answer = await manager.ask("POST", "/api/things", json={"name": {"password": "hunter2hunter2"}, "count": "many"})
    assert answer.status_code == 422
    assert "hunter2" not in answer.text
    assert "name" in answer.json()["detail"]
    assert "count" in answer.json()["detail"]


async def test_broken_and_bottomless_json_are_refused(manager: Browser) -> None:
    for content in (b"{", b"\xff\xfe", b"[" * 900):
        answer = await manager.ask("POST", "/api/things", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, content[:9]


async def test_a_body_may_not_be_longer_than_the_route_takes(manager: Browser) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 100

    too_long: list[dict[str, Any]] = [
        {"content": b"x" * 1001},
        {"content": endless()},
        {"content": b"x" * 1001, "headers": {"Content-Length": "5"}},
        {"content": b"x" * 1001, "headers": {"Content-Length": "-1"}},
    ]
    for more in too_long:
        answer = await manager.ask("PUT", "/api/things/raw", **more)
        assert answer.status_code == 413, more
    assert (await manager.ask("PUT", "/api/things/raw", content=b"x" * 1000)).json() == 1000
    long_json = {"name": "x" * 1000, "count": 1}
    assert (await manager.ask("POST", "/api/things", json=long_json)).status_code == 413


async def test_whoever_is_not_signed_in_cannot_make_us_read_a_body(app: FastAPI) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            assert taken < 3
            yield b"x" * 100_000

    async with browser(app) as stranger:
        assert (await stranger.ask("PUT", "/api/things/raw", content=endless())).status_code == 401


async def test_forwarded_addresses_are_not_believed(operator: Browser, database: Database) -> None:
    headers = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1", "X-Real-IP": "10.0.0.1"}
    await operator.ask("GET", THING, headers=headers)
    assert (await written(database))[0].address == "192.0.2.7"


async def test_a_disabled_user_is_out_at_once(operator: Browser, database: Database) -> None:
    assert (await operator.ask("GET", THING)).status_code == 200
    async with database.work() as session:
        account = (await session.scalars(select(Account))).one()
        account.disabled = True
    assert (await operator.ask("GET", THING)).status_code == 401


async def test_a_session_ends_by_itself(operator: Browser, clock: FixedClock) -> None:
    clock.advance(11.9 * 3600)
    assert (await operator.ask("GET", "/api/session")).json()["locked"] is True
    clock.advance(0.1 * 3600)
    assert (await operator.ask("GET", "/api/session")).status_code == 401


async def test_use_keeps_an_office_session_alive_and_idling_ends_it(manager: Browser, clock: FixedClock) -> None:
    for _ in range(4):
        clock.advance(29 * 60)
        assert (await manager.ask("GET", "/api/things")).status_code == 200
    clock.advance(31 * 60)
    assert (await manager.ask("GET", "/api/things")).status_code == 401


async def test_a_page_full_of_requests_after_a_pause_does_not_wait_for_itself(
    deps: Deps, database: Database, clock: FixedClock
) -> None:
    async with Database(database.url, pool_size=1) as narrow:
        app = make_app(replace(deps, database=narrow), routes.router, things)
        async with signed_in(app, narrow, clock, Role.MANAGER) as manager:
            clock.advance(120)
            async with asyncio.timeout(60):
                answers = await asyncio.gather(*(manager.ask("GET", "/api/things") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}


async def test_what_a_page_asks_by_itself_is_no_use(manager: Browser, clock: FixedClock) -> None:
    for _ in range(2):
        clock.advance(14 * 60)
        answer = await manager.ask("GET", "/api/things", headers={"X-Beadle-Background": "1"})
        assert answer.status_code == 200
    clock.advance(2 * 60)
    assert (await manager.ask("GET", "/api/things")).status_code == 401


def test_a_route_without_a_rule_cannot_be_made() -> None:
    wild = router(prefix="/wild", tags=["wild"])

    async def handler() -> None: ...

    async def twice(one: Watch, two: Write) -> None: ...

    for endpoint in (handler, twice):
        with pytest.raises(TypeError, match="exactly one"):
            wild.add_api_route("/x", endpoint)


async def test_an_unguarded_router_does_not_open_a_guarded_handler(deps: Deps) -> None:
    careless = APIRouter()
    careless.add_api_route("/careless", quiet)
    async with browser(make_app(deps, careless)) as stranger:
        assert (await stranger.ask("GET", "/api/careless")).status_code == 500


def test_the_rule_can_be_read_from_the_route() -> None:
    rules = {
        (route.path, *sorted(route.methods)): rule_of(route.dependant)
        for route in things.routes
        if isinstance(route, APIRoute)
    }
    rule = rules["/things/{thing_id}", "GET"]
    assert rule is not None
    assert (rule.permission, rule.action) == (Permission.LIVE_WATCH, "thing.watch")
    opened = rules["/things/open", "POST"]
    assert opened is not None
    assert opened.permission is None
