"""A volume: one folder on one disk that holds footage, its index and its holds, and knows its own name.

One process writes on it (it holds a lock on `volume.toml`); any number read. The writer reaches every file through
a handle on the folder, so that a disk mounted over it, taken out or swapped is noticed and never written around.

A state only gets worse while a volume is open, except FULL, which ends when there is room again: a disk that once
failed to keep what was written is trusted again only after it was opened anew and what it holds was looked through.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import secrets
import sqlite3
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from beadle.platform.clock import Clock, from_us
from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.platform.storage import free_bytes, fsync_dir, total_bytes, write_atomically
from beadle.video.footage import schema
from beadle.video.footage.disk import DISK, Disk
from beadle.video.footage.errors import (
    IndexDamaged,
    NotAVolume,
    VolumeAway,
    VolumeFull,
    VolumeInUse,
    VolumeReadOnly,
    WrongVolume,
)
from beadle.video.footage.index import Index, Unfinished
from beadle.video.footage.terms import VolumeState

IDENTITY = "volume.toml"
HOLDS = "holds"
RESERVE_BYTES = 64 << 20
"""Kept free for the index and for holds: recording stops, and says so, before they have no room."""

_SPARE_BYTES = 128 << 10
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_log = get_logger("footage")

Watcher = Callable[["Volume"], None]


def segment_name(camera: str, start_us: int) -> str:
    """The file of a segment, relative to its volume: `<camera>/<date>/<time>Z.mp4`, in UTC."""
    start = from_us(start_us)
    return f"{camera}/{start:%Y-%m-%d}/{start:%H-%M-%S.%f}Z.mp4"


def write_spare(holds: Path) -> None:
    """Keep a little room in the folder of holds, to be given up when the disk is full. Raises OSError."""
    spare = holds / ".spare"
    if not spare.exists():
        spare.write_bytes(bytes(_SPARE_BYTES))


class Volume:
    """A volume that is open. Use `open` (to record), `view` (to read, place holds) or `create`; close it after use."""

    def __init__(self, path: Path, clock: Clock, disk: Disk = DISK) -> None:
        self.path = path.absolute()
        self.clock = clock
        self.disk = disk
        self.id = ""
        self.state = VolumeState.CLOSED
        self.detail = ""
        self.since_us = clock.now_us()
        self.reserve_bytes = RESERVE_BYTES
        self.writable = False
        self.unfinished: list[Unfinished] = []
        self._watchers: list[Watcher] = []
        self._lock = threading.RLock()
        self._folder = -1
        self._identity = -1
        self._index: Index | None = None

    @classmethod
    def create(cls, path: Path, clock: Clock, *, disk: Disk = DISK) -> Self:
        """Make a volume in an empty or new folder and open it for recording.

        Raises WrongVolume where the folder has something else in it: a volume is never made around other files.
        """
        path.mkdir(parents=True, exist_ok=True)
        others = {each.name for each in path.iterdir()} - {"lost+found", HOLDS}
        if others or any((path / HOLDS).glob("*.json")):
            raise WrongVolume(
                f"{path} is not empty, so no volume was made there.",
                advice="Name an empty folder, or open the volume that is there.",
            )
        volume_id = secrets.token_hex(8)
        (path / HOLDS).mkdir(mode=0o770, exist_ok=True)
        (path / HOLDS).chmod(0o770)
        write_spare(path / HOLDS)
        fsync_dir(path / HOLDS)
        made = f'# Beadle knows this disk by its id. Never copy this file to another disk.\nid = "{volume_id}"\n'
        made += f"created = {clock.now():%Y-%m-%dT%H:%M:%SZ}\nlayout = 1\n"
        write_atomically(path / IDENTITY, made.encode(), mode=0o644)
        return cls.open(path, clock, expected_id=volume_id, disk=disk)

    @classmethod
    def open(cls, path: Path, clock: Clock, *, expected_id: str | None = None, disk: Disk = DISK) -> Self:
        """Open a volume for recording; no other process may.

        Raises NotAVolume (nothing there: not mounted?), WrongVolume, VolumeInUse, VolumeReadOnly. An index that is
        lost or damaged is put aside and begun anew: `index_incomplete` then asks for a `check` with repair.
        What a crash left behind is listed in `unfinished`, for `recovery.recover`.
        """
        volume = cls(path, clock, disk)
        try:
            volume._enter(expected_id)
            volume._lock_identity()
            volume._open_index()
        except BaseException:
            volume.close()
            raise
        volume.writable = True
        volume._set(VolumeState.READY, "")
        return volume

    @classmethod
    def view(cls, path: Path, clock: Clock, *, expected_id: str | None = None) -> Self:
        """Open a volume to read it and to place holds, beside the process that records on it."""
        volume = cls(path, clock)
        try:
            volume._enter(expected_id)
        except BaseException:
            volume.close()
            raise
        volume._set(VolumeState.READY, "")
        return volume

    def _enter(self, expected_id: str | None) -> None:
        try:
            self._folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            self._identity = os.open(IDENTITY, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW, dir_fd=self._folder)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise NotAVolume(
                f"There is no volume in {self.path}.",
                advice="Is its disk mounted? A new disk is made a volume on purpose, never by itself.",
            ) from error
        except OSError as error:
            raise VolumeAway(
                f"The volume in {self.path} cannot be opened ({error.strerror}).", advice="Look at the disk."
            ) from error
        self.id = _read_id(self._identity, self.path)
        self.reserve_bytes = min(RESERVE_BYTES, self.total_bytes() // 50)
        if expected_id is not None and self.id != expected_id:
            raise WrongVolume(
                f"{self.path} holds the volume {self.id}, not {expected_id}.",
                advice="The disks were swapped: mount the right one, or tell Beadle of the new one.",
            )

    def _lock_identity(self) -> None:
        try:
            fcntl.flock(self._identity, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise VolumeInUse(
                f"Another process records on {self.path}.", advice="Stop it first; two would spoil each other's files."
            ) from error
        if os.fstatvfs(self._folder).f_flag & os.ST_RDONLY:
            raise VolumeReadOnly(
                f"{self.path} is mounted read-only.", advice="Look at the disk, then mount it for writing again."
            )

    def _open_index(self) -> None:
        path = self.path / schema.INDEX_NAME
        fresh = not path.exists()
        try:
            self._index = Index(path)
        except IndexDamaged as error:
            _log.error("index put aside", volume=self.id, reason=str(error))
            for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
                if name.exists():
                    name.rename(name.with_name(f"{name.name}.damaged-{self.clock.now_us()}"))
            self._index = Index(path)
            fresh = True
        except sqlite3.Error as error:
            raise VolumeReadOnly(f"The index {path} cannot be opened ({error}).", advice="Look at the disk.") from error
        if fresh:
            self._index.set_meta("volume", self.id)
            empty = not any(each.is_dir() and each.name not in {HOLDS, "lost+found"} for each in self.path.iterdir())
            self._index.set_meta("complete", "yes" if empty else "no")
        elif self._index.meta("complete") == "yes":
            self._index.tidy_gap_log()
        self.unfinished = self._index.unfinished()

    @property
    def index(self) -> Index:
        """The index, open for writing. Only for a volume opened to record."""
        if self._index is None:
            raise VolumeReadOnly(f"{self.path} is not open for recording.")
        return self._index

    @property
    def index_incomplete(self) -> bool:
        """Whether the index was begun anew over footage that it does not know yet."""
        return self.index.meta("complete") != "yes"

    @property
    def folder(self) -> int:
        """The handle through which every file of the volume is reached."""
        if self._folder < 0:
            raise VolumeAway(f"The volume in {self.path} is closed.")
        return self._folder

    def watch(self, watcher: Watcher) -> None:
        """Be called, in whichever thread it happens, whenever the state changes. Must not raise."""
        self._watchers.append(watcher)

    def _set(self, state: VolumeState, detail: str) -> None:
        if state == self.state and detail == self.detail:
            return
        self.state, self.detail, self.since_us = state, detail, self.clock.now_us()
        for watcher in self._watchers:
            watcher(self)

    def free_bytes(self) -> int:
        """Bytes that may still be written, less the reserve; 0 or more."""
        return max(0, free_bytes(self.path) - self.reserve_bytes)

    def spare_bytes(self) -> int:
        """Bytes free beyond the reserve; negative where the reserve itself is being used up."""
        return free_bytes(self.path) - self.reserve_bytes

    def total_bytes(self) -> int:
        """Size of the disk."""
        return total_bytes(self.path)

    def verify(self) -> None:
        """Raise unless the volume may be written on just now: still mounted, the same, sound and with room.

        Costs a few system calls; the writer calls it for each segment.
        """
        with self._lock:
            self._refuse_if_bad()
            if reason := self._displaced():
                self._set(VolumeState.MISSING, reason)
                _log.error("volume missing", volume=self.id, path=str(self.path), reason=reason)
                self._refuse_if_bad()
            numbers = os.fstatvfs(self.folder)
            if numbers.f_flag & os.ST_RDONLY:
                self._set(VolumeState.READ_ONLY, "The disk was mounted read-only.")
                _log.error("volume read-only", volume=self.id, path=str(self.path))
                self._refuse_if_bad()
            if numbers.f_bavail * numbers.f_frsize <= self.reserve_bytes or (numbers.f_files and not numbers.f_favail):
                self._set(VolumeState.FULL, "The disk has no room left.")
                raise self._full()
            self._set(VolumeState.READY, "")

    def verify_present(self) -> None:
        """Raise unless the disk is there, the same and sound; it may be full. For deleting."""
        with self._lock:
            self._refuse_if_bad()
            if reason := self._displaced():
                self._set(VolumeState.MISSING, reason)
                self._refuse_if_bad()

    def _displaced(self) -> str:
        """Why the path no longer leads to the folder that was opened; empty where it does."""
        try:
            here, there = os.fstat(self.folder), self.path.stat()
            name, held = os.stat(IDENTITY, dir_fd=self.folder), os.fstat(self._identity)
        except OSError as error:
            return f"The disk of {self.path} is gone ({error.strerror})."
        if (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino):
            return f"Another folder lies over {self.path}: the disk was unmounted or swapped."
        if (name.st_dev, name.st_ino) != (held.st_dev, held.st_ino):
            return f"The identity of the volume in {self.path} was replaced."
        return ""

    def _refuse_if_bad(self) -> None:
        if self.state is VolumeState.MISSING:
            raise VolumeAway(self.detail, advice="Mount the right disk and open the volume again.")
        if self.state is VolumeState.READ_ONLY or not self.writable:
            raise VolumeReadOnly(
                f"Nothing is written on {self.path}. {self.detail}".strip(),
                advice="Look at the disk; start the recorder again when it is sound.",
            )

    def _full(self) -> VolumeFull:
        return VolumeFull(f"The disk of {self.path} is full.", advice="Delete footage, or release holds.")

    def failed(self, error: OSError | sqlite3.Error, doing: str) -> BeadleError:
        """Take note of a failed call and return the error to raise.

        No room: the volume is FULL for now. Anything else: it is READ_ONLY until it is opened anew, because after a
        failed write or sync nobody can say what the disk holds.
        """
        with self._lock:
            if no_room(error):
                self._set(VolumeState.FULL, "The disk has no room left.")
                return self._full()
            if reason := self._displaced():
                self._set(VolumeState.MISSING, reason)
            elif self.state is not VolumeState.MISSING:
                self._set(VolumeState.READ_ONLY, f"{doing} failed: {error}.")
            _log.error("volume failed", volume=self.id, path=str(self.path), doing=doing, reason=str(error))
            return VolumeReadOnly(
                f"{doing} on {self.path} failed ({error}); nothing more is written there.",
                advice="Look at the disk; start the recorder again when it is sound.",
            )

    def close(self) -> None:
        """Give the volume back. Segments still open are left to recovery."""
        with self._lock:
            index, self._index = self._index, None
            if index is not None:
                with contextlib.suppress(sqlite3.Error):
                    index.close()
            for handle in (self._identity, self._folder):
                if handle >= 0:
                    os.close(handle)
            self._identity = self._folder = -1
            self.writable = False
            self._set(VolumeState.CLOSED, "")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def no_room(error: OSError | sqlite3.Error) -> bool:
    """Whether a call failed because the disk is full."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def _read_id(handle: int, path: Path) -> str:
    try:
        about = tomllib.loads(os.pread(handle, 4096, 0).decode())
    except (ValueError, OSError) as error:
        raise NotAVolume(f"The identity of the volume in {path} cannot be read ({error}).") from error
    found = about.get("id")
    if not isinstance(found, str) or not re.fullmatch(r"[0-9a-f]{16}", found):
        raise NotAVolume(f"The identity of the volume in {path} says no id.")
    return found
