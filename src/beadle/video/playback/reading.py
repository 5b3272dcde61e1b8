"""Bytes of recorded files on their way out: read in threads, in bounded pieces, never a whole file at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

from beadle.video.errors import NoFootage, PictureBroken
from beadle.video.playback.ranges import Answer

CHUNK = 512 * 1024
"""One thread hop a chunk: large enough that hops are cheap, small enough that 100 viewers fit in memory."""


class Source(Protocol):
    """Something with a known size of which any part can be read. Blocking; called in a thread."""

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`. Raises DataLoss where they are no longer there."""

    def close(self) -> None:
        """Let go of what is open."""


class FileSource:
    """An open file; it can be read on after its name was deleted."""

    def __init__(self, path: Path) -> None:
        self._handle = -1
        try:
            self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise NoFootage(
                "This footage is no longer there.", advice="It was deleted because its time was over."
            ) from error
        self.size = os.fstat(self._handle).st_size

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the file."""
        data = os.pread(self._handle, length, offset)
        while len(data) < length:
            more = os.pread(self._handle, length - len(data), offset + len(data))
            if not more:
                raise PictureBroken("A recorded file is shorter than it was.", advice="Run: beadle footage check")
            data += more
        return data

    def close(self) -> None:
        """Close the file; a second time is harmless."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    def __del__(self) -> None:
        self.close()  # an answer whose sending never began


async def stream(source: Source, answer: Answer) -> AsyncGenerator[bytes]:
    """The body of `answer`; closes the source at the end, also when the reader goes away."""
    try:
        for piece in answer.pieces:
            if piece.before:
                yield piece.before
            offset, left = piece.offset, piece.length
            while left:
                length = min(CHUNK, left)
                yield await asyncio.to_thread(source.read, offset, length)
                offset += length
                left -= length
        if answer.after:
            yield answer.after
    finally:
        source.close()
