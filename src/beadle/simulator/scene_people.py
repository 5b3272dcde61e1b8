"""People as simple walking figures. Nobody here is anybody."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from beadle.simulator.scene_light import Light
from beadle.simulator.scene_view import Color, Image, View, disc, fill, line, shade

SKIN: tuple[Color, ...] = ((150, 182, 224), (132, 164, 210), (96, 128, 180), (60, 86, 132), (44, 60, 92))
HAIR: tuple[Color, ...] = ((30, 34, 40), (44, 66, 96), (70, 120, 160), (150, 154, 158), (40, 52, 120))
CLOTH: tuple[Color, ...] = (
    (52, 48, 46),
    (120, 72, 40),
    (56, 52, 160),
    (90, 130, 64),
    (52, 150, 214),
    (180, 176, 170),
    (110, 60, 110),
    (150, 140, 60),
    (44, 90, 190),
    (214, 214, 216),
)
LEGS: tuple[Color, ...] = ((92, 62, 44), (44, 42, 42), (70, 84, 96), (110, 116, 118), (56, 46, 40))


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody looks like. height: metres. carries: bag, umbrella, pushchair or nothing."""

    height: float
    skin: Color
    hair: Color
    coat: Color
    legs: Color
    carries: str = ""
    long_coat: bool = False


def look(chance: np.random.Generator, *, rain: bool = False) -> Look:
    """A made-up person."""

    def pick(colors: tuple[Color, ...]) -> Color:
        return colors[int(chance.integers(0, len(colors)))]

    carries = ("", "", "bag", "bag", "pushchair")[int(chance.integers(0, 5))]
    if rain and chance.random() < 0.6:
        carries = "umbrella"
    child = chance.random() < 0.1
    return Look(
        chance.uniform(1.05, 1.35) if child else chance.uniform(1.55, 1.86),
        pick(SKIN),
        pick(HAIR),
        pick(CLOTH),
        pick(LEGS),
        "" if child else carries,
        bool(chance.random() < 0.35),
    )


def draw_person(
    view: View, image: Image, person: Look, place: tuple[float, float], step: tuple[float, float, float], light: Light
) -> None:
    """Draw somebody at a place on the ground.

    step: direction of walking as (x, z), of length 0 for standing, and the phase of the stride in radians.
    """
    x, z = place
    feet = view.project([(x, 0.0, z), (x, person.height, z)])
    if feet is None:
        return
    foot, crown = feet
    size = float(foot[1] - crown[1])
    if size < 5 or size > 4 * image.shape[0] or not -size < foot[0] < image.shape[1] + size:
        return
    _shadow(view, image, place, light)
    figure = _Figure(image, foot, size, person, light)
    across, along, phase = step
    if size < 30:
        figure.far(math.sin(phase) * (abs(across) + abs(along)))
        return
    moving = math.hypot(across, along) > 0.05
    swing = math.sin(phase) if moving else 0.0
    figure.legs(swing * across * 0.2, abs(math.cos(phase)) * 0.02 if moving else 0.0, swing * along)
    figure.body(swing * (0.11 * across + 0.05), 0.012 * abs(swing))
    figure.carry(1.0 if across >= 0 else -1.0)


def _shadow(view: View, image: Image, place: tuple[float, float], light: Light) -> None:
    x, z = place
    if light.shadow > 0.3:  # the sun stands to the left
        outline = [
            (x - 0.2, 0, z),
            (x, 0, z - 0.2),
            (x + 1.5, 0, z + 0.35),
            (x + 1.7, 0, z + 0.7),
            (x + 0.1, 0, z + 0.2),
        ]
    else:
        outline = [(x + 0.34 * math.cos(a), 0, z + 0.26 * math.sin(a)) for a in np.linspace(0, 6.28, 10)]
    shade(image, view.polygon(outline), light.shadow)


