"""A flat plate becomes what a camera would have seen of it: perspective, light, weather, lens, sensor, compression.

All in grey, since the recogniser sees grey: a visible-light camera weighs the colours as the eye does, an infrared one
sees mostly red.
"""

from __future__ import annotations

import random
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from beadle.anpr.engine.rectify import Corners

Grey = NDArray[np.uint8]
Light = NDArray[np.float32]

EYE = (0.114, 0.587, 0.299)
FAR, NEAR = 40.0, 320.0
"""Width in pixels of the smallest and the largest plate with one line; one with two lines is about half as wide."""


class Photograph(NamedTuple):
    """grey: uint8. corners: where the plate's outer corners are. width: of the plate, in pixels."""

    grey: Grey
    corners: Corners
    width: float


def to_grey(picture: NDArray[np.uint8], chance: random.Random) -> Grey:
    """BGR to grey, as one of several kinds of camera would weigh it."""
    kind = chance.random()
    if kind < 0.7:
        weights = EYE
    elif kind < 0.9:
        weights = (0.05, 0.15, 0.8)
    else:
        weights = (chance.uniform(0.0, 0.4), chance.uniform(0.2, 0.6), chance.uniform(0.2, 0.6))
    total = sum(weights)
    return np.asarray(cv2.transform(picture, np.array([[w / total for w in weights]], np.float32)), np.uint8).reshape(
        picture.shape[:2]
    )


def photograph(grey: Grey, chance: random.Random) -> Photograph:
    """The plate in its surroundings."""
    rng = np.random.default_rng(chance.getrandbits(63))
    grey = _bloom(grey, chance)
    corners, size = _pose(grey.shape[1] / grey.shape[0], chance)
    width = float(np.linalg.norm(corners[1] - corners[0]))
    scene = _place(grey, corners, size, chance, rng)
    _hide(scene, corners, chance)
    scene = _light(scene, chance, rng)
    scene = _lens(scene, width, chance)
    return Photograph(_sensor(scene, chance, rng), corners, width)


def _bloom(grey: Grey, chance: random.Random) -> Grey:
    """Bright parts spread over dark ones, as reflective sheet does at night, or paint has run."""
    if chance.random() > 0.2:
        return grey
    size = chance.choice([3, 3, 3, 5])
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray((cv2.dilate if chance.random() < 0.6 else cv2.erode)(grey, kernel), np.uint8)


def _pose(ratio: float, chance: random.Random) -> tuple[Corners, tuple[int, int]]:
    """Where the corners come to lie, and the size (width, height) of the picture around them."""
    far, near = (FAR, NEAR) if ratio > 2.6 else (FAR * 0.9, NEAR * 0.8)
    width = far * (near / far) ** (chance.random() ** 0.75)
    hard = chance.random() < 0.3
    yaw = np.radians(chance.gauss(0, 28 if hard else 14))
    pitch = np.radians(chance.gauss(5, 14 if hard else 8))
    roll = np.radians(chance.gauss(0, 9 if hard else 3.5))
    yaw, pitch = float(np.clip(yaw, -1.1, 1.1)), float(np.clip(pitch, -0.8, 0.8))
    flat = np.array([[-1, -1 / ratio], [1, -1 / ratio], [1, 1 / ratio], [-1, 1 / ratio]]) / 2
    x, y = flat[:, 0], flat[:, 1]
    x, depth = x * np.cos(yaw), x * np.sin(yaw)
    y, depth = y * np.cos(pitch) - depth * np.sin(pitch) * 0.5, depth + y * np.sin(pitch)
    away = chance.uniform(3.0, 12.0)
    seen = np.stack([x, y], axis=1) * (away / (away + depth))[:, None]
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    seen = seen @ turn.T * max(width, 24.0)
    if chance.random() < 0.3:
        seen[:, 1] += seen[:, 0] * chance.gauss(0, 0.06)
    span = np.ptp(seen, axis=0)
    room = span * chance.uniform(0.12, 0.25) + 4
    corners = seen - seen.min(axis=0) + room
    size = np.ceil(span + 2 * room).astype(int)
    return corners.astype(np.float32), (int(size[0]), int(size[1]))


