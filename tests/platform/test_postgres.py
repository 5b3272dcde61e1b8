"""The embedded PostgreSQL: starts, stops, survives kill -9, is taken over, says why it cannot start."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
import pytest
from tests.factories.waiting import eventually

from beadle.platform.errors import Unavailable
from beadle.platform.postgres import EmbeddedPostgres
from beadle.platform.tasks import TaskSet


def pid_of(folder: Path) -> int:
    return int((folder / "pg" / "postmaster.pid").read_text().split("\n", 1)[0])


def write(url: str, value: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
        connection.execute("INSERT INTO kept VALUES (%s)", (value,))


def read(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [value for (value,) in connection.execute("SELECT value FROM kept ORDER BY value")]


async def test_what_was_committed_survives_stop_and_kill(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        write(server.url(), 1)
    assert not (tmp_path / "pg" / "postmaster.pid").exists()
    server = EmbeddedPostgres(tmp_path)
    await server.start()
    write(server.url(), 2)
    os.kill(pid_of(tmp_path), signal.SIGKILL)
    assert server._process is not None
    server._process.wait()
    async with EmbeddedPostgres(tmp_path) as again:
        assert read(again.url()) == [1, 2]


async def test_a_server_that_is_watched_comes_back_after_a_kill(tmp_path: Path) -> None:
    said: list[str] = []
    async with EmbeddedPostgres(tmp_path, say=said.append, durable=False) as server, TaskSet() as tasks:
        killed = pid_of(tmp_path)
        tasks.spawn(server.watch(), name="watch")
        os.kill(killed, signal.SIGKILL)

        def back() -> bool:
            try:
                with psycopg.connect(server.url()):
                    return pid_of(tmp_path) != killed
            except (OSError, ValueError, psycopg.OperationalError):
                return False

        await eventually(back, seconds=60, what="the database's return")
        await tasks.cancel()
    assert said[0] == "The database has ended; starting it again."


async def test_a_server_left_running_is_taken_over_and_stopped(tmp_path: Path) -> None:
    left = EmbeddedPostgres(tmp_path, durable=False)
    await left.start()
    pid = pid_of(tmp_path)
    async with EmbeddedPostgres(tmp_path, durable=False):
        assert pid_of(tmp_path) == pid
    assert left._process is not None
    assert left._process.wait() == 0


async def test_a_damaged_folder_is_reported_with_the_log(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path, durable=False):
        pass
    (tmp_path / "pg" / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(Unavailable, match="did not start"):
        await EmbeddedPostgres(tmp_path, durable=False).start()


async def test_it_listens_on_no_network_address(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path, durable=False) as server:
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
