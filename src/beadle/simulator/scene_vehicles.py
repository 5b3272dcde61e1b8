"""Vehicles: a side profile drawn out to a body, with glass, wheels, lights and a readable plate."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from beadle.simulator.glyphs import glyph
from beadle.simulator.scene_light import Light
from beadle.simulator.scene_view import Color, Floats, Image, View, fill, lit, paste, shade
from beadle.simulator.traffic import Vehicle

Spot = tuple[float, float]
GLASS: Color = (74, 60, 50)


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of body. Metres; the profile runs from the rear bumper over the roof to the front bumper.

    profile: (share of the length from the rear, height). glazed: which of its edges are glass, by their start.
    side_glass: windows in the side, each as (share from, share to at the foot, share from, share to at the top, foot,
    top). wheels: shares of the length at which they stand.
    """

    length: float
    width: float
    profile: tuple[Spot, ...]
    glazed: tuple[int, ...]
    side_glass: tuple[tuple[float, float, float, float, float, float], ...]
    wheels: tuple[float, ...] = (0.2, 0.8)
    radius: float = 0.31


_CAR_FRONT = ((0.76, 0.97), (0.96, 0.80), (1.0, 0.62), (1.0, 0.24))
SHAPES: dict[str, Shape] = {
    "hatchback": Shape(
        4.0,
        1.76,
        ((0.0, 0.28), (0.0, 0.72), (0.03, 0.98), (0.13, 1.44), (0.55, 1.49), *_CAR_FRONT),
        (2, 4),
        ((0.1, 0.38, 0.17, 0.37, 0.95, 1.36), (0.41, 0.7, 0.4, 0.55, 0.95, 1.38)),
    ),
    "saloon": Shape(
        4.6,
        1.8,
        ((0.0, 0.28), (0.0, 0.66), (0.02, 0.98), (0.16, 1.0), (0.28, 1.40), (0.55, 1.43), *_CAR_FRONT),
        (3, 5),
        ((0.22, 0.43, 0.3, 0.42, 0.95, 1.32), (0.46, 0.7, 0.45, 0.55, 0.95, 1.33)),
    ),
    "estate": Shape(
        4.6,
        1.8,
        ((0.0, 0.28), (0.0, 0.72), (0.02, 0.98), (0.07, 1.46), (0.55, 1.48), *_CAR_FRONT),
        (2, 4),
        (
            (0.06, 0.22, 0.1, 0.22, 0.95, 1.36),
            (0.25, 0.45, 0.25, 0.44, 0.95, 1.37),
            (0.48, 0.7, 0.47, 0.55, 0.95, 1.37),
        ),
    ),
    "van": Shape(
        5.2,
        1.98,
        (
            (0.0, 0.3),
            (0.0, 1.2),
            (0.01, 1.35),
            (0.02, 2.2),
            (0.70, 2.25),
            (0.85, 1.25),
            (0.97, 0.95),
            (1.0, 0.7),
            (1.0, 0.28),
        ),
        (4,),
        ((0.66, 0.83, 0.66, 0.72, 1.2, 1.9),),
        (0.18, 0.82),
        0.34,
    ),
    "bus": Shape(
        10.5,
        2.5,
        ((0.0, 0.3), (0.0, 1.3), (0.0, 2.7), (0.02, 3.0), (0.985, 3.0), (1.0, 2.75), (1.0, 1.1), (1.0, 0.3)),
        (1, 5),
        tuple((0.04 + i * 0.155, 0.18 + i * 0.155, 0.04 + i * 0.155, 0.18 + i * 0.155, 1.25, 2.5) for i in range(6)),
        (0.22, 0.78),
        0.48,
    ),
}
SHAPES["taxi"] = SHAPES["saloon"]


@cache
def plate_picture(words: str, rear: bool) -> Image:
    """A plate, 520 x 111 millimetres at two pixels each: letters of 79 x 50, white before, yellow behind."""
    image = np.full((222, 1040, 3), (60, 206, 246) if rear else (236, 238, 238), np.uint8)
    step, wide, high = 122, 100, 158
    length = sum(66 if c == " " else step for c in words) - (step - wide)
    x = (1040 - length) // 2
    for character in words:
        if character != " ":
            ink = glyph(character, wide, high, 28)[:, :, None].astype(np.float32) / 255
            part = image[32 : 32 + high, x : x + wide]
            part[:] = (part * (1 - ink) + np.array((24, 22, 22)) * ink).astype(np.uint8)
        x += 66 if character == " " else step
    return image


@lru_cache(maxsize=400)
def _plate_at(words: str, rear: bool, width: int) -> Image:
    """The same, shrunk to `width` pixels: what is laid into the picture small is made small without jagged edges."""
    whole = plate_picture(words, rear)
    size = (width, max(1, round(width * 111 / 520)))
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8)


