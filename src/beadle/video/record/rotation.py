"""When a segment ends: about every minute, each camera at its own second, so that the closing work is spread out."""

from __future__ import annotations

import zlib

SEGMENT_US = 60_000_000


def phase_us(camera: str) -> int:
    """How far into the minute this camera changes its segment: the same after every start, even over all cameras."""
    return zlib.crc32(camera.encode()) * SEGMENT_US >> 32


def due(phase: int, opened_us: int, now_us: int) -> bool:
    """Whether a segment that began at `opened_us` should end before what begins at `now_us` (both UTC microseconds)."""
    return (now_us + phase) // SEGMENT_US != (opened_us + phase) // SEGMENT_US
