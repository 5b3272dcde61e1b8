"""Story 5: footage under a hold survives its retention, a full disk, a restart, a lost index and a repair.

The volume is a tiny memory disk, so that it can be filled; that takes the right to mount one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.factories import video
from tests.factories.system import Person, System, iso, system
from tests.factories.waiting import until
from tests.scenarios.conftest import SIGN_IN
from tests.scenarios.pictures import replay

from beadle.platform.clock import SYSTEM
from beadle.processes.children import beadle_command
from beadle.simulator.simulator import Simulator
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import DAY_US, HOUR_US, SECOND_US, Segment
from beadle.video.footage.volume import Volume

DISK_MEGABYTES = 24
GROUPS = 5
"""Of two seconds each, in every old file."""


@pytest.fixture(scope="module")
def disk(folder: Path) -> Iterator[Path]:
    """A memory disk where the volume belongs."""
    if os.geteuid() != 0:
        pytest.skip("filling a disk needs a disk of its own: only root may mount one")
    made = folder / "volumes" / "1"
    made.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=0700", "tmpfs", str(made)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("filling a disk needs a disk of its own: this machine does not let one be mounted")
    try:
        yield made
    finally:
        subprocess.run(["umount", "-l", str(made)], check=True)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alone(folder: Path, disk: Path) -> AsyncIterator[System]:
    """A system on that disk; nothing here needs a worker."""
    async with system(folder, start=("recorder", "server")) as made:
        yield made


@dataclass(frozen=True)
class Old:
    """Old footage of one camera: starts of the held file and of two that nobody holds."""

    camera: dict[str, Any]
    held_us: int
    expired_us: int
    recent_us: int

    @property
    def held(self) -> tuple[int, int]:
        """From, to."""
        return self.held_us, self.held_us + GROUPS * 2 * SECOND_US


async def test_held_footage_is_deleted_by_nothing_but_its_release(
    alone: System, cameras: Simulator, disk: Path
) -> None:
    admin = await alone.person("administrator")
    old = await _a_camera_with_old_footage(alone, admin, cameras)
    sealed = await _digest_of_held(alone, old)
    wish = {
        "cameras": [old.camera["id"]],
        "from": iso(old.held[0]),
        "to": iso(old.held[1]),
        "reason": "An inquest",
        "reference": "INQ-7",
    }
    hold = await admin.post("/api/video/holds", wish, expect=201)

    await alone.start("recorder")
    await admin.until_state(old.camera["id"], "online")
    await _only_is_left(alone, old, old.held_us, old.recent_us, what="deletion by age of what nobody holds")

    await _the_disk_is_filled(alone, old, disk)
    assert await _digest_of_held(alone, old) == sealed

    await alone.end("recorder", signal.SIGTERM)
    await alone.start("recorder")
    await alone.written(old.camera["key"])
    await alone.kill("recorder")
    assert await _digest_of_held(alone, old) == sealed

    await _the_index_is_lost_and_rebuilt(disk)
    await alone.start("recorder")
    await _is_recorded_and_swept(alone, old, disk)
    assert await _digest_of_held(alone, old) == sealed
    line = await admin.timeline(old.camera["id"], *old.held)
    assert [held["id"] for held in line["holds"]] == [hold["id"]]
    assert len(await replay(admin, old.camera["id"], *old.held)) == GROUPS * video.GOP_FRAMES

    released = await admin.post(f"/api/video/holds/{hold['id']}/release", {"reason": "The inquest is over"})
    assert released["released_by"] == "administrator"
    await alone.end("recorder")
    await alone.start("recorder")
    await _only_is_left(alone, old, what="deletion after the release")
    said = [(row["action"], row["object"], row["case_reference"]) for row in await admin.audit()]
    for action in ("hold.place", "hold.release"):
        assert (action, f"hold:{hold['id']}", "INQ-7") in said


async def _a_camera_with_old_footage(alone: System, admin: Person, cameras: Simulator) -> Old:
    """Kept for a day: two files of it are older than that, and one is not. The recorder stands still meanwhile."""
    wish = {"retention_days": 1, **SIGN_IN}
    camera = await admin.add_camera(5, "Court House", cameras.camera(5).url(), **wish)
    now_us = SYSTEM.now_us()
    old = Old(camera, now_us - DAY_US - 2 * HOUR_US, now_us - DAY_US - HOUR_US, now_us - HOUR_US)
    await admin.until_state(camera["id"], "online")
    await alone.written(camera["key"])
    await alone.end("recorder")
    with contextlib.closing(Volume.open(alone.volume, SYSTEM)) as volume:
        for start_us in (old.held_us, old.expired_us, old.recent_us):
            video.record(volume, camera["key"], start_us, groups=GROUPS)

    async def seen() -> bool:
        line = await admin.timeline(camera["id"], old.held_us - SECOND_US)
        return len(line["spans"]) == 4

    await until(seen, what="the server's seeing the disk")
    return old


def _segments(alone: System, camera: str) -> list[Segment]:
    with Volume.view(alone.volume, SYSTEM) as volume, Archive([volume]) as archive:
        return archive.segments(camera, 0, SYSTEM.now_us())


async def _digest_of_held(alone: System, old: Old) -> bytes:
    """The held file, byte for byte."""
    found = [each for each in _segments(alone, old.camera["key"]) if each.start_us == old.held_us]
    assert len(found) == 1, "the held footage is not there"
    return found[0].path.read_bytes()


async def _only_is_left(alone: System, old: Old, *starts: int, what: str) -> None:
    """Of the old files only these are left, in the index and on the disk."""

    async def look() -> bool:
        before = [each for each in _segments(alone, old.camera["key"]) if each.start_us <= old.recent_us]
        return sorted(each.start_us for each in before) == sorted(starts) and all(each.path.exists() for each in before)

    await until(look, what=what)


async def _the_disk_is_filled(alone: System, old: Old, disk: Path) -> None:
    """Something else takes the room: the oldest that nobody holds goes, and recording goes on in what is left."""
    filler = disk.parent / "1" / "lost+found"
    filler.mkdir(exist_ok=True)
    with (filler / "something-else").open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
            file.flush()
    await _only_is_left(alone, old, old.held_us, what="deletion for room of what nobody holds")
    (filler / "something-else").unlink()
    await alone.written(old.camera["key"])


async def _the_index_is_lost_and_rebuilt(disk: Path) -> None:
    for path in disk.glob("index.db*"):
        path.unlink()
    command = beadle_command("footage", "check", "--repair", "--volume", str(disk))
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sound" in done.stdout


async def _is_recorded_and_swept(alone: System, old: Old, disk: Path) -> None:
    """Recording goes on, and old footage that nobody holds still is deleted: a sweep has taken place."""
    await alone.written(old.camera["key"])
    bait = [each for each in _segments(alone, old.camera["key"]) if each.start_us != old.held_us]
    assert bait, "nothing was found again"
    filler = disk / "lost+found" / "something-else"
    with filler.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
            file.flush()

    async def swept() -> bool:
        return not bait[0].path.exists()

    await until(swept, what="a sweep")
    filler.unlink()
    await alone.written(old.camera["key"])
