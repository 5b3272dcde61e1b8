"""The web server as a process: answers, refuses a port that is taken, stops in order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.factories.waiting import eventually


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
    assert process.wait(20) == -signal.SIGTERM


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
