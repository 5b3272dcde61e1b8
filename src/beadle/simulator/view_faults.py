"""What a lens shows that is covered, turned or out of focus: a loop's pictures, altered."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from beadle.simulator.clips import Picture, planes_of
from beadle.simulator.faults import Fault

_TURNED = 0.18
"""Of the picture's width."""
_TILTED = 3.0
"""Degrees."""
_BLUR = 110
"""The picture's width is so many times the blur's standard deviation."""
_CLOTH = 46
"""Mean brightness of the cloth."""


def altered(pictures: Iterator[Picture], kind: Fault) -> Iterator[Picture]:
    """The pictures (I420 planes) as they come through a lens with that fault."""
    cloth: Picture | None = None
    for number, picture in enumerate(pictures):
        if kind is Fault.COVERED:
            cloth = _cloth(picture.shape) if cloth is None else cloth
            yield _grain(cloth, number)
            continue
        changed = np.empty_like(picture)
        for target, plane in zip(planes_of(changed), planes_of(picture), strict=True):
            target[:] = _turned(plane) if kind is Fault.MOVED else _blurred(plane)
        yield changed


def _turned(plane: Picture) -> Picture:
    height, width = plane.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), _TILTED, 1.0)
    turn[0, 2] += _TURNED * width
    return np.asarray(cv2.warpAffine(plane, turn, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8)


def _blurred(plane: Picture) -> Picture:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), plane.shape[1] / _BLUR), np.uint8)


def _cloth(shape: tuple[int, ...]) -> Picture:
    picture = np.full(shape, 128, np.uint8)
    bright = planes_of(picture)[0]
    rows, columns = bright.shape
    folds = np.random.default_rng(7).normal(0, 4.0, (4, 7)).astype(np.float32)
    bright[:] = np.clip(_CLOTH + cv2.resize(folds, (columns, rows), interpolation=cv2.INTER_CUBIC), 16, 235)
    return picture


def _grain(cloth: Picture, number: int) -> Picture:
    picture = cloth.copy()
    bright = planes_of(picture)[0]
    noise = np.random.default_rng(number).normal(0, 1.5, (bright.shape[0] // 2, bright.shape[1] // 2))
    spread = cv2.resize(noise.astype(np.float32), bright.shape[::-1], interpolation=cv2.INTER_LINEAR)
    bright[:] = np.clip(bright + spread, 16, 235)
    return picture
