"""Letters and digits as strokes of a pen: our own outlines, so that training needs no font that somebody owns.

Lengths are in character heights: y goes from 0 (top) to 1 (bottom), x from 0 to the width of the character. A stroke is
a polyline along the middle of the pen's line, with a kind of end at each side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Mask = NDArray[np.uint8]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
CHARACTERS = DIGITS + LETTERS

BUTT, SQUARE, ROUND = "butt", "square", "round"
FINER = 3
"""How much finer a mask is drawn than it is kept: the edges are then smooth."""


@dataclass(frozen=True, slots=True)
class Pen:
    """How a hand forms its characters. width, stroke: in character heights; corner: 0.3 (boxy) to 1 (round) of half the
    width; tall: how much higher than wide a corner is. The other fields pick between forms of one character."""

    width: float = 0.63
    stroke: float = 0.175
    corner: float = 0.9
    tall: float = 1.0
    waist: float = 0.47
    slant: float = 0.0
    rounded: bool = False
    zero: str = "plain"
    one: str = "bar"
    letter_i: str = "bar"
    letter_j: str = "hook"
    three: str = "round"
    four: str = "closed"
    six: str = "round"
    seven: str = "straight"
    top_of_a: str = "flat"
    bar_of_g: str = "bar"
    middle_of_m: float = 0.62
    leg_of_r: str = "diagonal"
    opening: float = 0.27
    wide_m: float = 1.1
    digits: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    points: Points
    start: str = BUTT
    end: str = BUTT
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The box that the middle of the pen's line runs in, for one character."""

    left: float
    right: float
    top: float
    bottom: float
    waist: float
    pen: Pen

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def half(self) -> float:
        return (self.right - self.left) / 2


def _path(*points: tuple[float, float]) -> Points:
    return np.array(points, np.float64)


def line(*points: tuple[float, float], start: str = SQUARE, end: str = SQUARE) -> Stroke:
    return Stroke(_path(*points), start, end)


def arc(centre: tuple[float, float], radii: tuple[float, float], since: float, until: float) -> Points:
    """Part of an ellipse. Degrees, 0 to the right, 90 down."""
    turns = np.radians(np.linspace(since, until, max(3, int(abs(until - since) / 8))))
    return np.stack([centre[0] + radii[0] * np.cos(turns), centre[1] + radii[1] * np.sin(turns)], axis=1)


def _radii(frame: Frame, height: float) -> tuple[float, float]:
    across = frame.half * frame.pen.corner
    return across, min(across * frame.pen.tall, height / 2)


def ring(frame: Frame, top: float, bottom: float, inset: float = 0.0) -> Points:
    """A box with round corners as one closed line, beginning at the upper right and going clockwise."""
    rx, ry = _radii(frame, bottom - top)
    left, right = frame.left + inset, frame.right - inset
    rx = min(rx, (right - left) / 2)
    return np.concatenate(
        [
            arc((right - rx, top + ry), (rx, ry), -90, 0),
            arc((right - rx, bottom - ry), (rx, ry), 0, 90),
            arc((left + rx, bottom - ry), (rx, ry), 90, 180),
            arc((left + rx, top + ry), (rx, ry), 180, 270),
        ]
    )


def bowl(frame: Frame, top: float, bottom: float, reach: float | None = None) -> Points:
    """From the stem over the right and back to the stem: the round parts of B, D, P and R."""
    right = frame.right if reach is None else reach
    rx, ry = _radii(frame, bottom - top)
    ry = min(max(ry, rx), (bottom - top) / 2)
    return np.concatenate(
        [
            _path((frame.left, top)),
            arc((right - rx, top + ry), (rx, ry), -90, 0),
            arc((right - rx, bottom - ry), (rx, ry), 0, 90),
            _path((frame.left, bottom)),
        ]
    )


def letter_o(f: Frame) -> list[Stroke]:
    return [Stroke(ring(f, f.top, f.bottom), closed=True)]


