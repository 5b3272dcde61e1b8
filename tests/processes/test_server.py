"""The web server as a process: answers, refuses a port that is taken, stops in order."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.factories.accounts import PASSWORD, add_user
from tests.factories.waiting import eventually
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from beadle.platform.authority import checked_hosts
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.processes.encryption import local_authority


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(database_url: str, data_dir: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    command = [sys.executable, "-m", "beadle", "server", "--data", str(data_dir), "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (data_dir / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    yield process, port
    process.kill()
    process.wait()


def get(port: int, path: str) -> httpx.Response | None:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/{path}")
    except httpx.TransportError:
        return None


async def test_it_answers_and_stops_in_order(served: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = served
    answer = await eventually(lambda: get(port, "alive"), seconds=60, what="an answer")
    assert answer.json() == {"status": "alive"}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers
    signed_out = get(port, "cameras")
    assert signed_out is not None
    assert signed_out.status_code == 401
    assert signed_out.headers["content-type"] == "application/problem+json"
    process.send_signal(signal.SIGTERM)
    # It closes everything and then ends by the signal that asked for it, as a supervisor expects.
    assert process.wait(60) == -signal.SIGTERM


def test_a_taken_port_is_said_at_once(database_url: str, data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "beadle", "server", "--data", str(data_dir), "--port", port]
        environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": os.pathsep.join(sys.path)}
        ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert ended.returncode == 1
    assert f"Port {port}" in ended.stderr.replace("\n", " ")
    assert "Traceback" not in ended.stderr


@contextmanager
def serving(database_url: str, data_dir: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "beadle", "server", "--data", str(data_dir), "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (data_dir / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def ask(url: str, context: ssl.SSLContext) -> httpx.Response | None:
    try:
        return httpx.get(url, verify=context, trust_env=False)
    except httpx.TransportError:
        return None


async def test_over_tls_with_sockets_figures_and_a_way_from_http(
    database: Database, database_url: str, data_dir: Path
) -> None:
    await add_user(database, SYSTEM, "olivia")
    port, plain, metrics = free_port(), free_port(), free_port()
    (data_dir / "beadle.toml").write_text(f"[server]\nredirect_port = {plain}\n[metrics]\nport = {metrics}\n")
    local = local_authority(data_dir)
    local.make("Council", checked_hosts(["cctv.example"]), SYSTEM)
    context = ssl.create_default_context(cafile=str(local.certificate))
    base = f"https://localhost:{port}"
    with serving(database_url, data_dir, port):
        answer = await eventually(lambda: ask(f"{base}/api/alive", context), seconds=60, what="an answer")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        certificate = ask(f"{base}/authority.crt", context)
        assert certificate is not None
        assert certificate.content == local.certificate.read_bytes()
        moved = ask(f"http://localhost:{plain}/wall?a=1", context)
        assert moved is not None
        assert (moved.status_code, moved.headers["location"]) == (308, f"{base}/wall?a=1")
        with pytest.raises(InvalidStatus, match="403"):  # the handshake goes through; nobody is signed in
            async with connect(f"wss://localhost:{port}/api/events", ssl=context, proxy=None):
                pass
        async with httpx.AsyncClient(verify=context, trust_env=False, headers={"origin": base}) as http:
            signed_in = await http.post(f"{base}/api/session", json={"name": "olivia", "password": PASSWORD})
        assert signed_in.status_code == 200, signed_in.text
        (cookie,) = signed_in.headers.get_list("set-cookie")
        assert cookie.startswith("__Host-beadle_session=")
        assert "Secure" in cookie
        said = {"Cookie": cookie.split(";")[0], "Origin": base}
        async with connect(
            f"wss://localhost:{port}/api/events", ssl=context, proxy=None, additional_headers=said
        ) as socket:
            assert "ready" in str(await socket.recv())
        figures = ask(f"http://127.0.0.1:{metrics}/metrics", context)
        assert figures is not None
        told = figures.text
        assert 'beadle_http_requests_total{method="GET",route="/api/alive",status="200"}' in told
        assert "beadle_recorder_up 0.0" in told
        assert "beadle_database_up 1.0" in told


def test_beyond_this_machine_it_does_not_start_without_encryption(database_url: str, data_dir: Path) -> None:
    (data_dir / "beadle.toml").write_text('[server]\nhost = "0.0.0.0"\n')
    command = [sys.executable, "-m", "beadle", "server", "--data", str(data_dir), "--port", str(free_port())]
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert ended.returncode == 1
    assert "without encryption" in ended.stderr.replace("\n", " ")
    assert "beadle tls make" in ended.stderr.replace("\n", " ")
    assert "Traceback" not in ended.stderr
