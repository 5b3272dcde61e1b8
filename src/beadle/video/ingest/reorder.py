"""Putting datagrams back in order: a small window over RTP sequence numbers. No I/O."""

from __future__ import annotations

from beadle.video.ingest.settings import DEFAULTS, IngestSettings


class Reorder:
    """Holds datagrams that came early until those before them come, the window is full, or they have waited too long.

    `push` and `expire` give back what may go on, in order. Late and repeated datagrams are dropped. Times are seconds
    of a monotonic clock.
    """

    __slots__ = ("_held", "_next", "_settings", "_since")

    def __init__(self, settings: IngestSettings = DEFAULTS) -> None:
        self._settings = settings
        self._held: dict[int, bytes] = {}
        self._next = -1
        self._since = 0.0

    @property
    def waiting(self) -> bool:
        """Whether anything is held back."""
        return bool(self._held)

    def push(self, packet: bytes, now: float) -> list[bytes]:
        """Take one RTP packet of at least four bytes."""
        sequence = packet[2] << 8 | packet[3]
        if self._next < 0 or sequence == self._next:
            self._next = (sequence + 1) & 0xFFFF
            return [packet, *self._take()] if self._held else [packet]
        ahead = (sequence - self._next) & 0xFFFF
        window = self._settings.reorder_packets
        if ahead >= 0x10000 - window:
            return []
        if ahead >= window:
            # Too far off to be a matter of order: the sender jumped, or much was lost.
            ready = self._flush()
            self._next = (sequence + 1) & 0xFFFF
            return [*ready, packet]
        if not self._held:
            self._since = now
        self._held.setdefault(sequence, packet)
        return []

    def expire(self, now: float) -> list[bytes]:
        """What has waited long enough, and all that follows it."""
        if not self._held or now - self._since < self._settings.reorder_s:
            return []
        first = min(self._held, key=lambda sequence: (sequence - self._next) & 0xFFFF)
        self._next = first
        self._since = now
        return self._take()

    def _take(self) -> list[bytes]:
        ready: list[bytes] = []
        while (packet := self._held.pop(self._next, None)) is not None:
            ready.append(packet)
            self._next = (self._next + 1) & 0xFFFF
        return ready

    def _flush(self) -> list[bytes]:
        order = sorted(self._held, key=lambda sequence: (sequence - self._next) & 0xFFFF)
        ready = [self._held[sequence] for sequence in order]
        self._held.clear()
        return ready
