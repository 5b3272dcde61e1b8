"""What stands behind vehicles: roads, walls, hedges, houses, fences, sky, people; and signs that are no plates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.scenes import parts
from training.scenes.lettering import one_word, timestamp, wording
from training.scenes.texture import (
    Grey,
    clouds,
    ellipse,
    fill,
    grain,
    heap,
    rounded,
    slope,
    speckle,
    warp_onto,
)


def _road(rng: np.random.Generator, high: int, wide: int) -> Grey:
    tone = rng.uniform(40, 190)
    field = tone + clouds(rng, high, wide, rng.uniform(1, 4)) * rng.uniform(2, 15)
    field += grain(rng, high, wide) * rng.uniform(0, 12)
    for _ in range(int(rng.integers(0, 4))):
        x, lean, thick = rng.uniform(-0.3, 1.3) * wide, rng.normal(0, 0.8) * high, rng.uniform(0.004, 0.05) * wide
        line = np.array([[x, 0], [x + thick * 0.5, 0], [x + lean + thick, high], [x + lean, high]], np.float32)
        fill(field, line, rng.uniform(150, 240) if rng.random() < 0.6 else tone * 0.6)
    return field


def _wall(rng: np.random.Generator, high: int, wide: int) -> Grey:
    tone, depth = rng.uniform(50, 210), rng.uniform(8, 60)
    course = rng.uniform(5, 40)
    brick = course * rng.uniform(1.6, 3.2)
    y = np.arange(high, dtype=np.float32)[:, None] / course
    x = np.arange(wide, dtype=np.float32)[None, :] / brick + 0.5 * (np.floor(y) % 2)
    joint = ((y % 1) < rng.uniform(0.06, 0.2)) | ((x % 1) < rng.uniform(0.03, 0.1))
    shade = np.sin(np.floor(y) * 12.9 + np.floor(x) * 78.2) * rng.uniform(0, 20)
    field = tone + shade + np.where(joint, depth * rng.choice([-1, 1]), 0)
    return np.asarray(field + clouds(rng, high, wide) * rng.uniform(2, 14), np.float32)


def _hedge(rng: np.random.Generator, high: int, wide: int) -> Grey:
    field = rng.uniform(30, 150) + clouds(rng, high, wide) * rng.uniform(5, 25)
    for size in (rng.uniform(2, 4), rng.uniform(4, 9), rng.uniform(9, 25)):
        field += speckle(rng, high, wide, size) * rng.uniform(5, 28)
    return field


def _house(rng: np.random.Generator, high: int, wide: int) -> Grey:
    """A front with rows of windows or shelves: regular rectangles."""
    field = slope(rng, high, wide, rng.uniform(60, 200), rng.uniform(60, 220))
    step_x, step_y = rng.uniform(10, 130), rng.uniform(12, 130)
    w, h = step_x * rng.uniform(0.3, 0.85), step_y * rng.uniform(0.3, 0.85)
    tone, rim = rng.uniform(0, 255), rng.uniform(0, 255)
    for y in np.arange(rng.uniform(-step_y, 0), high, step_y):
        for x in np.arange(rng.uniform(-step_x, 0), wide, step_x):
            pane = rounded(x, y, w, h, 0)
            fill(field, pane, tone + rng.uniform(-40, 40))
            if w > 20:
                parts.outline(field, pane, rim, max(1.0, w * 0.05))
    return field


def _sky(rng: np.random.Generator, high: int, wide: int) -> Grey:
    return slope(rng, high, wide, rng.uniform(90, 255), rng.uniform(150, 255)) + clouds(
        rng, high, wide, 2
    ) * rng.uniform(0, 25)


def _fence(rng: np.random.Generator, high: int, wide: int) -> Grey:
    field = _hedge(rng, high, wide) if rng.random() < 0.5 else _road(rng, high, wide)
    tones = (float(rng.uniform(0, 120)), float(rng.uniform(80, 250)))
    box = (
        rng.uniform(-0.3, 0.3) * wide,
        rng.uniform(0, 0.4) * high,
        wide * rng.uniform(0.5, 1.2),
        high * rng.uniform(0.2, 0.9),
    )
    if rng.random() < 0.6:
        parts.bars(rng, field, box, tones, upright=rng.random() < 0.7)
    else:
        parts.mesh(rng, field, box, tones)
    return field


def _smooth(rng: np.random.Generator, high: int, wide: int) -> Grey:
    return slope(rng, high, wide, rng.uniform(0, 255), rng.uniform(0, 255)) + clouds(
        rng, high, wide, 2, 2
    ) * rng.uniform(0, 40)


def _clutter(rng: np.random.Generator, high: int, wide: int) -> Grey:
    contrast, tone = rng.uniform(0.25, 1.1), rng.uniform(60, 180)
    return tone + (heap(rng, high, wide, rng.uniform(0.6, 3)) - 125) * np.float32(contrast)


KINDS: tuple[Callable[[np.random.Generator, int, int], Grey], ...] = (
    _road,
    _wall,
    _hedge,
    _house,
    _sky,
    _fence,
    _smooth,
    _clutter,
    _clutter,
    _clutter,
)


def ground(rng: np.random.Generator, high: int, wide: int) -> Grey:
    """A whole background: one kind, or several one above the other with a road at the foot."""
    pick = [KINDS[int(index)] for index in rng.integers(len(KINDS), size=3)]
    field = np.ascontiguousarray(pick[0](rng, high, wide), np.float32)
    if rng.random() < 0.7:
        cut = int(high * rng.uniform(0.15, 0.9))
        field[cut:] = (_road if rng.random() < 0.6 else pick[1])(rng, high - cut, wide)
    if rng.random() < 0.4:
        x0 = int(wide * rng.uniform(0, 0.8))
        x1 = x0 + int(wide * rng.uniform(0.05, 0.5))
        x1, y1 = min(x1, wide), int(high * rng.uniform(0.3, 1))
        if x1 - x0 > 4 and y1 > 4:
            field[:y1, x0:x1] = pick[2](rng, y1, x1 - x0)
    return field


def person(rng: np.random.Generator, field: Grey) -> None:
    """Something like a person: legs, a coat, a head."""
    high, wide = field.shape
    tall = high * rng.uniform(0.15, 0.9)
    x, y, a = rng.uniform(0, wide), rng.uniform(0.2, 1.0) * high, tall * 0.13
    for side in (-1, 1):
        fill(
            field,
            rounded(x + side * a * 0.5 - a * 0.4, y - tall * 0.45, a * 0.8, tall * 0.45, a * 0.3),
            rng.uniform(5, 150),
        )
    fill(field, rounded(x - a, y - tall * 0.85, 2 * a, tall * 0.45, a * 0.5), rng.uniform(5, 240))
    fill(field, ellipse(x, y - tall * 0.92, a * 0.5, tall * 0.075), rng.uniform(60, 210))


def _sign(rng: np.random.Generator) -> tuple[Grey, Grey]:
    """A board with lettering in one or more lines, with arrows, rings or nothing; never the make-up of a plate."""
    wide, high = int(rng.integers(90, 420)), int(rng.integers(40, 260))
    tone = rng.uniform(0, 255)
    ink = tone + rng.choice([-1, 1]) * rng.uniform(60, 230)
    ink = 255 - tone if not 0 <= ink <= 255 else ink
    field = np.full((high, wide), tone, np.float32)
    cover = np.zeros((high, wide), np.float32)
    fill(cover, rounded(0, 0, wide, high, rng.uniform(0, 0.5) * high), 1.0)
    if rng.random() < 0.5:
        parts.outline(field, rounded(3, 3, wide - 6, high - 6, high * 0.08), ink, rng.uniform(1, 6))
    lines = int(rng.choice([0, 1, 2, 3, 5, 9], p=[0.08, 0.27, 0.25, 0.2, 0.12, 0.08]))
    step = high / max(lines, 1)
    for row in range(lines):
        size = step * rng.uniform(0.35, 0.75)
        parts.write(rng, field, wording(rng), (wide * 0.06, row * step + (step - size) / 2, wide * 0.88, size), ink)
    return field, cover


def _round_sign(rng: np.random.Generator) -> tuple[Grey, Grey]:
    side = int(rng.integers(60, 160))
    field, cover = np.full((side, side), rng.uniform(150, 250), np.float32), np.zeros((side, side), np.float32)
    whole = ellipse(side / 2, side / 2, side / 2 - 1, side / 2 - 1)
    fill(cover, whole, 1.0)
    parts.outline(field, ellipse(side / 2, side / 2, side * 0.44, side * 0.44), rng.uniform(20, 110), side * 0.1)
    parts.write(rng, field, str(rng.choice(["20", "30", "40", "50", "60", "70", "P", "H", "STOP", "T", "7,5t", "100"])),
                (side * 0.2, side * 0.33, side * 0.6, side * 0.36), rng.uniform(0, 60))  # fmt: skip
    return field, cover


def _display(rng: np.random.Generator) -> tuple[Grey, Grey]:
    """A bus's destination, a clock or a price in lamps."""
    wide, high = int(rng.integers(140, 420)), int(rng.integers(30, 90))
    field = np.full((high, wide), rng.uniform(0, 40), np.float32)
    parts.write(
        rng,
        field,
        f"{rng.integers(1, 400)} {wording(rng)}",
        (6, high * 0.2, wide - 12, high * 0.6),
        rng.uniform(170, 255),
    )
    if rng.random() < 0.6:
        field[:: int(rng.integers(2, 5))] *= 0.3
    return field, np.ones((high, wide), np.float32)


