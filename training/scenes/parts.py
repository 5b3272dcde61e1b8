"""Parts of vehicles that look like plates and are none: grilles, badges, lamps, lettering, wheels."""

from __future__ import annotations

import cv2
import numpy as np

from training.scenes.lettering import lettering, wording
from training.scenes.texture import Grey, Points, ellipse, fill, rounded

Box = tuple[float, float, float, float]
"""x, y, width, height in pixels."""
Spot = tuple[float, float]
"""x, y in pixels."""


def _clip(canvas: Grey, box: Box) -> tuple[Grey, int, int] | None:
    x, y, width, height = box
    x0, y0 = max(0, int(x)), max(0, int(y))
    x1, y1 = min(canvas.shape[1], int(x + width)), min(canvas.shape[0], int(y + height))
    if x1 - x0 < 3 or y1 - y0 < 3:
        return None
    return canvas[y0:y1, x0:x1], x0, y0


def bars(rng: np.random.Generator, canvas: Grey, box: Box, tones: tuple[float, float], upright: bool) -> None:
    """Slats, fence pickets, radiator fins: stripes of two tones with a shine along them."""
    found = _clip(canvas, box)
    if found is None:
        return
    part = found[0]
    length = part.shape[1] if upright else part.shape[0]
    period = max(2.5, (box[2] if upright else box[3]) / rng.integers(3, 16))
    wave = np.arange(length, dtype=np.float32) / period + rng.random()
    share = rng.uniform(0.25, 0.75)
    stripe = np.clip((np.abs((wave % 1) - 0.5) * 2 - share) * period, 0, 1).astype(np.float32)
    tone = tones[0] + (tones[1] - tones[0]) * stripe
    part[:] = tone[None, :] if upright else tone[:, None]


def mesh(rng: np.random.Generator, canvas: Grey, box: Box, tones: tuple[float, float]) -> None:
    """Honeycomb, diamonds or a square grid."""
    found = _clip(canvas, box)
    if found is None:
        return
    part, _, _ = found
    period = max(3.0, box[3] / rng.uniform(3, 14))
    y, x = np.mgrid[0 : part.shape[0], 0 : part.shape[1]].astype(np.float32)
    turn = rng.choice([0.0, np.pi / 4, np.pi / 6])
    u, v = (x * np.cos(turn) + y * np.sin(turn)) / period, (y * np.cos(turn) - x * np.sin(turn)) / period
    field = np.sin(2 * np.pi * u) * np.sin(2 * np.pi * v) if rng.random() < 0.5 else np.maximum(
        np.cos(2 * np.pi * u), np.cos(2 * np.pi * v)
    )  # fmt: skip
    part[:] = tones[0] + (tones[1] - tones[0]) * np.clip((field - rng.uniform(-0.2, 0.6)) * 3, 0, 1)


def grille(rng: np.random.Generator, canvas: Grey, box: Box) -> None:
    """A grille of any kind with a frame; dark, often with chrome."""
    dark = float(rng.uniform(5, 60))
    light = float(rng.uniform(120, 240)) if rng.random() < 0.5 else dark + float(rng.uniform(15, 60))
    kind = rng.random()
    if kind < 0.55:
        bars(rng, canvas, box, (dark, light), upright=rng.random() < 0.25)
    elif kind < 0.9:
        mesh(rng, canvas, box, (dark, light))
    else:
        fill(canvas, rounded(*box, box[3] * 0.1), dark)
    if rng.random() < 0.5:
        outline(canvas, rounded(*box, box[3] * rng.uniform(0, 0.3)), rng.uniform(90, 240), rng.uniform(1, 4))


def outline(canvas: Grey, polygon: Points, value: float, thick: float) -> None:
    """A closed line, smooth."""
    whole = np.round(polygon * 16).astype(np.int32)
    cv2.polylines(canvas, [whole], True, float(value), max(1, int(thick)), cv2.LINE_AA, 4)


def _rings(rng: np.random.Generator, canvas: Grey, middle: Spot, size: float, chrome: float) -> None:
    count = int(rng.integers(1, 6))
    step, thick = size * rng.uniform(0.6, 1.1), max(1.0, size * rng.uniform(0.05, 0.16))
    for ring in range(count):
        x = middle[0] + (ring - (count - 1) / 2) * step
        outline(canvas, ellipse(x, middle[1], size * 0.45, size * 0.45), chrome, thick)


def _star(rng: np.random.Generator, canvas: Grey, middle: Spot, size: float, chrome: float) -> None:
    x, y = middle
    thick = max(1.0, size * rng.uniform(0.05, 0.16))
    outline(canvas, ellipse(x, y, size * 0.5, size * 0.5), chrome, thick)
    for turn in rng.uniform(0, 6.3) + np.arange(int(rng.integers(2, 6))) * 2.1:
        ray = np.array([[x, y], [x + np.cos(turn) * size / 2, y + np.sin(turn) * size / 2]], np.float32)
        outline(canvas, ray, chrome, thick)


def _oval(rng: np.random.Generator, canvas: Grey, middle: Spot, size: float, chrome: float) -> None:
    x, y = middle
    fill(canvas, ellipse(x, y, size * 0.9, size * 0.42), rng.uniform(10, 120))
    outline(canvas, ellipse(x, y, size * 0.9, size * 0.42), chrome, max(1.0, size * rng.uniform(0.05, 0.16)))
    write(rng, canvas, wording(rng)[:6], (x - size * 0.6, y - size * 0.16, size * 1.2, size * 0.32), chrome)


