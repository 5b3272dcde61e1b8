"""What stands on the street: stalls, trees, lamps, benches, planters, bollards, shelters."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from beadle.simulator.scene_buildings import raise_wall
from beadle.simulator.scene_view import Color, Image, View, disc, fill, line, lit

STRIPES: tuple[tuple[Color, Color], ...] = (
    ((40, 44, 186), (232, 236, 238)),
    ((150, 84, 28), (230, 234, 236)),
    ((62, 116, 40), (230, 234, 236)),
    ((36, 150, 220), (232, 236, 238)),
    ((120, 44, 110), (230, 234, 236)),
)

Drawing = Callable[[View, Image], None]


@dataclass(frozen=True, slots=True)
class Prop:
    """Something that stands at a place on the ground and may hide what passes behind it."""

    x: float
    z: float
    draw: Drawing
    shadow: float = 0.5
    """Radius of the shadow at its foot, metres."""


def block(view: View, image: Image, box: tuple[float, float, float, float, float, float], color: Color) -> None:
    """An upright box: x0, x1, foot, top, z0, z1. Its front is lit best, then the top, then the sides."""
    x0, x1, y0, y1, z0, z1 = box
    side = x0 if view.to_camera([((x0 + x1) / 2, 0, z0)])[0, 0] > 0 else x1
    dark = lit(color, 0.72)
    light = lit(color, 1.12)
    if y1 < view.lens:
        fill(image, view.polygon([(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)]), light)
    fill(image, view.polygon([(side, y0, z0), (side, y1, z0), (side, y1, z1), (side, y0, z1)]), dark)
    fill(image, view.polygon([(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)]), color)


def stall(x: float, z: float, stripes: tuple[Color, Color], seed: int, width: float = 3.4) -> Prop:
    """A market stall with a striped roof, a counter and goods."""

    def draw(view: View, image: Image) -> None:
        chance = np.random.default_rng(seed)
        half, deep = width / 2, 2.4
        block(view, image, (x - half + 0.1, x + half - 0.1, 0, 2.2, z + deep - 0.1, z + deep), (70, 76, 84))
        block(view, image, (x - half + 0.1, x + half - 0.1, 0, 0.9, z + 0.15, z + 1.2), stripes[0])
        for index in range(int(width / 0.3)):
            left = x - half + 0.2 + index * 0.3
            goods = [(40, 60, 210), (40, 150, 235), (60, 170, 90), (60, 210, 230), (120, 60, 150), (190, 190, 200)]
            color = goods[int(chance.integers(0, len(goods)))]
            block(view, image, (left, left + 0.26, 0.9, 0.98 + 0.2 * chance.random(), z + 0.2, z + 1.1), color)
        for corner in (-half, half):
            for depth in (0.0, deep):
                block(
                    view, image, (x + corner - 0.03, x + corner + 0.03, 0, 2.35, z + depth, z + depth + 0.05), (90,) * 3
                )
        count = 8
        for index in range(count):
            a, b = x - half - 0.2 + index * (width + 0.4) / count, x - half - 0.2 + (index + 1) * (width + 0.4) / count
            shade = stripes[index % 2]
            dim = lit(shade, 0.84)
            fill(
                image,
                view.polygon([(a, 2.35, z + deep), (b, 2.35, z + deep), (b, 3.0, z + 1.2), (a, 3.0, z + 1.2)]),
                dim,
            )
            fill(
                image,
                view.polygon([(a, 2.35, z - 0.4), (b, 2.35, z - 0.4), (b, 3.0, z + 1.2), (a, 3.0, z + 1.2)]),
                shade,
            )
            fill(
                image, view.polygon([(a, 2.1, z - 0.4), (b, 2.1, z - 0.4), (b, 2.35, z - 0.4), (a, 2.35, z - 0.4)]), dim
            )

    return Prop(x, z, draw, 0.0)


def tree(x: float, z: float, height: float, seed: int, *, autumn: bool = False) -> Prop:
    """A street tree: trunk, branches and a crown of many leaves."""

    def draw(view: View, image: Image) -> None:
        chance = np.random.default_rng(seed)
        scale = view.scale(x, z)
        feet = view.project([(x, 0, z), (x, height * 0.55, z)])
        if feet is None or scale <= 0:
            return
        line(image, feet[0], feet[1], (46, 62, 76), max(1.0, 0.26 * scale))
        base = np.array((44, 92, 170) if autumn else (52, 116, 70), float)
        crown = height * 0.34
        spots = chance.normal(0, 1, (260, 3))
        spots /= np.maximum(np.linalg.norm(spots, axis=1, keepdims=True), 0.6)
        spots *= chance.uniform(0.25, 1.0, (260, 1))
        for spot in spots[np.argsort(spots[:, 1] - spots[:, 2])]:
            place = (x + spot[0] * crown, height * 0.68 + spot[1] * crown * 0.85, z + spot[2] * crown * 0.3)
            pixel = view.project([place])
            if pixel is None:
                continue
            tone = base * (0.72 + 0.30 * spot[1] - 0.16 * spot[0]) + chance.normal(0, 7)
            color = np.clip(tone * chance.uniform(0.9, 1.15), 8, 250)
            disc(image, pixel[0], scale * crown * chance.uniform(0.10, 0.19), (color[0], color[1], color[2]))

    return Prop(x, z, draw, height * 0.3)


def lamp(x: float, z: float, reach: float = 1.2, height: float = 5.4) -> Prop:
    """A lamp post with a lantern that reaches out `reach` metres to the right."""

    def draw(view: View, image: Image) -> None:
        top = view.project([(x, 0, z), (x, height, z), (x + reach, height + 0.25, z)])
        scale = view.scale(x, z)
        if top is None:
            return
        line(image, top[0], top[1], (52, 56, 54), max(1.5, 0.13 * scale))
        line(image, top[1], top[2], (52, 56, 54), max(1.0, 0.08 * scale))
        line(image, top[2], top[2] + (0.35 * scale, 0.02 * scale), (206, 214, 220), max(1.5, 0.14 * scale))

    return Prop(x, z, draw, 0.2)


def lamp_light(view: View, emission: Image, x: float, z: float, reach: float = 1.2, height: float = 5.4) -> None:
    """The light of a lamp: the lantern itself and a pool on the ground."""
    scale = view.scale(x, z)
    top = view.project([(x + reach + 0.18, height + 0.2, z)])
    pool = view.polygon(
        [(x + reach + 3.6 * math.cos(a), 0, z + 3.6 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 20)]
    )
    if pool is not None:
        soft = np.zeros_like(emission)
        fill(soft, pool, (26, 56, 84))
        cv2.add(emission, cv2.GaussianBlur(soft, (0, 0), max(2.0, 0.8 * scale)), emission)
    if top is not None:
        disc(emission, top[0], max(2.0, 0.2 * scale), (150, 216, 255))


def bollard(x: float, z: float) -> Prop:
    """A cast-iron bollard."""

    def draw(view: View, image: Image) -> None:
        ends = view.project([(x, 0, z), (x, 1.0, z), (x, 0.86, z)])
        if ends is not None:
            scale = view.scale(x, z)
            line(image, ends[0], ends[1], (48, 48, 46), max(1.0, 0.16 * scale))
            line(image, ends[2], ends[2] + (0.01, 0), (60, 176, 210), max(1.0, 0.18 * scale))

    return Prop(x, z, draw, 0.15)


def bench(x: float, z: float) -> Prop:
    """A wooden bench that faces the camera."""

    def draw(view: View, image: Image) -> None:
        for left in (x - 0.75, x + 0.65):
            block(view, image, (left, left + 0.1, 0, 0.45, z, z + 0.4), (54, 54, 54))
        block(view, image, (x - 0.9, x + 0.9, 0.5, 0.95, z + 0.4, z + 0.46), (56, 98, 142))
        block(view, image, (x - 0.9, x + 0.9, 0.42, 0.48, z, z + 0.42), (70, 116, 160))

    return Prop(x, z, draw, 0.7)


def planter(x: float, z: float, seed: int) -> Prop:
    """A stone tub of flowers."""

    def draw(view: View, image: Image) -> None:
        chance = np.random.default_rng(seed)
        block(view, image, (x - 0.7, x + 0.7, 0, 0.6, z, z + 1.0), (128, 140, 150))
        scale = view.scale(x, z)
        flowers = [(60, 60, 220), (200, 90, 200), (70, 200, 240), (235, 235, 240), (60, 140, 70), (52, 120, 60)]
        for _ in range(90):
            place = (x + chance.uniform(-0.68, 0.68), 0.62 + abs(chance.normal(0, 0.16)), z + chance.uniform(0.0, 0.9))
            pixel = view.project([place])
            if pixel is not None:
                disc(image, pixel[0], 0.07 * scale, flowers[int(chance.integers(0, len(flowers)))])

    return Prop(x, z, draw, 0.8)


def shelter(x: float, z: float, width: float = 4.0) -> Prop:
    """A bus shelter of glass and steel."""

    def draw(view: View, image: Image) -> None:
        for left in np.linspace(x - width / 2, x + width / 2, 4):
            block(view, image, (left - 0.04, left + 0.04, 0, 2.4, z + 1.3, z + 1.36), (70, 70, 72))
        block(view, image, (x - width / 2, x + width / 2, 0.5, 0.56, z + 0.9, z + 1.25), (60, 90, 170))
        block(view, image, (x - width / 2, x - width / 2 + 1.1, 0.7, 2.0, z + 1.24, z + 1.28), (150, 120, 70))
        block(view, image, (x - width / 2 - 0.2, x + width / 2 + 0.2, 2.4, 2.55, z - 0.1, z + 1.5), (88, 86, 82))

    return Prop(x, z, draw, 0.0)


def sign_board(x: float, z: float, painting: Image, size: tuple[float, float], height: float) -> Prop:
    """A painted sign on a post: `size` in metres, its lower edge `height` above the ground."""

    def draw(view: View, image: Image) -> None:
        ends = view.project([(x, 0, z), (x, height + size[1], z)])
        if ends is not None:
            line(image, ends[0], ends[1], (120, 122, 122), max(1.0, 0.08 * view.scale(x, z)))
        spots = ((x - size[0] / 2, z - 0.05), (x + size[0] / 2, z - 0.05))
        raise_wall(view, [(image, painting)], spots, (height, height + size[1]))

    return Prop(x, z, draw, 0.1)


def mound(x: float, z: float, radius: float, seed: int, color: Color = (58, 118, 74)) -> Prop:
    """A bush or a hedge's end."""

    def draw(view: View, image: Image) -> None:
        chance = np.random.default_rng(seed)
        scale = view.scale(x, z)
        for _ in range(60):
            angle, far = chance.uniform(0, math.pi), chance.uniform(0, 1)
            place = (x + radius * far * math.cos(angle), radius * 0.9 * far * math.sin(angle) + 0.1, z)
            pixel = view.project([place])
            if pixel is not None:
                tone = np.clip(np.array(color) * chance.uniform(0.7, 1.25), 0, 255)
                disc(image, pixel[0], scale * radius * 0.22, (tone[0], tone[1], tone[2]))

    return Prop(x, z, draw, radius)
