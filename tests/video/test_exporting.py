from __future__ import annotations

import asyncio
import hashlib
import signal
import sys
import uuid
from typing import Any

import pytest
from tests.factories.town import Town, at

from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.errors import Unavailable
from beadle.video import exporting
from beadle.video.export import build

_KILLED = """
import asyncio, os, signal, sys, uuid
from pathlib import Path
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.video import exporting
from beadle.video.export import build
from beadle.video.library import Library
from beadle.video.settings import ExportSettings

url, data, volume, export = sys.argv[1:]
build._STEP = 4096
steps = []
real = build.MasterBuild.advance

def advance(self):
    if len(steps) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    steps.append(1)
    return real(self)

build.MasterBuild.advance = advance

async def main():
    async with Database(url) as database:
        settings = ExportSettings(reserve_megabytes=16)
        shop = exporting.Workshop(database, SYSTEM, Library([Path(volume)], SYSTEM), settings, Path(data))
        await exporting.make(shop, uuid.UUID(export))

asyncio.run(main())
"""


async def requested(town: Town, *, working_copy: bool = False, groups: int = 5) -> dict[str, Any]:
    one, _ = town.ids.values()
    town.record(one, 0, groups=groups)
    supervisor = await town.person(Role.SUPERVISOR)
    body = {
        "cameras": [str(one)],
        "from": at(0),
        "to": at(2 * groups),
        "purpose": "crime",
        "reference": "21*1234",
        "reason": "Request 1",
        "working_copy": working_copy,
    }
    answer = await supervisor.ask("POST", "/api/video/exports", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def status(town: Town, export_id: str) -> dict[str, Any]:
    from beadle.video import queries

    async with town.deps.database.session() as session:
        row = await queries.export(session, uuid.UUID(export_id))
        return {"status": row.status, "error": row.error, "sha256": row.files[0].sha256, "progress": row.progress}


async def test_kill_9_in_the_middle_and_it_goes_on(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    export = await requested(town, groups=10)
    args = [town.deps.database.url, str(town.shop.folder), str(town.volume.path), export["id"]]
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", _KILLED, *args, env={"PYTHONPATH": "src"})
    assert await worker.wait() == -signal.SIGKILL
    assert (await status(town, export["id"]))["status"] == "running"
    folder = town.shop.place(uuid.UUID(export["id"]))
    (part,) = folder.glob(".*.part")
    written = part.stat().st_size
    assert written > 0
    # The killed worker's lock goes with its connection, as soon as the database has noticed.
    async with asyncio.timeout(60):
        while not await exporting.is_abandoned(town.deps.database, uuid.UUID(export["id"])):  # noqa: ASYNC110 - a poll
            await asyncio.sleep(0)
    kept = []
    real = build.MasterBuild.finish
    monkeypatch.setattr(build.MasterBuild, "finish", lambda self: kept.append(self.kept_bytes) or real(self))
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    assert kept == [written]
    done = await status(town, export["id"])
    path = folder / export["files"][0]["name"]
    assert (done["status"], done["sha256"]) == ("done", hashlib.sha256(path.read_bytes()).hexdigest())


async def test_two_workers_make_it_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    export = await requested(town)
    async with exporting.alone(town.deps.database, uuid.UUID(export["id"])) as mine:
        assert mine
        assert not await exporting.is_abandoned(town.deps.database, uuid.UUID(export["id"]))
        await exporting.make(town.shop, uuid.UUID(export["id"]))
        assert (await status(town, export["id"]))["status"] == "queued"
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    assert (await status(town, export["id"]))["status"] == "done"
    await exporting.make(town.shop, uuid.UUID(export["id"]))


async def test_cancelled_while_it_runs(town: Town, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    export = await requested(town)
    monkeypatch.setattr(build, "_STEP", 4096)
    real = build.MasterBuild.advance
    loop = asyncio.get_running_loop()
    supervisor = await town.stranger()
    assert (await supervisor.sign_in("supervisor")).status_code == 200

    def advance(self: build.MasterBuild) -> bool:
        clock.advance(1)
        if self.done_bytes:
            work = supervisor.ask("DELETE", f"/api/video/exports/{export['id']}")
            asyncio.run_coroutine_threadsafe(work, loop).result(20)
        return real(self)

    monkeypatch.setattr(build.MasterBuild, "advance", advance)
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    assert (await status(town, export["id"]))["status"] == "cancelled"
    assert not town.shop.place(uuid.UUID(export["id"])).exists()


async def test_progress_is_told_at_most_twice_a_second(
    town: Town, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = await requested(town, groups=10)
    monkeypatch.setattr(build, "_STEP", 2048)
    real = build.MasterBuild.advance
    steps = []

    def advance(self: build.MasterBuild) -> bool:
        steps.append(1)
        clock.advance(0.1)
        return real(self)

    monkeypatch.setattr(build.MasterBuild, "advance", advance)
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    told = await town.events("export.progress")
    shares = [event["progress"] for event in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(told) <= len(steps) / 5 + 4
    assert {event["export_id"] for event in told} == {export["id"]}


async def test_a_hash_that_is_noted_is_not_made_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    export = await requested(town, working_copy=True, groups=1)

    async def broken(*_args: object) -> None:
        raise Unavailable("The worker is stopping.")

    monkeypatch.setattr(exporting._Run, "_copy", broken)
    with pytest.raises(Unavailable):
        await exporting.make(town.shop, uuid.UUID(export["id"]))
    monkeypatch.undo()
    monkeypatch.setattr(exporting._Run, "_master", broken)
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    assert (await status(town, export["id"]))["status"] == "done"


async def test_footage_that_is_lost_ends_it_in_words(town: Town) -> None:
    export = await requested(town)
    for path in town.volume.path.glob("*/*/*.mp4"):
        path.unlink()
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    found = await status(town, export["id"])
    assert found["status"] == "failed"
    assert "gone" in found["error"]


async def test_no_room_is_said_before_it_begins(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    export = await requested(town)
    monkeypatch.setattr(exporting, "free_bytes", lambda _path: 1)
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    assert "has no room" in (await status(town, export["id"]))["error"]
