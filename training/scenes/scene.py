"""One whole picture: a place, vehicles, their plates, things that look like plates, light and camera."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from training.scenes import camera, flat, parts, surroundings, vehicle
from training.scenes.flat import FlatPlate
from training.scenes.pose import Pose, draw_pose
from training.scenes.texture import Grey, Points, clouds, ellipse, fill, mask_of, slope, warp_onto

SMALLEST = 20.0
"""Pixels across of the smallest plate that is drawn; narrower ones have no shape left after blur."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A plate in a picture.

    corners: float32 (4, 2), pixels, clockwise from the plate's own upper left; they may lie outside of the picture.
    lines: 1 or 2. clear: False where something hides a good part of it, so that it counts neither way.
    """

    corners: Points
    lines: int
    style: str
    clear: bool = True


@dataclass(frozen=True, slots=True)
class Scene:
    """A grey picture, uint8 (height, width), and every plate in it."""

    pixels: camera.Picture
    plates: tuple[Labelled, ...]


def _lit(rng: np.random.Generator, plate: FlatPlate, pose: Pose, gain: float) -> tuple[Grey, Grey]:
    """The plate at about its size in the picture, with light, shadow, shine and dirt on it; and its cover."""
    share = min(1.0, 1.25 * pose.width / plate.pixels.shape[1])
    size = (max(8, round(plate.pixels.shape[1] * share)), max(4, round(plate.pixels.shape[0] * share)))
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR
    face = cv2.resize(plate.pixels, size, interpolation=how).astype(np.float32)
    high, wide = face.shape
    if rng.random() < 0.3:
        face += clouds(rng, high, wide) * np.float32(rng.uniform(2, 22))
    face = face * np.float32(gain) + np.float32(rng.uniform(0, 25) if rng.random() < 0.3 else 0)
    if rng.random() < 0.3:
        face *= slope(rng, high, wide, rng.uniform(0.5, 1), 1.1)
    if rng.random() < 0.15:
        cut = rng.uniform(0.1, 0.9) * high if rng.random() < 0.7 else 0
        face[: int(cut)] *= rng.uniform(0.3, 0.8)
    if rng.random() < 0.06:
        spot = np.zeros((high, wide), np.float32)
        fill(spot, ellipse(rng.uniform(0, wide), rng.uniform(0, high), wide * 0.15, high * 0.4), 1.0)
        face += cv2.GaussianBlur(spot, (0, 0), high * 0.3 + 0.5) * np.float32(rng.uniform(60, 220))
    return face, cv2.resize(plate.cover, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def _lay_plate(rng: np.random.Generator, field: Grey, plate: FlatPlate, pose: Pose, gain: float) -> Points:
    """Draw a plate into the picture; gives its corners there."""
    face, cover = _lit(rng, plate, pose, gain)
    x, y = plate.across / face.shape[1], plate.down / face.shape[0]
    pixels = np.array([[x, 0, -plate.across / 2], [0, y, -plate.down / 2], [0, 0, 1]])
    if rng.random() < 0.4:
        thick = rng.uniform(2, 12)
        shadow = flat.corners(plate) + np.array([rng.normal(0, thick), abs(rng.normal(0, thick))], np.float32)
        mask = mask_of(field.shape, pose.project(shadow))
        field *= 1 - mask * np.float32(rng.uniform(0.2, 0.7))
    warp_onto(field, face, cover, pose.matrix() @ pixels)
    return pose.project(flat.corners(plate))


def _lay_vehicle(
    rng: np.random.Generator, field: Grey, plate: FlatPlate, pose: Pose, like: float | None = None
) -> Grey:
    """Draw the vehicle about a plate, in paint `like` a tone; gives the share of each pixel that it covers."""
    far = 1.15 * max(field.shape) / pose.density
    stretch = 1 / max(0.45, float(np.cos(pose.yaw)))
    sheet = vehicle.draw(rng, plate, (far * stretch, far), pose.density, like)
    matrix = pose.matrix() @ sheet.matrix()
    if rng.random() < 0.5:
        corners = np.array([[sheet.left, sheet.top], [-sheet.left, sheet.top], [-sheet.left, 900], [sheet.left, 900]])
        shadow = cv2.GaussianBlur(mask_of(field.shape, pose.project(corners * (1.05, 0.7))), (0, 0), 3)
        field *= 1 - shadow * np.float32(rng.uniform(0.2, 0.8))
    covered = np.zeros(field.shape, np.float32)
    warp_onto(covered, np.ones_like(sheet.cover), sheet.cover, matrix)
    warp_onto(field, sheet.grey, sheet.cover, matrix)
    return covered


def _hidden(corners: Points, covered: Grey) -> bool:
    mask = mask_of(covered.shape, corners)
    total = float(mask.sum())
    return total > 0 and float((mask * covered).sum()) > 0.08 * total


def _in_front(rng: np.random.Generator, field: Grey, corners: Points) -> None:
    """A tow bar, a cable or a bracket before the plate, that leaves most of it to be seen."""
    low, high = corners.min(0), corners.max(0)
    span = high - low
    x, thick = rng.uniform(low[0], high[0]), span[0] * rng.uniform(0.01, 0.04)
    bar = np.array([[x, low[1] + span[1] * rng.uniform(0.3, 0.8)], [x + thick, low[1] + span[1] * 0.5],
                    [x + thick, high[1] + span[1]], [x, high[1] + span[1]]], np.float32)  # fmt: skip
    fill(field, bar, rng.uniform(5, 200))
    if rng.random() < 0.5:
        fill(field, ellipse(x, bar[0, 1], thick * 1.6, thick * 1.6), rng.uniform(5, 200))


def _place(rng: np.random.Generator, wide: int, high: int, many: int, across: float) -> Pose:
    """A pose of a plate; several in one picture are smaller."""
    largest = 0.9 * wide if many == 1 else 0.35 * wide
    width = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(largest))))
    if rng.random() < 0.4:  # as people take photographs: the vehicle is what is in the picture
        width = float(np.clip(wide * np.exp(rng.normal(np.log(0.2), 0.5)), SMALLEST, largest))
    return draw_pose(rng, (wide, high), width * (1.0 if across > 330 else 0.7), across)


def _furnish(rng: np.random.Generator, field: Grey, count: int) -> None:
    for _ in range(count):
        kind = rng.random()
        if kind < 0.15:
            surroundings.person(rng, field)
        elif kind < 0.3:
            high, wide = field.shape
            parts.wheel(rng, field, rng.uniform(0, wide), rng.uniform(0, high), float(wide * rng.uniform(0.03, 0.25)))
        else:
            surroundings.distract(rng, field, upright=rng.random() < 0.8)


def _lay_all(rng: np.random.Generator, field: Grey, plates: int, gain: float) -> list[Labelled]:
    """Vehicles with plates, the far ones first."""
    high, wide = field.shape
    chosen = [flat.draw(rng) for _ in range(plates)]
    posed = [(plate, _place(rng, wide, high, plates, plate.across)) for plate in chosen]
    placed: list[Labelled] = []
    for plate, pose in sorted(posed, key=lambda pair: pair[1].density):
        light = gain * rng.uniform(0.75, 1.1) * (rng.uniform(1.2, 2.2) if rng.random() < 0.05 else 1.0)
        like = min(250.0, float(np.median(plate.pixels)) * light) if rng.random() < 0.25 else None
        if rng.random() < 0.86:
            covered = _lay_vehicle(rng, field, plate, pose, like)
            placed = [replace(old, clear=old.clear and not _hidden(old.corners, covered)) for old in placed]
        corners = _lay_plate(rng, field, plate, pose, light)
        covered = mask_of(field.shape, corners)
        placed = [replace(old, clear=old.clear and not _hidden(old.corners, covered)) for old in placed]
        placed.append(Labelled(corners, plate.lines, plate.style))
        if rng.random() < 0.08:
            _in_front(rng, field, corners)
    return placed


def _bare(rng: np.random.Generator, field: Grey) -> None:
    """A vehicle with no plate on it, so that vehicles alone tell nothing; at times a dealer's board in its place."""
    plate = flat.plain(rng)
    high, wide = field.shape
    pose = _place(rng, wide, high, 1, plate.across)
    _lay_vehicle(rng, field, plate, pose)
    if rng.random() < 0.4:
        pixels, cover = surroundings.word_board(rng)
        down = plate.across * pixels.shape[0] / pixels.shape[1]
        _lay_plate(rng, field, FlatPlate(pixels, cover, plate.across, down, 1, "board"), pose, 1.0)


