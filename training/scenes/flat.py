"""Flat plates to lay into scenes: the styles of `training.plates`, and plainer ones in any typeface for variety."""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np

from training.plates import Plate
from training.plates import draw as draw_plate
from training.scenes.lettering import UPPER, faces, lettering, word
from training.scenes.texture import Grey, Points, clouds, fill, heap, mask_of, rounded

SHAPES = (  # millimetres wide and high, lines, weight: what is seen on roads
    ("european", 520, 111, 1, 5.0),
    ("uk", 520, 111, 1, 3.0),
    ("brazilian", 400, 130, 1, 2.2),
    ("american", 305, 152, 1, 3.0),
    ("australian", 372, 134, 1, 0.7),
    ("italian-front", 360, 110, 1, 0.5),
    ("square", 280, 200, 2, 0.9),
    ("uk-square", 285, 203, 2, 0.9),
    ("motorcycle", 229, 178, 2, 0.7),
    ("brazilian-motorcycle", 200, 170, 2, 0.7),
    ("wide-square", 340, 220, 2, 0.7),
    ("american-motorcycle", 178, 102, 1, 0.3),
)
_WEIGHTS = np.array([row[4] for row in SHAPES]) / sum(row[4] for row in SHAPES)


@dataclass(frozen=True, slots=True)
class FlatPlate:
    """A plate seen straight on. pixels: grey, 0 to 255; cover: 0 to 1; across, down: millimetres; lines: 1 or 2."""

    pixels: Grey
    cover: Grey
    across: float
    down: float
    lines: int
    style: str


def _texts(rng: np.random.Generator, lines: int) -> list[str]:
    """The characters of each line: letters and digits in groups, with a gap now and then."""
    count = int(rng.choice([3, 4, 5, 6, 7, 8], p=[0.02, 0.04, 0.12, 0.3, 0.42, 0.1]))
    letters = rng.random() < 0.5
    text, run = "", 0
    for _ in range(count):
        if run >= rng.integers(1, 5):
            letters, run = not letters, 0
        text += UPPER[int(rng.integers(26) if letters else 26 + rng.integers(10))]
        run += 1
    if lines == 1:
        cut = int(rng.integers(2, max(3, count - 1)))
        return [text[:cut] + " " + text[cut:]] if rng.random() < 0.7 else [text]
    cut = int(rng.integers(2, max(3, count - 1)))
    return [text[:cut], text[cut:]]


def _tones(rng: np.random.Generator) -> tuple[float, float]:
    """Brightness of ground and ink."""
    if rng.random() < 0.88:
        ground = rng.uniform(130, 250)
        return ground, rng.uniform(5, max(20.0, ground - 105))
    ground = rng.uniform(10, 110)
    return ground, rng.uniform(ground + 90, 250)


def _letter(
    rng: np.random.Generator, canvas: Grey, text: str, box: tuple[float, float, float, float], ink: float
) -> None:
    """Write a line into x, y, width, height, at most as wide as it is, with the height kept."""
    x, y, width, height = box
    usable = [path for path in faces() if "Bold" in path.name or "Black" in path.name or "Cond" in path.name]
    pool = usable if usable and rng.random() < 0.75 else list(faces())
    drawn = lettering(rng, text, pool[int(rng.integers(len(pool)))] if pool else None)
    natural = drawn.shape[1] * height / drawn.shape[0] * rng.uniform(0.75, 1.15)
    wide = int(np.clip(natural, 8, width))
    mask = cv2.resize(drawn, (wide, max(4, int(height))), interpolation=cv2.INTER_AREA)
    left = int(x + (width - wide) * np.clip(rng.normal(0.5, 0.12), 0, 1))
    part = canvas[int(y) : int(y) + mask.shape[0], left : left + wide]
    mask = mask[: part.shape[0], : part.shape[1]]
    part += (ink - part) * mask


def _small_print(rng: np.random.Generator, canvas: Grey, box: tuple[float, float, float, float], ink: float) -> None:
    text = word(rng).upper() if rng.random() < 0.7 else word(rng).capitalize() + " " + word(rng)
    _letter(rng, canvas, text, box, ink)


def _band(rng: np.random.Generator, canvas: Grey, ground: float) -> tuple[float, float]:
    """A blue or other band at the left, right or both; gives the free stretch from left to right."""
    high, wide = canvas.shape
    band = high * rng.uniform(0.33, 0.42)
    tone = rng.uniform(20, 120) if ground > 110 else rng.uniform(60, 200)
    canvas[:, : int(band)] = tone
    fill(canvas, rounded(band * 0.25, high * 0.15, band * 0.5, high * 0.3, 4), tone + rng.uniform(20, 120))
    left, right = band, float(wide)
    if rng.random() < 0.2:
        canvas[:, int(wide - band) :] = tone
        right = wide - band
    return left, right


