"""A pinhole camera on a column: from metres on the street to pixels, and drawing with smooth edges.

World axes: x to the right, y up, z away from the column along the ground; metres. Colours are (blue, green, red).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]
Color = tuple[float, float, float]
Point = tuple[float, float, float]

NEAR = 0.6
_FIXED = 16
"""OpenCV takes coordinates in sixteenths of a pixel (shift 4)."""


class View:
    """Where a camera stands and looks.

    height: of the lens above the ground, metres. pitch: degrees down. yaw: degrees to the right.
    fov: degrees across the picture.
    """

    def __init__(self, size: tuple[int, int], fov: float, height: float, pitch: float, yaw: float = 0.0) -> None:
        """size: width and height of the picture in pixels."""
        self.width, self.height_px = size
        self.focal = size[0] / 2 / math.tan(math.radians(fov) / 2)
        self.lens = height
        down, right = math.radians(pitch), math.radians(yaw)
        turn = np.array(
            [[math.cos(right), 0, -math.sin(right)], [0, 1, 0], [math.sin(right), 0, math.cos(right)]], float
        )
        tilt = np.array([[1, 0, 0], [0, math.cos(down), math.sin(down)], [0, -math.sin(down), math.cos(down)]], float)
        self._rotation = tilt @ turn
        self.horizon = size[1] / 2 - self.focal * math.tan(down)
        """The row at which the ground ends."""

    def to_camera(self, points: Sequence[Point] | Floats) -> Floats:
        """Points in camera axes (right, up, away), N x 3."""
        return np.asarray((np.asarray(points, float) - (0.0, self.lens, 0.0)) @ self._rotation.T, float)

    def to_pixels(self, camera_points: Floats) -> Floats:
        """Pixels (column, row) of points in camera axes that lie before the lens, N x 2."""
        scale = self.focal / camera_points[:, 2]
        return np.stack(
            [self.width / 2 + camera_points[:, 0] * scale, self.height_px / 2 - camera_points[:, 1] * scale], axis=1
        )

    def project(self, points: Sequence[Point] | Floats) -> Floats | None:
        """Pixels of points, or None where one of them lies behind the lens."""
        seen = self.to_camera(points)
        if (seen[:, 2] < NEAR).any():
            return None
        return self.to_pixels(seen)

    def polygon(self, points: Sequence[Point] | Floats) -> Floats | None:
        """Pixels of a polygon, cut off at the lens; None where nothing is left."""
        seen = self.to_camera(points)
        if (seen[:, 2] < NEAR).all():
            return None
        if (seen[:, 2] < NEAR).any():
            seen = _before_lens(seen)
        return self.to_pixels(seen)

    def scale(self, x: float, z: float) -> float:
        """Pixels a metre at a place on the ground; 0 behind the lens."""
        depth = self.to_camera([(x, 0.0, z)])[0, 2]
        return float(self.focal / depth) if depth > NEAR else 0.0

    def scaled(self, factor: int) -> View:
        """The same view of a picture `factor` times larger."""
        twin = View.__new__(View)
        twin.__dict__.update(self.__dict__)
        twin.width, twin.height_px = self.width * factor, self.height_px * factor
        twin.focal, twin.horizon = self.focal * factor, self.horizon * factor
        return twin


def _before_lens(seen: Floats) -> Floats:
    """Cut a polygon in camera axes at the plane before the lens."""
    kept = []
    for here, there in zip(seen, np.roll(seen, -1, axis=0), strict=True):
        if here[2] >= NEAR:
            kept.append(here)
        if (here[2] >= NEAR) != (there[2] >= NEAR):
            share = (NEAR - here[2]) / (there[2] - here[2])
            kept.append(here + share * (there - here))
    return np.array(kept)


def fill(image: Image, pixels: Floats | None, color: Color) -> None:
    """Fill a polygon given in pixels, with smooth edges."""
    if pixels is None or len(pixels) < 3 or np.abs(pixels).max() > 30_000:
        return
    cv2.fillPoly(image, [np.rint(pixels * _FIXED).astype(np.int32)], color, cv2.LINE_AA, 4)


def lit(color: Color, factor: float) -> Color:
    """A lighter or darker colour."""
    return min(255.0, color[0] * factor), min(255.0, color[1] * factor), min(255.0, color[2] * factor)


def line(image: Image, start: Sequence[float], end: Sequence[float], color: Color, width: float) -> None:
    """A straight stroke with round ends, at sub-pixel places."""
    a = (round(start[0] * _FIXED), round(start[1] * _FIXED))
    b = (round(end[0] * _FIXED), round(end[1] * _FIXED))
    cv2.line(image, a, b, color, max(1, round(width)), cv2.LINE_AA, 4)


def disc(image: Image, centre: Sequence[float], radius: float, color: Color) -> None:
    """A filled circle at a sub-pixel place."""
    middle = (round(centre[0] * _FIXED), round(centre[1] * _FIXED))
    cv2.circle(image, middle, max(1, round(radius * _FIXED)), color, -1, cv2.LINE_AA, 4)


def shade(image: Image, pixels: Floats | None, strength: float) -> None:
    """Darken a polygon: a shadow on the ground. strength: 0 nothing, 1 black."""
    if pixels is None or np.abs(pixels).max() > 30_000:
        return
    left, top = np.maximum(np.floor(pixels.min(axis=0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(pixels.max(axis=0)).astype(int) + 1, (image.shape[1], image.shape[0]))
    if right <= left or bottom <= top:
        return
    mask = np.zeros((bottom - top, right - left), np.uint8)
    fill(mask, pixels - (left, top), (255.0 * strength, 0, 0))
    part = image[top:bottom, left:right]
    dark = cv2.multiply(part, cv2.merge([255 - mask] * 3), scale=1 / 255)
    part[:] = dark


def paste(image: Image, picture: Image, corners: Floats) -> None:
    """Warp a picture onto four corners in pixels (top left, top right, bottom right, bottom left)."""
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 1, (image.shape[1], image.shape[0]))
    if right - left < 1 or bottom - top < 1:
        return
    rows, columns = picture.shape[:2]
    source = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    target = (corners - (left, top)).astype(np.float32)
    if abs(cv2.contourArea(target)) < 0.5:
        return
    matrix = cv2.getPerspectiveTransform(source, target)
    size = (int(right - left), int(bottom - top))
    warped = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = np.zeros((size[1], size[0]), np.uint8)
    fill(cover, np.asarray(target, float), (255, 0, 0))
    blend(image[top:bottom, left:right], np.asarray(warped, np.uint8), cover)


def blend(under: Image, over: Image, cover: Image) -> None:
    """Lay a picture over another of the same size, in place; `cover` is 0 to 255."""
    weight = cv2.merge([cover] * 3) if under.ndim == 3 else cover
    lit = cv2.multiply(over, weight, scale=1 / 255)
    under[:] = cv2.add(cv2.multiply(under, 255 - weight, scale=1 / 255), lit)


def cloth(seed: np.random.Generator, shape: tuple[int, int], cell: int, strength: float) -> NDArray[np.float32]:
    """Soft noise around 0: patches about `cell` pixels large, `strength` is their spread."""
    small = seed.normal(0, strength, (max(2, shape[0] // cell + 2), max(2, shape[1] // cell + 2))).astype(np.float32)
    return np.asarray(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
