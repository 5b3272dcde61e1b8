"""Four corners in a picture become the flat, grey strip that the recogniser reads. The same code trains and runs.

A strip is 40 pixels high and 176 wide, whatever the shape of the plate: a plate with one line is stretched to it, a
plate with two lines is cut in two and its halves stand side by side. From the shape alone it is not always certain how
many lines there are (a plate of the United States is as high as a British one with two lines), so `folds` says which
ways are worth reading; the recogniser gives no text for the wrong one.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]
"""(4, 2): x, y in pixels of the plate's outer corners, clockwise from its upper left."""

WIDTH, HEIGHT = 176, 40
MARGIN_X, MARGIN_Y = 0.04, 0.05
"""How far beyond the corners a strip reaches on each side, in widths and heights of the plate: corners are inexact."""
UPPER, LOWER = (0.0, 0.6), (0.42, 1.0)
"""Which part of the plate's height each line is looked for in; plates with a headline have their lines lower."""
SURELY_TWO, SURELY_ONE = 1.0, 2.5
"""Width over height at or below, at or above which only one way of folding is tried."""
NEARER_TWO = 1.75
FINEST = 4
"""A large plate is sampled up to this many times finer than the strip, then averaged down."""


class Strip(NamedTuple):
    """grey: uint8 (HEIGHT, WIDTH). lines: how many lines the plate was taken to have, 1 or 2."""

    grey: Picture
    lines: int


def shape(corners: Corners) -> tuple[float, float]:
    """Mean width and mean height of the quadrilateral, in pixels."""
    a, b, c, d = np.asarray(corners, np.float64).reshape(4, 2)
    width = (np.linalg.norm(b - a) + np.linalg.norm(c - d)) / 2
    height = (np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2
    return float(width), float(height)


def folds(corners: Corners) -> tuple[int, ...]:
    """How many lines the plate may have, the likelier number first. Empty where the corners enclose nothing."""
    width, height = shape(corners)
    if not np.isfinite(width + height) or width < 1.0 or height < 1.0:
        return ()
    ratio = width / height
    if ratio <= SURELY_TWO:
        return (2,)
    if ratio >= SURELY_ONE:
        return (1,)
    return (2, 1) if ratio < NEARER_TWO else (1, 2)


def strips(picture: Picture, corners: Corners) -> list[Strip]:
    """The strips that are worth reading, in the order of `folds`. picture: uint8, grey (h, w) or BGR (h, w, 3)."""
    return [strip(picture, corners, lines) for lines in folds(corners)]


def strip(picture: Picture, corners: Corners, lines: int = 1) -> Strip:
    """The plate as one strip. corners may lie outside of the picture: its edge is then drawn out."""
    if lines == 1:
        return Strip(_flat(picture, corners, (-MARGIN_Y, 1 + MARGIN_Y), WIDTH), 1)
    halves = [
        _flat(picture, corners, (UPPER[0] - MARGIN_Y, UPPER[1]), WIDTH // 2),
        _flat(picture, corners, (LOWER[0], LOWER[1] + MARGIN_Y), WIDTH // 2),
    ]
    return Strip(np.concatenate(halves, axis=1), 2)


def _flat(picture: Picture, corners: Corners, rows: tuple[float, float], width: int) -> Picture:
    """The part of the plate between two heights (0: upper edge, 1: lower edge), `width` x HEIGHT pixels, grey."""
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    quad = np.ascontiguousarray(np.asarray(corners, np.float32).reshape(4, 2))
    onto = cv2.getPerspectiveTransform(unit, quad)
    across, down = shape(quad)
    down *= rows[1] - rows[0]
    finer = int(np.clip(np.ceil(max(across / width, down / HEIGHT) - 0.25), 1, FINEST))
    # From pixels of the strip to the plate's own unit square (margins included), then on to the picture.
    wide, high = width * finer, HEIGHT * finer
    spread = 1 + 2 * MARGIN_X
    place = np.array(
        [
            [spread / wide, 0, -MARGIN_X + spread / wide / 2],
            [0, (rows[1] - rows[0]) / high, rows[0] + (rows[1] - rows[0]) / high / 2],
            [0, 0, 1],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(picture, onto @ place, (wide, high), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    if flat.ndim == 3:
        flat = cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)
    if finer > 1:
        flat = cv2.resize(flat, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(flat, np.uint8)