class Pose:
    """A vehicle's place: middle of its footprint, and the direction it drives in (radians; 0 away from the lens)."""

    def __init__(self, x: float, z: float, heading: float) -> None:
        self.x, self.z, self.heading = x, z, heading
        self._sin, self._cos = math.sin(heading), math.cos(heading)

    def world(self, points: Sequence[tuple[float, float, float]] | Floats) -> Floats:
        """Points (to the right, up, ahead) in metres from its middle, in the street's axes."""
        own = np.asarray(points, float)
        x = self.x + own[:, 0] * self._cos + own[:, 2] * self._sin
        z = self.z - own[:, 0] * self._sin + own[:, 2] * self._cos
        return np.stack([x, own[:, 1], z], axis=1)


def _tuck(height: float) -> float:
    """Share of the half width at a height: the glass leans in."""
    return 1.0 if height < 1.0 else max(0.84, 1.0 - 0.25 * (height - 1.0))


def draw_vehicle(view: View, image: Image, vehicle: Vehicle, pose: Pose, light: Light) -> None:
    """Draw a vehicle with its shadow, in the light of the scene."""
    shape = SHAPES[vehicle.kind]
    half, length = shape.width / 2, shape.length
    foot = [(-half * 1.08, 0, -length * 0.52), (half * 1.08, 0, -length * 0.52)]
    foot += [(half * 1.08, 0, length * 0.52), (-half * 1.08, 0, length * 0.52)]
    shade(image, view.polygon(pose.world(foot)), 0.34 + light.shadow * 0.5)
    tall = vehicle.kind in ("van", "bus")
    edges = [((share - 0.5) * length, height) for share, height in shape.profile]
    eye = (-pose.x, -pose.z)
    side = 1.0 if (eye[0] * math.cos(pose.heading) - eye[1] * math.sin(pose.heading)) > 0 else -1.0
    faces: list[tuple[float, Floats, Color]] = []
    for index, ((z0, y0), (z1, y1)) in enumerate(itertools.pairwise(edges)):
        w0, w1 = (half, half) if tall else (half * _tuck(y0), half * _tuck(y1))
        world = pose.world([(-w0, y0, z0), (w0, y0, z0), (w1, y1, z1), (-w1, y1, z1)])
        if not _faces_lens(view, world):
            continue
        steep = abs(y1 - y0) / (abs(y1 - y0) + abs(z1 - z0) + 1e-6)
        color = GLASS if index in shape.glazed else lit(vehicle.paint, 1.12 - 0.30 * steep)
        faces.append((float(view.to_camera(world)[:, 2].mean()), world, color))
    flank = [(side * (half if tall else half * _tuck(y)), y, z) for z, y in edges]
    faces.append(
        (float(view.to_camera(pose.world(flank))[:, 2].mean()) - 0.2, pose.world(flank), lit(vehicle.paint, 0.8))
    )
    faces.sort(key=lambda face: -face[0])
    for _, world, color in faces:
        fill(image, view.polygon(world), light.on(color))
    _flank(view, image, shape, pose, light, side)
    _ends(view, image, vehicle, pose, light)


def _faces_lens(view: View, world: Floats) -> bool:
    """Whether a face (drawn counter-clockwise seen from outside) shows its outside to the lens."""
    normal = np.cross(world[1] - world[0], world[3] - world[0])
    return float(normal @ (np.array((0.0, view.lens, 0.0)) - world.mean(axis=0))) < 0


def _flank(view: View, image: Image, shape: Shape, pose: Pose, light: Light, side: float) -> None:
    """Windows and wheels of the side that shows."""
    half, length = shape.width / 2, shape.length
    tall = len(shape.side_glass) == 1 or length > 8
    for a0, a1, b0, b1, low, high in shape.side_glass:
        w0, w1 = (half, half) if tall else (half * _tuck(low), half * _tuck(high))
        corners = [
            (side * w0 * 1.005, low, (a0 - 0.5) * length),
            (side * w0 * 1.005, low, (a1 - 0.5) * length),
            (side * w1 * 1.005, high, (b1 - 0.5) * length),
            (side * w1 * 1.005, high, (b0 - 0.5) * length),
        ]
        fill(image, view.polygon(pose.world(corners)), light.on(GLASS))
    turn = np.linspace(0, 2 * math.pi, 14, endpoint=False)
    for share in shape.wheels:
        for factor, color in ((1.0, (30.0, 30.0, 30.0)), (0.58, (150.0, 150.0, 148.0))):
            ring = [
                (
                    side * half * 1.01,
                    shape.radius + factor * shape.radius * math.sin(a),
                    (share - 0.5) * length + factor * shape.radius * math.cos(a),
                )
                for a in turn
            ]
            fill(image, view.polygon(pose.world(ring)), light.on(color))


