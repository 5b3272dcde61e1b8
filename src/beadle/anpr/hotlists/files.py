"""Files that were sent for hotlists, in the data folder. Everything here blocks on the disk: call it in threads."""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from beadle.anpr.hotlists.encodings import Sniffer
from beadle.anpr.hotlists.errors import NoRoom
from beadle.anpr.hotlists.guessing import Guess, guess
from beadle.platform.storage import free_bytes, fsync_dir

_BEGINNING = 1 << 17
"""Characters of a file that are looked at to guess what it is."""
_CHECK_EVERY = 64 << 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of sent files. reserve: bytes that they never use up on its disk."""

    folder: Path
    reserve: int

    def sent(self, import_id: uuid.UUID) -> Path:
        """The file as it was sent."""
        return self.folder / f"{import_id}.csv"

    def refused(self, import_id: uuid.UUID) -> Path:
        """The rows of it that were refused, with their reasons."""
        return self.folder / f"{import_id}.refused.csv"

    def remove(self, import_id: uuid.UUID, *, report: bool) -> None:
        """Delete the file; with `report` its refused rows too."""
        self.sent(import_id).unlink(missing_ok=True)
        if report:
            self.refused(import_id).unlink(missing_ok=True)

    def strangers(self, known: set[uuid.UUID]) -> list[Path]:
        """Files of imports that nobody knows: what a killed server left."""
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.iterdir() if not any(path.name.startswith(str(each)) for each in known)]

    def check_room(self) -> None:
        """Return where the disk has room for more. Raises NoRoom."""
        if free_bytes(self.folder) < self.reserve:
            raise NoRoom("The disk has no room for the file.", advice="Make room, and send it again.")


class Incoming:
    """A file that comes in: `write` its bytes in order, then `close`; until then it has another name."""

    def __init__(self, shelf: Shelf, import_id: uuid.UUID) -> None:
        shelf.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shelf.check_room()
        self._shelf = shelf
        self._path = shelf.sent(import_id)
        self._partial = self._path.with_suffix(".part")
        self._file: BinaryIO = os.fdopen(os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._sniffer = Sniffer()
        self._checked = 0
        self.size = 0

    def write(self, data: bytes) -> None:
        """The next bytes. Raises NoRoom."""
        self._sniffer.feed(data)
        self._file.write(data)
        self.size += len(data)
        if self.size - self._checked > _CHECK_EVERY:
            self._checked = self.size
            self._shelf.check_room()

    def close(self) -> str:
        """Make the file durable; its encoding."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.rename(self._path)
        fsync_dir(self._path.parent)
        return self._sniffer.encoding

    def discard(self) -> None:
        """Delete what came in."""
        self._file.close()
        self._partial.unlink(missing_ok=True)


@dataclass(slots=True)
class Opened:
    """A sent file that is read."""

    text: io.TextIOWrapper
    raw: BinaryIO
    size: int

    @classmethod
    @contextmanager
    def at(cls, path: Path, encoding: str) -> Iterator[Self]:
        """Open it; what cannot be decoded is replaced, so that only its row is refused."""
        with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline=None) as text:
            yield cls(text, raw, max(path.stat().st_size, 1))

    @property
    def share(self) -> float:
        """How much of the file was read: 0 to 1."""
        return min(self.raw.tell() / self.size, 1.0)


def guessed(path: Path, encoding: str, delimiter: str | None = None) -> Guess:
    """What the file seems to be. Raises BadFile where it is no table."""
    with Opened.at(path, encoding) as opened:
        return guess(opened.text.read(_BEGINNING), delimiter)
