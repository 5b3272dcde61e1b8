"""Whoever loses their session loses the live picture within five seconds; a lock and a proof take nothing away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import select
from tests.factories.accounts import PASSWORD, Browser, Socket, browser, make_app, signed_in, socket
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, answer_second, enrol_totp, password_first, prove

from beadle.accounts import routes
from beadle.accounts.deps import Deps
from beadle.accounts.guard import SocketCtx, socket_permit
from beadle.accounts.models import Account
from beadle.accounts.permissions import Permission
from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

live = APIRouter()
Act = Callable[[Browser, Browser, FixedClock], Awaitable[object]]


@live.websocket("/live")
async def watch(ctx: Annotated[SocketCtx, socket_permit(Permission.LIVE_WATCH, "x.watch", while_locked=True)]) -> None:
    """A stream that goes on while its viewer may watch."""
    await ctx.begin()
    while await ctx.still_allowed():
        await ctx.socket.receive_text()
        await ctx.socket.send_text("a picture")
    await ctx.socket.close(4401, "ended")


@live.websocket("/office")
async def office(ctx: Annotated[SocketCtx, socket_permit(Permission.LIVE_WATCH, None)]) -> None:
    """A socket that a locked screen gets no more."""
    await ctx.begin()


@pytest.fixture
def app(deps: Deps) -> FastAPI:
    return make_app(deps, routes.router, live)


def headers(person: Browser) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in person.http.cookies.items())}


@asynccontextmanager
async def watching(app: FastAPI, person: Browser) -> AsyncIterator[Socket]:
    async with socket(app, "/api/live", headers=headers(person)) as made:
        assert (await made.next())["type"] == "websocket.accept"
        yield made


async def goes_on(made: Socket, clock: FixedClock) -> bool:
    clock.advance(4.9)
    await made.to_app.put({"type": "websocket.receive", "text": "go on"})
    message = await made.next()
    if message["type"] == "websocket.send":  # it had asked before the clock moved; now it asks again
        await made.to_app.put({"type": "websocket.receive", "text": "go on"})
        message = await made.next()
    return message["type"] == "websocket.send"


async def own_id(database: Database) -> str:
    async with database.session() as session:
        return str((await session.scalars(select(Account.id).where(Account.name == "operator"))).one())


ENDS: dict[str, tuple[str, str, dict[str, object] | None]] = {
    "sign out": ("own", "DELETE /api/session", None),
    "sign out everywhere": ("own", "DELETE /api/session/all", None),
    "own password": ("own", "POST /api/session/password", {"current": PASSWORD, "new": "orbit lantern tea"}),
    "signed out by an administrator": ("admin", "DELETE /api/users/{id}/sessions", None),
    "factors reset": ("admin", "DELETE /api/users/{id}/second-factors", None),
    "disabled": ("admin", "PATCH /api/users/{id}", {"disabled": True}),
    "password set": ("admin", "POST /api/users/{id}/password", None),
    "other roles": ("admin", "PATCH /api/users/{id}", {"roles": ["auditor"]}),
}


@pytest.fixture
async def operator(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    """On plain http, as the sockets of these tests are."""
    async with signed_in(app, database, clock, Role.OPERATOR) as made:
        yield made


@pytest.mark.parametrize("how", ENDS)
async def test_what_ends_a_session_ends_its_picture(
    app: FastAPI, operator: Browser, database: Database, clock: FixedClock, how: str
) -> None:
    who, request, body = ENDS[how]
    method, path = request.format(id=await own_id(database)).split(" ")
    async with signed_in(app, database, clock, Role.ADMINISTRATOR) as admin, watching(app, operator) as made:
        assert await goes_on(made, clock)
        person = operator if who == "own" else admin
        answer = await person.ask(method, path, **({} if body is None else {"json": body}))
        assert answer.status_code in {200, 204}, answer.text
        assert not await goes_on(made, clock)


@pytest.mark.parametrize("change", ["totp", "recovery", "passkey"])
async def test_a_change_of_factors_ends_the_others_pictures_and_not_ones_own(
    app: FastAPI, deps: Deps, operator: Browser, clock: FixedClock, change: str
) -> None:
    from beadle.platform.settings import Settings

    object.__setattr__(deps, "settings", Settings({"accounts": {"origin": "https://beadle.test"}}))
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(30)
    async with browser(app) as other:
        ticket = (await password_first(other))["ticket"]
        assert (await answer_second(other, ticket, code=phone.code())).status_code == 200
        async with watching(app, operator) as mine, watching(app, other) as theirs:
            assert await goes_on(theirs, clock)
            if change == "totp":
                assert (await operator.ask("DELETE", "/api/account/totp")).status_code == 204
            elif change == "recovery":
                assert (await operator.ask("POST", "/api/account/recovery-codes", json={})).status_code == 200
            else:
                await add_passkey(operator, Authenticator())
            assert not await goes_on(theirs, clock)
            assert await goes_on(mine, clock)


async def test_a_lock_keeps_the_wall_and_a_proof_does_too(app: FastAPI, operator: Browser, clock: FixedClock) -> None:
    async with watching(app, operator) as made:
        await operator.ask("POST", "/api/session/lock", json={})
        assert await goes_on(made, clock)
        async with watching(app, operator) as again:
            assert await goes_on(again, clock)
        async with socket(app, "/api/office", headers=headers(operator)) as refused:
            assert (await refused.next())["type"] == "websocket.close"
        assert (await prove(operator, "/api/session/unlock")).status_code == 200
        for _ in range(5):
            assert await goes_on(made, clock)


async def test_a_wall_that_nobody_touches_locks_and_runs_on_until_the_shift_ends(
    app: FastAPI, operator: Browser, clock: FixedClock
) -> None:
    async with watching(app, operator) as made:
        clock.advance(900)
        async with watching(app, operator) as reopened:  # opening a socket is no use of the session
            assert await goes_on(reopened, clock)
        assert (await operator.ask("GET", "/api/session")).json()["locked"] is True
        clock.advance(10 * 3600)
        assert await goes_on(made, clock)
        clock.advance(2 * 3600)
        assert not await goes_on(made, clock)
