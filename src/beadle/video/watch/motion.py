"""Whether anything moves, on key frames alone: how much of the picture differs from what was there before. Pure.

It marks pixels, not people: what moved, who, and how often is not asked. Brightness that changes everywhere at once
(a cloud, the camera's own exposure) is taken out first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from beadle.video.watch.terms import Flags, Floats, Grey

Polygon = Sequence[tuple[float, float]]
"""Corners as shares of width and height, 0 to 1."""

_LEAST_STEP = 9.0
"""Grey levels: less is noise."""
_NOISES = 4.0
"""A pixel must differ by this many times its own usual difference."""
_ADAPT = 0.15
_WHOLE = 0.7
"""A change of so much of the picture is the picture's own: lamps that go on, a covered lens."""


class MotionDetector:
    """Compares looks at one camera. The level of a look is 0 (nothing) to 255 (everywhere)."""

    def __init__(self, ignored: Sequence[Polygon] = ()) -> None:
        self._ignored = ignored
        self._counts: Flags | None = None
        self._before: Floats | None = None
        self._noise: Floats | None = None

    def restart(self) -> None:
        """What comes next is another view: what was there before is no measure for it."""
        self._before = None

    def level(self, look: Grey) -> int:
        """How much moves: 255 times the square root of the share of the picture, so that a person counts as well."""
        height, width = look.shape
        half = cv2.resize(look, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        now = np.asarray(cv2.GaussianBlur(half.astype(np.float32), (0, 0), 1.2), np.float32)
        if self._before is None or self._noise is None or self._before.shape != now.shape:
            self._before, self._noise = now, np.full_like(now, 3.0)
            self._counts = counted(now.shape, self._ignored)
            return 0
        apart = np.abs(now - self._before - float(np.median(now - self._before)))
        moved = (apart > np.maximum(_LEAST_STEP, _NOISES * self._noise)).astype(np.uint8)
        moved = cv2.morphologyEx(moved, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        counts = self._counts
        assert counts is not None
        share = float((moved.astype(bool) & counts).sum()) / max(1, int(counts.sum()))
        if share > _WHOLE:
            self._before, self._noise = now, np.full_like(now, 3.0)
            return 0
        still = moved == 0
        self._before += _ADAPT * (now - self._before)
        self._noise[still] += _ADAPT * (apart[still] - self._noise[still])
        return min(255, math.ceil(255 * math.sqrt(share)))


def counted(shape: tuple[int, ...], ignored: Sequence[Polygon]) -> Flags:
    """Which pixels count: those in no ignored area."""
    mask = np.ones(shape, np.uint8)
    for polygon in ignored:
        corners = np.array([(round(x * shape[1]), round(y * shape[0])) for x, y in polygon], np.int32)
        cv2.fillPoly(mask, [corners], 0)
    return np.asarray(mask.astype(bool))
