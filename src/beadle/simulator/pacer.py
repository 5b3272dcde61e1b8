"""Wakes streams when their next picture is due: one task for all of them, at most 150 times a second."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable

from beadle.platform.clock import Clock
from beadle.simulator.stream import EARLY, Stream

_SHORTEST, _LONGEST = 0.0065, 0.02


class Pacer:
    """Streams that somebody looks at, in the order of their next picture."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._order = itertools.count()
        self._heap: list[tuple[float, int, Stream]] = []
        self._known: set[Stream] = set()

    def wake(self, stream: Stream) -> None:
        """Somebody has joined the stream."""
        if stream not in self._known:
            self._known.add(stream)
            heapq.heappush(self._heap, (stream.due(), next(self._order), stream))

    def send_due(self) -> float:
        """Send everything that is due; return how many seconds nothing will be due for."""
        now = self._clock.monotonic()
        while self._heap and self._heap[0][0] <= now + EARLY:
            _, _, stream = heapq.heappop(self._heap)
            stream.send_due()
            if stream.receivers:
                heapq.heappush(self._heap, (stream.due(), next(self._order), stream))
            else:
                self._known.discard(stream)
        soonest = self._heap[0][0] - self._clock.monotonic() if self._heap else _LONGEST
        return min(max(soonest, _SHORTEST), _LONGEST)

    async def run(self, once_a_second: Callable[[], None]) -> None:
        """Go on until cancelled."""
        next_check = self._clock.monotonic()
        while True:
            pause = self.send_due()
            if self._clock.monotonic() >= next_check:
                next_check += 1.0
                once_a_second()
            await asyncio.sleep(pause)
