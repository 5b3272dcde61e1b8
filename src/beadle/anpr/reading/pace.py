"""How often a camera is looked at, and how much of that was left out. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

_EARLY = 0.35
"""Share of the step between looks by which a picture may be early, so that 12.5 a second fit a wish for 12."""
WINDOW_S = 60.0


class Pace:
    """Chooses `fps` pictures a second out of those that come, evenly."""

    def __init__(self, fps: float) -> None:
        self._step_us = 1_000_000 / fps
        self._next_us = 0.0

    def takes(self, at_us: int) -> bool:
        """Whether the picture of that moment is to be looked at."""
        if at_us < self._next_us - _EARLY * self._step_us and at_us > self._next_us - 10 * self._step_us:
            return False
        behind = not self._next_us - self._step_us < at_us < self._next_us + self._step_us
        self._next_us = (at_us if behind else self._next_us) + self._step_us
        return True


@dataclass(frozen=True, slots=True)
class Share:
    """What became of the pictures of the last minute that were due. looked: a second. dropped: 0 to 1."""

    looked: float
    dropped: float


class Tally:
    """Counts what was looked at and what was left out, second by second."""

    def __init__(self) -> None:
        self._seconds: deque[list[float]] = deque()
        self._begun_s: float | None = None

    def note(self, at_s: float, *, looked: int = 0, dropped: int = 0) -> None:
        """Monotonic seconds."""
        if self._begun_s is None:
            self._begun_s = at_s
        if not self._seconds or self._seconds[-1][0] != int(at_s):
            self._seconds.append([int(at_s), 0, 0])
        self._seconds[-1][1] += looked
        self._seconds[-1][2] += dropped
        while self._seconds[0][0] < at_s - WINDOW_S:
            self._seconds.popleft()

    def share(self, now_s: float) -> Share:
        """Of the last minute, or of the time since the first picture."""
        rows = [row for row in self._seconds if row[0] >= now_s - WINDOW_S]
        looked, dropped = sum(row[1] for row in rows), sum(row[2] for row in rows)
        if self._begun_s is None or not looked + dropped:
            return Share(0.0, 0.0)
        span = min(WINDOW_S, max(1.0, now_s - self._begun_s))
        return Share(looked / span, dropped / (looked + dropped))
