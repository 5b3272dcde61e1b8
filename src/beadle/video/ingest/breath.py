"""Letting pictures gather in the kernel instead of waking up for each of their packets.

A camera that sends a picture packet by packet wakes a reader a dozen times for it, and each time costs more than the
packet. So a connection that has just read a small piece and is in the middle of a picture stops reading for a few
milliseconds; what comes meanwhile is read in one go. An encrypted connection that is only recorded, with nobody
watching, is read in longer breaths still (an open one is read in turn, see `rounds`). All connections of a loop share
one timer for each length.
"""

from __future__ import annotations

import asyncio
from typing import Protocol
from weakref import WeakKeyDictionary

BREATH_S = 0.004
"""The longest that a picture can be held back, of the 40 ms that the server may add to a live picture."""
LONG_BREATH_S = 0.07
"""For an encrypted camera that nobody watches. No multiple of the time between two pictures at 25 or 30 a second: the
least delay over a group of pictures, which places it in time, then stays within some ten milliseconds of the true one.
"""


class Reader(Protocol):
    """The part of a transport that is needed here."""

    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def is_closing(self) -> bool: ...


class Breath:
    """Holds readers for at most `seconds`; one for each event loop and length, see `breath_of`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float = BREATH_S) -> None:
        self._loop = loop
        self._seconds = seconds
        self._held: list[Reader] = []

    def hold(self, reader: Reader) -> None:
        """Stop reading until the next breath."""
        if reader.is_closing():
            return
        reader.pause_reading()
        if not self._held:
            self._loop.call_later(self._seconds, self._release)
        self._held.append(reader)

    def _release(self) -> None:
        held, self._held = self._held, []
        for reader in held:
            if not reader.is_closing():
                reader.resume_reading()


_BREATHS: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[float, Breath]] = WeakKeyDictionary()


def breath_of(loop: asyncio.AbstractEventLoop, seconds: float = BREATH_S) -> Breath:
    """The breath of that length that the connections of a loop share."""
    of_loop = _BREATHS.setdefault(loop, {})
    found = of_loop.get(seconds)
    if found is None:
        found = of_loop[seconds] = Breath(loop, seconds)
    return found