def _ends(view: View, image: Image, vehicle: Vehicle, pose: Pose, light: Light) -> None:
    """Lights, grille and plate of the end that shows."""
    shape = SHAPES[vehicle.kind]
    half, reach = shape.width / 2, shape.length / 2 + 0.01
    ahead = math.cos(pose.heading) * -pose.z + math.sin(pose.heading) * -pose.x > 0
    z = reach if ahead else -reach
    level = 0.62 if vehicle.kind != "bus" else 0.75
    lens = view.to_camera(pose.world([(0, level, z)]))[0]
    if lens[2] < 1.0:
        return
    scale = view.focal / lens[2]
    flip = 1.0 if ahead else -1.0
    for left in (-1.0, 1.0):
        if ahead:
            box = _upright(pose, (left * half * 0.72, level + 0.04), (0.34, 0.15), z)
            fill(image, view.polygon(box), (246, 250, 252) if light.lamps or light.rain else light.on((214, 220, 222)))
        else:
            box = _upright(pose, (left * half * 0.86, level + 0.16), (0.2, 0.30), z)
            fill(image, view.polygon(box), (44, 40, 232) if light.lamps or light.rain else light.on((36, 30, 176)))
    if ahead and vehicle.kind != "bus":
        fill(image, view.polygon(_upright(pose, (0, 0.52), (half * 0.9, 0.16), z)), light.on((36, 36, 36)))
    if scale * 0.52 >= 2:
        if not ahead:
            recess = _upright(pose, (0, (0.42 if vehicle.kind != "van" else 0.6) + 0.06), (0.62, 0.2), z + 0.006 * flip)
            fill(image, view.polygon(recess), light.on(lit(vehicle.paint, 0.55)))
        where = pose.world(_plate_corners(0.42 if ahead or vehicle.kind != "van" else 0.6, z + 0.012 * flip, flip))
        pixels = view.project(where)
        if pixels is not None:
            wanted = float(np.hypot(*(pixels[1] - pixels[0]))) * 1.25
            picture = _plate_at(vehicle.plate, not ahead, min(1040, 8 * math.ceil(wanted / 8)))
            dim = np.clip(picture * (np.array(light.tint) * 0.4 + 0.6), 0, 255).astype(np.uint8)
            paste(image, dim, pixels)


def _plate_corners(level: float, z: float, flip: float) -> Floats:
    """Top left, top right, bottom right, bottom left, as somebody who faces that end sees them."""
    right = 0.26 * -flip
    return np.array([(-right, level + 0.111, z), (right, level + 0.111, z), (right, level, z), (-right, level, z)])


def _upright(pose: Pose, middle: Spot, size: Spot, z: float) -> Floats:
    x, y = middle
    dx, dy = size[0] / 2, size[1] / 2
    return pose.world([(x - dx, y - dy, z), (x + dx, y - dy, z), (x + dx, y + dy, z), (x - dx, y + dy, z)])


@cache
def _halo(size: int) -> NDArray[np.float32]:
    """A soft round spot of `size` pixels, 0 to 1."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    return np.asarray(np.clip(1 - np.hypot(x, y), 0, 1) ** 2, np.float32)


def sparks(view: View, image: Image, vehicle: Vehicle, pose: Pose) -> None:
    """The light that a vehicle's lamps add in the dark: white ahead, red behind."""
    shape = SHAPES[vehicle.kind]
    ahead = math.cos(pose.heading) * -pose.z + math.sin(pose.heading) * -pose.x > 0
    z = shape.length / 2 if ahead else -shape.length / 2
    color = np.array((150, 190, 205) if ahead else (24, 20, 170), np.float32)
    for left in (-1.0, 1.0):
        pixel = view.project(pose.world([(left * shape.width * 0.38, 0.66, z)]))
        if pixel is None:
            continue
        radius = int(np.clip(view.scale(pose.x, pose.z) * (1.0 if ahead else 0.5), 3, 160))
        x, y = int(pixel[0, 0]) - radius, int(pixel[0, 1]) - radius
        left_cut, top_cut = max(0, -x), max(0, -y)
        part = image[max(0, y) : max(0, y + 2 * radius), max(0, x) : max(0, x + 2 * radius)]
        spot = _halo(2 * radius)[top_cut : top_cut + part.shape[0], left_cut : left_cut + part.shape[1]]
        if part.size and spot.shape == part.shape[:2]:
            cv2.add(part, (spot[:, :, None] * color).astype(np.uint8), part)
