"""Pictures with and without plates, for measuring: streets, vehicles, badges and signs of their own chance and code.

`picture(kind, seed)` gives the same picture every time. Nothing is shared with training: other fonts, backgrounds and
another camera. `pass_by` gives the pictures of one vehicle that drives past, for voting.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.plate_drawing import DRAWERS, Drawn, Picture

KINDS = ("uk", "uk-hard", "eu", "us", "br", "none")
_WORDS = (
    "AUDI", "GTI", "QUATTRO", "TAXI", "POLICE", "SALE", "OPEN", "M&S", "PARKING", "4x4", "TDI", "HONDA", "CAFE", "BANK",
    "ACE MOTORS 01246 555123", "FOR SALE", "BUS STOP", "NO ENTRY", "EXIT", "SUPERMARKET", "DELI", "HYBRID", "V8", "24H",
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """A plate in a picture. corners: float32 (4, 2), clockwise from its upper left."""

    text: str
    corners: NDArray[np.float32]
    two_line: bool


@dataclass(frozen=True)
class Sample:
    """A picture with what is in it."""

    picture: Picture
    truths: tuple[Truth, ...]
    kind: str


@dataclass(frozen=True)
class _Look:
    """How a plate is seen. width: of the plate, in pixels. Angles in degrees. blur, moved: pixels."""

    width: float
    yaw: float
    pitch: float
    roll: float
    blur: float
    moved: float
    noise: float
    quality: int
    light: float


def _smooth(chance: random.Random, height: int, width: int, grain: int) -> NDArray[np.float32]:
    """Soft noise, 0 to 1."""
    numbers = np.random.default_rng(chance.randrange(1 << 31))
    small = numbers.random((max(2, height // grain), max(2, width // grain))).astype(np.float32)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 1), np.float32)


def _street(chance: random.Random, height: int, width: int) -> Picture:
    """Sky or wall above, road below, trees, bricks and lines: busy, and nothing of it a plate."""
    tone = np.array([chance.randint(60, 200) for _ in range(3)], np.float32)
    ground = np.array([chance.randint(50, 140)] * 3, np.float32)
    horizon = int(height * chance.uniform(0.2, 0.5))
    scene = np.empty((height, width, 3), np.float32)
    scene[:horizon], scene[horizon:] = tone, ground
    for grain in (4, 14, 60):
        scene *= 0.75 + 0.5 * _smooth(chance, height, width, grain)[..., None]
    drawn = np.clip(scene, 0, 255).astype(np.uint8)
    for _ in range(chance.randint(3, 10)):
        start = (chance.randrange(width), chance.randrange(height))
        size = (chance.randint(width // 20, width // 5), chance.randint(height // 20, height // 4))
        colour = [chance.randint(20, 235) for _ in range(3)]
        cv2.rectangle(drawn, start, (start[0] + size[0], start[1] + size[1]), colour, chance.choice([-1, 1, 2]))
    if chance.random() < 0.5:
        step = max(6, width // 60)
        for x in range(0, width // 2, step):
            cv2.line(drawn, (x, 0), (x, horizon), [int(value) for value in tone * 0.6], 1)
        for y in range(0, horizon, step // 2):
            cv2.line(drawn, (0, y), (width // 2, y), [int(value) for value in tone * 0.6], 1)
    for _ in range(chance.randint(0, 3)):
        _sign(chance, drawn, (chance.randrange(width), chance.randrange(max(1, horizon))), width / 16)
    return drawn


def _sign(chance: random.Random, drawn: Picture, at: tuple[int, int], size: float) -> None:
    """Words on a board, often as wide as a plate."""
    words = chance.choice(_WORDS)
    scale = size / 110
    (wide, tall), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_TRIPLEX, scale, 2)
    dark = chance.random() < 0.5
    board, ink = ([30, 30, 60], [240, 240, 240]) if dark else ([235, 235, 235], [30, 30, 90])
    if chance.random() < 0.7:
        cv2.rectangle(drawn, (at[0] - 6, at[1] - tall - 6), (at[0] + wide + 6, at[1] + 8), board, -1)
    cv2.putText(drawn, words, at, cv2.FONT_HERSHEY_TRIPLEX, scale, ink, max(1, round(scale * 2)), cv2.LINE_AA)


def _vehicle(chance: random.Random, drawn: Picture, plate: tuple[float, float, float], *, plated: bool) -> None:
    """The back or the front of a vehicle around where its plate is: (x, y) of its middle, and its width."""
    x, y, wide = plate
    unit = wide * (0.9 if plated else 1.0)
    body = [chance.randint(15, 235) for _ in range(3)]
    dark = [int(value * 0.5) for value in body]
    left, right, top, bottom = x - 1.75 * unit, x + 1.75 * unit, y - 2.1 * unit, y + 0.6 * unit

    def box(a: float, b: float, c: float, d: float, colour: list[int], thick: int = -1) -> None:
        cv2.rectangle(drawn, (round(a), round(b)), (round(c), round(d)), colour, thick, cv2.LINE_AA)

    box(left, y - 1.1 * unit, right, bottom, body)
    box(x - 1.35 * unit, top, x + 1.35 * unit, y - 1.0 * unit, body)
    box(x - 1.2 * unit, top + 0.15 * unit, x + 1.2 * unit, y - 1.15 * unit, [60, 50, 40])
    box(left, y + 0.28 * unit, right, bottom, dark)
    for side in (left + 0.08 * unit, right - 0.55 * unit):
        box(side, y - 0.85 * unit, side + 0.47 * unit, y - 0.45 * unit, chance.choice([[40, 30, 190], [225, 230, 230]]))
    if chance.random() < 0.5:
        for line in range(5):
            height = y - (0.75 - 0.07 * line) * unit
            box(x - 0.7 * unit, height, x + 0.7 * unit, height + 0.02 * unit, [25, 25, 25])
    _badges(chance, drawn, (x, y, unit))


def _badges(chance: random.Random, drawn: Picture, plate: tuple[float, float, float]) -> None:
    """A maker's rings, the name of the model."""
    x, y, unit = plate
    thick = max(1, round(unit / 40))
    if chance.random() < 0.5:
        for ring in range(4):
            centre = (round(x + (ring - 1.5) * 0.13 * unit), round(y - 0.58 * unit))
            cv2.circle(drawn, centre, round(0.085 * unit), (215, 215, 220), thick, cv2.LINE_AA)
    for side in (-1.1, 0.55):
        if chance.random() < 0.6:
            words = chance.choice(("GTI", "2.0 TDI", "QUATTRO", "S LINE", "HYBRID", "COROLLA", "FIESTA", "X5", "C200"))
            at = (round(x + side * unit), round(y - 0.32 * unit))
            cv2.putText(drawn, words, at, cv2.FONT_HERSHEY_DUPLEX, unit / 260, (220, 220, 225), thick, cv2.LINE_AA)