def plain(rng: np.random.Generator) -> FlatPlate:
    """A plate of our own making in any typeface, 3 pixels for 5 millimetres."""
    style, wide, high, lines, _ = SHAPES[int(rng.choice(len(SHAPES), p=_WEIGHTS))]
    across, down = wide * rng.uniform(0.94, 1.06), high * rng.uniform(0.94, 1.06)
    wide, high = int(across * 0.6), int(down * 0.6)
    ground, ink = _tones(rng)
    canvas = np.full((high, wide), ground, np.float32)
    if rng.random() < 0.3:
        canvas += clouds(rng, high, wide) * rng.uniform(2, 18)
    if rng.random() < 0.3 and "american" in style:
        canvas[: high // 2] += np.linspace(rng.uniform(-60, 60), 0, high // 2, dtype=np.float32)[:, None]
    if rng.random() < (0.35 if "american" in style else 0.04):  # a picture behind the characters
        canvas += (heap(rng, high, wide, rng.uniform(0.5, 4)) - 125) * np.float32(rng.uniform(0.05, 0.4))
    left, right = (
        _band(rng, canvas, ground) if style in {"european", "uk"} and rng.random() < 0.6 else (0.0, float(wide))
    )
    top, bottom = 0.13 * high, 0.87 * high
    if "american" in style or "brazilian" in style or rng.random() < 0.1:
        top, bottom = _title(rng, canvas, (ground, ink), "american" in style)
    if rng.random() < 0.6:
        edge = rng.uniform(1, 4)
        cv2.rectangle(canvas, (1, 1), (wide - 2, high - 2), ink, max(1, int(edge * 0.6)))
    margin = (right - left) * rng.uniform(0.03, 0.07)
    step = (bottom - top) / lines
    for row, text in enumerate(_texts(rng, lines)):
        gap = step * 0.07 * (lines - 1)
        box = (left + margin, top + step * row + gap, right - left - 2 * margin, step - 2 * gap)
        _letter(rng, canvas, text, box, ink)
    cover = mask_of((high, wide), rounded(0, 0, wide, high, rng.uniform(0, 0.09) * high))
    return FlatPlate(np.clip(canvas, 0, 255), cover, across, down, lines, f"plain {style}")


def _title(rng: np.random.Generator, canvas: Grey, tones: tuple[float, float], bottom_too: bool) -> tuple[float, float]:
    """A state or town over the characters, perhaps on a band, and a motto under them; gives the free rows."""
    high, wide = canvas.shape
    ground, ink = tones
    top, bottom = 0.26 * high, 0.9 * high
    if rng.random() < 0.35:
        canvas[: int(0.22 * high)] = rng.uniform(20, 130) if ground > 120 else rng.uniform(100, 220)
        ink = 235.0 if ground > 120 else 20.0
    box = (0.2 * wide, 0.05 * high, 0.6 * wide, 0.14 * high)
    _small_print(rng, canvas, box, ink)
    if bottom_too and rng.random() < 0.6:
        bottom = 0.8 * high
        _small_print(rng, canvas, (0.15 * wide, 0.85 * high, 0.7 * wide, 0.1 * high), tones[1])
    return top, bottom


def corners(plate: FlatPlate) -> Points:
    """Its corners in millimetres about its middle, clockwise from the upper left."""
    x, y = plate.across / 2, plate.down / 2
    return np.array([[-x, -y], [x, -y], [x, y], [-x, y]], np.float32)


def _measures(plate: Plate) -> float:
    """Millimetres across, from the family and the shape of the picture."""
    ratio = plate.picture.shape[1] / plate.picture.shape[0]
    if plate.family == "us":
        return 305.0 if plate.lines == 1 else 180.0
    if plate.family == "brazil":
        return 400.0 if ratio > 2 else 200.0
    if ratio > 3:
        return 520.0
    return 280.0 if ratio > 1.25 else 200.0


def styled(rng: np.random.Generator) -> FlatPlate:
    """A plate of `training.plates`, turned grey with weights that vary as light and sensors do."""
    plate = draw_plate(random.Random(int(rng.integers(2**62))))
    weights = np.array([0.114, 0.587, 0.299]) * np.exp(rng.normal(0, 0.35, 3))
    if rng.random() < 0.1:
        weights = np.array([0.05, 0.15, 0.8])
    grey = (plate.picture @ (weights / weights.sum()).astype(np.float32)).astype(np.float32)
    high, wide = grey.shape
    across = _measures(plate)
    cover = mask_of((high, wide), rounded(0, 0, wide, high, rng.uniform(0, 0.08) * high))
    return FlatPlate(grey, cover, across, across * high / wide, plate.lines, plate.style)


def draw(rng: np.random.Generator) -> FlatPlate:
    """A flat plate of any kind."""
    return styled(rng) if rng.random() < 0.6 else plain(rng)
