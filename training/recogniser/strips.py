"""Examples for the recogniser: strips with their labels, made by drawing, photographing and rectifying plates."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from beadle.anpr.engine import rectify
from beadle.anpr.engine.recognise import CLASSES
from beadle.anpr.engine.rectify import Corners
from training.plates import FAMILIES, Plate, draw
from training.plates.plate import Box
from training.recogniser.photograph import Grey, Light, photograph, to_grey

MARK = CLASSES[-1]
LONGEST = 16
"""Entries of a label, marks included."""
NOTHING = "nothing"
KINDS = (*(f"{family}/{lines}" for family in FAMILIES for lines in (1, 2)), NOTHING)

WRONG_FOLD, CLUTTER = 0.05, 0.045
"""Shares of examples whose right answer is no text: plates folded the wrong way, and things that are no plates."""
OFTEN = 10
"""How many photographs are made of a plate before another takes its place."""


class Example(NamedTuple):
    """strip: uint8 (HEIGHT, WIDTH). label: classes. kind: index into KINDS. width: of the plate as photographed."""

    strip: Grey
    label: list[int]
    kind: int
    width: float


class Drawn(NamedTuple):
    grey: Grey
    label: list[int]
    plate: Plate


def label_of(plate: Plate) -> list[int]:
    """Characters and marks in reading order, as classes."""
    entries = [(line, x, char) for (line, x), char in zip(_places(plate.boxes, plate), plate.text, strict=True)]
    heights = [h for _, _, _, h in plate.boxes]
    usual = float(np.median(heights))
    for box in plate.marks:
        _, y, w, h = box
        line, middle = _places([box], plate)[0]
        row = [b for b, place in zip(plate.boxes, _places(plate.boxes, plate), strict=True) if place[0] == line]
        level = float(np.mean([b[1] + b[3] / 2 for b in row])) if row else -1e9
        if w < plate.picture.shape[1] * 0.4 and abs(y + h / 2 - level) < usual * 0.55:
            entries.append((line, middle, MARK))
    entries.sort(key=lambda entry: entry[:2])
    return [CLASSES.index(char) for _, _, char in entries][:LONGEST]


def _places(boxes: list[Box], plate: Plate) -> list[tuple[int, float]]:
    """Line (0 or 1) and middle of each box."""
    tops = [y for _, y, _, _ in plate.boxes]
    split = (min(tops) + max(tops)) / 2 if plate.lines == 2 else float("inf")
    reach = max(h for _, _, _, h in plate.boxes) / 2
    return [(int(y + h / 2 - reach > split), x + w / 2) for x, y, w, h in boxes]


def loosen(corners: Corners, chance: random.Random) -> Corners:
    """Corners as a detector gives them: off by up to about 6 % of the plate's sides, now and then an upright box."""
    if chance.random() < 0.12:
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    width, height = rectify.shape(corners)
    rng = np.random.default_rng(chance.getrandbits(63))
    size = float(np.sqrt(width * height)) * chance.choice([0.005, 0.012, 0.02, 0.03])
    shift = rng.normal(0, size, (1, 2)) + rng.normal(0, size * 0.7, (4, 2))
    middle = corners.mean(axis=0)
    grow = np.array([chance.gauss(1.0, 0.015), chance.gauss(1.005, 0.035)])
    if chance.random() < 0.12:  # its holder taken for a part of it, or a crop with a margin
        grow = grow * np.array([chance.uniform(1.0, 1.16), chance.uniform(1.0, 1.2)])
    far = 1.6 if chance.random() < 0.1 else 1.0
    shift, limit = shift * far, np.array([0.06 * width, 0.12 * height]) * far
    moved = middle + (corners - middle) * grow + np.clip(shift, -limit, limit)
    return np.asarray(moved, np.float32)


def clutter(chance: random.Random) -> Grey:
    """Rings, slats, studs and plain gradients: what badges, grilles and bumpers look like as a strip."""
    rng = np.random.default_rng(chance.getrandbits(63))
    size = (rectify.WIDTH, rectify.HEIGHT)
    coarse = rng.uniform(0, 255, (chance.randint(1, 6), chance.randint(1, 12))).astype(np.float32)
    scene = np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.float32)
    scene = scene * chance.choice([0.0, chance.uniform(0.05, 0.4), chance.uniform(0.2, 1)]) + chance.uniform(-40, 200)
    chance.choice([_rings, _rings, _slats, _mesh, _bars, _plain])(scene, chance)
    scene = np.asarray(cv2.GaussianBlur(scene, (0, 0), chance.uniform(0.3, 3)), np.float32)
    scene = scene + rng.standard_normal(scene.shape, np.float32) * chance.choice([0.0, chance.uniform(0, 9)])
    return np.asarray(np.clip(scene, 0, 255), np.uint8)


