"""The calls that change a volume, in one place, so that a test can fail or cut any one of them."""

from __future__ import annotations

import os
from collections.abc import Sequence

_MOST_PARTS = 1000
"""A writev takes at most 1024 buffers on Linux (IOV_MAX)."""


class Disk:
    """The machine's file system. Every name is relative to a folder's handle: a mount put over it changes nothing."""

    def open(self, name: str, flags: int, *, at: int) -> int:
        """A handle on a file; a new one may be read by the group (mode 0640)."""
        return os.open(name, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640, dir_fd=at)

    def make_folder(self, name: str, *, at: int) -> bool:
        """Make a folder; False where it was there already."""
        try:
            os.mkdir(name, 0o750, dir_fd=at)
        except FileExistsError:
            return False
        return True

    def sync_folder(self, name: str, *, at: int) -> None:
        """Make the names in a folder durable."""
        handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=at)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def write(self, handle: int, parts: Sequence[bytes]) -> int:
        """One writev; the number of bytes that were taken, which may be less than was given."""
        return os.writev(handle, parts)

    def write_all(self, handle: int, parts: list[bytes], total: int) -> None:
        """Write every part: one writev unless the kernel takes less. Raises OSError; the file may then be longer."""
        if len(parts) > _MOST_PARTS:
            parts = [b"".join(parts)]
        done = self.write(handle, parts)
        if done == total:
            return
        rest = memoryview(b"".join(parts))[done:]
        while rest:
            taken = self.write(handle, [rest])  # type: ignore[list-item]  # any buffer will do
            if not taken:
                raise OSError(5, "The disk took no byte.")
            rest = rest[taken:]

    def sync(self, handle: int) -> None:
        """Make a file's bytes and length durable."""
        os.fdatasync(handle)

    def truncate(self, handle: int, size: int) -> None:
        """Cut a file back."""
        os.ftruncate(handle, size)

    def remove(self, name: str, *, at: int) -> None:
        """Remove a file's name."""
        os.unlink(name, dir_fd=at)

    def remove_folder(self, name: str, *, at: int) -> None:
        """Remove an empty folder."""
        os.rmdir(name, dir_fd=at)


DISK = Disk()