def _placed(scene: Picture, plate: Drawn, middle: tuple[float, float], look: _Look) -> NDArray[np.float32]:
    """Paint the plate into the scene by perspective. Its corners."""
    height, width = plate.picture.shape[:2]
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64) * [0.5, 0.5 * height / width]
    yaw, pitch, roll = np.radians([look.yaw, look.pitch, look.roll])
    points = np.column_stack([half, np.zeros(4)])
    turned = points @ _turn(0, 2, yaw) @ _turn(1, 2, pitch) @ _turn(0, 1, roll)
    corners = turned[:, :2] / (1 + 0.18 * turned[:, 2:]) * look.width + np.array(middle)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    scale = max(1.0, width / look.width)
    soft = cv2.GaussianBlur(plate.picture, (0, 0), 0.45 * scale) if scale > 1.2 else plate.picture
    onto = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    size = (scene.shape[1], scene.shape[0])
    painted = cv2.warpPerspective(soft, onto, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), onto, size, flags=cv2.INTER_AREA)
    share = mask[..., None].astype(np.float32) / 255
    scene[:] = (scene * (1 - share) + painted * share).astype(np.uint8)
    return np.asarray(corners, np.float32)


def _turn(one: int, other: int, angle: float) -> NDArray[np.float64]:
    turn = np.eye(3)
    turn[one, one] = turn[other, other] = np.cos(angle)
    turn[one, other], turn[other, one] = -np.sin(angle), np.sin(angle)
    return turn


