"""The hot path: a camera's byte stream (RFC 2326 section 10.12) into packets and messages. No I/O.

Nearly every packet of a camera is the middle fragment of a large NAL unit, with the expected sequence number, the same
time stamp, the same sender and the same length. Such a packet differs from the one before only in its sequence number
and its bytes, so they are unpacked as rows of a table: two comparisons know one for what it is, which takes about a
quarter of a microsecond.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Protocol

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.message import Request, Response, take_message
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.units import UnitAssembler

_DOLLAR = 0x24


@lru_cache(maxsize=256)
def _rows(length: int, middle: int) -> Callable[[memoryview], Iterator[tuple[Any, ...]]]:
    """Splits packets of that length into: channel, length and first word as one number; `middle` bytes; payload."""
    return struct.Struct(f">Q{middle}s{length - 4 - middle}s").iter_unpack


class StreamEvents(Protocol):
    """Takes what is not video."""

    def on_message(self, message: Response | Request) -> None:
        """An RTSP message came."""

    def on_rtcp(self, packet: bytes) -> None:
        """An RTCP packet of the video track came."""


class Interleaved:
    """Parses one camera's byte stream. Set `units` and the channels once the track is set up."""

    __slots__ = ("_events", "_settings", "_video_word", "control_channel", "stray", "units", "video_channel")

    def __init__(self, events: StreamEvents, settings: IngestSettings = DEFAULTS) -> None:
        self._events = events
        self._settings = settings
        self.units: UnitAssembler | None = None
        self.video_channel = self.control_channel = -1
        self._video_word = -1
        self.stray = 0
        """Packets on channels that nobody asked for."""

    def attach(self, units: UnitAssembler, video_channel: int, control_channel: int) -> None:
        """From now on packets of these channels are wanted."""
        self.units = units
        self.video_channel, self.control_channel = video_channel, control_channel
        self._video_word = _DOLLAR << 8 | video_channel

    def feed(self, data: bytes, at: int = 0) -> int:
        """Take everything that is whole in `data` from `at` on; where that ended. Raises Malformed."""
        size = len(data)
        while size - at >= 4:
            if self.units is not None and self.units.next_word >= 0:
                at = self._run(self.units, data, at)
            stop = self._one(data, at, size)
            if stop < 0:
                break
            at = stop
        return at

    def _run(self, units: UnitAssembler, data: bytes, at: int) -> int:
        """Take middle fragments of one length until something else comes; the position of what comes then."""
        length, middle = data[at + 2] << 8 | data[at + 3], units.middle
        count = (len(data) - at) // (4 + length)
        payload_bytes = length - 4 - len(middle)
        if count == 0 or payload_bytes <= 0:
            return at
        first = want = (self._video_word << 16 | length) << 32 | units.next_word
        append = units.parts.append
        for head, same, payload in _rows(length, len(middle))(memoryview(data)[at : at + count * (4 + length)]):
            if head != want or same != middle:
                break
            append(payload)
            want += 1
        taken = want - first
        units.next_word = units.next_word & 0xFFFF_0000 | want & 0xFFFF
        units.extended += taken
        units.size += taken * length
        units.fragment_bytes += taken * payload_bytes
        units.check_bounds()
        return at + taken * (4 + length)

    def _one(self, data: bytes, at: int, size: int) -> int:
        """Take one packet or message of any kind; the position behind it, or -1 when it is not whole."""
        if size - at < 4:
            return -1
        if data[at] != _DOLLAR:
            return self._take_text(data, at)
        channel = data[at + 1]
        body = at + 4
        stop = body + (data[at + 2] << 8 | data[at + 3])
        if stop > size:
            return -1
        if channel == self.video_channel and self.units is not None:
            self.units.packet(data, body, stop)
        elif channel == self.control_channel:
            self._events.on_rtcp(data[body:stop])
        else:
            self.stray += 1
        return stop

    def _take_text(self, data: bytes, at: int) -> int:
        """Take an RTSP message, or the line breaks that some cameras put between messages."""
        if data[at] in b"\r\n":
            return at + 1
        if not 0x41 <= data[at] <= 0x5A:
            raise Malformed("The camera's stream holds bytes that belong to no packet and no message.")
        taken = take_message(data, at, self._settings)
        if taken is None:
            return -1
        message, stop = taken
        self._events.on_message(message)
        return stop


def torn_bytes(start: bytes, more: int) -> int:
    """How many of the next `more` bytes complete the packet that begins with `start`; 0 where nobody can tell."""
    if len(start) < 4 or start[0] != _DOLLAR:
        return 0
    missing = 4 + (start[2] << 8 | start[3]) - len(start)
    return missing if 0 < missing <= more else 0
