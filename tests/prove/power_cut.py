"""A real power cut under a recording volume: python -m tests.prove.power_cut [--rounds 12]   (as root)

Makes an ext4 file system in a file, records on it with two cameras, deletes behind the recording, and stops the file
system dead at a chosen moment (FS_IOC_GOINGDOWN without flushing its log: what is not durable is gone). Then mounts it
again, recovers, and checks: no acknowledged group of pictures is lost, every file decodes, the index agrees with the
disk, every SHA-256 fits, and holds are there. Not part of `make test`: it mounts file systems.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import random
import struct
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import av
from tests.factories.video import gops

from beadle.platform.clock import FixedClock
from beadle.platform.errors import BeadleError
from beadle.video.footage.check import check
from beadle.video.footage.disk import Disk
from beadle.video.footage.disposal import candidates, dispose
from beadle.video.footage.find import Archive
from beadle.video.footage.holds import list_holds, place
from beadle.video.footage.recovery import recover
from beadle.video.footage.terms import Hold
from beadle.video.footage.volume import Volume
from beadle.video.footage.writer import SegmentWriter

_GOING_DOWN = 0x8004587D
_NO_FLUSH = 2
GROUP_US = 2_000_000


class CuttingDisk(Disk):
    """Stops the file system dead before its `at`-th call."""

    def __init__(self, root: Path, at: int) -> None:
        self.root, self.left = root, at

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            stop_dead(self.root)

    def write(self, handle: int, parts: list[bytes]) -> int:  # type: ignore[override]
        self._count()
        return super().write(handle, parts)

    def sync(self, handle: int) -> None:
        self._count()
        super().sync(handle)

    def sync_folder(self, name: str, *, at: int) -> None:
        self._count()
        super().sync_folder(name, at=at)

    def remove(self, name: str, *, at: int) -> None:
        self._count()
        super().remove(name, at=at)


def stop_dead(root: Path) -> None:
    """The power cut."""
    handle = os.open(root, os.O_RDONLY)
    fcntl.ioctl(handle, _GOING_DOWN, struct.pack("I", _NO_FLUSH))
    os.close(handle)


def record(volume: Volume, start: int, safe: set[tuple[str, int]], deleted: set[tuple[str, int]]) -> None:
    """Record, delete, hold, until the disk is gone. `safe` gets what was acknowledged."""
    fmt, made = gops(4, 0)
    for minute in range(30):
        for camera in ("gate", "market"):
            begin = start + minute * 4 * GROUP_US
            writer = SegmentWriter(volume, camera, fmt, begin)
            try:
                for number, gop in enumerate(made):
                    gop.start_us = begin + number * GROUP_US
                    gop.end_us = gop.start_us + GROUP_US
                    writer.append(gop)
                    safe.add((camera, gop.start_us))
                writer.close(begin + 4 * GROUP_US)
            finally:
                writer.abandon()
        if minute % 5 == 4:
            batch = list(candidates(volume.index))[:3]
            for each in batch:
                deleted |= {(each.camera, each.start_us + number * GROUP_US) for number in range(4)}
            dispose(volume, batch, "age")


def prove(folder: Path, at: int) -> str:
    """One round; returns a line of what was found. Raises AssertionError."""
    image, point = folder / "disk.img", folder / "disk"
    point.mkdir(exist_ok=True)
    with image.open("wb") as file:
        file.truncate(160 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
    subprocess.run(["mount", "-o", "loop", image, point], check=True)
    clock = FixedClock(datetime(2026, 6, 1, 12, tzinfo=UTC))
    start = clock.now_us()
    safe: set[tuple[str, int]] = set()
    deleted: set[tuple[str, int]] = set()
    try:
        volume = Volume.create(point / "v", clock, disk=CuttingDisk(point, at))
        volume.reserve_bytes = 0
        hold = Hold("h", ("gate",), start, start + GROUP_US, "a crime", start)
        place([volume], hold)
        with contextlib.suppress(BeadleError, OSError):
            record(volume, start, safe, deleted)
        state = str(volume.state)
        with contextlib.suppress(OSError):
            volume.close()
    finally:
        subprocess.run(["umount", point], check=True)
    subprocess.run(["mount", "-o", "loop", image, point], check=True)
    try:
        return f"call {at:3}: {state}, {look(point / 'v', clock, safe - deleted, hold)}"
    finally:
        subprocess.run(["umount", point], check=True)


def look(path: Path, clock: FixedClock, safe: set[tuple[str, int]], hold: Hold) -> str:
    """What is left is whole, and nothing that was acknowledged is missing."""
    with Volume.open(path, clock) as volume, Archive([volume]) as archive:
        volume.reserve_bytes = 0
        mended = recover(volume)
        report = check(volume, full=True)
        assert report.sound, report.findings
        assert list_holds([volume]) == [hold]
        there: set[tuple[str, int]] = set()
        for camera in archive.cameras():
            for segment, fragments in archive.recorded(camera, 0, 1 << 60):
                there |= {(camera, each.start_us) for each in fragments}
                with av.open(str(segment.path)) as container:
                    assert sum(1 for _ in container.decode(video=0)) == 10 * len(fragments)
        assert safe <= there, f"lost: {sorted(safe - there)}"
        assert ("gate", hold.from_us) in there or not safe
        return f"{len(safe)} groups acknowledged and there, {len(mended)} files mended, {report.files} sound"


def main() -> int:
    """Cut at the first calls one by one, then at random ones."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=12)
    rounds = options.parse_args().rounds
    drawn = random.Random(7)
    moments = [2, 3, 4, 5, 6, *(drawn.randrange(7, 500) for _ in range(max(0, rounds - 5)))]
    with tempfile.TemporaryDirectory(prefix="beadle-prove-") as folder:
        for at in moments[:rounds]:
            sys.stdout.write(prove(Path(folder), at) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