def zero(f: Frame) -> list[Stroke]:
    kind = f.pen.zero
    around = ring(f, f.top, f.bottom)
    if kind == "cut":
        return [Stroke(np.concatenate([around[len(around) // 8 + 1 :], around[:1]]))]
    strokes = [Stroke(around, closed=True)]
    if kind == "slash":
        strokes.append(line((f.left, f.bottom - 0.12), (f.right, f.top + 0.12), start=BUTT, end=BUTT))
    if kind == "dot":
        strokes.append(line((f.middle, 0.46), (f.middle, 0.54)))
    return strokes


def one(f: Frame) -> list[Stroke]:
    if f.pen.one == "bar":
        return [line((f.middle, f.top), (f.middle, f.bottom))]
    strokes = [line((f.right, f.top), (f.right, f.bottom)), line((f.left, f.top + 0.2), (f.right, f.top), start=BUTT)]
    if f.pen.one == "foot":
        strokes = [
            line((f.middle, f.top), (f.middle, f.bottom)),
            line((f.left, f.top + 0.17), (f.middle, f.top), start=BUTT),
            line((f.left, f.bottom), (f.right, f.bottom)),
        ]
    return strokes


def letter_i(f: Frame) -> list[Stroke]:
    strokes = [line((f.middle, f.top), (f.middle, f.bottom))]
    if f.pen.letter_i == "serif":
        strokes += [line((f.left, f.top), (f.right, f.top)), line((f.left, f.bottom), (f.right, f.bottom))]
    return strokes


def two(f: Frame) -> list[Stroke]:
    rx, ry = _radii(f, 1.0)
    ry = min(max(ry, rx * 0.9), 0.32)
    head = np.concatenate(
        [
            arc((f.left + rx, f.top + ry), (rx, ry), 190, 270),
            arc((f.right - rx, f.top + ry), (rx, ry), -90, 35),
            _path((f.left, f.bottom)),
        ]
    )
    return [Stroke(head, BUTT, SQUARE), line((f.left, f.bottom), (f.right, f.bottom))]


def three(f: Frame) -> list[Stroke]:
    waist = f.waist
    rx, low = _radii(f, f.bottom - waist)
    lower = np.concatenate(
        [
            arc((f.right - rx, waist + low), (rx, low), -90, 0),
            arc((f.right - rx, f.bottom - low), (rx, low), 0, 90),
            arc((f.left + rx, f.bottom - low), (rx, low), 90, 165),
        ]
    )
    if f.pen.three == "flat":
        lower = np.concatenate([_path((f.middle - 0.06, waist)), lower])
        bend = _path((f.left, f.top), (f.right, f.top), (f.middle - 0.06, waist))
        return [Stroke(bend, SQUARE, SQUARE), Stroke(lower)]
    rx, high = _radii(f, waist - f.top)
    upper = np.concatenate(
        [
            arc((f.left + rx, f.top + high), (rx, high), 195, 270),
            arc((f.right - rx, f.top + high), (rx, high), -90, 0),
            arc((f.right - rx, waist - high), (rx, high), 0, 90),
            _path((f.middle - 0.08, waist)),
        ]
    )
    return [Stroke(upper), Stroke(np.concatenate([_path((f.middle - 0.08, waist)), lower]))]


def four(f: Frame) -> list[Stroke]:
    bar = f.bottom - 0.2
    stem = f.right - f.half * 0.45
    if f.pen.four == "open":
        return [
            line((f.middle - 0.02, f.top), (f.left, bar)),
            line((f.left, bar), (f.right, bar)),
            line((stem, 0.42), (stem, f.bottom)),
        ]
    return [
        line((stem, f.top), (f.left, bar)),
        line((f.left, bar), (f.right + 0.01, bar)),
        line((stem, f.top), (stem, f.bottom)),
    ]


def five(f: Frame) -> list[Stroke]:
    top = f.waist - 0.06
    rx, ry = _radii(f, f.bottom - top)
    bowl = np.concatenate(
        [
            _path((f.left, top)),
            arc((f.right - rx, top + ry), (rx, ry), -90, 0),
            arc((f.right - rx, f.bottom - ry), (rx, ry), 0, 90),
            arc((f.left + rx, f.bottom - ry), (rx, ry), 90, 165),
        ]
    )
    lean = f.left + (0.03 if f.pen.tall > 1.1 else 0.0)
    return [line((lean, f.top), (f.right - 0.02, f.top)), line((lean, f.top), (f.left, top)), Stroke(bowl)]


def six(f: Frame) -> list[Stroke]:
    top = f.waist - 0.06
    loop = Stroke(ring(f, top, f.bottom), closed=True)
    rx, ry = _radii(f, f.bottom - top)
    if f.pen.six == "straight":
        start = f.middle + f.half * 0.35
        rise = _path((start, f.top), (f.left + rx * 0.12, f.bottom - ry - 0.12), (f.left, f.bottom - ry))
        return [loop, Stroke(rise, SQUARE, ROUND)]
    rx, ry = _radii(f, 1.0)
    back = np.concatenate(
        [
            arc((f.right - rx, f.top + ry), (rx, ry), -18, -90),
            arc((f.left + rx, f.top + ry), (rx, ry), 270, 180),
            _path((f.left, f.bottom - 0.2)),
        ]
    )
    return [loop, Stroke(back, BUTT, ROUND)]


def turned(strokes: list[Stroke], f: Frame) -> list[Stroke]:
    """Half a turn: 9 is 6 upside down."""
    around = np.array([f.left + f.right, f.top + f.bottom])
    return [Stroke(around - s.points, s.start, s.end, s.closed) for s in strokes]


def seven(f: Frame) -> list[Stroke]:
    foot = (f.left + f.half * 0.55, f.bottom)
    bar = line((f.left, f.top), (f.right, f.top))
    if f.pen.seven == "bent":
        fall = _path((f.right, f.top), (f.right, f.top + 0.1), (f.middle + 0.05, 0.55), foot)
        return [bar, Stroke(fall, SQUARE, SQUARE)]
    return [bar, line((f.right, f.top), foot)]


def eight(f: Frame) -> list[Stroke]:
    inset = 0.02 if f.pen.waist < 0.5 else 0.0
    return [
        Stroke(ring(f, f.top, f.waist, inset), closed=True),
        Stroke(ring(f, f.waist, f.bottom), closed=True),
    ]


def letter_a(f: Frame) -> list[Stroke]:
    bar = 0.66
    if f.pen.top_of_a == "arch":
        rx, ry = _radii(f, 1.0)
        hood = np.concatenate(
            [
                _path((f.left, f.bottom)),
                arc((f.left + rx, f.top + ry), (rx, ry), 180, 270),
                arc((f.right - rx, f.top + ry), (rx, ry), -90, 0),
                _path((f.right, f.bottom)),
            ]
        )
        return [Stroke(hood, SQUARE, SQUARE), line((f.left, bar - 0.08), (f.right, bar - 0.08))]
    flat = 0.5 * f.pen.stroke if f.pen.top_of_a == "flat" else 0.0
    slope = (f.half - flat) / (f.bottom - f.top)
    at = flat + slope * (bar - f.top)
    strokes = [
        line((f.middle - flat, f.top), (f.left, f.bottom)),
        line((f.middle + flat, f.top), (f.right, f.bottom)),
        line((f.middle - at, bar), (f.middle + at, bar), start=BUTT, end=BUTT),
    ]
    return [*strokes, line((f.middle - flat, f.top), (f.middle + flat, f.top))]


def letter_b(f: Frame) -> list[Stroke]:
    stem = line((f.left, f.top), (f.left, f.bottom))
    upper = bowl(f, f.top, f.waist, f.right - 0.02)
    return [stem, Stroke(upper, SQUARE, SQUARE), Stroke(bowl(f, f.waist, f.bottom), SQUARE, SQUARE)]


def open_ring(f: Frame) -> tuple[Points, Points]:
    """The upper and the lower part of a ring that is open to the right, each ending at the opening."""
    around = ring(f, f.top, f.bottom)
    quarter = len(around) // 4
    upper, lower = f.top + f.pen.opening, f.bottom - f.pen.opening
    first, second = around[:quarter], around[quarter : 2 * quarter]
    above = [first[first[:, 1] < upper]]
    below = [second[second[:, 1] > lower]]
    if first[-1, 1] < upper:
        above.append(_path((f.right, upper)))
        below.insert(0, _path((f.right, lower)))
    return np.concatenate(above), np.concatenate([*below, around[2 * quarter :]])


def letter_c(f: Frame) -> list[Stroke]:
    upper, lower = open_ring(f)
    return [Stroke(np.concatenate([lower, upper]), BUTT, BUTT)]


def letter_d(f: Frame) -> list[Stroke]:
    stem = line((f.left, f.top), (f.left, f.bottom))
    return [stem, Stroke(bowl(f, f.top, f.bottom), SQUARE, SQUARE)]


def letter_e(f: Frame) -> list[Stroke]:
    return [*letter_f(f), line((f.left, f.bottom), (f.right, f.bottom))]


def letter_f(f: Frame) -> list[Stroke]:
    return [
        line((f.left, f.top), (f.left, f.bottom)),
        line((f.left, f.top), (f.right, f.top)),
        line((f.left, f.waist), (f.right - 0.06, f.waist)),
    ]
