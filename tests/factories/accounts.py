"""Builders of users and signed-in clients."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import APIRouter, FastAPI

from beadle.accounts.deps import Deps
from beadle.accounts.models import Account
from beadle.accounts.rights import granting, groups, purposes
from beadle.accounts.rights.schemas import GroupIn
from beadle.accounts.terms import Grant, Role, everywhere
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.events import Listener
from beadle.platform.jobs import Jobs
from beadle.platform.settings import Secrets, Settings
from beadle.platform.tasks import TaskSet
from beadle.processes import problems

PASSWORD = "tea kettle orbit lamp"


@cache
def password_hash(password: str = PASSWORD) -> str:
    """A real hash, made with the least work and once a session."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


async def add_user(
    database: Database,
    clock: Clock,
    name: str = "olivia",
    *roles: Role,
    disabled: bool = False,
    grants: Sequence[Grant] = (),
    until: datetime | None = None,
) -> Account:
    """A user in the database whose password is PASSWORD; an operator of everything where nothing else is given.

    until: the password is a first one, good until then.
    """
    account = Account(
        name=name,
        display_name=name.title(),
        grants=granting.rows(frozenset(grants or everywhere(*(roles or (Role.OPERATOR,))))),
        disabled=disabled,
        password_hash=password_hash(),
        password_until=until,
        created_at=clock.now(),
    )
    async with database.work() as session:
        session.add(account)
    return account


async def add_group(database: Database, name: str, cameras: Iterable[uuid.UUID] = ()) -> uuid.UUID:
    """A camera group of these cameras, committed."""
    async with database.work() as session:
        return (await groups.create(session, GroupIn(name=name, cameras=list(cameras)))).id


async def purpose_id(database: Database, key: str = "public-safety") -> uuid.UUID:
    """The identifier of one of the purposes that an installation begins with."""
    async with database.session() as session:
        return (await purposes.called(session, key)).id


async def move_camera(database: Database, camera: uuid.UUID, *into: uuid.UUID) -> None:
    """Make a camera a member of exactly these groups."""
    async with database.work() as session:
        await groups.set_groups(session, {camera: into})


@dataclass
class Browser:
    """One browser: its cookies, and the CSRF proof that the page knows."""

    http: httpx.AsyncClient
    csrf: str = ""

    async def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in and remember the proof."""
        answer = await self.http.post("/api/session", json={"name": name, "password": password})
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf"]
        return answer

    async def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        """A request as Beadle's own page sends it."""
        headers = {"X-Beadle-CSRF": self.csrf} | dict(more.pop("headers", {}))  # type: ignore[call-overload]
        return await self.http.request(method, path, headers=headers, **more)  # type: ignore[arg-type]


@asynccontextmanager
async def browser(app: FastAPI, *, address: str = "192.0.2.7", scheme: str = "http") -> AsyncIterator[Browser]:
    """A browser at that address."""
    transport = httpx.ASGITransport(app, client=(address, 50_000), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://beadle.test") as http:
        yield Browser(http)


@asynccontextmanager
async def signed_in(
    app: FastAPI, database: Database, clock: Clock, *roles: Role, grants: Sequence[Grant] = (), name: str = ""
) -> AsyncIterator[Browser]:
    """A browser in which a new user with those roles, or grants, is signed in. The name is made of the roles."""
    name = name or "-".join(role.value for role in roles) or "nobody"
    await add_user(database, clock, name, *roles, grants=grants)
    async with browser(app) as made:
        answer = await made.sign_in(name)
        assert answer.status_code == 200, answer.text
        yield made


def make_deps(database: Database, clock: Clock, settings: Settings, secrets: Secrets, data_dir: Path) -> Deps:
    """What a server gives to its requests; the listener and the job queue are not running."""
    return Deps(
        database=database,
        clock=clock,
        settings=settings,
        secrets=secrets,
        data_dir=data_dir,
        jobs=Jobs(database.url),
        listener=Listener(database, clock),
    )


def make_app(deps: Deps, *routers: APIRouter) -> FastAPI:
    """A small server with these routes, answering errors as the real one does."""
    app = FastAPI()
    app.state.deps = deps
    for router in routers:
        app.include_router(router, prefix="/api")
    problems.install(app)
    return app


class Socket:
    """The browser's end of a WebSocket, spoken to the application directly."""

    def __init__(self) -> None:
        self.to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def next(self) -> dict[str, Any]:
        """The next ASGI message of the application."""
        async with asyncio.timeout(60):
            return await self.from_app.get()


@asynccontextmanager
async def socket(
    app: FastAPI, path: str, *, cookie: str = "", headers: dict[str, str] | None = None
) -> AsyncIterator[Socket]:
    """A WebSocket to the application, from the host `beadle.test`."""
    made = Socket()
    path, _, query = path.partition("?")
    given = {"host": "beadle.test", "cookie": f"beadle_session={cookie}"} | (headers or {})
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": ("192.0.2.7", 50_000),
        "server": ("beadle.test", 80),
        "subprotocols": [],
        "state": {},
    }
    await made.to_app.put({"type": "websocket.connect"})
    async with TaskSet() as tasks:
        tasks.spawn(app(scope, made.to_app.get, made.from_app.put), name="socket under test")  # type: ignore[arg-type]
        yield made
