"""The front or rear of a vehicle around its plate, drawn flat on the plane of the plate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.scenes import parts
from training.scenes.flat import FlatPlate
from training.scenes.lettering import wording
from training.scenes.texture import Grey, Points, blend, clouds, fill, heap, mask_of, profile, rounded


@dataclass(slots=True)
class Sheet:
    """A flat drawing in millimetres about the middle of the plate.

    left, top: the millimetres of pixel (0, 0). density: pixels a millimetre.
    """

    grey: Grey
    cover: Grey
    left: float
    top: float
    density: float

    def at(self, points: Points) -> Points:
        """Millimetres to pixels of the sheet."""
        return ((points - np.array([self.left, self.top], np.float32)) * np.float32(self.density)).astype(np.float32)

    def box(self, x: float, y: float, width: float, height: float) -> parts.Box:
        """A rectangle in millimetres as pixels of the sheet."""
        d = self.density
        return (x - self.left) * d, (y - self.top) * d, width * d, height * d

    def matrix(self) -> np.ndarray:
        """From pixels of the sheet to millimetres."""
        scale = 1 / self.density
        return np.array([[scale, 0, self.left], [0, scale, self.top], [0, 0, 1.0]])


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a vehicle about its plate, in millimetres. left, right, top, low: of the body."""

    left: float
    right: float
    top: float
    low: float
    front: bool


def draw_shape(rng: np.random.Generator, plate: FlatPlate) -> Shape:
    """A car, van or lorry of any size with its plate somewhere about the middle."""
    width = rng.uniform(1500, 1950) if rng.random() < 0.85 else rng.uniform(1950, 2500)
    if "motorcycle" in plate.style:
        width = rng.uniform(250, 700)
    shift = rng.normal(0, 40) if rng.random() < 0.85 else rng.uniform(-450, 450)
    above_road = rng.uniform(350, 950)
    low = above_road - rng.uniform(130, 300)
    low = max(low, plate.down / 2 + 15)
    return Shape(
        left=shift - width / 2,
        right=shift + width / 2,
        top=-rng.uniform(500, 1100) if width < 1950 else -rng.uniform(900, 2400),
        low=low,
        front=bool(rng.random() < 0.45),
    )


def _paint(rng: np.random.Generator, sheet: Sheet, polygon: Points, like: float | None) -> float:
    """Body paint with its soft reflections, of a tone by chance or `like` a given one; gives its middle tone."""
    high, wide = sheet.grey.shape
    tone = float(rng.choice([rng.uniform(8, 60), rng.uniform(40, 160), rng.uniform(150, 250)]))
    gloss = rng.uniform(5, 60)
    if like is not None:
        tone, gloss = like * float(rng.uniform(0.92, 1.08)), rng.uniform(1, 20)
    column = profile(rng, high, int(rng.integers(3, 9)))[:, None] * np.float32(gloss)
    column = column + profile(rng, wide, int(rng.integers(2, 5)))[None, :] * np.float32(gloss * 0.4)
    if rng.random() < 0.3:
        column = column + (heap(rng, high, wide, rng.uniform(1, 5)) - 125) * np.float32(rng.uniform(0.03, 0.35))
    if rng.random() < 0.6:
        column = column + clouds(rng, high, wide, rng.uniform(1, 4), 1.0) * np.float32(gloss * rng.uniform(0.05, 0.35))
    blend(sheet.grey, tone + column, mask_of(sheet.grey.shape, sheet.at(polygon)))
    return tone


