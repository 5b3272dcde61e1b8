"""The files of the spool, as a reader sees them: which there are, what stands in them, and where a writer has gone.

A segment's name is the moment of its beginning and a random word, so that names sort by age and never come twice. Its
writer holds a lock on it; what nobody holds any more is finished, and whatever follows its last whole record was never
acknowledged. Blocking.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from beadle.anpr.push.message import (
    LONGEST_BODY,
    LONGEST_HEAD,
    MARK_BYTES,
    PREFIX_BYTES,
    Message,
    decode,
    length_at,
)

SUFFIX = ".spool"
FILE_MARK = b"\x89BPLATE\n"
"""What every segment begins with; the segment's own mark follows."""
HEAD_BYTES = len(FILE_MARK) + MARK_BYTES
_NAME = re.compile(r"[0-9]{16}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A message and where it lies. `end` is where the next one begins."""

    segment: str
    offset: int
    end: int
    message: Message

    @property
    def name(self) -> str:
        """The message's name: its segment and place."""
        return name_of(self.segment, self.offset)


@dataclass(frozen=True, slots=True)
class Portion:
    """Some messages of a segment, in order. `end`: where reading goes on.

    damaged: bytes between messages that are none. torn: bytes behind the last one, of a message that was never
    acknowledged. finished: nothing more will ever come after `end`.
    """

    messages: tuple[Stored, ...]
    end: int
    damaged: int
    torn: int
    finished: bool


def name_of(segment: str, offset: int) -> str:
    """The name of the message at that place."""
    return f"{segment}:{offset}"


def path_of(folder: Path, segment: str) -> Path:
    """Where a segment lies. Raises ValueError for what is not a segment's name."""
    if not _NAME.fullmatch(segment):
        raise ValueError("This is not the name of a segment.")
    return folder / f"{segment}{SUFFIX}"


def segments(folder: Path) -> list[str]:
    """The names of all segments, oldest first. An empty list where the folder is not there."""
    try:
        names = [path.stem for path in folder.iterdir() if path.suffix == SUFFIX]
    except FileNotFoundError:
        return []
    return sorted(name for name in names if _NAME.fullmatch(name))


def sizes(folder: Path) -> dict[str, int]:
    """The bytes of every segment."""
    found = {}
    for name in segments(folder):
        try:
            found[name] = path_of(folder, name).stat().st_size
        except FileNotFoundError:
            continue  # it was disposed of meanwhile
    return found


def is_finished(handle: int) -> bool:
    """Whether its writer has gone. handle: the open segment."""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(handle, fcntl.LOCK_UN)
    return True


def read(folder: Path, segment: str, offset: int = 0, *, most_bytes: int = 16 << 20, most: int = 500) -> Portion:
    """Messages of a segment from `offset` on: at most `most`, and about `most_bytes`, but one at least.

    Raises OSError; FileNotFoundError where the segment is not there.
    """
    handle = os.open(path_of(folder, segment), os.O_RDONLY | os.O_CLOEXEC)
    try:
        # Asked before reading: what is read after the writer went is all that there will ever be.
        finished = is_finished(handle)
        size = os.fstat(handle).st_size
        mark = os.pread(handle, HEAD_BYTES, 0)[len(FILE_MARK) :]
        begin = max(offset, HEAD_BYTES)
        if size < begin or len(mark) < MARK_BYTES:  # a writer that died at its first bytes, or a file cut short
            return Portion((), max(size, offset), 0, 0, finished=finished)
        view = _View(segment, begin, size, mark, finished)
        portion = view.portion(_bytes(handle, begin, min(size, begin + most_bytes)), most)
        if portion.end == begin and not portion.messages and begin + most_bytes < size:
            portion = view.portion(_bytes(handle, begin, size), most)  # one that is longer than what was asked for
        return portion
    finally:
        os.close(handle)


def message_at(folder: Path, segment: str, offset: int) -> Message | None:
    """The one message at that place; None where none is. Raises OSError where the segment cannot be read."""
    portion = read(folder, segment, offset, most_bytes=LONGEST_HEAD + LONGEST_BODY + PREFIX_BYTES, most=1)
    found = [stored.message for stored in portion.messages if stored.offset == offset]
    return found[0] if found else None


def _bytes(handle: int, begin: int, end: int) -> bytes:
    pieces = []
    while begin < end and (piece := os.pread(handle, end - begin, begin)):
        pieces.append(piece)
        begin += len(piece)
    return b"".join(pieces)


@dataclass(frozen=True, slots=True)
class _View:
    """A segment as it stood at one moment. begin: where reading begins; size: its bytes."""

    segment: str
    begin: int
    size: int
    mark: bytes
    finished: bool

    def portion(self, data: bytes, most: int) -> Portion:
        """What `data` holds, which lies at `begin`."""
        final = self.finished and self.begin + len(data) >= self.size
        found = tuple(islice(self._records(data, final=final), most))
        at = found[-1].end if found else self.begin
        damaged = at - self.begin - sum(stored.end - stored.offset for stored in found)
        if final and len(found) < most:
            return Portion(found, self.size, damaged, self.size - at, finished=True)
        return Portion(found, at, damaged, 0, finished=False)

    def _records(self, data: bytes, *, final: bool) -> Iterator[Stored]:
        at = 0
        while True:
            decoded = decode(data, at, self.mark)
            if decoded is None:
                if not final and self._cut(data, at):
                    return
                following = self._next_whole(data, at + 1)
                if following is None:
                    return
                at = following
                continue
            begin = self.begin + at
            yield Stored(self.segment, begin, begin + decoded.length, decoded.message)
            at += decoded.length

    def _cut(self, data: bytes, at: int) -> bool:
        """Whether the record at `at` only ends beyond `data`: it is still being written, or more was not asked for."""
        length = length_at(data, at, self.mark)
        return len(data) - at < PREFIX_BYTES if length is None else at + length > len(data)

    def _next_whole(self, data: bytes, at: int) -> int | None:
        while (at := data.find(self.mark, at)) >= 0:
            if decode(data, at, self.mark) is not None:
                return at
            at += 1
        return None
