"""Story 2: server, worker, database and a viewer are killed one after the other; recording does not even notice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from tests.factories.system import Person, System, iso, messages, system
from tests.factories.waiting import until
from tests.scenarios.conftest import SIGN_IN
from tests.scenarios.pictures import check_whole, gaps, moment_us, replay

from beadle.platform.clock import SYSTEM
from beadle.simulator.simulator import Simulator

SECOND_US = 1_000_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alone(folder: Path) -> AsyncIterator[System]:
    """A system of its own, with a database that keeps what it has acknowledged."""
    async with system(folder, durable=True) as made:
        yield made


async def test_whatever_is_killed_the_recorder_records_on(alone: System, cameras: Simulator) -> None:
    admin = await alone.person("administrator")
    added = [
        await admin.add_camera(number, f"Street {number}", cameras.camera(number).url(), **SIGN_IN) for number in (3, 4)
    ]
    keys = [each["key"] for each in added]
    for each in added:
        await admin.until_state(each["id"], "online")
    await alone.written(*keys)
    start_us = SYSTEM.now_us()
    recorder = alone.running["recorder"].pid

    await alone.kill("server")
    await alone.written(*keys)
    await alone.start("server")

    await alone.kill("worker")
    await alone.written(*keys)
    await alone.start("worker")

    await alone.kill_database()
    await _the_server_says_so_in_words(admin)
    await alone.written(*keys)
    await alone.database.start()
    await until(alone.answers, what="the server's coming back")

    await _a_viewer_is_killed_in_mid_stream(admin, added[0]["id"])
    await alone.written(*keys)

    assert alone.running["recorder"].pid == recorder
    await _everything_is_right_again(alone, admin, added)
    for number, camera in zip((3, 4), added, strict=True):
        line = await admin.timeline(camera["id"], start_us)
        end_us = moment_us(line["newest"]) - SECOND_US // 10
        assert end_us - start_us > 5 * SECOND_US
        assert gaps(line, longer_than_s=0) == []
        assert len(line["spans"]) == 1
        check_whole(await replay(admin, camera["id"], start_us, end_us), start_us, end_us, number)


async def _the_server_says_so_in_words(admin: Person) -> None:
    answer = await admin.ask("GET", "/api/cameras")
    assert answer.status_code == 503, answer.text
    said = answer.json()
    assert "database" in f"{said['title']} {said['detail']}", said
    assert said["advice"]
    assert "psycopg" not in answer.text


async def _a_viewer_is_killed_in_mid_stream(admin: Person, camera: str) -> None:
    """The connection is cut without a word, as when a workstation loses its power."""
    async with admin.socket(f"/api/video/cameras/{camera}/live") as socket:
        media = 0
        async for message in messages(socket):
            media += isinstance(message, bytes)
            if media == 20:
                break
        socket.transport.abort()


async def _everything_is_right_again(alone: System, admin: Person, cameras: list[dict[str, Any]]) -> None:
    """Whoever was signed in still is; health, the recorder's state and exports are as before."""
    for camera in cameras:
        await admin.until_state(camera["id"], "online")

    async def running() -> bool:
        status = await admin.get("/api/video/status")
        return status["recorder"]["state"] == "running" and status["cameras"] == {"online": 2}

    await until(running, what="the right status")
    now_us = SYSTEM.now_us()
    wish = {
        "cameras": [cameras[0]["id"]],
        "from": iso(now_us - 5 * SECOND_US),
        "to": iso(now_us - 2 * SECOND_US),
        "purpose": "maintenance",
        "reason": "Whether the worker is back",
    }
    export = await admin.post("/api/video/exports", wish, expect=201)

    async def exported() -> bool:
        assert alone.running["worker"].poll() is None, alone.log("worker").read_text()[-2000:]
        found = await admin.get(f"/api/video/exports/{export['id']}")
        assert found["status"] != "failed", found
        return bool(found["status"] == "done")

    await until(exported, what="an export")
