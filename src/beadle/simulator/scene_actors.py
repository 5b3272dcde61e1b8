"""Who moves through a scene, and where they are at a moment of the loop, which repeats without a seam."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from beadle.simulator.scene_people import Look
from beadle.simulator.traffic import Vehicle

Spot = tuple[float, float]
STRIDE_METRES = 1.5
"""Two steps."""


class Path:
    """A way along the ground with rounded corners. `closed`: it ends where it begins."""

    def __init__(self, spots: Sequence[Spot], *, closed: bool = False, rounding: int = 2) -> None:
        points = np.array(spots, float)
        for _ in range(rounding):
            points = _rounded(points, closed)
        if closed:
            points = np.vstack([points, points[:1]])
        steps = np.hypot(*np.diff(points, axis=0).T)
        self._at = np.concatenate([[0.0], np.cumsum(steps)])
        self._points = points
        self.length = float(self._at[-1])

    def place(self, metres: float) -> tuple[float, float, float, float]:
        """x and z at a distance from the start, and the direction there as (x, z) of length 1."""
        index = int(np.clip(np.searchsorted(self._at, metres) - 1, 0, len(self._points) - 2))
        (x0, z0), (x1, z1) = self._points[index], self._points[index + 1]
        span = self._at[index + 1] - self._at[index] or 1.0
        share = (metres - self._at[index]) / span
        return x0 + share * (x1 - x0), z0 + share * (z1 - z0), (x1 - x0) / span, (z1 - z0) / span


def _rounded(
    points: np.ndarray[tuple[int, ...], np.dtype[np.float64]], closed: bool
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Chaikin's corner cutting."""
    following = np.roll(points, -1, axis=0) if closed else points[1:]
    here = points if closed else points[:-1]
    cut = np.empty((2 * len(here), 2))
    cut[0::2], cut[1::2] = 0.75 * here + 0.25 * following, 0.25 * here + 0.75 * following
    return cut if closed else np.vstack([points[:1], cut, points[-1:]])


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody on foot. On a closed path they go round once a loop; on an open one once, from `start` seconds on.

    speed: metres a second on an open path; 0 makes them stand at the path's start.
    """

    look: Look
    path: Path
    start: float = 0.0
    speed: float = 1.3
    closed: bool = False

    def at(self, moment: float, loop: float) -> tuple[Spot, tuple[float, float, float]] | None:
        """Place and step (direction, phase of the stride) at a moment of a loop of `loop` seconds; None: away."""
        if self.speed == 0:
            x, z, dx, _ = self.path.place(0.0)
            sway = 0.03 * math.sin(2 * math.pi * (2 * moment / loop + self.start))
            return (x + sway, z), (0.01 * dx, 0.0, 0.0)
        since = (moment - self.start) % loop
        if self.closed:
            metres = since / loop * self.path.length
        else:
            metres = since * self.speed
            if metres > self.path.length:
                return None
        x, z, dx, dz = self.path.place(metres)
        strides = max(1, round(self.path.length / STRIDE_METRES))
        phase = 2 * math.pi * metres / self.path.length * strides
        return (x, z), (dx, dz, phase)


@dataclass(frozen=True, slots=True)
class Driver:
    """A vehicle that takes a path once a loop, from `start` seconds on. speed: metres a second; 0: it is parked."""

    vehicle: Vehicle
    path: Path
    start: float = 0.0
    speed: float = 9.0

    def at(self, moment: float, loop: float) -> tuple[float, float, float] | None:
        """x, z and heading (radians, 0 away from the lens) at a moment of a loop; None: away."""
        metres = ((moment - self.start) % loop) * self.speed
        if metres > self.path.length:
            return None
        x, z, dx, dz = self.path.place(metres)
        return x, z, math.atan2(dx, dz)
