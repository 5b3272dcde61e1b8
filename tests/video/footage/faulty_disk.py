"""A disk that fails, fills up or loses its power at a chosen call, and then shows what a real one may have kept."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from beadle.video.footage.disk import Disk


class PowerCut(BaseException):
    """The machine is off: nothing that was under way goes on."""


class FaultyDisk(Disk):
    """The real disk, but for call number `at` (from 1) of the named kind (or of any), which does `what`."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._faults: list[tuple[str, int, Callable[[], None]]] = []
        self._files: dict[int, tuple[int, str]] = {}
        self.synced: dict[tuple[int, str], int] = {}
        self.removed: dict[tuple[int, str], bytes] = {}
        self.short_by = 0
        self.dead = False

    def fail(self, kind: str, at: int, error: int) -> None:
        """Let a call fail with an error number."""

        def raise_it() -> None:
            raise OSError(error, os.strerror(error))

        self._faults.append((kind, at, raise_it))

    def cut(self, at: int) -> None:
        """Cut the power instead of the `at`-th call from now on."""

        def die() -> None:
            self.dead = True
            raise PowerCut

        self._faults.append(("", len(self.calls) + at, die))

    def _call(self, kind: str) -> None:
        if self.dead:
            raise PowerCut
        self.calls.append(kind)
        for wanted, at, act in self._faults:
            count = len(self.calls) if not wanted else self.calls.count(wanted)
            if wanted in {"", kind} and count == at:
                act()

    def open(self, name: str, flags: int, *, at: int) -> int:
        self._call("open")
        handle = super().open(name, flags, at=at)
        self._files[handle] = (at, name)
        self.synced.setdefault((at, name), 0 if flags & os.O_CREAT else os.fstat(handle).st_size)
        return handle

    def make_folder(self, name: str, *, at: int) -> bool:
        self._call("make_folder")
        return super().make_folder(name, at=at)

    def sync_folder(self, name: str, *, at: int) -> None:
        self._call("sync_folder")
        super().sync_folder(name, at=at)
        for key in [key for key in self.removed if key[1].startswith(f"{name}/")]:
            del self.removed[key]

    def write(self, handle: int, parts: Sequence[bytes]) -> int:
        try:
            self._call("write")
        except OSError:
            os.write(handle, b"".join(parts)[: self.short_by])  # a part of it got through before the error
            raise
        if self.short_by:
            return os.write(handle, b"".join(parts)[: self.short_by])
        return super().write(handle, parts)

    def sync(self, handle: int) -> None:
        self._call("sync")
        super().sync(handle)
        self.synced[self._files[handle]] = os.fstat(handle).st_size

    def truncate(self, handle: int, size: int) -> None:
        self._call("truncate")
        super().truncate(handle, size)

    def remove(self, name: str, *, at: int) -> None:
        self._call("remove")
        try:
            handle = os.open(name, os.O_RDONLY, dir_fd=at)
        except FileNotFoundError:
            raise FileNotFoundError(errno.ENOENT, "gone", name) from None
        self.removed[at, name] = os.read(handle, 1 << 28)
        os.close(handle)
        super().remove(name, at=at)
        self.synced.pop((at, name), None)

    def remove_folder(self, name: str, *, at: int) -> None:
        self._call("remove_folder")
        super().remove_folder(name, at=at)

    def after_the_cut(self, root: Path, keep: float) -> None:
        """What is on the platter: of bytes that were never synced a share, of removals that were not the files."""
        for (_, name), synced in self.synced.items():
            path = root / name
            if path.exists():
                size = path.stat().st_size
                if size > synced:
                    os.truncate(path, synced + int((size - synced) * keep))
        for (_, name), data in self.removed.items():
            if keep >= 0.5 and (root / name).parent.is_dir():
                (root / name).write_bytes(data)
