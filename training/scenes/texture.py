"""Surfaces: noise of many scales, gradients, brush strokes; and how one picture lies on another.

Arrays are float32, one value a pixel, 0 black and 255 white, unless a docstring says otherwise.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.float32]
Points = npt.NDArray[np.float32]
BANK = 1024
"""Side of the stored fields of noise, in pixels."""


@lru_cache(maxsize=1)
def _white() -> Grey:
    return np.random.default_rng(7).standard_normal((BANK, BANK)).astype(np.float32)


@lru_cache(maxsize=1)
def _clouds() -> Grey:
    """Noise of all scales with most of its power in the coarse ones, mean 0 and deviation 1."""
    rng = np.random.default_rng(11)
    field = np.zeros((BANK, BANK), np.float32)
    for octave in range(2, 10):
        side = 2**octave
        rough = rng.standard_normal((side, side)).astype(np.float32)
        field += cv2.resize(rough, (BANK, BANK), interpolation=cv2.INTER_CUBIC) * 0.6**octave
    return np.asarray((field - field.mean()) / field.std(), np.float32)


@lru_cache(maxsize=1)
def _heap() -> Grey:
    """Shapes of all sizes lying on each other, 0 to 255: edges and sizes are spread as in photographs (Lee 2001)."""
    rng = np.random.default_rng(13)
    field = np.full((BANK, BANK), 128, np.float32)
    for _ in range(14000):
        size = min(4.0 / max(float(rng.random()), 1e-4) ** 0.5, 260.0)
        x, y = rng.uniform(-20, BANK + 20, 2)
        tone = float(np.clip(rng.normal(120, 62), 0, 255))
        kind = rng.random()
        if kind < 0.45:
            turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 7))))
            shape = np.stack([x + np.cos(turns) * size, y + np.sin(turns) * size * rng.uniform(0.3, 1)], 1)
        elif kind < 0.75:
            shape = ellipse(x, y, size, size * rng.uniform(0.15, 1), rng.uniform(0, 3.2))
        else:
            shape = rounded(x, y, size * rng.uniform(0.2, 3), size * rng.uniform(0.05, 1), 0)
        fill(field, shape.astype(np.float32), tone)
    return (field + _clouds() * 5 + _white() * 2).astype(np.float32)


def heap(rng: np.random.Generator, height: int, width: int, zoom: float = 1.0) -> Grey:
    """Things of all sizes over each other, 0 to 255: as cluttered as the world is."""
    high, wide = min(BANK, max(2, int(height / zoom))), min(BANK, max(2, int(width / zoom)))
    piece = np.ascontiguousarray(_window(rng, _heap(), high, wide))
    how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    return cv2.resize(piece, (width, height), interpolation=how).astype(np.float32)


def _window(rng: np.random.Generator, bank: Grey, height: int, width: int) -> Grey:
    """A piece of a bank, mirrored at random; stretched where the bank is too small."""
    high, wide = min(height, BANK), min(width, BANK)
    y, x = rng.integers(0, BANK - high + 1), rng.integers(0, BANK - wide + 1)
    piece = bank[y : y + high, x : x + wide][:: 1 - 2 * int(rng.integers(2)), :: 1 - 2 * int(rng.integers(2))]
    if (high, wide) == (height, width):
        return piece
    return cv2.resize(np.ascontiguousarray(piece), (width, height)).astype(np.float32)


def grain(rng: np.random.Generator, height: int, width: int) -> Grey:
    """White noise, mean 0 and deviation 1."""
    return _window(rng, _white(), height, width)


def clouds(rng: np.random.Generator, height: int, width: int, zoom_x: float = 1.0, zoom_y: float = 1.0) -> Grey:
    """Noise of all scales, about mean 0 and deviation 1; zoom above 1 stretches it."""
    high, wide = max(2, int(height / zoom_y)), max(2, int(width / zoom_x))
    piece = _window(rng, _clouds(), min(high, BANK), min(wide, BANK))
    return cv2.resize(np.ascontiguousarray(piece), (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)


def speckle(rng: np.random.Generator, height: int, width: int, size: float) -> Grey:
    """Blobs of about `size` pixels, mean 0 and deviation about 1: gravel, leaves, plaster."""
    high, wide = max(2, int(height / size)), max(2, int(width / size))
    piece = np.ascontiguousarray(_window(rng, _white(), min(high, BANK), min(wide, BANK)))
    how = cv2.INTER_CUBIC if rng.random() < 0.6 else cv2.INTER_NEAREST
    return cv2.resize(piece, (width, height), interpolation=how).astype(np.float32)


def slope(rng: np.random.Generator, height: int, width: int, low: float, high: float) -> Grey:
    """A straight gradient in any direction from `low` to `high`."""
    angle = rng.uniform(0, 2 * np.pi)
    x = np.linspace(-1, 1, width, dtype=np.float32) * np.float32(np.cos(angle))
    y = np.linspace(-1, 1, height, dtype=np.float32) * np.float32(np.sin(angle))
    field = x[None, :] + y[:, None]
    spread = max(float(np.abs(field).max()), 1e-3)
    return (low + (high - low) * (field / spread + 1) / 2).astype(np.float32)


def profile(rng: np.random.Generator, length: int, knots: int) -> Grey:
    """A smooth curve through random values between -1 and 1, `length` long."""
    values = rng.uniform(-1, 1, (1, max(2, knots))).astype(np.float32)
    return np.asarray(cv2.resize(values, (length, 1), interpolation=cv2.INTER_CUBIC)[0], np.float32)


def fill(picture: Grey, polygon: Points, value: float) -> None:
    """Fill a polygon (points x, y in pixels), with smooth edges."""
    whole = np.round(np.asarray(polygon, np.float64) * 16).astype(np.int64)
    cv2.fillPoly(picture, [np.clip(whole, -(2**20), 2**20).astype(np.int32)], float(value), cv2.LINE_AA, 4)


def mask_of(shape: tuple[int, int], polygon: Points) -> Grey:
    """Share of each pixel that a polygon covers, 0 to 1."""
    mask = np.zeros(shape, np.uint8)
    whole = np.round(np.asarray(polygon, np.float64) * 16).astype(np.int64)
    cv2.fillPoly(mask, [np.clip(whole, -(2**20), 2**20).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return (mask * np.float32(1 / 255)).astype(np.float32)


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Points:
    """A rectangle with round corners; x, y is its upper left."""
    radius = float(np.clip(radius, 0, min(width, height) / 2))
    turns = np.linspace(0, np.pi / 2, 5)
    arc = np.stack([np.cos(turns), np.sin(turns)], 1) * radius
    middles = ((x + width - radius, y + height - radius), (x + radius, y + height - radius))
    upper = ((x + radius, y + radius), (x + width - radius, y + radius))
    parts = []
    for (cx, cy), turn in zip((*middles, *upper), range(4), strict=True):
        cos, sin = np.cos(turn * np.pi / 2), np.sin(turn * np.pi / 2)
        parts.append(arc @ np.array([[cos, sin], [-sin, cos]]) + (cx, cy))
    return np.concatenate(parts).astype(np.float32)


def ellipse(x: float, y: float, a: float, b: float, turn: float = 0.0) -> Points:
    """An ellipse about (x, y) with half axes a and b, turned by `turn` radians."""
    t = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    points = np.stack([a * np.cos(t), b * np.sin(t)], 1)
    cos, sin = np.cos(turn), np.sin(turn)
    return np.asarray(points @ np.array([[cos, sin], [-sin, cos]]) + (x, y), np.float32)


def blend(below: Grey, above: Grey | float, mask: Grey) -> None:
    """Lay `above` on `below` where the mask (0 to 1) says so, in place."""
    below += (above - below) * mask


def paste(below: Grey, above: Grey, mask: Grey, x: int, y: int) -> None:
    """Lay a small picture on a large one with its upper left at (x, y); what sticks out is cut off."""
    high, wide = below.shape
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + above.shape[1], wide), min(y + above.shape[0], high)
    if x0 < x1 and y0 < y1:
        inner = (slice(y0 - y, y1 - y), slice(x0 - x, x1 - x))
        blend(below[y0:y1, x0:x1], above[inner], mask[inner])


def warp_onto(below: Grey, above: Grey, mask: Grey, matrix: npt.NDArray[np.float64]) -> None:
    """Lay `above` on `below` through a homography from the pixels of the one to those of the other, in place."""
    high, wide = below.shape
    corners = np.array([[0, 0], [above.shape[1], 0], [above.shape[1], above.shape[0]], [0, above.shape[0]]], np.float64)
    ends = cv2.perspectiveTransform(corners[None], matrix)[0]
    x0, y0 = np.floor(np.clip(ends.min(0) - 2, 0, (wide, high))).astype(int)
    x1, y1 = np.ceil(np.clip(ends.max(0) + 2, 0, (wide, high))).astype(int)
    if x1 - x0 < 1 or y1 - y0 < 1:
        return
    moved = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1.0]]) @ matrix
    size = (int(x1 - x0), int(y1 - y0))
    picture = cv2.warpPerspective(above, moved, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(mask, moved, size, flags=cv2.INTER_LINEAR)
    blend(below[y0:y1, x0:x1], picture.astype(np.float32), cover.astype(np.float32))
