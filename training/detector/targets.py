"""What the network should answer for a picture whose plates are known."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

STRIDE = 8
SMALLEST = 14.0
"""Plates narrower than this many pixels count neither way."""
SHOWN = 0.45
"""Share of a plate that must lie in the picture for it to count."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Targets:
    """Arrays over the grid of answers (rows, columns).

    heat: 0 to 1, 1 in one place for each plate. care: 0 where the answer counts neither way.
    near: how much the corners asked for there matter. shape: (10, rows, columns): two lines, log scale, corners less
    the place, in scales. stiff: (8, rows, columns), weight of each coordinate.
    """

    heat: Floats
    care: Floats
    near: Floats
    shape: Floats
    stiff: Floats


def scale_of(corners: Floats) -> float:
    """Root of the area, in pixels."""
    return max(float(np.sqrt(cv2.contourArea(corners))), 1.0)


def _within(corners: Floats, wide: int, high: int) -> tuple[float, npt.NDArray[np.float64]]:
    """Share of the plate inside the picture, and the middle of that part."""
    frame = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    whole = float(cv2.contourArea(corners))
    if whole < 1:
        return 0.0, corners.mean(0).astype(np.float64)
    area, part = cv2.intersectConvexConvex(corners.astype(np.float32), frame)
    if area <= 0 or part is None:
        return 0.0, corners.mean(0).astype(np.float64)
    middle = corners.mean(0) if area > 0.98 * whole else part[:, 0].mean(0)
    return float(area) / whole, middle.astype(np.float64)


def _bump(corners: Floats, middle: npt.NDArray[np.float64], x: Floats, y: Floats) -> tuple[Floats, float, float]:
    """A hill over the plate, 1 at its middle; and the plate's width and height in pixels."""
    along = ((corners[1] + corners[2]) - (corners[0] + corners[3])) / 2
    down = ((corners[2] + corners[3]) - (corners[0] + corners[1])) / 2
    width, height = float(np.hypot(*along)), float(np.hypot(*down))
    inverse = np.linalg.pinv(np.column_stack([along, down]).astype(np.float64))
    u = inverse[0, 0] * (x - middle[0]) + inverse[0, 1] * (y - middle[1])
    v = inverse[1, 0] * (x - middle[0]) + inverse[1, 1] * (y - middle[1])
    wide, tall = max(0.11, 4.5 / max(width, 1.0)), max(0.17, 4.5 / max(height, 1.0))
    return np.exp(-0.5 * ((u / wide) ** 2 + (v / tall) ** 2)).astype(np.float32), width, height


def make(plates: Floats, wide: int, high: int) -> Targets:
    """Targets of one picture. plates: (N, 10): eight coordinates, lines, and 1 where it is clear to be seen."""
    rows, columns = high // STRIDE, wide // STRIDE
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) * STRIDE + STRIDE / 2
    heat, care, near = (np.zeros((rows, columns), np.float32) for _ in range(3))
    care += 1
    shape, stiff = np.zeros((10, rows, columns), np.float32), np.zeros((8, rows, columns), np.float32)
    for row in plates:
        corners = row[:8].reshape(4, 2)
        share, middle = _within(corners, wide, high)
        if share < 0.05:
            continue
        bump, width, height = _bump(corners, middle, x, y)
        if row[9] < 0.5 or share < SHOWN or width < SMALLEST or height < 3:
            care[bump > 0.02] = 0
            continue
        column, line = np.clip((middle / STRIDE).astype(int), 0, (columns - 1, rows - 1))
        bump[line, column] = 1.0
        care[line, column] = 1.0
        heat = np.maximum(heat, bump)
        here = (bump > 0.3) & (bump > near)
        scale = scale_of(corners)
        near[here] = bump[here]
        shape[0][here], shape[1][here] = row[8] - 1, np.log(scale / STRIDE)
        inside = ((corners >= 0) & (corners <= (wide, high))).all(1)
        for corner in range(4):
            shape[2 + 2 * corner][here] = (corners[corner, 0] - x[here]) / scale
            shape[3 + 2 * corner][here] = (corners[corner, 1] - y[here]) / scale
            stiff[2 * corner : 2 * corner + 2, here] = 1.0 if inside[corner] else 0.25
    return Targets(heat, care, near, shape, stiff)
