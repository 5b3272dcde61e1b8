"""The web server as a process of its own on a database of its own, for tests of what goes over the wire."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from tests.factories.video import volume_at
from tests.factories.waiting import eventually

from beadle.accounts import first_password
from beadle.accounts import service as accounts
from beadle.accounts.terms import Role
from beadle.migrations import upgrade
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.video.footage.volume import Volume

PASSWORD = "tea kettle orbit lamp"
ADMINISTRATOR = "administrator"


@dataclass
class Served:
    """A running server. `log` is everything that it says."""

    port: int
    data: Path
    database_url: str
    process: subprocess.Popen[bytes]
    http: httpx.Client
    volume: Volume
    csrf: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text("utf-8")

    def sign_in(self, name: str = ADMINISTRATOR, password: str = PASSWORD) -> httpx.Response:
        """Sign in (again), as the page does."""
        answer = self.http.post("/api/session", json={"name": name, "password": password})
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf"]
        return answer

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A request as Beadle's page sends it."""
        headers = {"X-Beadle-CSRF": self.csrf} | dict(more.pop("headers", {}))
        return self.http.request(method, path, headers=headers, **more)

    def raw(self, sent: bytes, *, seconds: float = 20) -> bytes:
        """What comes back for these very bytes, until the server closes or has said nothing for half a second."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(sent)
            got = connection.recv(65_536)
            connection.settimeout(0.5)
            try:
                while more := connection.recv(65_536):
                    got += more
            except TimeoutError:
                pass
            return got

    def alive(self) -> bool:
        """Whether it still runs and answers somebody else."""
        if self.process.poll() is not None:
            return False
        try:
            return httpx.get(f"{self.address}/api/alive", timeout=20).status_code == 200
        except httpx.TransportError:
            return False

    def settled(self) -> bool:
        """Whether it answers, or has ended and never will."""
        return self.process.poll() is not None or self.alive()


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _administrator(url: str) -> None:
    async with Database(url, pool_size=1) as database, database.work() as session:
        await accounts.add_user_from_machine(
            session, SYSTEM, name=ADMINISTRATOR, roles={Role.ADMINISTRATOR}, secret=first_password.lasting(PASSWORD)
        )


@contextmanager
def served(postgres_url: str, *, settings: str = "") -> Iterator[Served]:
    """A server with one administrator, on a new database beside that of the other tests."""
    name = f"served_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]  # letters and digits
    url = postgres_url.replace("/beadle?", f"/{name}?", 1)
    assert url != postgres_url, "the address of the tests' database has another form"
    upgrade(url)
    asyncio.run(_administrator(url))
    data = Path(tempfile.mkdtemp(prefix="beadle-served-"))
    (data / "beadle.toml").write_text(settings)
    (data / "volumes").mkdir()
    volume = volume_at(data / "volumes" / "1", SYSTEM)
    port = free_port()
    command = [sys.executable, "-m", "beadle", "server", "--data", str(data), "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False) as http:
            made = Served(port, data, url, process, http, volume)
            asyncio.run(eventually(made.settled, seconds=180, what="an answer"))
            assert made.alive(), made.log
            assert made.sign_in().status_code == 200
            yield made
    finally:
        process.terminate()
        process.wait(120)
        volume.close()
        shutil.rmtree(data, ignore_errors=True)
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]
