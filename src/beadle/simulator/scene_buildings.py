"""Buildings: fronts with windows, doors and shops, painted flat and put up along the street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from beadle.simulator.glyphs import text
from beadle.simulator.scene_light import Light
from beadle.simulator.scene_view import NEAR, Color, Image, View, cloth, fill, lit, paste

_SCALE = 30
"""Pixels a metre of a painted front."""

Spot = tuple[float, float]

WALLS: tuple[Color, ...] = (
    (74, 92, 158),
    (86, 104, 166),
    (112, 142, 178),
    (150, 178, 198),
    (196, 210, 218),
    (64, 78, 128),
    (170, 186, 190),
    (128, 152, 172),
)
"""Brick, stone and render."""

SIGNS: tuple[Color, ...] = (
    (96, 52, 26),
    (40, 40, 150),
    (52, 92, 34),
    (40, 40, 42),
    (120, 40, 96),
    (30, 110, 190),
    (110, 96, 20),
    (58, 46, 84),
)
SHOPS = (
    "BARLOW BAKERY",
    "SPIRE BOOKS",
    "PEAK COFFEE",
    "HIPPER & SON",
    "OAK SHOES",
    "MARKET CHEMIST",
    "TAPTON TOYS",
    "ROTHER FISH BAR",
    "GREEN LEAF",
    "THE CROOKED INN",
    "LOWGATE BANK",
    "PHONE POINT",
    "DALE OPTICIANS",
    "HOLME FLOWERS",
    "ASHGATE CARDS",
    "COPPER KETTLE",
    "VICAR TAILORS",
    "CASTLE GAMES",
)


@dataclass(frozen=True, slots=True)
class Front:
    """One front: metres wide and high, floors, its wall's colour, and what is on the ground floor."""

    width: float
    height: float
    wall: Color
    shop: str = ""
    sign: Color = (40, 40, 42)
    timber: bool = False
    blind: bool = False


def _rectangle(image: Image, box: tuple[float, float, float, float], color: Color) -> None:
    """Fill a box (left, top, right, bottom) given in metres."""
    left, top, right, bottom = (round(edge * _SCALE) for edge in box)
    cv2.rectangle(image, (left, top), (right - 1, bottom - 1), color, -1)


