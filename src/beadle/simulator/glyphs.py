"""Our own letters: strokes in a box, drawn at any size. Plates, shop signs and the burnt-in clock use them.

The shapes follow the proportions of the letters on United Kingdom number plates: upright, even stroke, square bowls.
"""

from __future__ import annotations

import math
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Points = tuple[tuple[float, float], ...]
Gray = NDArray[np.uint8]

_SCALE = 4
"""Letters are drawn this many times larger and shrunk, which smooths their edges."""


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Points:
    """Points of an elliptic arc; degrees run clockwise from the right, as rows run down."""
    steps = max(4, int(abs(end - start) / 15))
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return tuple((cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles)


_CORNER = 0.22
_LOW = 0.47
"""Height of the middle bar of most letters."""

_BOWL_TOP = ((0.0, 0.0), (0.62, 0.0), *_arc(0.62, _LOW / 2, 0.38, _LOW / 2, -90, 90), (0.0, _LOW))
_ROUND = (
    *_arc(0.5, _CORNER, 0.5, _CORNER, 180, 360),
    *_arc(0.5, 1 - _CORNER, 0.5, _CORNER, 0, 180),
    (0.0, _CORNER),
)
_OPEN_RIGHT = (
    *_arc(0.5, _CORNER, 0.5, _CORNER, 345, 180),
    *_arc(0.5, 1 - _CORNER, 0.5, _CORNER, 180, 15),
)

STROKES: dict[str, tuple[Points, ...]] = {
    "A": (((0.0, 1.0), (0.5, 0.0), (1.0, 1.0)), ((0.2, 0.64), (0.8, 0.64))),
    "B": (
        _BOWL_TOP,
        ((0.0, _LOW), (0.62, _LOW), *_arc(0.62, 0.735, 0.38, 0.265, -90, 90), (0.0, 1.0), (0.0, 0.0)),
    ),
    "C": (_OPEN_RIGHT,),
    "D": (
        (
            (0.0, 0.0),
            *_arc(0.55, 0.28, 0.45, 0.28, -90, 0),
            *_arc(0.55, 0.72, 0.45, 0.28, 0, 90),
            (0.0, 1.0),
            (0.0, 0.0),
        ),
    ),
    "E": (((1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0)), ((0.0, _LOW), (0.82, _LOW))),
    "F": (((1.0, 0.0), (0.0, 0.0), (0.0, 1.0)), ((0.0, _LOW), (0.82, _LOW))),
    "G": ((*_OPEN_RIGHT, (1.0, 1 - _CORNER), (1.0, 0.54), (0.58, 0.54)),),
    "H": (((0.0, 0.0), (0.0, 1.0)), ((1.0, 0.0), (1.0, 1.0)), ((0.0, _LOW), (1.0, _LOW))),
    "I": (((0.5, 0.0), (0.5, 1.0)),),
    "J": (((0.95, 0.0), (0.95, 0.76), *_arc(0.48, 0.76, 0.47, 0.24, 0, 180)),),
    "K": (((0.0, 0.0), (0.0, 1.0)), ((0.96, 0.0), (0.0, 0.6)), ((0.34, 0.42), (1.0, 1.0))),
    "L": (((0.0, 0.0), (0.0, 1.0), (0.98, 1.0)),),
    "M": (((0.0, 1.0), (0.0, 0.0), (0.5, 0.62), (1.0, 0.0), (1.0, 1.0)),),
    "N": (((0.0, 1.0), (0.0, 0.0), (1.0, 1.0), (1.0, 0.0)),),
    "O": (_ROUND,),
    "P": (_BOWL_TOP, ((0.0, 0.0), (0.0, 1.0))),
    "Q": (_ROUND, ((0.6, 0.72), (1.0, 1.0))),
    "R": (_BOWL_TOP, ((0.0, 0.0), (0.0, 1.0)), ((0.5, _LOW), (1.0, 1.0))),
    "S": (
        (
            *_arc(0.5, 0.24, 0.5, 0.24, 345, 180),
            *_arc(0.5, 0.24, 0.5, 0.24, 180, 90),
            *_arc(0.5, 0.74, 0.5, 0.26, -90, 0),
            *_arc(0.5, 0.74, 0.5, 0.26, 0, 165),
        ),
    ),
    "T": (((0.0, 0.0), (1.0, 0.0)), ((0.5, 0.0), (0.5, 1.0))),
    "U": (((0.0, 0.0), (0.0, 0.74), *_arc(0.5, 0.74, 0.5, 0.26, 180, 0), (1.0, 0.0)),),
    "V": (((0.0, 0.0), (0.5, 1.0), (1.0, 0.0)),),
    "W": (((0.0, 0.0), (0.22, 1.0), (0.5, 0.36), (0.78, 1.0), (1.0, 0.0)),),
    "X": (((0.0, 0.0), (1.0, 1.0)), ((1.0, 0.0), (0.0, 1.0))),
    "Y": (((0.0, 0.0), (0.5, 0.52), (1.0, 0.0)), ((0.5, 0.52), (0.5, 1.0))),
    "Z": (((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)),),
    "0": (_ROUND,),
    "1": (((0.22, 0.18), (0.55, 0.0), (0.55, 1.0)),),
    "2": ((*_arc(0.5, 0.27, 0.5, 0.27, 190, 370), (0.86, 0.5), (0.0, 1.0), (1.0, 1.0)),),
    "3": (
        (*_arc(0.5, 0.235, 0.5, 0.235, 195, 450), (0.36, _LOW)),
        ((0.36, _LOW), *_arc(0.5, 0.735, 0.5, 0.265, -90, 165)),
    ),
    "4": (((0.74, 1.0), (0.74, 0.0), (0.0, 0.72), (1.0, 0.72)),),
    "5": (((0.92, 0.0), (0.1, 0.0), (0.06, 0.44), *_arc(0.5, 0.68, 0.5, 0.32, -130, 150)),),
    "6": (((0.78, 0.0), (0.1, 0.5)), (*_arc(0.5, 0.68, 0.5, 0.32, 0, 360),)),
    "7": (((0.0, 0.0), (1.0, 0.0), (0.3, 1.0)),),
    "8": (_arc(0.5, 0.235, 0.44, 0.235, 0, 360), _arc(0.5, 0.735, 0.5, 0.265, 0, 360)),
    "9": (((0.22, 1.0), (0.9, 0.5)), (*_arc(0.5, 0.32, 0.5, 0.32, 0, 360),)),
    "-": (((0.15, 0.5), (0.85, 0.5)),),
    ".": (((0.5, 0.97), (0.5, 1.0)),),
    ":": (((0.5, 0.28), (0.5, 0.31)), ((0.5, 0.8), (0.5, 0.83))),
    "'": (((0.5, 0.0), (0.44, 0.22)),),
    "/": (((0.95, 0.0), (0.05, 1.0)),),
    "&": (
        ((1.0, 1.0), (0.16, 0.3), *_arc(0.42, 0.2, 0.28, 0.2, 170, 370), (0.1, 0.62)),
        (*_arc(0.42, 0.74, 0.42, 0.26, 200, 20), (1.0, 0.56)),
    ),
    " ": (),
}


@cache
def glyph(character: str, width: int, height: int, stroke: float) -> Gray:
    """Coverage (0 to 255) of one letter in a box of `width` x `height` pixels, its strokes `stroke` pixels wide.

    The strokes' outer edges touch the box. A letter that we have no shape for is drawn as an empty box.
    """
    canvas = np.zeros((height * _SCALE, width * _SCALE), np.uint8)
    half = stroke * _SCALE / 2
    span_x, span_y = width * _SCALE - 1 - 2 * half, height * _SCALE - 1 - 2 * half
    box = (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)),)
    for line in STROKES.get(character.upper(), box):
        points = np.array([(half + x * span_x, half + y * span_y) for x, y in line])
        fixed = np.rint(points * 16).astype(np.int32)
        cv2.polylines(canvas, [fixed], False, 255, max(1, round(stroke * _SCALE)), cv2.LINE_AA, 4)
    return np.asarray(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def text(words: str, height: int, *, spacing: float = 0.22, weight: float = 0.17) -> Gray:
    """Coverage of a line of text `height` pixels high; letters are 0.62 as wide as high.

    spacing: the gap between letters, weight: the strokes' width, both as a share of the height.
    """
    width = max(2, round(height * 0.62))
    gap = max(1, round(height * spacing))
    canvas = np.zeros((height, max(1, len(words) * (width + gap) - gap)), np.uint8)
    for index, character in enumerate(words):
        left = index * (width + gap)
        canvas[:, left : left + width] = glyph(character, width, height, max(1.0, height * weight))
    return canvas
