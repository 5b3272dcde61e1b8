"""Fragments of a file that the index does not list yet: of an open segment, after a crash, or of an orphan."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from beadle.video.footage.activity import activity
from beadle.video.footage.terms import Fragment
from beadle.video.mp4.describe import formats_of
from beadle.video.mp4.fragment import TIMESCALE
from beadle.video.mp4.scan import FoundFragment, Scan, scan
from beadle.video.terms import StreamFormat


class Look(NamedTuple):
    """What a file holds. `size` is its length, `scan.end` where the last whole fragment ends."""

    scan: Scan
    format: StreamFormat | None
    fragments: list[Fragment]
    size: int


def ticks_to_us(ticks: int) -> int:
    """90 kHz ticks in microseconds."""
    return ticks * 1_000_000 // TIMESCALE


def as_fragments(found: Sequence[FoundFragment], start_us: int) -> list[Fragment]:
    """Fragments as the index keeps them; one whose file does not tell its time gets it from the segment's start.

    A fragment ends where the next one begins; the last one, after its duration by the camera's clock.
    """
    starts = [start_us + ticks_to_us(each.tfdt) if each.server_us is None else each.server_us for each in found]
    fragments = []
    for place, (each, begin) in enumerate(zip(found, starts, strict=True)):
        end = starts[place + 1] if place + 1 < len(starts) else begin
        if end <= begin:
            end = begin + max(1, ticks_to_us(each.duration))
        level = activity(each.sizes)
        fragments.append(Fragment(each.offset, each.length, begin, end, each.tfdt, each.duration, level, each.key))
    return fragments


def look_through(handle: int, start_us: int) -> Look:
    """Scan an open file from its front. Raises OSError where it cannot be read."""
    size = os.fstat(handle).st_size

    def read(offset: int, length: int) -> bytes:
        return os.pread(handle, length, offset)

    seen = scan(read, size)
    fmt: StreamFormat | None = None
    if seen.init_bytes:
        try:
            fmt = formats_of(read(0, seen.init_bytes))[0]
        except (ValueError, IndexError):
            fmt = None
    return Look(seen, fmt, as_fragments(seen.fragments, start_us), size)


class Tail:
    """Follows a file that another process is writing; each look reads only what is new."""

    def __init__(self, start_us: int) -> None:
        self._start_us = start_us
        self._found: list[FoundFragment] = []
        self.end = 0

    def look(self, handle: int) -> list[Fragment]:
        """All whole fragments so far."""
        size = os.fstat(handle).st_size
        if size < self.end:
            self._found, self.end = [], 0
        seen = scan(lambda offset, length: os.pread(handle, length, offset), size, start=self.end)
        self._found += seen.fragments
        self.end = seen.end
        return as_fragments(self._found, self._start_us)
