"""A decoded picture: its grey plane as it lies in memory, and colour only for what is shown to people.

A picture of 1080p in colour costs more to make than to decode, and the engine reads grey.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from beadle.anpr.terms import Box

Plane = NDArray[np.uint8]

PATCH_WIDTH = 240
OVERVIEW_WIDTH = 960
_PATCH_MARGIN = 0.25
"""Of the plate's width on each side, so that one sees that it is on a vehicle."""
_PATCH_QUALITY, _OVERVIEW_QUALITY = 88, 78


@dataclass(frozen=True, slots=True)
class Frame:
    """Planes of Y, U and V; the latter two at half the size (4:2:0), or None for a grey picture. at_us: UTC."""

    grey: Plane
    blue: Plane | None
    red: Plane | None
    at_us: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.grey.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.grey.shape[0])

    def part(self, box: Box) -> tuple[Plane, tuple[int, int]]:
        """The picture there in colour (BGR), and the column and row of its upper left corner, which are even."""
        left, top = max(0, box.x) & ~1, max(0, box.y) & ~1
        right = min(self.width & ~1, (box.x + box.width + 1) & ~1)
        bottom = min(self.height & ~1, (box.y + box.height + 1) & ~1)
        grey = self.grey[top:bottom, left:right]
        halves = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
        blue, red = (None if plane is None else plane[halves] for plane in (self.blue, self.red))
        return _colour(grey, blue, red), (left, top)

    def patch(self, box: Box) -> bytes:
        """The plate with a margin, PATCH_WIDTH pixels wide, as JPEG."""
        margin = round(box.width * _PATCH_MARGIN)
        part, _ = self.part(Box(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin))
        size = (PATCH_WIDTH, max(1, round(part.shape[0] * PATCH_WIDTH / part.shape[1])))
        way = cv2.INTER_AREA if part.shape[1] > PATCH_WIDTH else cv2.INTER_CUBIC
        return _jpeg(np.asarray(cv2.resize(part, size, interpolation=way), np.uint8), _PATCH_QUALITY)

    def overview(self) -> tuple[bytes, float]:
        """The whole picture as JPEG, at most OVERVIEW_WIDTH pixels wide, and how much smaller it is (at most 1)."""
        share = min(1.0, OVERVIEW_WIDTH / self.width)
        size = (round(self.width * share) & ~1, round(self.height * share) & ~1)
        grey = _shrunk(self.grey, size)
        half = (size[0] // 2, size[1] // 2)
        blue, red = (None if plane is None else _shrunk(plane, half) for plane in (self.blue, self.red))
        return _jpeg(_colour(grey, blue, red), _OVERVIEW_QUALITY), share


def _shrunk(plane: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


def _colour(grey: Plane, blue: Plane | None, red: Plane | None) -> Plane:
    """BGR of planes of which the last two are half as large."""
    if blue is None or red is None:
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    planes = np.concatenate([np.ravel(plane) for plane in (grey, blue, red)])
    i420 = planes.reshape(grey.shape[0] * 3 // 2, grey.shape[1])
    return np.asarray(cv2.cvtColor(i420, cv2.COLOR_YUV2BGR_I420), np.uint8)


def _jpeg(picture: Plane, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))
    assert done, "OpenCV encodes every picture of bytes as JPEG"
    return data.tobytes()
