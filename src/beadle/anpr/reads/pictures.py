"""Pictures of reads as files: data_dir/anpr/pictures/<day>/<hour>/<read>.<patch or overview>.jpg, in UTC.

A path is made of the read's identifier alone, which holds its moment: nothing that came from outside is part of it.
Files are written before their row is committed and removed after it is gone, so that a row is never without its file;
what a kill leaves over is swept away (sweep.py).
"""

from __future__ import annotations

import contextlib
import os
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from beadle.anpr.reads.ids import moment_of
from beadle.anpr.reads.terms import Picture
from beadle.platform.storage import fsync_dir

_DAY = re.compile(r"\d{4,5}-\d{2}-\d{2}")
_HOUR = re.compile(r"\d{2}")
_FILE = re.compile(r"([0-9a-f]{32})\.(patch|overview)\.jpg")
_AT_ONCE = 8
Key = tuple[uuid.UUID, Picture]


@dataclass(frozen=True, slots=True)
class Found:
    """A file in the store. key: None where it is none of ours, such as what a killed write left.

    changed: its modification time, seconds since 1970.
    """

    path: Path
    key: Key | None
    changed: float


class PictureStore:
    """The pictures of one installation. All of it blocks: call it in a thread."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "anpr" / "pictures"

    def path(self, read_id: uuid.UUID, picture: Picture) -> Path:
        """Where the picture is, or would be."""
        return self.hour(moment_of(read_id)) / f"{read_id.hex}.{picture.value}.jpg"

    def hour(self, moment: datetime) -> Path:
        """The folder of the pictures of that hour."""
        moment = moment.astimezone(UTC)
        return self.folder / moment.strftime("%Y-%m-%d") / moment.strftime("%H")

    def put(self, pictures: Mapping[Key, bytes]) -> None:
        """Write pictures; when this returns they are on the disk, each whole or not at all.

        Several threads make files durable at once: the file system then does it for all of them together, which is
        ten times as fast as one after another.
        """
        paths = {key: self.path(*key) for key in pictures}
        ready = {key: path.with_name(f".{path.name}.{uuid.uuid4().hex}") for key, path in paths.items()}
        try:
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                list(threads.map(self._write, ready.values(), pictures.values()))
            for key, fresh in ready.items():
                fresh.replace(paths[key])
        except BaseException:
            for fresh in ready.values():
                with contextlib.suppress(OSError):
                    fresh.unlink()
            raise
        for folder in {path.parent for path in paths.values()}:
            fsync_dir(folder)

    def read(self, read_id: uuid.UUID, picture: Picture) -> bytes | None:
        """The JPEG bytes, or None where there is no such file."""
        try:
            return self.path(read_id, picture).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, reads: Iterable[uuid.UUID]) -> int:
        """Remove every picture of these reads, and the folders that this leaves empty; how many files went."""
        gone = 0
        folders = set()
        for read_id in reads:
            for picture in Picture:
                path = self.path(read_id, picture)
                with contextlib.suppress(FileNotFoundError):
                    path.unlink()
                    gone += 1
                    folders.add(path.parent)
        self._remove_empty(folders)
        return gone

    def remove_files(self, paths: Sequence[Path]) -> None:
        """Remove files that `listed` found, and the folders that this leaves empty."""
        for path in paths:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
        self._remove_empty({path.parent for path in paths})

    def hours(self) -> list[tuple[datetime, Path]]:
        """Every hour that has a folder, oldest first."""
        found = []
        for day in _folders(self.folder, _DAY):
            for hour in _folders(day, _HOUR):
                with contextlib.suppress(ValueError):
                    found.append((datetime.strptime(f"{day.name} {hour.name} +0000", "%Y-%m-%d %H %z"), hour))
        return sorted(found)

    def listed(self, hour: Path) -> list[Found]:
        """The files of an hour."""
        found = []
        with contextlib.suppress(FileNotFoundError), os.scandir(hour) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    found.append(Found(Path(entry.path), _key(entry.name), entry.stat().st_mtime))
        return found

    def _write(self, path: Path, data: bytes) -> None:
        self._make(path.parent)
        try:
            _write_durably(path, data)
        except FileNotFoundError:  # its folder was empty, and was removed at this very moment
            self._make(path.parent)
            _write_durably(path, data)

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for made in (folder, *folder.parents):
                fsync_dir(made.parent)
                if made == self.folder:
                    break

    def _remove_empty(self, folders: set[Path]) -> None:
        for folder in folders:
            for each in (folder, folder.parent):
                with contextlib.suppress(OSError):  # not empty, or gone already
                    each.rmdir()


def _key(name: str) -> Key | None:
    parts = _FILE.fullmatch(name)
    return None if parts is None else (uuid.UUID(parts[1]), Picture(parts[2]))


def _folders(folder: Path, named: re.Pattern[str]) -> list[Path]:
    with contextlib.suppress(FileNotFoundError):
        return [each for each in folder.iterdir() if named.fullmatch(each.name) and each.is_dir()]
    return []


def _write_durably(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