def paint(front: Front, light: Light, seed: np.random.Generator) -> tuple[Image, Image]:
    """The front as a picture, and what of it gives light (black where nothing does)."""
    shape = (max(8, round(front.height * _SCALE)), max(8, round(front.width * _SCALE)), 3)
    image = np.full(shape, np.array(front.wall, np.uint8), np.uint8)
    tone = cloth(seed, shape[:2], 40, 6) + seed.normal(0, 5, shape[:2]).astype(np.float32)
    tone[:: max(3, _SCALE // 5)] -= 7  # courses of brick
    image[:] = np.clip(image + tone[:, :, None], 0, 255).astype(np.uint8)
    shine = np.zeros(shape, np.uint8)
    if front.blind:
        return image, shine
    if front.timber:
        _timber(image, front)
    ground = 3.4 if front.shop else 0.4
    floors = max(1, round((front.height - ground - 0.6) / 2.9))
    floor = (front.height - ground - 0.5) / floors
    bays = max(1, int(front.width / 2.3))
    for story in range(floors):
        for bay in range(bays):
            x = (bay + 0.5) * front.width / bays
            y = 0.5 + story * floor + floor * 0.18
            _window(image, shine, (x - 0.5, y, x + 0.5, y + min(1.7, floor * 0.62)), seed)
    _rectangle(image, (0, 0, front.width, 0.28), lit(front.wall, 0.82))
    if front.shop:
        _shop(image, shine, front, seed)
    if not light.lamps:
        shine[:] = 0
    return image, shine


def _timber(image: Image, front: Front) -> None:
    """Black beams on white, as on the town's best-known pubs."""
    upto = front.height - 3.3
    _rectangle(image, (0, 0, front.width, upto), (206, 218, 224))
    for x in np.arange(0.1, front.width, 0.95):
        _rectangle(image, (x - 0.09, 0, x + 0.09, upto), (36, 40, 46))
        start, end = (round(x * _SCALE), round(upto * _SCALE)), (round((x + 0.95) * _SCALE), round(upto / 2 * _SCALE))
        cv2.line(image, start, end, (36, 40, 46), 5, cv2.LINE_AA)
    for y in (0.1, upto / 2, upto - 0.1):
        _rectangle(image, (0, y - 0.1, front.width, y + 0.1), (36, 40, 46))


def _window(image: Image, shine: Image, box: tuple[float, float, float, float], seed: np.random.Generator) -> None:
    left, top, right, bottom = box
    _rectangle(image, (left - 0.1, top - 0.16, right + 0.1, bottom + 0.12), (190, 200, 206))
    _rectangle(image, (left, top, right, bottom), (84, 66, 52))
    _rectangle(image, (left, top, right, top + (bottom - top) * 0.35), (128, 108, 92))
    if seed.random() < 0.35:
        _rectangle(shine, (left, top, right, bottom), (60, 130, 190))
    for x in (left, (left + right) / 2, right):
        _rectangle(image, (x - 0.035, top, x + 0.035, bottom), (226, 230, 232))
    for y in (top, (top + bottom) / 2, bottom):
        _rectangle(image, (left, y - 0.035, right, y + 0.035), (226, 230, 232))


def _shop(image: Image, shine: Image, front: Front, seed: np.random.Generator) -> None:
    """A shop front: sign, glass with goods behind it, door."""
    base = front.height
    top = base - 3.25
    _rectangle(image, (0, top, front.width, base), lit(front.sign, 0.55))
    _rectangle(image, (0.05, top, front.width - 0.05, top + 0.75), front.sign)
    _rectangle(shine, (0.05, top, front.width - 0.05, top + 0.75), lit(front.sign, 0.5))
    _lettering(image, shine, front, top)
    glass = (0.25, top + 0.95, front.width - 1.45, base - 0.45)
    _rectangle(image, glass, (96, 84, 74))
    _rectangle(shine, glass, (70, 138, 176))
    left, upper, right, lower = glass
    for _ in range(int(front.width * 4)):
        x, y = seed.uniform(left, max(left + 0.1, right - 0.3)), seed.uniform(upper + 0.9, lower - 0.1)
        goods = (float(seed.integers(60, 235)), float(seed.integers(60, 235)), float(seed.integers(60, 235)))
        _rectangle(image, (x, y, min(right, x + 0.28), lower), goods)
        _rectangle(shine, (x, y, min(right, x + 0.28), lower), lit(goods, 0.5))
    polygon = np.array([(left + 0.2, upper), (left + 1.1, upper), (left + 0.5, lower), (left - 0.2, lower)]) * _SCALE
    gleam = image.copy()
    cv2.fillPoly(gleam, [polygon.astype(np.int32)], (206, 204, 198), cv2.LINE_AA)
    image[:] = cv2.addWeighted(image, 0.75, gleam, 0.25, 0)
    _rectangle(image, (front.width - 1.25, top + 0.95, front.width - 0.25, base), (52, 50, 52))
    _rectangle(image, (front.width - 1.12, top + 1.08, front.width - 0.38, base - 0.3), (118, 104, 92))
    _rectangle(shine, (front.width - 1.12, top + 1.08, front.width - 0.38, base - 0.3), (58, 116, 150))


def _lettering(image: Image, shine: Image, front: Front, top: float) -> None:
    height = round(0.4 * _SCALE)
    words = text(front.shop, height, weight=0.16)
    room = round((front.width - 0.6) * _SCALE)
    if words.shape[1] > room:
        words = np.asarray(cv2.resize(words, (max(1, room), height), interpolation=cv2.INTER_AREA), np.uint8)
    y, x = round((top + 0.18) * _SCALE), round(front.width * _SCALE / 2) - words.shape[1] // 2
    for target, full in ((image, 232), (shine, 190)):
        part = target[y : y + words.shape[0], x : x + words.shape[1]]
        lit = cv2.merge([words] * 3)
        part[:] = np.maximum(part, (lit.astype(np.uint16) * full // 255).astype(np.uint8))


def raise_wall(
    view: View, layers: Sequence[tuple[Image, Image]], ends: tuple[Spot, Spot], levels: tuple[float, float]
) -> None:
    """Put painted pictures up as a wall. layers: (target, painting) pairs. levels: height of foot and top, metres.

    The wall stands on the ground line from the first end (the painting's left) to the second; what lies behind the
    lens is cut off.
    """
    foot = np.array([(x, 0.0, z) for x, z in ends])
    depths = view.to_camera(foot)[:, 2]
    limit = NEAR + 1.2
    if (depths < limit).all():
        return
    cut = [0.0, 1.0]
    for index in (0, 1):
        if depths[index] < limit:
            cut[index] = index + (1 - 2 * index) * (limit - depths[index]) / (depths[1 - index] - depths[index])
    base = [foot[0] + share * (foot[1] - foot[0]) for share in cut]
    corners = [(p[0], levels[1], p[2]) for p in base] + [(p[0], levels[0], p[2]) for p in reversed(base)]
    pixels = view.project(corners)
    if pixels is None:
        return
    for target, painting in layers:
        columns = painting.shape[1]
        first, last = round(cut[0] * columns), max(round(cut[0] * columns) + 1, round(cut[1] * columns))
        paste(target, np.ascontiguousarray(painting[:, first:last]), pixels)


def roof(view: View, picture: Image, ends: tuple[Spot, Spot], eaves: float, back: Spot) -> None:
    """A slate roof above a front: rises 2.4 m towards `back`, an offset on the ground in metres."""
    (x0, z0), (x1, z1) = ends
    dx, dz = back
    slope = [(x0, eaves, z0), (x1, eaves, z1), (x1 + dx, eaves + 2.4, z1 + dz), (x0 + dx, eaves + 2.4, z0 + dz)]
    fill(picture, view.polygon(slope), (96, 88, 84))


def crooked_spire(view: View, picture: Image, place: Spot) -> None:
    """The parish church's twisted and leaning spire, a landmark behind the roofs."""
    x, z = place
    tower = [(x - 4, 0, z), (x + 4, 0, z), (x + 4, 30, z), (x - 4, 30, z)]
    fill(picture, view.polygon(tower), (132, 146, 156))
    fill(picture, view.polygon([(x + 1, 0, z), (x + 4, 0, z), (x + 4, 30, z), (x + 1, 30, z)]), (112, 126, 138))
    rows = np.linspace(0, 1, 15)
    lean = x - 3.0 * rows**2 + 0.5 * np.sin(rows * 6)
    half = 4.0 * (1 - rows) + 0.12
    for band in range(8):
        left = [(lean[i] - half[i] + 2 * half[i] * _twist(band / 8, rows[i]), 30 + 40 * rows[i], z) for i in range(15)]
        right = [
            (lean[i] - half[i] + 2 * half[i] * _twist((band + 1) / 8, rows[i]), 30 + 40 * rows[i], z) for i in range(15)
        ]
        tone = 150 if band % 2 else 108
        fill(picture, view.polygon(left + right[::-1]), (tone + 8, tone + 6, tone - 6))


def _twist(share: float, height: float) -> float:
    """Where a seam of the spire's lead stands across its width, with the twist."""
    return float(np.clip(share + 0.28 * height, 0, 1))
