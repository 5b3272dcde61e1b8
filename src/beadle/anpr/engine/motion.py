"""Where a plate will be next, and which way it goes: constant velocity, and straight lines through what was seen."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from beadle.anpr.terms import Box, Direction

_DRIVEN = 12.0
"""Standard deviation of a plate's acceleration, in its own widths per second squared."""
_SEEN = 0.06
"""Standard deviation of a detection's centre and size, in plate widths."""
_UNKNOWN_SPEED = 6.0
"""Standard deviation of the speed of a plate that was seen once, in its own widths per second."""
_GROWN = math.log(1.08)
_MOVED = 1.0
"""Plate heights of vertical motion that tell a direction where the size does not."""


class Course:
    """A Kalman filter with constant velocity on a plate's centre and size. Moments are monotonic seconds."""

    def __init__(self, box: Box, at_s: float) -> None:
        self._at_s = at_s
        self._state = np.stack([_measured(box), np.zeros(4)], axis=1)
        unit = float(max(box.width, 1))
        self._covariance = np.tile(np.diag([(_SEEN * unit) ** 2, (_UNKNOWN_SPEED * unit) ** 2]), (4, 1, 1))
        self._covariance[2:, 1, 1] /= 9.0

    def at(self, at_s: float) -> tuple[float, float, float, float]:
        """Centre x and y, width and height that are to be expected then."""
        ahead = self._state[:, 0] + self._state[:, 1] * (at_s - self._at_s)
        x, y, width, height = (float(value) for value in ahead)
        return x, y, max(width, 1.0), max(height, 1.0)

    def see(self, box: Box, at_s: float) -> None:
        """Take in where it was seen. Formulas: R. E. Kalman, 1960, for a state of position and velocity."""
        since = max(at_s - self._at_s, 1e-3)
        unit = max(float(self._state[2, 0]), 1.0)
        step = np.array([[1.0, since], [0.0, 1.0]])
        noise = (_DRIVEN * unit) ** 2 * np.array([[since**4 / 4, since**3 / 2], [since**3 / 2, since**2]])
        state = self._state @ step.T
        covariance = step @ self._covariance @ step.T + noise
        seen = (_SEEN * unit) ** 2
        gain = covariance[:, :, 0] / (covariance[:, 0, 0] + seen)[:, None]
        self._state = state + gain * (_measured(box) - state[:, 0])[:, None]
        self._covariance = covariance - gain[:, :, None] * covariance[:, :1, :]
        self._at_s = at_s


def _measured(box: Box) -> NDArray[np.float64]:
    return np.array([box.x + box.width / 2, box.y + box.height / 2, max(box.width, 1), max(box.height, 1)], np.float64)


def overlap(box: Box, other: tuple[float, float, float, float]) -> float:
    """Intersection over union of a box and one that is given by centre and size."""
    x, y, width, height = other
    across = min(box.x + box.width, x + width / 2) - max(box.x, x - width / 2)
    down = min(box.y + box.height, y + height / 2) - max(box.y, y - height / 2)
    if across <= 0 or down <= 0:
        return 0.0
    both = across * down
    return both / (box.width * box.height + width * height - both)


@dataclass(slots=True)
class _Line:
    """A straight line through (moment, value), kept as sums."""

    count: float = 0.0
    t: float = 0.0
    y: float = 0.0
    tt: float = 0.0
    ty: float = 0.0

    def add(self, t: float, y: float) -> None:
        self.count, self.t, self.y = self.count + 1, self.t + t, self.y + y
        self.tt, self.ty = self.tt + t * t, self.ty + t * y

    def slope(self) -> float:
        below = self.count * self.tt - self.t * self.t
        return 0.0 if below <= 1e-9 else (self.count * self.ty - self.t * self.y) / below


@dataclass(slots=True)
class Heading:
    """Which way a plate goes: one that grows comes towards the camera, one that shrinks goes away.

    down_is_towards: where the size does not tell, a plate that moves down the picture comes nearer, as it does for a
    camera on a pole.
    """

    down_is_towards: bool = True
    _first_s: float | None = None
    _last_s: float = 0.0
    _size: _Line = field(default_factory=_Line)
    _down: _Line = field(default_factory=_Line)

    def see(self, box: Box, at_s: float) -> None:
        """Take in one look."""
        if self._first_s is None:
            self._first_s = at_s
        self._last_s = at_s
        since, height = at_s - self._first_s, max(box.height, 1)
        self._size.add(since, 0.5 * math.log(max(box.width, 1) * height))
        self._down.add(since, (box.y + box.height / 2) / height)

    def direction(self) -> Direction:
        """What the looks so far say."""
        lasted = self._last_s - (self._first_s or 0.0)
        grown, moved = self._size.slope() * lasted, self._down.slope() * lasted
        if abs(grown) >= _GROWN:
            return Direction.TOWARDS if grown > 0 else Direction.AWAY
        if abs(moved) >= _MOVED:
            return Direction.TOWARDS if (moved > 0) == self.down_is_towards else Direction.AWAY
        return Direction.UNKNOWN
