"""Telling a frozen picture from a quiet street, by the coded bytes alone. No I/O, no decoding.

A live sensor has noise, so no two of its key frames are ever equal, byte for byte. A camera whose encoder goes on while
its sensor or its video input hangs sends the same key frame again and again, or nothing but "no change".
Longer loops than `frozen_loop` are not judged: footage that is replayed on purpose, as the simulator does, is not a
fault of a camera.
"""

from __future__ import annotations

import zlib
from collections import deque

from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.terms import Codec


def picture_checksum(unit: bytes, codec: Codec) -> int:
    """CRC-32 over the slices of an access unit (NAL units behind four-byte lengths); messages beside them, which may
    hold a clock, do not count.
    """
    checksum = at = 0
    while at + 5 <= len(unit):
        stop = at + 4 + int.from_bytes(unit[at : at + 4], "big")
        head = unit[at + 4]
        kind = head & 31 if codec is Codec.H264 else head >> 1 & 63
        if 1 <= kind <= 5 if codec is Codec.H264 else kind < 32:
            checksum = zlib.crc32(unit[at + 4 : stop], checksum)
        at = stop
    return checksum


class FreezeDetector:
    """Fed with each key frame's checksum and the pictures' sizes; `frozen` is the verdict at the last key frame.

    Times are seconds of a monotonic clock.
    """

    __slots__ = ("_changed_at", "_moved_at", "_recent", "_repeats", "_settings", "frozen")

    def __init__(self, settings: IngestSettings = DEFAULTS) -> None:
        self._settings = settings
        self._recent: deque[int] = deque(maxlen=settings.frozen_loop)
        self._repeats = 0
        self._changed_at = 0.0
        self._moved_at = 0.0
        self.frozen = False

    def key(self, checksum: int, largest: int, now: float) -> None:
        """A key frame came: judge. largest: bytes of the largest picture since the one before, 0 if there was none."""
        if checksum in self._recent:
            self._repeats += 1
        else:
            self._repeats = 0
            self._changed_at = now
        self._recent.append(checksum)
        if largest == 0 or largest > self._settings.skip_bytes:
            self._moved_at = now
        repeated = self._repeats >= self._settings.frozen_keys and now - self._changed_at >= self._settings.frozen_s
        self.frozen = repeated or now - self._moved_at >= self._settings.skip_s
