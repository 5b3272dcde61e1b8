"""Making an export's master file from its plan, a bounded piece at a time. What an earlier attempt wrote is checked
byte by byte against the plan and kept as far as it is right. Blocking; for one thread at a time."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

from beadle.platform.storage import free_bytes, fsync_dir
from beadle.video.errors import DiskFull
from beadle.video.export.plan import ClipPlan
from beadle.video.export.stored import OpenFiles

_STEP = 8 << 20
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class MasterBuild:
    """One file in the making: `advance` until it says that it is done, then `finish`; `close` in any case."""

    def __init__(self, plan: ClipPlan, path: Path, *, reserve_bytes: int) -> None:
        self.path = path
        self.done_bytes = 0
        self.kept_bytes = 0
        self._plan = plan
        self._part = path.with_name(f".{path.name}.part")
        self._reserve = reserve_bytes
        self._files = OpenFiles()
        self._hash = hashlib.sha256()
        if path.exists() and not self._part.exists():
            path.rename(self._part)  # it was finished, but nobody noted it: it is checked like any other start
        self._handle = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._there = os.fstat(self._handle).st_size

    @property
    def complete(self) -> bool:
        """Whether every byte is there."""
        return self.done_bytes >= self._plan.size

    def advance(self) -> bool:
        """Check or write the next few megabytes; True when nothing is left.

        Raises DiskFull, or NoFootage and FootageDamaged where the recorded files are not what they were.
        """
        stop = min(self.done_bytes + _STEP, self._plan.size)
        if self.done_bytes < self._there:
            stop = min(stop, self._there)
        else:
            self._need_room(stop - self.done_bytes)
        for part in self._plan.read(self.done_bytes, stop, self._files):
            if self.done_bytes < self._there and not self._same(part):
                self._there = self.done_bytes
                os.ftruncate(self._handle, self._there)
            if self.done_bytes < self._there:
                self.kept_bytes += len(part)
            else:
                self._write(part)
            self._hash.update(part)
            self.done_bytes += len(part)
        return self.complete

    def _same(self, part: bytes) -> bool:
        return os.pread(self._handle, len(part), self.done_bytes) == part

    def _need_room(self, length: int) -> None:
        if free_bytes(self.path.parent) < length + self._reserve:
            raise _full()

    def _write(self, part: bytes) -> None:
        at, view = self.done_bytes, memoryview(part)
        try:
            while view:
                written = os.pwrite(self._handle, view, at)
                at, view = at + written, view[written:]
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise _full() from error
            raise
        self._there = at

    def finish(self) -> str:
        """Make the file durable under its own name. The answer is its SHA-256 in hex."""
        assert self.complete
        try:
            os.ftruncate(self._handle, self._plan.size)
            os.fsync(self._handle)
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise _full() from error
            raise
        self._part.rename(self.path)
        fsync_dir(self.path.parent)
        return self._hash.hexdigest()

    def close(self) -> None:
        """Let go of all files; what was written stays for the next attempt."""
        self._files.close()
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _full() -> DiskFull:
    return DiskFull(
        "The disk for exports has no room left.", advice="Remove old exports or make room, then ask for it again."
    )