def draw(rng: np.random.Generator, wide: int = 416, high: int = 416) -> Scene:
    """One picture with none to three plates."""
    field = np.ascontiguousarray(surroundings.ground(rng, high, wide), np.float32)
    _furnish(rng, field, int(rng.integers(0, 5)))
    mood = rng.random()
    dark, infrared = mood < 0.11, mood < 0.05
    plates = int(rng.choice(4, p=[0.22, 0.58, 0.14, 0.06]))
    for _ in range(int(rng.integers(0, 4 if plates == 0 else 2))):
        _bare(rng, field)
    if plates == 0 or rng.random() < 0.15:
        _furnish(rng, field, int(rng.integers(0, 4)))
    if dark:
        field = camera.dim(rng, field, infrared)
    gain = rng.uniform(0.35, 1.3) if dark else rng.uniform(0.6, 1.1)
    placed = _lay_all(rng, field, plates, gain)
    if dark and not infrared:
        camera.glare(rng, field, int(rng.integers(0, 6)), 1.0)
    elif rng.random() < 0.08:
        camera.glare(rng, field, int(rng.integers(1, 3)), 0.7)
    camera.shade(rng, field)
    if rng.random() < 0.12:
        surroundings.burn_in(rng, field)
    return Scene(camera.take(rng, np.clip(field, 0, 255), dark), tuple(placed))
