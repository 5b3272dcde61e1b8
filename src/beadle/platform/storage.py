"""Files that survive a power cut, and folders of the right kind."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from beadle.platform.errors import Unavailable

_LONGEST_SOCKET_PATH = 90
"""A Unix socket's path may have 107 bytes; this leaves room for the socket's own name."""


def fsync_dir(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace a file so that a reader, a crash or a power cut sees the old bytes or the new, never a mixture."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    fsync_dir(path.parent)


def free_bytes(path: Path) -> int:
    """Bytes that an ordinary user may still write on the file system of `path`."""
    numbers = os.statvfs(path)
    return numbers.f_bavail * numbers.f_frsize


def total_bytes(path: Path) -> int:
    """Size of the file system of `path`."""
    numbers = os.statvfs(path)
    return numbers.f_blocks * numbers.f_frsize


def runtime_dir(data_dir: Path) -> Path:
    """The folder for sockets: inside the data folder where the path is short enough, else a private one in /tmp.

    The same data folder always gives the same runtime folder. Raises Unavailable where somebody else owns it.
    """
    inside = data_dir.resolve() / "run"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_PATH:
        inside.mkdir(mode=0o700, parents=True, exist_ok=True)
        return inside
    digest = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"beadle-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077:
        raise Unavailable(
            f"The folder for sockets, {folder}, belongs to somebody else or is open to others.",
            advice="Remove it, or use a data folder with a shorter path.",
        )
    return folder
