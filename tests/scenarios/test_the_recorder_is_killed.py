"""Story 3: the recorder dies by kill -9 and is started again. What is lost is little, known, and has a reason."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from tests.factories.system import Person, System, messages, system
from tests.factories.waiting import until
from tests.scenarios.conftest import SIGN_IN
from tests.scenarios.pictures import FRAME_US, check_whole, decode_every_file, gaps, moment_us, replay

from beadle.platform.clock import SYSTEM
from beadle.processes.children import beadle_command
from beadle.simulator.simulator import Simulator

SECOND_US = 1_000_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alone(folder: Path) -> AsyncIterator[System]:
    """A system of its own; nothing here needs a worker."""
    async with system(folder, start=("recorder", "server")) as made:
        yield made


async def test_a_killed_recorder_loses_nothing_that_was_on_the_disk_and_says_why(
    alone: System, cameras: Simulator
) -> None:
    admin = await alone.person("administrator")
    added = [
        await admin.add_camera(number, f"Street {number}", cameras.camera(number).url(), **SIGN_IN) for number in (3, 4)
    ]
    for each in added:
        await admin.until_state(each["id"], "online")
    start_us = SYSTEM.now_us()
    for _ in range(3):
        await alone.written(*(each["key"] for each in added))

    async with admin.socket(f"/api/video/cameras/{added[0]['id']}/live") as viewer:
        await anext(messages(viewer))
        status = await alone.status()
        assert status is not None
        await alone.kill("recorder")
        killed_us = SYSTEM.now_us()
        await alone.start("recorder")
        said = [message async for message in messages(viewer) if isinstance(message, dict)]
    assert said[-1]["type"] == "ended"
    assert "recorder" in said[-1]["reason"]

    on_disk_us = {each["key"]: int(each["last_written_us"]) for each in status["cameras"]}
    for number, camera in zip((3, 4), added, strict=True):
        moments = (start_us, on_disk_us[camera["key"]], killed_us)
        await _the_gap_begins_behind_what_was_written_and_is_explained(admin, camera["id"], number, moments)
    await _every_file_is_sound(alone)


async def _the_gap_begins_behind_what_was_written_and_is_explained(
    admin: Person, camera: str, number: int, moments: tuple[int, int, int]
) -> None:
    """How much a kill takes (a group) and how soon recording is back are measured by tests/prove/kill_nine.py."""
    start_us, on_disk_us, killed_us = moments

    async def gap() -> dict[str, str] | None:
        line = await admin.timeline(camera, start_us)
        later = [span for span in line["spans"] if moment_us(span["from"]) > killed_us]
        if not later or moment_us(later[0]["to"]) - moment_us(later[0]["from"]) < 2 * SECOND_US:
            return None
        assert [reason for _, reason in gaps(line)] == ["recorder_stopped"], line
        assert len(line["spans"]) == 2
        found: dict[str, str] = line["gaps"][0]
        assert (line["spans"][0]["to"], later[0]["from"]) == (found["from"], found["to"])
        return found

    found = await until(gap, what="recording again")
    lost_from_us, lost_to_us = moment_us(found["from"]), moment_us(found["to"])
    # A picture lasts until the next one; the last one before a kill has none, so that its end is told again by repair.
    lost_us = on_disk_us - lost_from_us
    assert lost_us < FRAME_US, f"{lost_us / 1e6} s of what was written is lost"
    assert lost_from_us <= killed_us
    check_whole(await replay(admin, camera, start_us, lost_from_us), start_us, lost_from_us, number)
    end_us = lost_to_us + 2 * SECOND_US
    check_whole(await replay(admin, camera, lost_to_us, end_us), lost_to_us, end_us, number)


async def _every_file_is_sound(alone: System) -> None:
    """All files play in any player, and the volume's own check finds nothing."""
    await alone.end("recorder")
    pictures = await asyncio.to_thread(decode_every_file, alone.volume)
    assert len(pictures) >= 4
    # The last file of a camera may have been begun just before the end, with a single picture.
    cameras = {name.split("/")[0] for name in pictures}
    last = {max(name for name in pictures if name.split("/")[0] == camera) for camera in cameras}
    assert min(count for name, count in pictures.items() if name not in last) >= 25
    assert min(pictures.values()) >= 1
    command = beadle_command("footage", "check", "--full", "--json", "--volume", str(alone.volume))
    checked = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    report = json.loads(checked.stdout)[0]
    assert report["files"] == len(pictures)
