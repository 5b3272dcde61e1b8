"""A viewer at the other end of a connection, who may be slower than the camera."""

from __future__ import annotations

import asyncio
from typing import Any

from beadle.video.live.wire import pack_json

BEHIND_BYTES = 64 * 1024
"""With less than this unsent a viewer is not behind: one key frame may be under way."""
BEHIND_US = 1_000_000
"""Behind for this long: frames are left out up to the next key frame."""
MOST_BYTES = 16 * 1024 * 1024
"""Unsent bytes beyond which frames are left out at once, however short the time."""
MOST_NEWS_BYTES = 4 * 1024 * 1024
"""Unsent news beyond which a listener is cut off."""


class SocketViewer:
    """Writes to a transport and never waits: what the other end does not take in time is left out."""

    __slots__ = ("_answered", "_behind_since_us", "_skipping", "_transport", "skipped")

    def __init__(self, transport: asyncio.WriteTransport) -> None:
        self._transport = transport
        self._answered = False
        self._skipping = True
        self._behind_since_us = 0
        self.skipped = 0

    @property
    def started(self) -> bool:
        """Whether it has been given a format."""
        return self._answered

    def start(self, header: dict[str, Any], messages: list[bytes], whole: bool) -> None:
        lead: dict[str, Any] = {"type": "format"} if self._answered else {"ok": True}
        self._answered = True
        self._skipping = not whole
        self._transport.write(b"".join((pack_json(lead | header), *messages)))

    def offer(self, message: bytes, received_us: int, key: bool) -> None:
        unsent = self._transport.get_write_buffer_size()
        if self._skipping:
            if not key or unsent > BEHIND_BYTES:
                self.skipped += 1
                return
            self._skipping = False
        if self._is_too_far_behind(unsent, received_us):
            self._behind_since_us = 0
            self._skipping = True
            self.skipped += 1
            self.tell(pack_json({"type": "skipped"}))
            return
        self._transport.write(message)

    def _is_too_far_behind(self, unsent: int, received_us: int) -> bool:
        if unsent <= BEHIND_BYTES:
            self._behind_since_us = 0
            return False
        self._behind_since_us = self._behind_since_us or received_us
        return unsent > MOST_BYTES or received_us - self._behind_since_us > BEHIND_US

    def tell(self, message: bytes) -> None:
        if self._transport.get_write_buffer_size() <= MOST_BYTES:
            self._transport.write(message)


class SocketListener:
    """Hears the news. One that lags is cut off: it comes back, gets the whole state, and has missed nothing unaware."""

    __slots__ = ("_transport",)

    def __init__(self, transport: asyncio.WriteTransport) -> None:
        self._transport = transport

    def tell(self, message: bytes) -> None:
        if self._transport.get_write_buffer_size() > MOST_NEWS_BYTES:
            self._transport.abort()
        else:
            self._transport.write(message)
