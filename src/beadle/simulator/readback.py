"""Reads the burnt-in clock back from the pixels of a picture, so that delay and synchrony can be measured."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beadle.simulator import stamp

_LEAST_CONTRAST = 80.0
_CLEAR = 0.2
"""A cell counts as black or white when it is this share of the contrast away from the middle."""


def read_clock(picture: NDArray[Any], near: datetime | None = None) -> tuple[int, datetime] | None:
    """Camera number and burnt-in time (aware, UTC, to a tenth of a second) of a picture, or None.

    picture: height x width (grey) or height x width x 3 (any order of colours), values 0 to 255, at any size from
    about 240 pixels of width on; it must reach from the left to the right edge of the camera's picture.
    near: see `stamp.read`.
    """
    gray = picture if picture.ndim == 2 else picture.mean(axis=2)
    height, width = gray.shape
    if width < stamp.CELLS * 2:
        return None
    lower = np.asarray(gray[height // 2 :], np.float32)
    for bits in _candidates(_cells(lower, width)):
        found = stamp.read(bits, near)
        if found is not None:
            return found
    return None


def _cells(rows: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Brightness of every used cell in every row: the mean of the middle of its width."""
    edges = np.arange(stamp.USED) * (width / stamp.CELLS)
    cell = width / stamp.CELLS
    samples = [rows[:, (edges + cell * share).astype(int)] for share in (0.4, 0.5, 0.6)]
    return np.asarray(np.mean(samples, axis=0), np.float32)


def _candidates(cells: NDArray[np.float32]) -> list[int]:
    """Strips that rows show clearly, from the bottom up, each once."""
    low, high = cells.min(axis=1), cells.max(axis=1)
    middle = (low + high)[:, None] / 2
    contrast = high - low
    clear = (np.abs(cells - middle) > _CLEAR * contrast[:, None]).all(axis=1) & (contrast > _LEAST_CONTRAST)
    found: dict[int, None] = {}
    for row in np.flatnonzero(clear)[::-1]:
        found[int("".join("1" if lit else "0" for lit in cells[row] > middle[row]), 2)] = None
    return list(found)
