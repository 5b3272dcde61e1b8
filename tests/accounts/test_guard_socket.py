"""The gate for WebSockets, and that it closes behind whoever loses the right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIWebSocketRoute
from sqlalchemy import select, text
from tests.factories.accounts import Browser, Socket, browser, make_app, signed_in, socket

from beadle.accounts import queries, routes, service
from beadle.accounts.deps import Deps
from beadle.accounts.guard import SocketCtx, rule_of, socket_permit
from beadle.accounts.permissions import Permission
from beadle.accounts.schemas import UserChange
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import NotFound

live = APIRouter()


@live.websocket("/live/{camera}")
async def watch(camera: str, ctx: Annotated[SocketCtx, socket_permit(Permission.LIVE_WATCH, "camera.watch")]) -> None:
    if camera == "0":
        await ctx.refuse(NotFound("There is no such camera."))
    await ctx.begin(object=f"camera:{camera}", detail={"stream": "main"})
    async with ctx.session() as session:
        lines = (await session.scalars(select(AuditLine.action))).all()
    await ctx.socket.send_text(",".join(lines))
    while await ctx.still_allowed():
        await ctx.socket.receive_text()
        await ctx.socket.send_text("a picture")
    await ctx.note("camera.watch_end", detail={"seconds": 9})
    await ctx.socket.close(4401, "ended")


@pytest.fixture
def app(deps: Deps) -> FastAPI:
    return make_app(deps, routes.router, live)


@pytest.fixture
async def operator(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    async with signed_in(app, database, clock, Role.OPERATOR) as made:
        yield made


def cookie(somebody: Browser) -> str:
    return somebody.http.cookies["beadle_session"]


async def lines(database: Database) -> list[AuditLine]:
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action != "session.sign_in").order_by(AuditLine.id)
        return list((await session.scalars(query)).all())


@asynccontextmanager
async def watching(app: FastAPI, somebody: Browser, camera: str = "7") -> AsyncIterator[Socket]:
    async with socket(app, f"/api/live/{camera}", cookie=cookie(somebody)) as made:
        assert (await made.next())["type"] == "websocket.accept"
        yield made


async def say(made: Socket) -> dict[str, object]:
    await made.to_app.put({"type": "websocket.receive", "text": "go on"})
    return await made.next()


async def test_the_line_is_there_before_the_first_message(app: FastAPI, operator: Browser, database: Database) -> None:
    async with watching(app, operator) as made:
        assert "camera.watch" in (await made.next())["text"]
    (line,) = await lines(database)
    assert (line.actor, line.object, line.outcome) == ("operator", "camera:7", "ok")
    assert (line.address, line.detail) == ("192.0.2.7", {"stream": "main"})


@pytest.mark.parametrize("token", ["", "x" * 43, "é"])
async def test_strangers_get_no_socket(app: FastAPI, database: Database, token: str) -> None:
    async with socket(app, "/api/live/7", cookie=token) as made:
        assert (await made.next())["type"] == "websocket.close"
    assert await lines(database) == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://beadle.test:1"])
async def test_another_sites_page_gets_no_socket(
    app: FastAPI, operator: Browser, database: Database, origin: str
) -> None:
    async with socket(app, "/api/live/7", cookie=cookie(operator), headers={"origin": origin}) as made:
        assert (await made.next())["type"] == "websocket.close"
    (line,) = await lines(database)
    assert (line.outcome, line.detail["error"]) == ("refused", "ForgedRequest")


async def test_our_own_page_gets_one(app: FastAPI, operator: Browser) -> None:
    headers = {"origin": "http://beadle.test"}
    async with socket(app, "/api/live/7", cookie=cookie(operator), headers=headers) as made:
        assert (await made.next())["type"] == "websocket.accept"


async def test_a_role_without_pictures_gets_none_and_it_is_written_down(
    app: FastAPI, database: Database, clock: FixedClock
) -> None:
    async with (
        signed_in(app, database, clock, Role.AUDITOR) as auditor,
        socket(app, "/api/live/7", cookie=cookie(auditor)) as made,
    ):
        assert (await made.next())["type"] == "websocket.close"
    (line,) = await lines(database)
    assert (line.action, line.actor, line.outcome) == ("camera.watch", "auditor", "refused")
    assert line.detail["path"] == "/api/live/7"


async def test_what_the_handler_refuses_is_written_down(app: FastAPI, operator: Browser, database: Database) -> None:
    async with socket(app, "/api/live/0", cookie=cookie(operator)) as made:
        assert (await made.next())["type"] == "websocket.close"
    (line,) = await lines(database)
    assert (line.outcome, line.detail["message"]) == ("failed", "There is no such camera.")


async def test_where_the_log_cannot_be_written_there_is_no_socket(
    app: FastAPI, operator: Browser, database: Database
) -> None:
    async with database.work() as session:
        await session.execute(text("ALTER TABLE audit_line RENAME TO audit_line_gone"))
    try:
        async with socket(app, "/api/live/7", cookie=cookie(operator)) as made:
            assert (await made.next())["type"] == "websocket.close"
    finally:
        async with database.work() as session:
            await session.execute(text("ALTER TABLE audit_line_gone RENAME TO audit_line"))


async def disable(database: Database) -> None:
    async with database.work() as session:
        account = await queries.by_name(session, "operator")
        assert account is not None
        await service.change(session, account.id, UserChange(disabled=True))


async def take_away(database: Database) -> None:
    async with database.work() as session:
        account = await queries.by_name(session, "operator")
        assert account is not None
        await service.change(session, account.id, UserChange(roles=[Role.AUDITOR]))


@pytest.mark.parametrize("withdraw", [disable, take_away])
async def test_a_right_withdrawn_ends_the_stream_within_five_seconds(
    app: FastAPI, operator: Browser, database: Database, clock: FixedClock, withdraw: object
) -> None:
    async with watching(app, operator) as made:
        await made.next()
        assert (await say(made))["text"] == "a picture"
        await withdraw(database)  # type: ignore[operator]
        clock.advance(1.9)
        assert (await say(made))["text"] == "a picture"
        clock.advance(0.2)
        assert (await say(made))["text"] == "a picture"
        assert (await made.next())["code"] == 4401
    assert [line.action for line in await lines(database)] == ["camera.watch", "camera.watch_end"]


async def test_signing_out_ends_the_streams_of_that_session_only(
    app: FastAPI, operator: Browser, clock: FixedClock
) -> None:
    async with browser(app) as second:
        await second.sign_in("operator")
        async with watching(app, operator) as first_wall, watching(app, second) as second_wall:
            await first_wall.next()
            await second_wall.next()
            assert (await operator.ask("DELETE", "/api/session")).status_code == 204
            clock.advance(2)
            await say(first_wall)
            assert (await first_wall.next())["code"] == 4401
            await say(second_wall)
            await asyncio.sleep(0)
            assert (await say(second_wall))["text"] == "a picture"


def test_the_rule_can_be_read_from_the_route() -> None:
    (route,) = live.routes
    assert isinstance(route, APIWebSocketRoute)
    rule = rule_of(route.dependant)
    assert rule is not None
    assert (rule.permission, rule.action) == (Permission.LIVE_WATCH, "camera.watch")
