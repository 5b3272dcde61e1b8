"""What waits to be read: each camera's messages in their order, bounded, the one that has waited longest first."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

from beadle.platform.clock import Clock
from beadle.video.live.wire import INIT, KEY, unpack_media

MOST_BYTES = 24 << 20
"""Of one camera's messages together; a key picture of 4K has about 2 MB."""


@dataclass(frozen=True, slots=True)
class Item:
    """A media payload; b"" where the stream broke off. came_s: monotonic. dropped: how many were left out before it."""

    payload: bytes
    came_s: float
    dropped: int = 0


class Line:
    """The event loop puts in, one thread takes out. late_s: a message that waited longer is left out."""

    def __init__(self, clock: Clock, late_s: float) -> None:
        self._clock = clock
        self._late_s = late_s
        self._waiting: dict[Hashable, deque[Item]] = {}
        self._bytes: dict[Hashable, int] = {}
        self._skipped: dict[Hashable, int] = {}
        self._torn: set[Hashable] = set()
        self._ready = threading.Condition()
        self._closed = False

    def put(self, camera: Hashable, payload: bytes) -> None:
        """The next message of a camera; from a full line everything goes, up to the next key picture."""
        with self._ready:
            row = self._waiting.setdefault(camera, deque())
            if self._bytes.get(camera, 0) + len(payload) > MOST_BYTES:
                self._leave_out(camera, row, len(row))
                self._torn.add(camera)
            flags = unpack_media(payload)[0] if payload else INIT
            if camera in self._torn and not flags & (KEY | INIT):
                self._skipped[camera] = self._skipped.get(camera, 0) + 1
                return
            if flags & KEY:
                self._torn.discard(camera)
            row.append(Item(payload, self._clock.monotonic()))
            self._bytes[camera] = self._bytes.get(camera, 0) + len(payload)
            self._ready.notify()

    def take(self, wait_s: float = 1.0) -> tuple[Hashable, Item] | None:
        """The message that has waited longest, of any camera; None where nothing comes in `wait_s` seconds."""
        with self._ready:
            if not self._ready.wait_for(lambda: self._closed or any(self._waiting.values()), wait_s) or self._closed:
                return None
            camera = min((c for c, row in self._waiting.items() if row), key=lambda c: self._waiting[c][0].came_s)
            row = self._waiting[camera]
            self._leave_out_late(camera, row)
            item = row.popleft()
            self._bytes[camera] -= len(item.payload)
            skipped = self._skipped.pop(camera, 0)
            return camera, Item(item.payload, item.came_s, skipped)

    def forget(self, camera: Hashable) -> None:
        """Nothing of this camera is wanted any more."""
        with self._ready:
            for known in (self._waiting, self._bytes, self._skipped):
                known.pop(camera, None)
            self._torn.discard(camera)

    def close(self) -> None:
        """Nothing is given out any more; who waits is told so."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def _leave_out_late(self, camera: Hashable, row: deque[Item]) -> None:
        """Where the oldest has waited too long: go on with the newest key picture that waits, if there is one."""
        if self._clock.monotonic() - row[0].came_s <= self._late_s:
            return
        starts = [place for place, item in enumerate(row) if not item.payload or unpack_media(item.payload)[0] & KEY]
        self._leave_out(camera, row, starts[-1] if starts else 0)

    def _leave_out(self, camera: Hashable, row: deque[Item], count: int) -> None:
        """The first `count`, but for the formats among them."""
        first = [row.popleft() for _ in range(count)]
        kept = [item for item in first if item.payload and unpack_media(item.payload)[0] & INIT]
        row.extendleft(reversed(kept))
        self._skipped[camera] = self._skipped.get(camera, 0) + len(first) - len(kept)
        self._bytes[camera] = sum(len(item.payload) for item in row)