def _seams(rng: np.random.Generator, sheet: Sheet, shape: Shape, tone: float) -> None:
    """Edges of lids, bumpers and doors: thin lines with a light one beside."""
    for _ in range(int(rng.integers(1, 6))):
        y = rng.uniform(shape.top * 0.6, shape.low)
        if abs(y) < 90:
            continue
        bend, thick = rng.normal(0, 30), rng.uniform(3, 12)
        x = np.linspace(shape.left, shape.right, 9)
        t = np.linspace(-1, 1, 9)
        upper = np.stack([x, y + bend * t * t], 1)
        lower = np.stack([x, y + bend * t * t + thick], 1)[::-1]
        fill(sheet.grey, sheet.at(np.concatenate([upper, lower]).astype(np.float32)), tone * rng.uniform(0.15, 0.7))
        lit = np.concatenate([lower[::-1], upper[::-1] + np.array([0, 2 * thick])]).astype(np.float32)
        if rng.random() < 0.5:
            fill(sheet.grey, sheet.at(lit), min(255.0, tone * rng.uniform(1.1, 1.5) + 10))
    for side in (shape.left, shape.right):
        if rng.random() < 0.4:
            x0 = side * rng.uniform(0.5, 0.75)
            line = np.array([[x0, shape.top], [x0 + 6, shape.top], [x0 + 6, shape.low], [x0, shape.low]], np.float32)
            fill(sheet.grey, sheet.at(line), tone * rng.uniform(0.2, 0.7))


def _window(rng: np.random.Generator, sheet: Sheet, shape: Shape) -> None:
    low = shape.top * rng.uniform(0.35, 0.6)
    inset = (shape.right - shape.left) * rng.uniform(0.04, 0.14)
    pane = np.array([
        [shape.left + 2 * inset, shape.top * 0.94], [shape.right - 2 * inset, shape.top * 0.94],
        [shape.right - inset, low], [shape.left + inset, low],
    ], np.float32)  # fmt: skip
    tone = float(rng.uniform(5, 120))
    high, wide = sheet.grey.shape
    glass = tone + clouds(rng, high, wide, rng.uniform(1, 3)) * np.float32(rng.uniform(4, 40))
    if rng.random() < 0.6:
        glass = glass + (heap(rng, high, wide, rng.uniform(0.5, 3)) - 125) * np.float32(rng.uniform(0.05, 0.6))
    blend(sheet.grey, glass, mask_of(sheet.grey.shape, sheet.at(pane)))
    for _ in range(int(rng.integers(0, 3))):
        x, y = rng.uniform(shape.left * 0.7, shape.right * 0.5), rng.uniform(shape.top * 0.9, low)
        size = rng.uniform(60, 250)
        box = sheet.box(x, y, size * rng.uniform(1, 3), size * 0.5)
        if rng.random() < 0.5:
            fill(sheet.grey, rounded(*box, box[3] * rng.uniform(0, 0.5)), rng.uniform(120, 250))
        parts.write(
            rng, sheet.grey, wording(rng), (box[0], box[1] + box[3] * 0.25, box[2], box[3] * 0.5), rng.uniform(0, 255)
        )


def _lamps(rng: np.random.Generator, sheet: Sheet, shape: Shape, lit: bool) -> None:
    y = rng.uniform(-420, 40)
    tall, deep = rng.uniform(60, 330), rng.uniform(100, 420)
    lean = rng.uniform(-0.5, 0.5)
    rough = rng.uniform(-0.12, 0.12, (4, 2))
    for side in (-1, 1):
        outer = shape.left if side < 0 else shape.right
        quad = np.array([[0, 0], [1, lean * 0.5], [1, 1 + lean * 0.3], [0, 1]]) + rough
        points = np.stack([outer - side * quad[:, 0] * deep - side * 20, y + (quad[:, 1] - 0.5) * tall], 1)
        parts.lamp(rng, sheet.grey, sheet.at(points.astype(np.float32)), lit)


def _recess(rng: np.random.Generator, sheet: Sheet, plate: FlatPlate, tone: float) -> None:
    """The hollow that the plate sits in, with its shadow, and the bar with lamps above it."""
    wide, down = plate.across * rng.uniform(1.03, 1.7), plate.down * rng.uniform(1.1, 2.0)
    y = -down / 2 + rng.normal(0, 12)
    box = sheet.box(-wide / 2, y, wide, down)
    inner = float(np.clip(tone * rng.uniform(0.3, 1.15) + rng.normal(0, 10), 0, 255))
    fill(sheet.grey, rounded(*box, box[3] * rng.uniform(0, 0.3)), inner)
    shade = sheet.box(-wide / 2, y, wide, down * rng.uniform(0.05, 0.25))
    fill(sheet.grey, rounded(*shade, 0), inner * rng.uniform(0.2, 0.8))
    if rng.random() < 0.5:
        parts.outline(sheet.grey, rounded(*box, box[3] * 0.1), float(rng.uniform(0, 255)), max(1.0, 6 * sheet.density))
    if rng.random() < 0.35:
        bar = sheet.box(-wide / 2, y - rng.uniform(20, 60), wide, rng.uniform(12, 45))
        fill(sheet.grey, rounded(*bar, bar[3] * 0.4), float(rng.uniform(60, 250)))


