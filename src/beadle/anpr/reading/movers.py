"""Where something is in the picture that is not always there: only there a plate is looked for. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from beadle.anpr.terms import Box

Plane = NDArray[np.uint8]
Edges = tuple[int, int, int, int]
"""Left, top, right, bottom."""

_WIDTH = 240
"""Pixels across the small picture in which movers are found."""
_DIFFERENT = 16
"""Grey levels from the usual picture."""
_STILL_S, _MOVED_S = 4.0, 20.0
"""Seconds in which the usual picture takes up what it shows, where nothing moves and where something does."""
_LEAST_PIXELS = 40
"""Of the small picture: a mover is at least about 1.5 by 0.4 metres where a plate can be read."""
_ON_ONE = 0.4
"""Share of a plate's place that has to differ from the usual picture, each difference widened by a pixel."""
_CUT = 3
"""Pixels from the edge of what is looked at within which a plate may be cut off."""
_MARGIN = 3
_MOST = 3
_WHOLE = 0.6
"""Share of the looked-at part from which on all of it is one mover."""


class Movers:
    """One camera's usual picture. region: corners of what is looked at, 0 to 1; empty for all of it."""

    def __init__(self, region: Sequence[tuple[float, float]] = ()) -> None:
        self._region = tuple(region)
        self._usual: NDArray[np.float32] | None = None
        self._mask: Plane | None = None
        self._last_s = 0.0
        self._moved: Plane | None = None
        self._scale = 1.0

    def on_one(self, box: Box) -> bool:
        """Whether a place in the last picture is on a mover itself, not on what stands beside it, such as a sign.

        Nor is it where the looked-at part ends: a plate that is cut off there reads as another one.
        """
        if self._moved is None or not self._is_whole(box):
            return False
        left, top = int(box.x / self._scale), int(box.y / self._scale)
        right, bottom = int((box.x + box.width) / self._scale) + 1, int((box.y + box.height) / self._scale) + 1
        part = self._moved[top:bottom, left:right]
        return bool(part.size) and float(part.mean()) >= _ON_ONE

    def _is_whole(self, box: Box) -> bool:
        assert self._mask is not None, "begun with the usual picture"
        left, top, wide, high = (value * self._scale for value in cv2.boundingRect(self._mask))
        return (
            box.x >= left + _CUT
            and box.y >= top + _CUT
            and box.x + box.width <= left + wide - _CUT
            and box.y + box.height <= top + high - _CUT
        )

    def find(self, grey: Plane, at_s: float) -> list[Box]:
        """The movers in a picture, in its pixels, the largest first; at_s: monotonic seconds."""
        height = max(8, round(grey.shape[0] * _WIDTH / grey.shape[1]))
        # Every second row is enough for a picture so much smaller, and half of the work.
        small = np.asarray(cv2.resize(grey[::2], (_WIDTH, height), interpolation=cv2.INTER_AREA), np.uint8)
        if self._usual is None or self._usual.shape != small.shape:
            self._begin(small, at_s)
            return []
        usual = self._usual
        moved = cv2.absdiff(small, cv2.convertScaleAbs(usual)) > _DIFFERENT
        since = min(1.0, max(0.0, at_s - self._last_s))
        self._last_s = at_s
        pace = np.where(moved, since / _MOVED_S, since / _STILL_S).astype(np.float32)
        usual += pace * (small - usual)
        self._scale = grey.shape[1] / _WIDTH
        self._moved = np.asarray(cv2.dilate(moved.astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
        return self._boxes(moved, self._scale)

    def _begin(self, small: Plane, at_s: float) -> None:
        self._usual, self._last_s = small.astype(np.float32), at_s
        self._mask = np.full(small.shape, 255, np.uint8)
        if len(self._region) >= 3:
            corners = np.array(self._region) * (small.shape[1], small.shape[0])
            self._mask[:] = 0
            cv2.fillPoly(self._mask, [np.rint(corners).astype(np.int32)], 255)

    def _boxes(self, moved: NDArray[np.bool_], scale: float) -> list[Box]:
        assert self._mask is not None, "begun with the usual picture"
        shown = np.where(moved, self._mask, 0).astype(np.uint8)
        joined = cv2.dilate(shown, np.ones((5, 5), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        found = sorted((stats[n] for n in range(1, count)), key=lambda row: -int(row[cv2.CC_STAT_AREA]))
        found = [row for row in found if row[cv2.CC_STAT_AREA] >= _LEAST_PIXELS]
        if not found:
            return []
        left, top, wide, high = cv2.boundingRect(self._mask)
        area = sum(int(row[2]) * int(row[3]) for row in found[:_MOST])
        if area > _WHOLE * wide * high or len(found) > 4 * _MOST:
            return [_scaled((left, top, left + wide, top + high), scale)]
        limits = (left, top, left + wide, top + high)
        return [_scaled(edges, scale) for edges in _joined([_widened(row, limits) for row in found[:_MOST]])]


def _joined(boxes: Sequence[Edges]) -> list[Edges]:
    """Boxes that overlap become one, so that no plate is looked at twice."""
    kept: list[Edges] = []
    for box in boxes:
        grown = box
        while True:
            met = [
                one
                for one in kept
                if one[0] < grown[2] and grown[0] < one[2] and one[1] < grown[3] and grown[1] < one[3]
            ]
            if not met:
                break
            kept = [one for one in kept if one not in met]
            both = [grown, *met]
            grown = (min(b[0] for b in both), min(b[1] for b in both), max(b[2] for b in both), max(b[3] for b in both))
        kept.append(grown)
    return kept


def _widened(row: NDArray[np.int32], limits: Edges) -> Edges:
    left, top, wide, high = (int(value) for value in row[:4])
    return (
        max(limits[0], left - _MARGIN),
        max(limits[1], top - _MARGIN),
        min(limits[2], left + wide + _MARGIN),
        min(limits[3], top + high + _MARGIN),
    )


def _scaled(edges: Edges, scale: float) -> Box:
    left, top, right, bottom = (round(value * scale) for value in edges)
    return Box(left, top, right - left, bottom - top)
