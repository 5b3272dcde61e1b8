"""Reading the cameras that nobody watches in turn, a few at a time, instead of waking up for what each of them sends.

An event loop that waits for a socket pays for each wake-up with a context switch, three system calls and a turn through
its own machinery, many times what the bytes themselves cost; a camera that sends packet by packet causes hundreds a
second. A camera that is only recorded has time: its socket is left out of the loop and read every 0.23 s, by one plain
`read` that fetches all that has gathered. Eighty cameras so take 43 wake-ups a second together, not a thousand.

The time between two reads grows from one turn to ten, so that the kernel's receive window, which begins at 64 kB and
grows with what is read at once, never makes the camera wait; and shrinks again for a camera that sends very much.
"""

from __future__ import annotations

import asyncio
import os
from typing import Protocol
from weakref import WeakKeyDictionary

TURN_S = 0.023
MOST_TURNS = 10
"""0.23 s is no multiple of the time between two pictures at any usual rate: a group of pictures is met at many phases
of a picture, so the least delay over the group, which places it in time, is within some ten milliseconds of the true
one."""
READ_BYTES = 256 * 1024
MOST_READS = 4
"""At one turn, so that a camera that floods us takes its share of the loop and no more."""


class Taker(Protocol):
    """Whose socket is read."""

    def taken(self, data: bytes) -> None:
        """Bytes came."""

    def broke_off(self, error: OSError | None) -> None:
        """The other end has closed the connection, or it failed."""

    def is_closing(self) -> bool:
        """Whether the socket may not be touched any more."""


class Reader:
    """One socket that is read in turn, until `stop`. The socket must be non-blocking, and nobody else may read it."""

    __slots__ = ("_file", "_stopped", "_taker", "_wait")

    def __init__(self, taker: Taker, file: int) -> None:
        self._taker = taker
        self._file = file
        self._wait = 1
        self._stopped = False

    def stop(self) -> None:
        """Read no more."""
        self._stopped = True

    def read(self) -> int:
        """Read what has come; after how many turns to read again, 0 for never."""
        for _ in range(MOST_READS):
            if self._stopped or self._taker.is_closing():
                return 0
            try:
                data = os.read(self._file, READ_BYTES)
            except BlockingIOError:
                return self._slower()
            except OSError as error:
                self._taker.broke_off(error)
                return 0
            if not data:
                self._taker.broke_off(None)
                return 0
            self._taker.taken(data)
            if len(data) < READ_BYTES:
                return 0 if self._stopped else self._slower()
            self._wait = max(1, self._wait // 2)
        return 0 if self._stopped else self._wait

    def _slower(self) -> int:
        """All that had come was read: it may wait twice as long next time, up to the whole round."""
        self._wait = min(MOST_TURNS, self._wait * 2)
        return self._wait


class Rounds:
    """The turns of one event loop, see `rounds_of`: a ring of them, each with the readers that are due then."""

    def __init__(self, loop: asyncio.AbstractEventLoop, turn_s: float = TURN_S) -> None:
        self._loop = loop
        self._turn_s = turn_s
        self._ring: list[list[Reader]] = [[] for _ in range(MOST_TURNS + 1)]
        self._now = 0
        self._readers = 0

    def join(self, reader: Reader) -> None:
        """Read it from the next turn on."""
        self._readers += 1
        if self._readers == 1:
            self._loop.call_later(self._turn_s, self._turn)
        self._seat(reader, 1)

    def _seat(self, reader: Reader, wait: int) -> None:
        """Where there is a choice the emptiest turn is taken: cameras that came all at once do not stay together."""
        ring, now = self._ring, self._now
        seats = [ring[(now + each) % len(ring)] for each in range(max(1, wait - 2), wait + 1)]
        min(seats, key=len).append(reader)

    def _turn(self) -> None:
        begun = self._loop.time()
        self._now = now = (self._now + 1) % len(self._ring)
        due, self._ring[now] = self._ring[now], []
        for reader in due:
            wait = reader.read()
            if wait:
                self._seat(reader, wait)
            else:
                self._readers -= 1
        if self._readers:
            self._loop.call_at(begun + self._turn_s, self._turn)


_ROUNDS: WeakKeyDictionary[asyncio.AbstractEventLoop, Rounds] = WeakKeyDictionary()


def rounds_of(loop: asyncio.AbstractEventLoop) -> Rounds:
    """The turns that the connections of a loop share."""
    found = _ROUNDS.get(loop)
    if found is None:
        found = _ROUNDS[loop] = Rounds(loop)
    return found