def word_board(rng: np.random.Generator) -> tuple[Grey, Grey]:
    """A board of a plate's shape with a word, a name or a number on it: of a dealer, a shop, a street, a house."""
    wide = int(rng.integers(160, 380))
    high = int(wide / rng.uniform(1.8, 5.5))
    tone = float(rng.uniform(0, 255))
    ink = float(rng.uniform(0, tone - 70)) if tone > 128 else float(rng.uniform(tone + 70, 255))
    field = np.full((high, wide), tone, np.float32)
    cover = np.zeros((high, wide), np.float32)
    fill(cover, rounded(0, 0, wide, high, rng.uniform(0, 0.2) * high), 1.0)
    if rng.random() < 0.4:
        parts.outline(field, rounded(2, 2, wide - 4, high - 4, high * 0.08), ink, rng.uniform(1, 5))
    size = high * rng.uniform(0.35, 0.8)
    parts.write(rng, field, one_word(rng), (wide * 0.06, (high - size) / 2, wide * 0.88, size), ink)
    return field, cover


def _loose(rng: np.random.Generator) -> tuple[Grey, Grey]:
    """Lettering with no board under it."""
    canvas = np.zeros((80, 420), np.float32)
    parts.write(rng, canvas, wording(rng), (4, 8, 412, rng.uniform(30, 64)), 1.0)
    return np.full((80, 420), rng.uniform(0, 255), np.float32), canvas


