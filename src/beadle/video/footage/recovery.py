"""After kill -9 or a power cut: cut each open file back to its last whole fragment and complete its row.

The work is in proportion to the segments that were open, not to the archive, and goes on beside new recording.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from beadle.platform.log import get_logger
from beadle.video.footage.errors import HoldsDamaged
from beadle.video.footage.holds import locked, protecting
from beadle.video.footage.index import Closed, Disposal, Unfinished
from beadle.video.footage.schema import CLOSED, OPEN
from beadle.video.footage.tail import Look, look_through
from beadle.video.footage.volume import Volume, segment_name

_CHUNK = 1 << 20
_log = get_logger("footage")


class Recovered(NamedTuple):
    """One segment that was set right. `end_us` is the end of its footage; `cut_bytes` were torn and are gone.

    `kept` is False where no whole fragment was left, or the segment was being deleted.
    """

    camera: str
    start_us: int
    end_us: int
    cut_bytes: int
    kept: bool


def recover(volume: Volume, others: Sequence[Volume] = ()) -> list[Recovered]:
    """Set right every segment in `volume.unfinished`, which is empty afterwards. For the process that records.

    Raises as `Volume.failed` does; what was set right until then stays so.
    """
    done = []
    while volume.unfinished:
        each = volume.unfinished[-1]
        try:
            done.append(_mend(volume, each) if each.state == OPEN else _finish_deletion(volume, each, others))
        except (OSError, sqlite3.Error) as error:
            raise volume.failed(error, "Mending a segment") from error
        volume.unfinished.pop()
    return done


def _mend(volume: Volume, each: Unfinished) -> Recovered:
    name = segment_name(each.camera, each.start_us)
    try:
        handle = volume.disk.open(name, os.O_RDWR, at=volume.folder)
    except FileNotFoundError:
        volume.index.forget_segment(each.camera, each.start_us)
        return Recovered(each.camera, each.start_us, each.start_us, 0, kept=False)
    try:
        # Read from the disk: pages whose write failed may still be in memory as if they were safe.
        with contextlib.suppress(OSError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        look = look_through(handle, each.start_us)
        if not look.fragments:
            volume.disk.remove(name, at=volume.folder)
            volume.disk.sync_folder(name.rpartition("/")[0], at=volume.folder)
            volume.index.forget_segment(each.camera, each.start_us)
            _log.warning("segment empty", volume=volume.id, camera=each.camera, torn=look.size)
            return Recovered(each.camera, each.start_us, each.start_us, look.size, kept=False)
        torn = look.size - look.scan.end
        if torn:
            volume.disk.truncate(handle, look.scan.end)
            volume.disk.sync(handle)
            _log.warning("segment cut back", volume=volume.id, camera=each.camera, torn=torn, reason=look.scan.fault)
        closed = closed_from(look, each.start_us, file_hash(handle, look.scan.end))
    finally:
        os.close(handle)
    volume.index.finish_segment(each.camera, closed)
    return Recovered(each.camera, each.start_us, closed.end_us, torn, kept=True)


def closed_from(look: Look, start_us: int, sha256: bytes) -> Closed:
    """The row of a file whose whole fragments end at `look.scan.end`."""
    camera_times = [found.camera_us for found in look.scan.fragments if found.camera_us is not None]
    last = look.fragments[-1]
    camera_end = camera_times[-1] + (last.end_us - last.start_us) if camera_times else None
    return Closed(
        start_us,
        max(last.end_us, start_us + 1),
        look.scan.end,
        sha256,
        look.fragments,
        camera_times[0] if camera_times else None,
        camera_end,
    )


def file_hash(handle: int, size: int) -> bytes:
    """SHA-256 of the first `size` bytes."""
    digest = hashlib.sha256()
    at = 0
    while at < size:
        piece = os.pread(handle, min(_CHUNK, size - at), at)
        if not piece:
            raise OSError(5, "The file ends before its time.")
        digest.update(piece)
        at += len(piece)
    return digest.digest()


def _finish_deletion(volume: Volume, each: Unfinished, others: Sequence[Volume]) -> Recovered:
    """A deletion that was cut short goes on, unless a hold was placed meanwhile on what is still there."""
    name = segment_name(each.camera, each.start_us)
    row = volume.index.query(
        "SELECT end_us, bytes FROM segment WHERE start_us = ? AND camera_id = (SELECT id FROM camera WHERE key = ?)",
        (each.start_us, each.camera),
    )
    end_us, size = row[0]
    there = (volume.path / name).exists()
    try:
        with locked(volume):
            held = any(hold.covers(each.camera, each.start_us, end_us) for hold in protecting(volume, others))
            if there and not held:
                volume.disk.remove(name, at=volume.folder)
                volume.disk.sync_folder(name.rpartition("/")[0], at=volume.folder)
    except HoldsDamaged:
        held = True
    if there and held:
        volume.index.set_state(each.camera, [each.start_us], CLOSED)
        return Recovered(each.camera, each.start_us, end_us, 0, kept=True)
    record = Disposal(volume.clock.now_us(), each.camera, each.start_us, end_us, 1, size, "after an interruption")
    volume.index.dispose(each.camera, [each.start_us], record)
    return Recovered(each.camera, each.start_us, end_us, 0, kept=False)
