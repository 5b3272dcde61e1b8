"""A whole Beadle in processes of its own: database, recorder, worker and server, as `beadle up` would run them.

    async with system(folder) as town:
        admin = await town.person("administrator")
        await town.kill("server")
        await town.start("server")

Every wait is for something that happens, with a generous deadline: the machine may be busy.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.factories.waiting import PATIENCE_S, until
from websockets.asyncio.client import ClientConnection, connect

import beadle
from beadle.accounts import first_password
from beadle.accounts import service as accounts
from beadle.accounts.terms import Role
from beadle.migrations import upgrade
from beadle.platform.clock import SYSTEM, from_us
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.postgres import EmbeddedPostgres
from beadle.platform.storage import runtime_dir
from beadle.processes.children import _end_with_parent, beadle_command
from beadle.video.live.link import RecorderLink
from beadle.video.live.settings import SOCKET_NAME

PASSWORD = "tea kettle orbit lamp"
SOURCES = Path(beadle.__file__).parent.parent
ALL = ("recorder", "worker", "server")


def iso(moment_us: int) -> str:
    """A moment as the API takes it."""
    return from_us(moment_us).isoformat().replace("+00:00", "Z")


def launch(log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A Beadle process that writes to `log`, knows nothing of the developer's shell, and ends with this one."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    environment.pop("DATABASE_URL", None)
    environment.pop("BEADLE_SECRET_KEY", None)
    with log.open("ab") as file:
        return subprocess.Popen(
            beadle_command(*arguments),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one system call between fork and exec
        )


@dataclass
class Person:
    """Somebody at a browser: a cookie, the proof for changes, and the address of the server."""

    name: str
    http: httpx.AsyncClient
    csrf: str = ""
    id: str = ""

    async def sign_in(self, password: str = PASSWORD) -> httpx.Response:
        """Sign in (again)."""
        answer = await self.http.post("/api/session", json={"name": self.name, "password": password})
        if answer.status_code == 200:
            self.csrf, self.id = answer.json()["csrf"], answer.json()["user"]["id"]
        return answer

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A request as Beadle's page sends it."""
        headers = {"X-Beadle-CSRF": self.csrf} | more.pop("headers", {})
        return await self.http.request(method, path, headers=headers, **more)

    async def get(self, path: str, **parameters: Any) -> Any:
        """The JSON of a page that must be there."""
        answer = await self.ask("GET", path, params=parameters)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def post(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        """The JSON that a change answers."""
        answer = await self.ask("POST", path, json=body)
        assert answer.status_code == expect, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def patch(self, path: str, body: Any) -> Any:
        """The JSON that a change answers."""
        answer = await self.ask("PATCH", path, json=body)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def socket(self, path: str) -> connect:
        """A WebSocket as the page opens it: `async with person.socket("/api/events") as socket`."""
        base = str(self.http.base_url).rstrip("/")
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        return connect(
            base.replace("http", "ws", 1) + path,
            origin=base,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
            max_size=1 << 24,
            open_timeout=120,
            close_timeout=5,
            proxy=None,
        )

    async def add_camera(self, number: int, name: str, url: str, **more: Any) -> dict[str, Any]:
        """Enter a camera as the form does."""
        wish = {"number": number, "name": name, "streams": {"main": {"url": url}}, "recorded": True} | more
        added: dict[str, Any] = await self.post("/api/cameras", wish, expect=201)
        return added

    async def health(self, camera: str) -> dict[str, Any]:
        """What the page shows of a camera's health."""
        shown: dict[str, Any] = (await self.get(f"/api/cameras/{camera}"))["health"]
        return shown

    async def until_state(self, camera: str, *states: str, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """Wait until a camera's health is one of these states."""

        async def look() -> dict[str, Any] | None:
            health = await self.health(camera)
            return health if health["state"] in states else None

        return await until(look, seconds=seconds, what=f"camera {camera} being {' or '.join(states)}")

    async def timeline(self, camera: str, from_us: int, to_us: int | None = None) -> dict[str, Any]:
        """One camera's line between two moments; up to now where no end is given."""
        end = SYSTEM.now_us() if to_us is None else to_us
        answer = await self.get("/api/video/timeline", camera=camera, **{"from": iso(from_us), "to": iso(end)})
        line: dict[str, Any] = answer["cameras"][0]
        return line

    async def audit(self, after: int = 0) -> list[dict[str, Any]]:
        """The audit log, oldest first, from behind line `after` on."""
        rows = (await self.get("/api/audit", limit=500))["rows"]
        return [row for row in reversed(rows) if row["id"] > after]


async def messages(socket: ClientConnection) -> AsyncIterator[dict[str, Any] | bytes]:
    """What comes over a WebSocket: JSON objects and bytes."""
    async for message in socket:
        yield json.loads(message) if isinstance(message, str) else message


@dataclass
class System:
    """A running installation whose processes can be killed and started one by one."""

    data: Path
    port: int
    database: EmbeddedPostgres
    stack: AsyncExitStack
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def volume(self) -> Path:
        return self.data / "volumes" / "1"

    @property
    def link(self) -> RecorderLink:
        """The recorder's own socket, which needs no server."""
        return RecorderLink(runtime_dir(self.data) / SOCKET_NAME)

    async def start(self, *names: str) -> None:
        """Start processes and wait until they work."""
        for name in names:
            self._launch(name)
        for name in names:
            await until(lambda name=name: self._ready(name), what=f"start of {name}")

    def _launch(self, name: str) -> None:
        extra = ("--port", str(self.port)) if name == "server" else ()
        self.running[name] = launch(self.log(name), name, "--data", str(self.data), *extra)

    def log(self, name: str) -> Path:
        """Where a process writes what it does."""
        return self.data / f"{name}.log"

    async def _ready(self, name: str) -> bool:
        process = self.running[name]
        assert process.poll() is None, f"{name} ended with {process.returncode}: {self.log(name).read_text()[-3000:]}"
        if name == "server":
            return await self.answers()
        if name == "recorder":
            return await self.status() is not None
        return "worker started" in self.log(name).read_text()

    async def answers(self) -> bool:
        """Whether the server and its database answer."""
        try:
            async with httpx.AsyncClient(base_url=self.address, trust_env=False) as http:
                return (await http.get("/api/alive", timeout=5)).status_code == 200
        except httpx.HTTPError:
            return False

    async def status(self) -> dict[str, Any] | None:
        """The recorder's own status, or None while it does not answer."""
        try:
            return await self.link.status()
        except BeadleError:
            return None

    async def end(self, name: str, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        process = self.running.pop(name)
        process.send_signal(number)
        return await asyncio.to_thread(process.wait, 120)

    async def kill(self, name: str) -> None:
        """kill -9."""
        await self.end(name, signal.SIGKILL)

    async def kill_database(self) -> None:
        """kill -9 of PostgreSQL's first process; the others notice and end."""
        pid = int((self.data / "pg" / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGKILL)
        process = self.database._process
        assert process is not None
        await asyncio.to_thread(process.wait, 120)

    async def person(self, name: str, *, signed_in: bool = True) -> Person:
        """Somebody's browser. Limits are generous: the machine may be busy."""
        http = httpx.AsyncClient(base_url=self.address, timeout=120, trust_env=False)
        made = Person(name, await self.stack.enter_async_context(http))
        if signed_in:
            answer = await made.sign_in()
            assert answer.status_code == 200, answer.text
        return made

    async def add_person(self, admin: Person, name: str, role: Role, group: str | None = None) -> Person:
        """The administrator adds a user over the API, limited to a camera group or not, who then signs in.

        They come with the password that they were given, and choose their own.
        """
        grant = {"role": role.value, "group_id": group}
        wish = {"name": name, "display_name": name.title(), "grants": [grant]}
        first = (await admin.post("/api/users", wish, expect=201))["first_password"]["password"]
        made = await self.person(name, signed_in=False)
        assert (await made.sign_in(first)).status_code == 200
        chosen = await made.ask("POST", "/api/session/password", json={"current": first, "new": PASSWORD})
        assert chosen.status_code == 204, chosen.text
        return made

    async def written(self, *keys: str, bytes_more: int = 1) -> None:
        """Wait until the recorder has brought so much more of each camera to disk, by its own account."""
        before = await self._written(keys)

        async def look() -> bool:
            now = await self._written(keys)
            return all(now[key] >= before.get(key, 0) + bytes_more or now[key] < before.get(key, 0) for key in keys)

        await until(look, what=f"recording of {', '.join(keys)}")

    async def _written(self, keys: tuple[str, ...]) -> dict[str, int]:
        status = await self.status() or {"cameras": []}
        found = {each["key"]: int(each["written_bytes"]) for each in status["cameras"]}
        return {key: found.get(key, 0) for key in keys}

    async def stop(self) -> None:
        """End everything that still runs."""
        for name in ("server", "worker", "recorder"):
            if name in self.running and self.running[name].poll() is None:
                await self.end(name)
        for process in self.running.values():
            process.wait()
        await self.database.stop()


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def system(
    folder: Path, *, start: tuple[str, ...] = ALL, durable: bool = False, settings: str = ""
) -> AsyncIterator[System]:
    """A new installation with one administrator; `start` names the processes that are started at once."""
    (folder / "beadle.toml").write_text(settings)
    async with AsyncExitStack() as stack:
        database = EmbeddedPostgres(folder, durable=durable)
        made = System(folder, free_port(), database, stack)
        stack.push_async_callback(made.stop)
        await database.start()
        await asyncio.to_thread(upgrade, database.url())
        async with Database(database.url(), pool_size=1) as connection, connection.work() as session:
            await accounts.add_user_from_machine(
                session,
                SYSTEM,
                name="administrator",
                roles={Role.ADMINISTRATOR},
                secret=first_password.lasting(PASSWORD),
            )
        await made.start(*start)
        yield made