def _board(rng: np.random.Generator) -> tuple[Grey, Grey]:
    """A rectangle of a plate's shape with no characters, with bars, a mesh, a picture or a shine on it."""
    wide, high = int(rng.integers(120, 360)), int(rng.integers(30, 140))
    field = np.full((high, wide), rng.uniform(20, 250), np.float32)
    box = (wide * 0.05, high * 0.12, wide * 0.9, high * 0.76)
    kind = rng.random()
    if kind < 0.4:
        parts.bars(
            rng, field, box, (float(rng.uniform(0, 255)), float(rng.uniform(0, 255))), upright=rng.random() < 0.7
        )
    elif kind < 0.55:
        parts.mesh(rng, field, box, (float(rng.uniform(0, 255)), float(rng.uniform(0, 255))))
    elif kind < 0.75:
        field += clouds(rng, high, wide) * rng.uniform(5, 50)
    else:
        for _ in range(int(rng.integers(1, 5))):
            x, y = rng.uniform(0, wide), rng.uniform(0, high)
            parts.badge(rng, field, x, y, high * rng.uniform(0.3, 0.9))
    return field, np.ones((high, wide), np.float32)


def distract(rng: np.random.Generator, field: Grey, *, upright: bool) -> None:
    """Lay one sign, display, lettering or blank board anywhere into a picture, turned and slanted."""
    kinds = (_sign, _sign, _sign, _round_sign, _display, _loose, _loose, _board, _board, word_board, word_board)
    flat, cover = kinds[int(rng.integers(len(kinds)))](rng)
    high, wide = field.shape
    size = wide * float(np.exp(rng.uniform(np.log(0.06), np.log(0.7)))) / flat.shape[1]
    turn = rng.normal(0, 0.05) if upright else rng.uniform(-0.6, 0.6)
    cos, sin = np.cos(turn) * size, np.sin(turn) * size
    lean = rng.normal(0, 0.25) * size
    shift = np.array([rng.uniform(-0.1, 0.95) * wide, rng.uniform(-0.05, 0.95) * high])
    matrix = np.array([[cos, -sin, shift[0]], [sin + lean * 0.6, cos, shift[1]], [0, 0, 1.0]])
    flat *= rng.uniform(0.6, 1.05)
    warp_onto(field, flat, cover, matrix)


def burn_in(rng: np.random.Generator, field: Grey) -> None:
    """The line of date and time that a camera writes into its picture."""
    high, wide = field.shape
    size = high * rng.uniform(0.025, 0.07)
    x, y = rng.uniform(0.0, 0.5) * wide, rng.choice([rng.uniform(0.01, 0.06), rng.uniform(0.88, 0.95)]) * high
    if rng.random() < 0.4:
        fill(field, rounded(x, y - 2, wide * 0.5, size + 4, 0), 0.0)
        parts.write(rng, field, timestamp(rng), (x, y, wide * 0.5, size), 250.0)
        return
    text, seed = timestamp(rng), int(rng.integers(2**31))
    for dx, dy, tone in ((1, 1, 5.0), (-1, -1, 5.0), (0, 0, 250.0)):
        parts.write(np.random.default_rng(seed), field, text, (x + dx, y + dy, wide * 0.5, size), tone)
