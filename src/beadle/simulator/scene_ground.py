"""The ground, painted from above in metres and laid into the picture in one warp."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from beadle.simulator.scene_view import Color, Image, View, cloth

Spot = tuple[float, float]

ASPHALT: Color = (92, 90, 88)
PAVING: Color = (150, 158, 166)
STONE: Color = (132, 150, 168)
SETTS: Color = (112, 122, 134)
GRASS: Color = (70, 132, 98)
KERB: Color = (176, 180, 182)
WHITE: Color = (228, 230, 230)
YELLOW: Color = (60, 190, 226)


class Ground:
    """A rectangle of ground in metres, seen from above; the far edge is the picture's top."""

    def __init__(
        self, area: tuple[float, float, float], color: Color, seed: np.random.Generator, scale: float = 18.0
    ) -> None:
        """area: left, right and far edge. scale: pixels a metre; more where the lens is long."""
        self._scale = scale
        left, right, far = self._left, self._right, self._far = area
        self._seed = seed
        shape = (int((far + 2) * self._scale), int((right - left) * self._scale), 3)
        self.canvas: Image = np.full(shape, np.array(color, np.uint8), np.uint8)

    def _pixels(self, points: Sequence[Spot]) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        spots = np.array(points, float)
        columns = (spots[:, 0] - self._left) * self._scale
        rows = (self._far - spots[:, 1]) * self._scale
        return np.rint(np.stack([columns, rows], axis=1) * 16).astype(np.int32)

    def area(self, points: Sequence[Spot], color: Color) -> None:
        """Fill a polygon of ground."""
        cv2.fillPoly(self.canvas, [self._pixels(points)], color, cv2.LINE_AA, 4)

    def strip(self, x0: float, x1: float, z0: float, z1: float, color: Color) -> None:
        """Fill a rectangle from x0 to x1, near edge z0 to far edge z1."""
        self.area([(x0, z0), (x1, z0), (x1, z1), (x0, z1)], color)

    def stroke(self, points: Sequence[Spot], color: Color, width: float, *, closed: bool = False) -> None:
        """Paint a line `width` metres wide."""
        thick = max(1, round(width * self._scale))
        cv2.polylines(self.canvas, [self._pixels(points)], closed, color, thick, cv2.LINE_AA, 4)

    def dashes(self, start: Spot, end: Spot, color: Color, width: float, rhythm: tuple[float, float]) -> None:
        """Paint a broken line; rhythm: metres painted, metres left out."""
        a, b = np.array(start), np.array(end)
        length = float(np.hypot(*(b - a)))
        step = (b - a) / length
        at = 0.0
        while at < length:
            upto = min(length, at + rhythm[0])
            first, last = a + step * at, a + step * upto
            self.stroke([(first[0], first[1]), (last[0], last[1])], color, width)
            at += sum(rhythm)

    def disc(self, centre: Spot, radius: float, color: Color) -> None:
        """Fill a circle."""
        middle = self._pixels([centre])[0]
        radius_fixed = round(radius * self._scale * 16)
        cv2.circle(self.canvas, (int(middle[0]), int(middle[1])), radius_fixed, color, -1, cv2.LINE_AA, 4)

    def slabs(self, area: tuple[float, float, float, float], slab: Spot, spread: float) -> None:
        """Lay slabs over a rectangle (x0, x1, z0, z1): each of its own shade, with joints; `slab` is its size."""
        x0, x1, z0, z1 = area
        (left, top), (right, bottom) = self._pixels([(x0, z1), (x1, z0)]) // 16
        part = self.canvas[max(0, top) : bottom, max(0, left) : right]
        if not part.size:
            return
        across, along = max(2, round(slab[0] * self._scale)), max(2, round(slab[1] * self._scale))
        rows, columns = part.shape[0] // along + 2, part.shape[1] // across + 2
        tones = self._seed.normal(0, spread, (rows, columns)).astype(np.float32)
        pattern = np.repeat(np.repeat(tones, along, 0), across, 1)[: part.shape[0], : part.shape[1]]
        pattern[::along] -= spread * 1.6
        pattern[:, ::across] -= spread * 1.6
        part[:] = np.clip(part + pattern[:, :, None], 0, 255).astype(np.uint8)

    def weather(self, strength: float) -> None:
        """Give everything patches, stains and grit."""
        shape = self.canvas.shape[:2]
        noise = cloth(self._seed, shape, 90, strength) + cloth(self._seed, shape, 14, strength * 0.5)
        noise += self._seed.normal(0, strength * 0.6, shape).astype(np.float32)
        self.canvas[:] = np.clip(self.canvas + noise[:, :, None], 0, 255).astype(np.uint8)

    def shadow(self, points: Sequence[Spot], strength: float, soft: float = 0.25) -> None:
        """Darken a polygon of ground with an edge `soft` metres wide."""
        outline = self._pixels(points)
        margin = int(2 * soft * self._scale) + 2
        left, top = np.maximum(outline.min(axis=0) // 16 - margin, 0)
        right, bottom = outline.max(axis=0) // 16 + margin
        part = self.canvas[top : max(0, bottom), left : max(0, right)]
        if not part.size:
            return
        mask = np.zeros(part.shape[:2], np.uint8)
        cv2.fillPoly(mask, [outline - np.array((left, top), np.int32) * 16], 255, cv2.LINE_AA, 4)
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.6, soft * self._scale / 2)), np.uint8)
        keep = 255 - (mask * strength).astype(np.uint8)
        part[:] = cv2.multiply(part, cv2.merge([keep] * 3), scale=1 / 255)

    def lay(self, view: View, picture: Image) -> None:
        """Draw the ground into the picture, below the horizon."""
        reach = [(self._left, self._far), (self._right, self._far), (self._right, self._far / 2)]
        reach.append((self._left, self._far / 2))
        seen = view.project([(x, 0.0, z) for x, z in reach])
        assert seen is not None, "the far half of the ground lies before the lens"
        source = (self._pixels(reach) / 16).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(source, seen.astype(np.float32))
        size = (picture.shape[1], picture.shape[0])
        warped = cv2.warpPerspective(self.canvas, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        edge = view.project([(0.0, 0.0, self._far)])
        first = max(0, int(np.ceil(view.horizon)) if edge is None else int(np.ceil(edge[0, 1])))
        picture[first:] = warped[first:]
