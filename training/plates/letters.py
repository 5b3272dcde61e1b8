"""The letters from G to Z, the table of all characters, and the pen that draws them into a mask."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np

from training.plates import strokes as s
from training.plates.strokes import BUTT, FINER, ROUND, SQUARE, Frame, Mask, Pen, Points, Stroke, arc, line

Form = Callable[[Frame], list[Stroke]]


def _radii(f: Frame) -> tuple[float, float]:
    across = f.half * f.pen.corner
    return across, min(across * f.pen.tall, (f.bottom - f.top) / 2)


def _g(f: Frame) -> list[Stroke]:
    bar = 0.56
    around = s.ring(f, f.top, f.bottom)
    quarter = len(around) // 4
    upper, _ = s.open_ring(f)
    low = around[quarter:]
    whole = np.concatenate([[(f.right, bar)], low[low[:, 1] > bar], low[low[:, 1] <= bar], upper])
    strokes = [Stroke(whole, SQUARE, BUTT), line((f.middle, bar), (f.right, bar))]
    if f.pen.bar_of_g == "spur":
        strokes.append(line((f.right, bar), (f.right, f.bottom)))
    return strokes


def _h(f: Frame) -> list[Stroke]:
    return [
        line((f.left, f.top), (f.left, f.bottom)),
        line((f.right, f.top), (f.right, f.bottom)),
        line((f.left, 0.49), (f.right, 0.49)),
    ]


def _j(f: Frame) -> list[Stroke]:
    rx, ry = _radii(f)
    hook = np.concatenate(
        [
            [(f.right, f.top)],
            arc((f.right - rx, f.bottom - ry), (rx, ry), 0, 90),
            arc((f.left + rx, f.bottom - ry), (rx, ry), 90, 175),
        ]
    )
    if f.pen.letter_j == "bar":
        return [Stroke(hook, SQUARE, BUTT), line((f.left + f.half * 0.35, f.top), (f.right, f.top))]
    return [Stroke(hook, SQUARE, BUTT)]


def _k(f: Frame) -> list[Stroke]:
    knee = (f.left + f.half * 0.62, 0.46)
    return [
        line((f.left, f.top), (f.left, f.bottom)),
        line((f.right, f.top), (f.left, 0.6)),
        line(knee, (f.right, f.bottom)),
    ]


def _l(f: Frame) -> list[Stroke]:
    return [line((f.left, f.top), (f.left, f.bottom)), line((f.left, f.bottom), (f.right, f.bottom))]


def _m(f: Frame) -> list[Stroke]:
    dip = f.pen.middle_of_m
    return [
        line((f.left, f.top), (f.left, f.bottom)),
        line((f.right, f.top), (f.right, f.bottom)),
        line((f.left, f.top), (f.middle, dip), end=ROUND),
        line((f.right, f.top), (f.middle, dip), end=ROUND),
    ]


def _n(f: Frame) -> list[Stroke]:
    return [
        line((f.left, f.top), (f.left, f.bottom)),
        line((f.right, f.top), (f.right, f.bottom)),
        line((f.left, f.top), (f.right, f.bottom)),
    ]


def _p(f: Frame) -> list[Stroke]:
    stem = line((f.left, f.top), (f.left, f.bottom))
    return [stem, Stroke(s.bowl(f, f.top, f.waist + 0.08), SQUARE, SQUARE)]


def _q(f: Frame) -> list[Stroke]:
    tail = line((f.middle + f.half * 0.15, 0.66), (f.right + 0.02, f.bottom + 0.01))
    return [*s.letter_o(f), tail]


def _r(f: Frame) -> list[Stroke]:
    turn = f.waist + 0.06
    stem = line((f.left, f.top), (f.left, f.bottom))
    bowl = Stroke(s.bowl(f, f.top, turn), SQUARE, SQUARE)
    if f.pen.leg_of_r == "upright":
        leg = np.array([(f.middle, turn), (f.right - 0.03, turn + 0.08), (f.right, f.bottom)])
        return [stem, bowl, Stroke(leg, BUTT, SQUARE)]
    return [stem, bowl, line((f.middle - 0.02, turn), (f.right, f.bottom))]


def _s(f: Frame) -> list[Stroke]:
    rx, _ = _radii(f)
    high, low = (f.waist - f.top) / 2, (f.bottom - f.waist) / 2
    bend = np.concatenate(
        [
            arc((f.right - rx, f.top + high), (rx, high), -15, -90),
            arc((f.left + rx, f.top + high), (rx, high), 270, 90),
            arc((f.right - rx, f.bottom - low), (rx, low), -90, 90),
            arc((f.left + rx, f.bottom - low), (rx, low), 90, 165),
        ]
    )
    return [Stroke(bend)]


def _t(f: Frame) -> list[Stroke]:
    return [line((f.left, f.top), (f.right, f.top)), line((f.middle, f.top), (f.middle, f.bottom))]


def _u(f: Frame) -> list[Stroke]:
    rx, ry = _radii(f)
    cup = np.concatenate(
        [
            [(f.right, f.top)],
            arc((f.right - rx, f.bottom - ry), (rx, ry), 0, 90),
            arc((f.left + rx, f.bottom - ry), (rx, ry), 90, 180),
            [(f.left, f.top)],
        ]
    )
    return [Stroke(cup, SQUARE, SQUARE)]


def _v(f: Frame) -> list[Stroke]:
    return [
        line((f.left, f.top), (f.middle, f.bottom)),
        line((f.right, f.top), (f.middle, f.bottom)),
    ]


def _w(f: Frame) -> list[Stroke]:
    peak = 1 - f.pen.middle_of_m if f.pen.middle_of_m < 0.8 else f.top
    low, high = f.left + f.half * 0.48, f.right - f.half * 0.48
    return [
        line((f.left, f.top), (low, f.bottom)),
        line((low, f.bottom), (f.middle, peak), end=ROUND),
        line((high, f.bottom), (f.middle, peak), end=ROUND),
        line((f.right, f.top), (high, f.bottom)),
    ]


def _x(f: Frame) -> list[Stroke]:
    return [line((f.left, f.top), (f.right, f.bottom)), line((f.right, f.top), (f.left, f.bottom))]


def _y(f: Frame) -> list[Stroke]:
    fork = (f.middle, 0.54)
    return [
        line((f.left, f.top), fork, end=ROUND),
        line((f.right, f.top), fork, end=ROUND),
        line(fork, (f.middle, f.bottom), start=BUTT),
    ]


def _z(f: Frame) -> list[Stroke]:
    return [
        line((f.left, f.top), (f.right, f.top)),
        line((f.right, f.top), (f.left, f.bottom)),
        line((f.left, f.bottom), (f.right, f.bottom)),
    ]


def _nine(f: Frame) -> list[Stroke]:
    turned = Frame(f.left, f.right, f.top, f.bottom, f.waist, f.pen)
    return s.turned(s.six(turned), turned)


FORMS: dict[str, Form] = {
    "0": s.zero, "1": s.one, "2": s.two, "3": s.three, "4": s.four, "5": s.five, "6": s.six,
    "7": s.seven, "8": s.eight, "9": _nine, "A": s.letter_a, "B": s.letter_b, "C": s.letter_c, "D": s.letter_d,
    "E": s.letter_e, "F": s.letter_f, "G": _g, "H": _h, "I": s.letter_i, "J": _j, "K": _k, "L": _l, "M": _m, "N": _n,
    "O": s.letter_o, "P": _p, "Q": _q, "R": _r, "S": _s, "T": _t, "U": _u, "V": _v, "W": _w, "X": _x, "Y": _y, "Z": _z,
}  # fmt: skip


def width_of(char: str, pen: Pen) -> float:
    """How wide a character is, in character heights."""
    if char == "1" and pen.one == "bar":
        return pen.stroke
    if char == "1":
        return max(pen.stroke * 2.1, pen.width * (0.62 if pen.one == "flag" else 0.8))
    if char == "I":
        return pen.stroke if pen.letter_i == "bar" else max(pen.stroke * 2.4, pen.width * 0.62)
    if char in "MW":
        return pen.width * (pen.wide_m + (0.1 if char == "W" else 0.0))
    return pen.width * (pen.digits if char.isdigit() else 1.0)


def outline(char: str, pen: Pen) -> list[Stroke]:
    inset = pen.stroke / 2
    width = width_of(char, pen)
    frame = Frame(inset, max(width - inset, inset), inset, 1 - inset, pen.waist, pen)
    return FORMS[char](frame)


def _quad(mask: Mask, a: Points, b: Points, half: float) -> None:
    along = b - a
    length = float(np.hypot(*along))
    if length < 1e-6:
        return
    aside = np.array([-along[1], along[0]]) / length * half
    corners = np.array([a + aside, b + aside, b - aside, a - aside])
    cv2.fillConvexPoly(mask, np.round(corners * 16).astype(np.int32), 255, shift=4)


def _dot(mask: Mask, at: Points, half: float) -> None:
    x, y = np.round(at * 16).astype(int)
    cv2.circle(mask, (int(x), int(y)), max(1, int(half * 16)), 255, -1, shift=4)


def _reach(points: Points, end: str, half: float) -> Points:
    """The last point, moved on where the end is to stick out by half a stroke."""
    last: Points = points[-1]
    if end != SQUARE or len(points) < 2:
        return last
    along = last - points[-2]
    length = float(np.hypot(*along))
    return last if length < 1e-6 else np.asarray(last + along / length * half)


def _draw(mask: Mask, stroke: Stroke, scale: float, half: float, rounded: bool) -> None:
    points = stroke.points * scale
    if stroke.closed:
        points = np.concatenate([points, points[:1]])
    elif not rounded:
        points = points.copy()
        points[0], points[-1] = _reach(points[::-1], stroke.start, half), _reach(points, stroke.end, half)
    for a, b in pairwise(points):
        _quad(mask, a, b, half)
    for joint in points[1:-1]:
        _dot(mask, joint, half)
    for at, end in ((points[0], stroke.start), (points[-1], stroke.end)):
        if rounded or end == ROUND or stroke.closed:
            _dot(mask, at, half)


def mask(char: str, pen: Pen, height: int = 96) -> Mask:
    """The character as an 8-bit mask with smooth edges, `height` pixels high and as wide as it needs."""
    scale = height * FINER
    wide = max(2, round(width_of(char, pen) * scale))
    canvas = np.zeros((scale, wide), np.uint8)
    for stroke in outline(char, pen):
        _draw(canvas, stroke, float(scale), pen.stroke * scale / 2, pen.rounded)
    if pen.slant:
        lean = abs(round(pen.slant * scale))
        move = np.array([[1, -pen.slant, max(0.0, pen.slant) * scale], [0, 1, 0]], np.float64)
        canvas = np.asarray(cv2.warpAffine(canvas, move, (wide + lean, scale)), np.uint8)
    size = (max(1, round(canvas.shape[1] / FINER)), height)
    return np.asarray(cv2.resize(canvas, size, interpolation=cv2.INTER_AREA), np.uint8)