def _wings(rng: np.random.Generator, canvas: Grey, middle: Spot, size: float, chrome: float) -> None:
    for side in (-1, 1):
        wing = np.array([[0, -0.1], [1.2, -0.3], [1.0, 0.1], [0, 0.2]]) * (side * size, size) + middle
        fill(canvas, wing.astype(np.float32), chrome)
    fill(canvas, ellipse(*middle, size * 0.3, size * 0.3), chrome * rng.uniform(0.4, 0.8))


def _shield(rng: np.random.Generator, canvas: Grey, middle: Spot, size: float, chrome: float) -> None:
    shield = np.array([[-0.4, -0.5], [0.4, -0.5], [0.4, 0.1], [0, 0.6], [-0.4, 0.1]]) * size + middle
    fill(canvas, shield.astype(np.float32), chrome)
    outline(canvas, shield.astype(np.float32), 255 - chrome, max(1.0, size * rng.uniform(0.05, 0.16)))


def _cross(rng: np.random.Generator, canvas: Grey, middle: Spot, size: float, chrome: float) -> None:
    x, y = middle
    for a, b in ((0.9, rng.uniform(0.15, 0.3)), (0.25, 0.6)):
        fill(canvas, rounded(x - size * a / 2, y - size * b / 2, size * a, size * b, size * 0.05), chrome)


_BADGES = (_rings, _star, _oval, _wings, _shield, _cross)


def badge(rng: np.random.Generator, canvas: Grey, x: float, y: float, size: float) -> None:
    """A maker's sign: rings in a row, a star in a ring, an oval with letters, wings, a shield, a cross."""
    chrome = float(rng.uniform(130, 250)) if rng.random() < 0.7 else float(rng.uniform(5, 60))
    _BADGES[int(rng.integers(len(_BADGES)))](rng, canvas, (x, y), size, chrome)


def write(rng: np.random.Generator, canvas: Grey, text: str, box: Box, tone: float) -> None:
    """A line of text fitted into a box, without a ground of its own."""
    x, y, width, height = box
    drawn = lettering(rng, text)
    natural = drawn.shape[1] * height / drawn.shape[0]
    shrunk = height * min(1.0, width / max(natural, 1.0) / rng.uniform(0.7, 1.0))
    y += (height - shrunk) / 2
    high = max(3, int(shrunk))
    wide = int(np.clip(drawn.shape[1] * high / drawn.shape[0], 3, max(4, width)))
    mask = cv2.resize(drawn, (wide, high), interpolation=cv2.INTER_AREA)
    x0, y0 = int(x + (width - wide) / 2), int(y)
    x1, y1 = max(x0, 0), max(y0, 0)
    part = canvas[y1 : y0 + high, x1 : max(x0 + wide, 0)] if y0 + high > 0 else canvas[:0]
    if part.size:
        mask = mask[y1 - y0 : y1 - y0 + part.shape[0], x1 - x0 : x1 - x0 + part.shape[1]]
        part += (tone - part) * mask


def lamp(rng: np.random.Generator, canvas: Grey, polygon: Points, lit: bool) -> None:
    """A head, tail or fog lamp: a tone, a rim, bulbs and ribs inside."""
    tone = float(rng.uniform(200, 255)) if lit else float(rng.uniform(30, 210))
    fill(canvas, polygon, tone)
    low, high = polygon.min(0), polygon.max(0)
    span = high - low
    for _ in range(int(rng.integers(0, 4))):
        centre = low + span * rng.uniform(0.2, 0.8, 2)
        radius = float(span.min() * rng.uniform(0.1, 0.4))
        fill(canvas, ellipse(centre[0], centre[1], radius, radius), np.clip(tone + rng.uniform(-90, 90), 0, 255))
        outline(canvas, ellipse(centre[0], centre[1], radius, radius), np.clip(tone + rng.uniform(-90, 90), 0, 255), 1)
    outline(canvas, polygon, float(rng.uniform(10, 200)), max(1.0, float(span.min()) * 0.04))


def wheel(rng: np.random.Generator, canvas: Grey, x: float, y: float, radius: float) -> None:
    """A tyre with a rim and spokes."""
    squeeze = rng.uniform(0.5, 1.0)
    fill(canvas, ellipse(x, y, radius * squeeze, radius), rng.uniform(10, 45))
    rim = float(rng.uniform(60, 220))
    fill(canvas, ellipse(x, y, radius * squeeze * 0.66, radius * 0.66), rim)
    count = int(rng.integers(4, 11))
    for spoke in range(count):
        turn = spoke * 2 * np.pi / count
        gap = ellipse(x + np.cos(turn) * radius * squeeze * 0.4, y + np.sin(turn) * radius * 0.4,
                      radius * 0.16 * squeeze, radius * 0.1, turn)  # fmt: skip
        fill(canvas, gap, rim * rng.uniform(0.2, 0.5))
    fill(canvas, ellipse(x, y, radius * squeeze * 0.12, radius * 0.12), rim * 0.7)
