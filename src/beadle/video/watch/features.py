"""What is measured in one look: how much detail there is and where, how fine it is, and where the edges run. Pure.

Everything is measured in square tiles, so that a line of text burnt into the picture, or a vehicle that fills a part
of it, has as many votes as it covers tiles and no more.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from beadle.video.watch.terms import WIDTH, Floats, Grey

TILE = 20
"""Pixels across a tile of a look."""
COLUMNS = WIDTH // TILE
EDGE = 1
"""Rows of tiles at the top and at the bottom that have no vote: cameras burn their name and time in there, and these
stay as they are whatever the lens sees."""
_NOISE = 3.0
"""Grey levels: below this a difference is a sensor's noise and no edge."""


@dataclass(frozen=True, slots=True)
class Features:
    """One look, measured. The first three have one figure a tile.

    detail: mean step between neighbouring pixels, grey levels. coarse: the same in the picture at a quarter of its
    size. level: mean brightness. edges: how strong an edge is beside its surroundings, at half size.
    shape: light and dark in large, at an eighth of the size, with brightness and contrast taken out, and without the
    rows at top and bottom.
    """

    detail: Floats
    coarse: Floats
    level: Floats
    edges: Floats
    shape: Floats

    @property
    def fineness(self) -> Floats:
        """How much of each tile's detail is fine: falls when the lens is out of focus, whatever the light."""
        return np.asarray(self.detail / (self.coarse + 1.0), np.float32)

    @property
    def brightness(self) -> float:
        """Mean grey level of the whole look."""
        return float(self.level.mean())


def size_for(width: int, height: int) -> tuple[int, int]:
    """(width, height) of the look for a picture of that size: whole tiles, at least three rows of them."""
    return WIDTH, TILE * max(3, round(height * COLUMNS / width))


def look_of(picture: Grey) -> Grey:
    """The look for a grey picture of any size."""
    size = size_for(picture.shape[1], picture.shape[0])
    if picture.shape[::-1] == size:
        return picture
    smaller = size[0] < picture.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)


def measure(look: Grey) -> Features:
    """Measure a look, whose size is one of `size_for`."""
    height = look.shape[0]
    grid = (COLUMNS, height // TILE)
    full = look.astype(np.float32)
    half = _smaller(full, (WIDTH // 2, height // 2))
    quarter = _smaller(half, (WIDTH // 4, height // 4))
    eighth = _smaller(quarter, (WIDTH // 8, height // 8))
    return Features(
        detail=_smaller(_steps(full), grid),
        coarse=_smaller(_steps(quarter), grid),
        level=_smaller(full, grid),
        edges=_edges(half),
        shape=_shape(eighth),
    )


def _steps(picture: Floats) -> Floats:
    """Mean absolute step to the right and down."""
    steps = np.zeros_like(picture)
    steps[:, :-1] += np.abs(np.diff(picture, axis=1))
    steps[:-1] += np.abs(np.diff(picture, axis=0))
    return steps


def _smaller(picture: Floats, size: tuple[int, int]) -> Floats:
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def _edges(half: Floats) -> Floats:
    soft = cv2.GaussianBlur(half, (0, 0), 0.8)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.25)
    strength = cv2.magnitude(across, down)
    around = cv2.blur(strength, (21, 21))
    return np.asarray(strength / (around + _NOISE), np.float32)


def _shape(eighth: Floats) -> Floats:
    border = -(-EDGE * TILE // 8)
    inner = np.ascontiguousarray(eighth[border:-border])
    plain = inner - cv2.GaussianBlur(inner, (0, 0), 5.0)
    return np.asarray(plain / (cv2.GaussianBlur(np.abs(plain), (0, 0), 5.0) + _NOISE), np.float32)
