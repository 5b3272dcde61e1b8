"""Letting a picture gather in the kernel instead of waking up for each of its packets.

A camera that sends a picture packet by packet wakes a reader a dozen times for it, and each time costs more than the
packet. So a connection that has just read a small piece and is in the middle of a picture stops reading for a few
milliseconds; what comes meanwhile is read in one go. All connections of a loop share one timer. A camera that sends
whole pictures at once is never held.
"""

from __future__ import annotations

import asyncio
from typing import Protocol
from weakref import WeakKeyDictionary

BREATH_S = 0.004
"""The longest that a picture can be held back, of the 40 ms that the server may add to a live picture."""


class Reader(Protocol):
    """The part of a transport that is needed here."""

    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def is_closing(self) -> bool: ...


class Breath:
    """Holds readers for at most `BREATH_S`; one for each event loop, see `breath_of`."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._held: list[Reader] = []

    def hold(self, reader: Reader) -> None:
        """Stop reading until the next breath."""
        if reader.is_closing():
            return
        reader.pause_reading()
        if not self._held:
            self._loop.call_later(BREATH_S, self._release)
        self._held.append(reader)

    def _release(self) -> None:
        held, self._held = self._held, []
        for reader in held:
            if not reader.is_closing():
                reader.resume_reading()


_BREATHS: WeakKeyDictionary[asyncio.AbstractEventLoop, Breath] = WeakKeyDictionary()


def breath_of(loop: asyncio.AbstractEventLoop) -> Breath:
    """The breath that the connections of a loop share."""
    found = _BREATHS.get(loop)
    if found is None:
        found = _BREATHS[loop] = Breath(loop)
    return found
