"""How many messages a camera may send: so many at once, and so many a second in the long run. No I/O."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    inside: int = 0


class Rates:
    """A bucket for each camera, which fills again as time goes by. Times are monotonic seconds."""

    def __init__(self, per_second: float, burst: int, *, at_once: int = 16) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._at_once = at_once
        self._buckets: dict[uuid.UUID, _Bucket] = {}

    def wait(self, camera: uuid.UUID, now: float) -> float:
        """Take one message out of the camera's bucket: 0, or the seconds until there is one to take."""
        bucket = self._buckets.setdefault(camera, _Bucket(self._burst, now))
        bucket.left = min(self._burst, bucket.left + max(now - bucket.at, 0.0) * self._per_second)
        bucket.at = now
        if bucket.inside >= self._at_once:
            return 1.0
        if bucket.left < 1:
            return (1 - bucket.left) / self._per_second
        bucket.left -= 1
        return 0.0

    @contextmanager
    def inside(self, camera: uuid.UUID) -> Iterator[None]:
        """While a camera's message is on its way: bodies lie in memory, so that there may be only a few at once."""
        bucket = self._buckets[camera]
        bucket.inside += 1
        try:
            yield
        finally:
            bucket.inside -= 1