def _rings(scene: Light, chance: random.Random) -> None:
    radius, level, thick = chance.randint(6, 20), chance.uniform(0, 255), chance.randint(1, 5)
    left, step, high = chance.randint(10, 80), radius * chance.uniform(1.2, 2.4), chance.randint(8, 18)
    for number in range(chance.randint(1, 5)):
        at = (left + int(number * step), rectify.HEIGHT // 2)
        cv2.ellipse(scene, at, (radius, high), 0, 0, 360, level, thick, cv2.LINE_AA)


def _slats(scene: Light, chance: random.Random) -> None:
    lean, level, thick = chance.randint(-20, 20), chance.uniform(0, 255), chance.randint(1, 5)
    for x in range(-40, rectify.WIDTH + 40, chance.randint(4, 30)):
        cv2.line(scene, (x, 0), (x + lean, rectify.HEIGHT), level, thick, cv2.LINE_AA)


def _mesh(scene: Light, chance: random.Random) -> None:
    if chance.random() < 0.7:
        _slats(scene, chance)
    level, thick = chance.uniform(0, 255), chance.randint(1, 5)
    for y in range(0, rectify.HEIGHT, chance.randint(4, 15)):
        cv2.line(scene, (0, y), (rectify.WIDTH, y + chance.randint(-6, 6)), level, thick, cv2.LINE_AA)


def _bars(scene: Light, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 9)):
        ends = [(chance.randint(0, rectify.WIDTH), chance.randint(0, rectify.HEIGHT)) for _ in range(2)]
        cv2.line(scene, ends[0], ends[1], chance.uniform(0, 255), chance.randint(1, 12), cv2.LINE_AA)


def _plain(scene: Light, chance: random.Random) -> None:
    scene *= chance.uniform(0.5, 1.0)


@dataclass
class Source:
    """Endless examples. The same seed gives the same ones. keep: plates in stock, each photographed OFTEN times."""

    seed: int
    keep: int = 64
    families: tuple[str | None, ...] = (None,)
    lines: int | None = None
    nothing: bool = True
    free: float = 0.45
    chance: random.Random = field(init=False)
    stock: list[Drawn] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def _plate(self) -> Drawn:
        family = self.chance.choice(self.families)
        while True:
            lines = self.lines
            if lines is None and family is None and self.chance.random() < 0.22:
                lines = 2  # harder, and rarer than they deserve
            plate = draw(self.chance, family, self.free, lines)
            if len(plate.text) >= 2 and len(label_of(plate)) < LONGEST:
                return Drawn(to_grey(plate.picture, self.chance), label_of(plate), plate)

    def _some_plate(self) -> Drawn:
        if len(self.stock) < self.keep or self.chance.random() < 1 / OFTEN:
            made = self._plate()
            if len(self.stock) < self.keep:
                self.stock.append(made)
            else:
                self.stock[self.chance.randrange(self.keep)] = made
            return made
        return self.chance.choice(self.stock)

    def example(self) -> Example:
        chance = self.chance
        if self.nothing and chance.random() < CLUTTER:
            return Example(clutter(chance), [], KINDS.index(NOTHING), float(rectify.WIDTH))
        drawn = self._some_plate()
        plate = drawn.plate
        seen = photograph(drawn.grey, chance)
        corners = loosen(seen.corners, chance)
        lines = plate.lines
        doubtful = plate.picture.shape[1] < plate.picture.shape[0] * 2.6
        wrong = self.nothing and doubtful and chance.random() < WRONG_FOLD / 0.4
        if wrong:
            lines = 3 - lines
        strip = rectify.strip(seen.grey, corners, lines).grey
        kind = NOTHING if wrong else f"{plate.family}/{plate.lines}"
        return Example(strip, [] if wrong else drawn.label, KINDS.index(kind), seen.width)


class Lot(NamedTuple):
    """Many examples as arrays. strips: uint8 (n, HEIGHT, WIDTH). labels: uint8 (n, LONGEST), 0 beyond the length."""

    strips: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    lengths: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    widths: NDArray[np.float32]

    def part(self, rows: slice) -> Lot:
        """Some of the examples."""
        return Lot(self.strips[rows], self.labels[rows], self.lengths[rows], self.kinds[rows], self.widths[rows])


def lot(source: Source, number: int) -> Lot:
    examples = [source.example() for _ in range(number)]
    labels = np.zeros((number, LONGEST), np.uint8)
    for row, example in zip(labels, examples, strict=True):
        row[: len(example.label)] = example.label
    return Lot(
        np.stack([e.strip for e in examples]),
        labels,
        np.array([len(e.label) for e in examples], np.uint8),
        np.array([e.kind for e in examples], np.uint8),
        np.array([e.width for e in examples], np.float32),
    )