def _front(rng: np.random.Generator, sheet: Sheet, shape: Shape, plate: FlatPlate) -> None:
    """Grilles above, around or below the plate."""
    span = (shape.right - shape.left) * rng.uniform(0.3, 0.75)
    middle = (shape.left + shape.right) / 2 + rng.normal(0, 10)
    if rng.random() < 0.75:
        low = -plate.down / 2 - rng.uniform(-60, 120)
        tall = rng.uniform(70, 350)
        parts.grille(rng, sheet.grey, sheet.box(middle - span / 2, low - tall, span, tall))
        if rng.random() < 0.7:
            x, y = sheet.at(np.array([[middle, low - tall * rng.uniform(0.1, 1.2)]], np.float32))[0]
            parts.badge(rng, sheet.grey, float(x), float(y), float(rng.uniform(70, 200) * sheet.density))
    if rng.random() < 0.7:
        top = plate.down / 2 + rng.uniform(-140, 60)
        wide = span * rng.uniform(0.8, 1.5)
        parts.grille(rng, sheet.grey, sheet.box(middle - wide / 2, top, wide, rng.uniform(60, 200)))


def _rear(rng: np.random.Generator, sheet: Sheet, shape: Shape, plate: FlatPlate) -> None:
    """Badge and lettering on the lid, stickers, the dark apron, exhausts."""
    middle = (shape.left + shape.right) / 2
    above = -plate.down / 2 - rng.uniform(60, 260)
    if rng.random() < 0.7:
        x, y = sheet.at(np.array([[middle, above]], np.float32))[0]
        parts.badge(rng, sheet.grey, float(x), float(y), float(rng.uniform(60, 160) * sheet.density))
    chrome = float(rng.choice([rng.uniform(0, 40), rng.uniform(180, 255)]))
    for side in (-1, 1):
        if rng.random() < 0.6:
            size = rng.uniform(25, 75)
            x = middle + side * rng.uniform(320, 620) - 150
            y = rng.uniform(above, 60)
            parts.write(rng, sheet.grey, wording(rng), sheet.box(x, y, rng.uniform(150, 420), size), chrome)
    if rng.random() < 0.5:
        deep = rng.uniform(60, 160)
        box = sheet.box(shape.left, shape.low - deep, shape.right - shape.left, deep)
        fill(sheet.grey, rounded(*box, 0), float(rng.uniform(10, 70)))
        for side in (-1, 1):
            if rng.random() < 0.5:
                pipe = sheet.box(middle + side * rng.uniform(350, 600), shape.low - 40, rng.uniform(60, 160), 60)
                fill(sheet.grey, rounded(*pipe, pipe[3] / 2), float(rng.uniform(60, 230)))


def _frame(rng: np.random.Generator, sheet: Sheet, plate: FlatPlate) -> None:
    """A holder around the plate, with the dealer's lettering under it."""
    edge, foot = rng.uniform(4, 18), rng.uniform(4, 18)
    text = rng.random() < 0.5
    foot = rng.uniform(14, 34) if text else foot
    named = rng.random() < (0.5 if plate.across < 320 else 0.15)
    head = rng.uniform(14, 30) if named else edge
    tone = float(rng.uniform(5, 60)) if rng.random() < 0.7 else float(rng.uniform(120, 250))
    x, y = -plate.across / 2 - edge, -plate.down / 2 - head
    box = sheet.box(x, y, plate.across + 2 * edge, plate.down + head + foot)
    fill(sheet.grey, rounded(*box, 10 * sheet.density), tone)
    fill(sheet.cover, rounded(*box, 10 * sheet.density), 1.0)
    if text:
        line = sheet.box(x + 30, plate.down / 2 + foot * 0.2, plate.across - 60, foot * 0.6)
        parts.write(rng, sheet.grey, wording(rng), line, 255.0 - tone)
    if named and rng.random() < 0.7:
        line = sheet.box(x + 30, y + head * 0.2, plate.across - 60, head * 0.6)
        parts.write(rng, sheet.grey, wording(rng), line, 255.0 - tone)