def _photographed(chance: random.Random, scene: Picture, look: _Look) -> Picture:
    """Light, lens, movement, sensor and file format."""
    height, width = scene.shape[:2]
    shown = scene.astype(np.float32) * look.light
    if chance.random() < 0.4:
        shown *= 0.6 + 0.7 * _smooth(chance, height, width, max(height, width) // 3)[..., None]
    if look.blur > 0.2:
        shown = cv2.GaussianBlur(shown, (0, 0), look.blur)
    if look.moved >= 2:
        kernel = np.zeros((round(look.moved), round(look.moved)), np.float32)
        kernel[kernel.shape[0] // 2] = 1 / kernel.shape[1]
        shown = cv2.filter2D(shown, -1, kernel)
    shown += np.random.default_rng(chance.randrange(1 << 31)).normal(0, look.noise, shown.shape)
    _, data = cv2.imencode(".jpg", np.clip(shown, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, look.quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _easy(chance: random.Random, width: float) -> _Look:
    return _Look(
        width=width,
        yaw=chance.uniform(-30, 30),
        pitch=chance.uniform(-15, 15),
        roll=chance.uniform(-6, 6),
        blur=chance.uniform(0.0, 0.9),
        moved=chance.choice([0, 0, 2]),
        noise=chance.uniform(1, 7),
        quality=chance.randint(55, 95),
        light=chance.uniform(0.6, 1.15),
    )


def _hard(chance: random.Random, width: float) -> _Look:
    """What a pole's camera sees in bad weather: small, slanted, moved, noisy, hard pressed."""
    return _Look(
        width=width,
        yaw=chance.uniform(-38, 38),
        pitch=chance.uniform(-24, 24),
        roll=chance.uniform(-10, 10),
        blur=chance.uniform(0.3, 1.1),
        moved=chance.choice([0, 2, 2, 3]),
        noise=chance.uniform(4, 13),
        quality=chance.randint(40, 75),
        light=chance.uniform(0.4, 1.2),
    )


def picture(kind: str, seed: int, megapixels: float | None = None) -> Sample:
    """One picture. kind: of KINDS. megapixels: its size; None for 0.1 to 3, and now and then 8."""
    chance = random.Random(f"measure {kind} {seed}")
    size = megapixels or chance.choice([0.1, 0.3, 0.3, 0.5, 0.9, 0.9, 1.3, 2.1, 2.1, 8.0 if seed % 8 == 0 else 3.0])
    width = int((size * 1e6 * chance.choice([4 / 3, 16 / 9])) ** 0.5)
    height = int(size * 1e6 / width)
    scene = _street(chance, height, width)
    if kind == "uk-hard":
        plate_width = chance.uniform(58, 112)
    else:
        plate_width = width * chance.uniform(0.09, 0.32)
        plate_width = max(plate_width, chance.uniform(60, 80))
    middle = (width * chance.uniform(0.3, 0.7), height * chance.uniform(0.45, 0.8))
    if kind == "none":
        _vehicle(chance, scene, (*middle, plate_width), plated=False)
        return Sample(_photographed(chance, scene, _easy(chance, plate_width)), (), kind)
    plate = DRAWERS[kind.split("-", maxsplit=1)[0]](chance)
    plate_width *= 0.62 if plate.two_line and kind != "uk-hard" else 0.75 if plate.two_line else 1.0
    look = (_hard if kind == "uk-hard" else _easy)(chance, plate_width)
    _vehicle(chance, scene, (*middle, plate_width * (1.7 if plate.two_line else 1.0)), plated=True)
    corners = _placed(scene, plate, middle, look)
    return Sample(_photographed(chance, scene, look), (Truth(plate.text, corners, plate.two_line),), kind)


def pass_by(seed: int, frames: int = 10) -> list[Sample]:
    """One vehicle of the hard set in the pictures of a camera, 640 by 384, drawing nearer."""
    chance = random.Random(f"pass {seed}")
    plate = DRAWERS["uk"](chance)
    street = _street(chance, 384, 640)
    colour = chance.randrange(1 << 30)
    first, growth = chance.uniform(54, 68), chance.uniform(1.03, 1.07)
    base = _hard(chance, first)
    x, y = chance.uniform(180, 460), chance.uniform(150, 190)
    away, down = chance.uniform(-8, 8), chance.uniform(4, 14)
    shown = []
    for frame in range(frames):
        width = first * growth**frame * (0.75 if plate.two_line else 1.0)
        now = _hard(chance, width)
        look = _Look(
            width=width, yaw=base.yaw + chance.uniform(-2, 2), pitch=base.pitch + chance.uniform(-2, 2),
            roll=base.roll + chance.uniform(-1, 1), blur=now.blur, moved=now.moved, noise=base.noise,
            quality=base.quality, light=base.light * chance.uniform(0.9, 1.1),
        )  # fmt: skip
        scene = street.copy()
        middle = (x + away * frame, y + down * frame)
        _vehicle(random.Random(colour), scene, (*middle, width * (1.7 if plate.two_line else 1.0)), plated=True)
        corners = _placed(scene, plate, middle, look)
        shown.append(Sample(_photographed(chance, scene, look), (Truth(plate.text, corners, plate.two_line),), "pass"))
    return shown
