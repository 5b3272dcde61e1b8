"""Why there is no footage, written down a second time: a file of lines beside the index, for the day it is lost.

The index is made anew from the files alone, but a hole in them does not say whether the camera, the disk or somebody
who stopped the recorder made it. Lines are only ever added, in one write each; they are not synced, since the index is.
A gap that goes on gets a line each time it has doubled, so that a camera that is dead for a month costs a few.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from beadle.platform.storage import write_atomically
from beadle.video.footage.errors import BadCameraKey
from beadle.video.footage.terms import Span, checked_key

NAME = "gaps.log"
TIDY_BYTES = 4 << 20
"""A longer log is written anew from the index when the volume is opened; that is some 50,000 lines."""
_LONGEST_LINE = 400


class LoggedGap(NamedTuple):
    """A gap of a camera, and its reason."""

    camera: str
    span: Span
    reason: str


class GapLog:
    """The log of one volume, open for adding. It never fails: what cannot be written stands in the index."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1
        self._noted: dict[str, LoggedGap] = {}
        self._open()

    def _open(self) -> None:
        with contextlib.suppress(OSError):
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            self._file = os.open(self._path, flags, 0o640)

    def note(self, gap: LoggedGap, *, final: bool) -> None:
        """Add a line. final: the gap has ended; one that goes on may be left out for now."""
        last = self._noted.get(gap.camera)
        goes_on = last is not None and (last.span.start_us, last.reason) == (gap.span.start_us, gap.reason)
        if goes_on and not final and _length(gap) < 2 * _length(last or gap):
            return
        self._noted[gap.camera] = gap
        if self._file >= 0:
            with contextlib.suppress(OSError):
                os.write(self._file, _line(gap))

    @property
    def long(self) -> bool:
        """Whether it has grown so long that it should be written anew."""
        return self._file >= 0 and os.fstat(self._file).st_size > TIDY_BYTES

    def rewrite(self, gaps: Iterable[LoggedGap]) -> None:
        """Write the log anew with these gaps only. To be called before any is noted."""
        with contextlib.suppress(OSError):
            write_atomically(self._path, b"".join(map(_line, gaps)), mode=0o640)
            self.close()
            self._open()

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


def _length(gap: LoggedGap) -> int:
    return gap.span.end_us - gap.span.start_us


def _line(gap: LoggedGap) -> bytes:
    return json.dumps([gap.camera, gap.span.start_us, gap.span.end_us, gap.reason]).encode() + b"\n"


def logged_gaps(path: Path) -> Iterator[LoggedGap]:
    """What a log says. Lines that are torn or make no sense are left out; a log that is not there is empty."""
    with contextlib.suppress(OSError), path.open("rb") as lines:
        while line := lines.readline(_LONGEST_LINE):
            with contextlib.suppress(ValueError, TypeError, OverflowError, BadCameraKey):
                camera, start_us, end_us, reason = json.loads(line)
                if 0 < int(start_us) < int(end_us) < 1 << 62 and 0 < len(reason) <= 40:
                    yield LoggedGap(checked_key(camera), Span(int(start_us), int(end_us)), str(reason))
