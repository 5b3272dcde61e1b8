"""Small pictures for scrubbing, kept on disk under a bound. Losing them costs nothing but the time to make them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import threading
from pathlib import Path

from beadle.video.playback.pictures import Picture

WIDTH = 160
_HEAD = struct.Struct(">qHH")
_JPEG_END = b"\xff\xd9"
_LOW_WATER = 0.8
"""When the bound is passed, the oldest pictures go until this share is left, so that trimming is rare."""


class ThumbnailShelf:
    """Pictures by (camera key, moment of the key frame). Blocking; call it in threads. Safe from several threads."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most = most_bytes
        self._lock = threading.Lock()
        self._held: int | None = None

    def get(self, camera: str, start_us: int) -> Picture | None:
        """The picture, if it is kept and whole."""
        path = self._path(camera, start_us)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        if len(data) <= _HEAD.size or not data.endswith(_JPEG_END):
            return None
        at_us, width, height = _HEAD.unpack_from(data)
        return Picture(data[_HEAD.size :], at_us, width, height)

    def put(self, camera: str, start_us: int, picture: Picture) -> None:
        """Keep a picture. A disk that cannot take it is no reason to fail: the picture was made all the same."""
        path = self._path(camera, start_us)
        data = _HEAD.pack(picture.at_us, picture.width, picture.height) + picture.jpeg
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{threading.get_native_id()}")
            fresh.write_bytes(data)  # not synced: a torn one is noticed, and recording needs the disk
            fresh.replace(path)
            with self._lock:
                self._held = self._measure() if self._held is None else self._held + len(data)
                if self._held > self._most:
                    self._held = self._trim()

    def drop(self, camera: str) -> None:
        """Forget a camera's pictures: footage that was deleted must not live on as small pictures."""
        for path in (self._folder / _name(camera)).glob("*"):
            with contextlib.suppress(OSError):
                path.unlink()

    def drop_before(self, camera: str, moment_us: int) -> int:
        """Forget a camera's pictures of before `moment_us`; how many there were."""
        gone = 0
        for path in (self._folder / _name(camera)).glob("*"):
            if path.name.isdecimal() and int(path.name) < moment_us:
                with contextlib.suppress(OSError):
                    path.unlink()
                    gone += 1
        return gone

    def _path(self, camera: str, start_us: int) -> Path:
        return self._folder / _name(camera) / str(start_us)

    def _measure(self) -> int:
        return sum(size for _, size, _ in self._kept())

    def _kept(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
        return found

    def _trim(self) -> int:
        kept = sorted(self._kept())
        held = sum(size for _, size, _ in kept)
        for _, size, path in kept:
            if held <= self._most * _LOW_WATER:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                held -= size
        return held


def _name(camera: str) -> str:
    return hashlib.sha256(camera.encode()).hexdigest()[:24]