def _surroundings(size: tuple[int, int], chance: random.Random, rng: np.random.Generator) -> Light:
    """Paint, bumper, grille: large soft shapes with a few hard edges."""
    coarse = rng.uniform(0, 255, (chance.randint(1, 4), chance.randint(1, 5))).astype(np.float32)
    if chance.random() < 0.6:
        coarse = coarse * 0.3 + chance.uniform(0, 180)
    scene = np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.float32)
    for _ in range(chance.choice([0, 1, 2, 3, 6])):
        level = chance.uniform(0, 255)
        at = (chance.randint(0, size[0]), chance.randint(0, size[1]))
        to = (chance.randint(0, size[0]), at[1] + chance.randint(-4, 4))
        cv2.line(scene, at, to, level, chance.randint(1, max(2, size[1] // 8)), cv2.LINE_AA)
    return np.clip(scene, 0, 255)


def _frame(corners: Corners, chance: random.Random, scene: Light) -> None:
    """The holder that the plate sits in, around or partly over its edge."""
    middle = corners.mean(axis=0)
    around = middle + (corners - middle) * np.array([chance.uniform(1.01, 1.07), chance.uniform(1.04, 1.25)])
    drop = np.array([0.0, chance.uniform(-0.02, 0.1)]) * np.ptp(corners[:, 1])
    outline = np.round((around + drop) * 8).astype(np.int32)
    cv2.fillPoly(scene, [outline], chance.choice([chance.uniform(0, 60), chance.uniform(0, 255)]), cv2.LINE_AA, 3)


def _place(
    grey: Grey, corners: Corners, size: tuple[int, int], chance: random.Random, rng: np.random.Generator
) -> Light:
    scene = _surroundings(size, chance, rng)
    if chance.random() < 0.5:
        _frame(corners, chance, scene)
    width = float(np.linalg.norm(corners[1] - corners[0]))
    small = min(1.0, max(width, 8.0) * 1.25 / grey.shape[1])
    plate = grey if small == 1.0 else cv2.resize(grey, None, fx=small, fy=small, interpolation=cv2.INTER_AREA)
    high, wide = plate.shape
    edges = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    onto = cv2.getPerspectiveTransform(edges, corners)
    drawn = cv2.warpPerspective(plate, onto, size, flags=cv2.INTER_LINEAR)
    inside = cv2.warpPerspective(np.full_like(plate, 255), onto, size, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    return np.asarray(scene * (1 - inside) + drawn, np.float32)


def _hide(scene: Light, corners: Corners, chance: random.Random) -> None:
    """A tow ball, a bar or a strap before a part of the plate; splashes of mud."""
    kind = chance.random()
    if kind > 0.06:
        return
    high, wide = scene.shape
    level = chance.choice([chance.uniform(0, 70), chance.uniform(0, 255)])
    at = corners.mean(axis=0) + (corners[1] - corners[0]) * chance.uniform(-0.45, 0.45)
    tall = float(np.ptp(corners[:, 1]))
    if kind < 0.02:
        foot = (int(at[0]), int(at[1] + tall * chance.uniform(0.35, 0.55)))
        radius = max(1, int(tall * chance.uniform(0.1, 0.22)))
        cv2.circle(scene, foot, radius, level, -1, cv2.LINE_AA)
        cv2.line(scene, foot, (foot[0], high), level, max(1, radius), cv2.LINE_AA)
    elif kind < 0.03:
        y = int(at[1] + tall * chance.choice([-1, 1]) * chance.uniform(0.3, 0.55))
        cv2.line(scene, (0, y), (wide, y + chance.randint(-2, 2)), level, max(1, int(tall * 0.12)), cv2.LINE_AA)
    else:
        for _ in range(chance.randint(2, 14)):
            spot = (int(at[0] + chance.gauss(0, wide * 0.2)), int(at[1] + chance.gauss(0, tall * 0.3)))
            cv2.circle(scene, spot, max(1, int(tall * chance.uniform(0.01, 0.07))), level, -1, cv2.LINE_AA)


def _light(scene: Light, chance: random.Random, rng: np.random.Generator) -> Light:
    """Dirt on the plate, then gradients, shadow edges, glare, haze."""
    high, wide = scene.shape
    if chance.random() < 0.25:
        grains = rng.uniform(0, 1, (max(2, high // chance.randint(3, 14)), max(2, wide // chance.randint(3, 14))))
        dirt = np.clip(
            cv2.resize(grains.astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC) * 2.2 - 1.1, 0, 1
        )
        scene = scene + (chance.uniform(40, 170) - scene) * dirt * chance.uniform(0.2, 0.75)
    if chance.random() < 0.6:
        corners = np.array([[chance.uniform(0.45, 1.1) for _ in range(2)] for _ in range(2)], np.float32)
        scene = scene * cv2.resize(corners, (wide, high), interpolation=cv2.INTER_LINEAR)
    if chance.random() < 0.25:
        scene = scene * _shadow((wide, high), chance)
    if chance.random() < 0.14:
        glare = np.zeros((high, wide), np.float32)
        at = (chance.randint(0, wide), chance.randint(0, high))
        axes = (chance.randint(2, max(3, wide // 4)), chance.randint(2, max(3, high // 2)))
        cv2.ellipse(glare, at, axes, chance.randint(0, 180), 0, 360, 1.0, -1)
        soft = cv2.GaussianBlur(glare, (0, 0), max(1.0, high / chance.uniform(4, 12)))
        scene = scene + soft * chance.uniform(60, 220)
    return _exposure(scene, chance)


def _shadow(size: tuple[int, int], chance: random.Random) -> Light:
    """1 in the light, less in the shadow, along a straight edge."""
    wide, high = size
    light = np.ones((high, wide), np.float32)
    slope = chance.uniform(-1, 1)
    if chance.random() < 0.6:  # from above, as under a bonnet or a boot lid
        y = high * chance.uniform(0.15, 0.85)
        outline: list[tuple[float, float]] = [
            (-5, -5),
            (wide + 5, -5),
            (wide + 5, y + slope * high * 0.3),
            (-5, y - slope * high * 0.3),
        ]
    else:
        x = wide * chance.uniform(0.1, 0.9)
        outline = [(-5, -5), (x + slope * high, -5), (x - slope * high, high + 5), (-5, high + 5)]
    cv2.fillPoly(light, [np.array(outline, np.int32)], chance.uniform(0.25, 0.75))
    return np.asarray(cv2.GaussianBlur(light, (0, 0), chance.uniform(0.4, 4.0)), np.float32)


def _exposure(scene: Light, chance: random.Random) -> Light:
    kind = chance.random()
    if kind < 0.12:  # burnt out, as retroreflective plates are at night
        scene = scene * chance.uniform(1.2, 2.0) + chance.uniform(0, 30)
    elif kind < 0.26:  # too dark
        scene = scene * chance.uniform(0.22, 0.55)
    else:
        scene = scene * chance.uniform(0.6, 1.1)
    if chance.random() < 0.3:  # haze, rain on the glass
        share = chance.uniform(0.1, 0.6)
        scene = scene * (1 - share) + chance.uniform(40, 210) * share
    seen = np.clip(scene, 0, 255) / 255
    power = chance.uniform(0.6, 1.6) if chance.random() < 0.4 else 1.0
    return np.asarray(255 * seen**power, np.float32)


def _lens(scene: Light, width: float, chance: random.Random) -> Light:
    """Defocus and motion, more pixels of it where the plate is large."""
    large = width / 100
    if chance.random() < 0.75:
        sigma = abs(chance.gauss(0, 0.55 + 0.45 * large))
        sigma = min(sigma, 0.55 + 1.1 * large)
        if sigma > 0.25:
            scene = np.asarray(cv2.GaussianBlur(scene, (0, 0), sigma), np.float32)
    if chance.random() < 0.22:
        length = 1 + abs(chance.gauss(0, 1.2 + 1.6 * large))
        length = min(length, 1.5 + 3.2 * large)
        scene = _drag(scene, length, chance.choice([0.0, 90.0, chance.uniform(0, 180)]))
    return scene


def _drag(scene: Light, length: float, angle: float) -> Light:
    size = 2 * int(np.ceil(length / 2)) + 1
    kernel = np.zeros((size, size), np.float32)
    middle = size // 2
    reach = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * length / 2
    a, b = np.round((middle - reach) * 16).astype(int), np.round((middle + reach) * 16).astype(int)
    cv2.line(kernel, (int(a[0]), int(a[1])), (int(b[0]), int(b[1])), 1.0, 1, cv2.LINE_8, 4)
    kernel[middle, middle] = max(kernel[middle, middle], 0.5)
    return np.asarray(cv2.filter2D(scene, -1, kernel / kernel.sum()), np.float32)


def _resized(grey: Grey, chance: random.Random) -> Grey:
    """Made smaller and larger again on its way, as pictures are that were passed on."""
    if min(grey.shape) < 26:
        return grey
    share = chance.uniform(0.45, 0.85)
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=chance.choice([cv2.INTER_AREA, cv2.INTER_LINEAR]))
    way = chance.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST])
    return np.asarray(cv2.resize(small, grey.shape[::-1], interpolation=way), np.uint8)


def _sensor(scene: Light, chance: random.Random, rng: np.random.Generator) -> Grey:
    """Noise, sharpening in the camera, compression, and the screen sizes a picture passes through."""
    if chance.random() < 0.65:
        level = min(abs(chance.gauss(0, 6)), 4 + 0.12 * float(scene.std()) + 6 * chance.random())
        noise = rng.standard_normal(scene.shape, np.float32) * level
        if chance.random() < 0.4:
            noise = cv2.GaussianBlur(noise, (0, 0), 0.8) * 1.8
        scene = scene + noise
    if chance.random() < 0.35:
        soft = cv2.GaussianBlur(scene, (0, 0), chance.uniform(0.8, 1.6))
        scene = scene + (scene - soft) * chance.uniform(0.4, 1.8)
    grey = np.clip(scene, 0, 255).astype(np.uint8)
    if chance.random() < 0.2:
        grey = _resized(grey, chance)
    if chance.random() < 0.6:
        quality = chance.randint(18, 60) if chance.random() < 0.4 else chance.randint(60, 96)
        grey = np.asarray(cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 0), np.uint8)
    return grey