class _Figure:
    """Strokes of one figure, in shares of its height above its feet."""

    def __init__(
        self,
        image: Image,
        foot: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
        size: float,
        person: Look,
        light: Light,
    ) -> None:
        self._image, self._foot, self._size, self._person, self._light = image, foot, size, person, light

    def _at(self, across: float, up: float) -> tuple[float, float]:
        return float(self._foot[0] + across * self._size), float(self._foot[1] - up * self._size)

    def _stroke(self, a: tuple[float, float], b: tuple[float, float], color: Color, width: float) -> None:
        line(self._image, self._at(*a), self._at(*b), self._light.on(color), width * self._size)

    def far(self, swing: float) -> None:
        """The whole figure in a few strokes, for those far away."""
        person = self._person
        self._stroke((0.0, 0.48), (0.1 * swing + 0.03, 0.02), person.legs, 0.09)
        self._stroke((0.0, 0.48), (-0.1 * swing - 0.03, 0.02), person.legs, 0.09)
        self._stroke((0.0, 0.5), (0.0, 0.76), person.coat, 0.22)
        disc(self._image, self._at(0, 0.93), 0.07 * self._size, self._light.on(person.hair))
        if person.carries == "umbrella":
            self.carry(1.0)

    def legs(self, spread: float, lift: float, depth: float) -> None:
        """Two legs from the hips; `depth` swings them up and down where somebody walks towards the lens."""
        color = self._person.legs
        dark = (color[0] * 0.75, color[1] * 0.75, color[2] * 0.75)
        for sign, tone in ((-1.0, dark), (1.0, color)):
            foot = (sign * (spread + 0.035), max(0.0, sign * depth * 0.035) + 0.015)
            knee = (sign * (spread * 0.62 + 0.035), 0.25 + lift)
            self._stroke((sign * 0.035, 0.48), knee, tone, 0.088)
            self._stroke(knee, foot, tone, 0.07)
            self._stroke(foot, (foot[0] + 0.02, foot[1]), (36, 36, 40), 0.05)

    def body(self, swing: float, bob: float) -> None:
        """Trunk, arms, neck and head."""
        person = self._person
        hem = 0.36 if person.long_coat else 0.46
        dark = (person.coat[0] * 0.78, person.coat[1] * 0.78, person.coat[2] * 0.78)
        self._stroke((0.10, 0.79 + bob), (0.125 - swing, 0.47), dark, 0.06)
        outline = [(-0.115, 0.8), (-0.06, 0.84), (0.06, 0.84), (0.115, 0.8), (0.1, 0.6), (0.115, hem), (-0.115, hem)]
        outline.append((-0.1, 0.6))
        pixels = np.array([self._at(a, b + bob) for a, b in outline])
        fill(self._image, pixels, self._light.on(person.coat))
        self._stroke((-0.10, 0.79 + bob), (-0.125 + swing, 0.47), person.coat, 0.062)
        disc(self._image, self._at(-0.125 + swing, 0.45), 0.026 * self._size, self._light.on(person.skin))
        self._stroke((0, 0.83 + bob), (0, 0.89 + bob), person.skin, 0.055)
        disc(self._image, self._at(0, 0.945 + bob), 0.066 * self._size, self._light.on(person.hair))
        disc(self._image, self._at(0.006, 0.928 + bob), 0.054 * self._size, self._light.on(person.skin))

    def carry(self, side: float) -> None:
        """A bag, an umbrella or a pushchair."""
        what = self._person.carries
        if what == "bag":
            corners = [(0.1 * side, 0.46), (0.22 * side, 0.46), (0.24 * side, 0.3), (0.08 * side, 0.3)]
            fill(self._image, np.array([self._at(*one) for one in corners]), self._light.on((60, 96, 140)))
        elif what == "umbrella":
            self._stroke((0.1 * side, 0.6), (0.06 * side, 1.12), (60, 60, 60), 0.018)
            arc = [(0.06 * side + 0.36 * math.cos(a), 1.02 + 0.17 * math.sin(a)) for a in np.linspace(0, math.pi, 12)]
            color = (self._person.coat[2], self._person.coat[0], min(255.0, self._person.coat[1] + 60))
            fill(self._image, np.array([self._at(*one) for one in arc]), self._light.on(color))
        elif what == "pushchair":
            seat = [(0.2, 0.42), (0.42, 0.5), (0.46, 0.3), (0.24, 0.18)]
            fill(self._image, np.array([self._at(a * side, b) for a, b in seat]), self._light.on((120, 60, 50)))
            self._stroke((0.14 * side, 0.52), (0.22 * side, 0.36), (50, 50, 50), 0.02)
            for wheel in (0.22, 0.44):
                disc(self._image, self._at(wheel * side, 0.06), 0.05 * self._size, self._light.on((40, 40, 40)))