def _livery(rng: np.random.Generator, sheet: Sheet, shape: Shape) -> None:
    """Lettering of firms on vans and lorries."""
    for _ in range(int(rng.integers(1, 5))):
        size = rng.uniform(50, 260)
        x = rng.uniform(shape.left, shape.right * 0.4)
        y = rng.uniform(shape.top * 0.95, -150)
        parts.write(rng, sheet.grey, wording(rng), sheet.box(x, y, rng.uniform(400, 1500), size), rng.uniform(0, 255))


def _outline(rng: np.random.Generator, shape: Shape) -> Points:
    """The body's edge: the roof narrower than the waist, and the corners cut or round."""
    inset = (shape.right - shape.left) * rng.uniform(0, 0.12)
    body = np.array([
        [shape.left + inset, shape.top], [shape.right - inset, shape.top], [shape.right, shape.top * 0.45],
        [shape.right, shape.low - 40], [shape.right - 60, shape.low], [shape.left + 60, shape.low],
        [shape.left, shape.low - 40], [shape.left, shape.top * 0.45],
    ], np.float32)  # fmt: skip
    for _ in range(int(rng.integers(0, 4))):  # Chaikin's corner cutting: each time rounder
        after = np.roll(body, -1, 0)
        body = np.stack([0.75 * body + 0.25 * after, 0.25 * body + 0.75 * after], 1).reshape(-1, 2)
    return body.astype(np.float32)


def _tyres(rng: np.random.Generator, sheet: Sheet, shape: Shape) -> None:
    """The tyres under the body and the shade between them, as far as the sheet reaches down."""
    span, tone = shape.right - shape.left, float(rng.uniform(5, 40))
    low = shape.low - 60
    for left in (shape.left + 0.04 * span, shape.right - 0.16 * span):
        tyre = rounded(*sheet.box(left, low, 0.12 * span, 300), 8)
        fill(sheet.grey, tyre, tone)
        fill(sheet.cover, tyre, 1.0)
    shade = rounded(*sheet.box(shape.left + 0.1 * span, low, 0.8 * span, rng.uniform(60, 200)), 0)
    fill(sheet.grey, shade, tone * rng.uniform(0.3, 1.5))
    fill(sheet.cover, shade, float(rng.uniform(0.5, 1.0)))


def draw(
    rng: np.random.Generator,
    plate: FlatPlate,
    reach: tuple[float, float],
    density: float,
    like: float | None = None,
) -> Sheet:
    """A vehicle about its plate (which is not drawn), within `reach` millimetres to each side, up and down.

    like: the tone of its paint, such as that of the plate: white plates on white cars have hardly an edge.
    """
    shape = draw_shape(rng, plate)
    left, right = max(shape.left, -reach[0]), min(shape.right, reach[0])
    top, low = max(shape.top, -reach[1]), min(shape.low + 180, reach[1])
    wide, high = max(8, int((right - left) * density)), max(8, int((low - top) * density))
    sheet = Sheet(np.zeros((high, wide), np.float32), np.zeros((high, wide), np.float32), left, top, density)
    body = _outline(rng, shape)
    if shape.right - shape.left > 800 and rng.random() < 0.6:
        _tyres(rng, sheet, shape)
    fill(sheet.cover, sheet.at(body), 1.0)
    tone = _paint(rng, sheet, body, like)
    _seams(rng, sheet, shape, tone)
    if shape.right - shape.left > 800:
        if rng.random() < 0.8:
            _window(rng, sheet, shape)
        else:
            _livery(rng, sheet, shape)
        _lamps(rng, sheet, shape, lit=rng.random() < 0.2)
        (_front if shape.front else _rear)(rng, sheet, shape, plate)
    if like is None and rng.random() < 0.55:
        _recess(rng, sheet, plate, tone)
    if rng.random() < (0.6 if like is None else 0.25):
        _frame(rng, sheet, plate)
    return sheet
