"""A flat plate while it is being made: millimetres in, pixels and boxes out."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from training.plates.hands import HEIGHT, Hand
from training.plates.strokes import Mask

Picture = NDArray[np.uint8]
Color = tuple[int, int, int]
"""Blue, green, red."""
Box = tuple[int, int, int, int]
"""x, y, width, height in pixels."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A drawn plate, edge to edge.

    picture: uint8 (height, width, 3), BGR. text: A to Z and 0 to 9, upper line first; nothing but the registration.
    boxes: one for each character of text. marks: seals, dashes, bands and flags: what must not be read.
    """

    picture: Picture
    text: str
    family: str
    style: str
    lines: int
    boxes: list[Box]
    marks: list[Box]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a line of characters is set. Millimetres. squeeze: how much narrower than the hand draws them.

    worn: share of the paint that has come off, 0 to 1.
    """

    hand: Hand
    height: float
    gap: float
    group_gap: float
    ink: Color
    squeeze: float = 1.0
    uneven: float = 0.0
    relief: float = 0.0
    worn: float = 0.0


@dataclass
class Board:
    """The plate that is drawn on."""

    chance: random.Random
    width: float
    height: float
    scale: float
    ground: Color
    picture: Picture = field(init=False)
    text: str = ""
    boxes: list[Box] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = (round(self.height * self.scale), round(self.width * self.scale), 3)
        self.picture = np.full(size, self.ground, np.uint8)

    def px(self, length: float) -> int:
        return round(length * self.scale)

    def fill(self, box: tuple[float, float, float, float], color: Color) -> None:
        """A rectangle; x, y, width, height in millimetres."""
        x, y, w, h = (self.px(v) for v in box)
        self.picture[max(0, y) : y + h, max(0, x) : x + w] = color

    def ink(self, mask: Mask, at: tuple[int, int], color: Color, share: float = 1.0) -> None:
        """Lay ink through a mask whose upper left corner is at (x, y) in pixels; what falls outside is cut off."""
        x, y = at
        top, left = max(0, -y), max(0, -x)
        part = self.picture[max(0, y) : y + mask.shape[0], max(0, x) : x + mask.shape[1]]
        through = mask[top : top + part.shape[0], left : left + part.shape[1]]
        if part.size == 0 or through.size == 0:
            return
        amount = through[..., None].astype(np.float32) * (share / 255)
        part[:] = (part + (np.array(color, np.float32) - part) * amount).astype(np.uint8)

    def relief(self, mask: Mask, at: tuple[int, int], strength: float) -> None:
        """Pressed or raised characters: one flank is lit, the other lies in shadow."""
        x, y = at
        pad = 3
        wide = cv2.GaussianBlur(np.pad(mask, pad).astype(np.float32), (0, 0), 1.2)
        lit = (np.roll(wide, (-1, -1), (0, 1)) - np.roll(wide, (1, 1), (0, 1))) * (strength / 255)
        x, y = x - pad, y - pad
        if x < 0 or y < 0:
            return
        part = self.picture[y : y + lit.shape[0], x : x + lit.shape[1]]
        lit = lit[: part.shape[0], : part.shape[1], None]
        part[:] = np.clip(part.astype(np.float32) + lit * 255, 0, 255).astype(np.uint8)

    def writing(self, text: str, box: tuple[float, float, float, float], color: Color, hand: Hand) -> None:
        """Small words that are not the registration, fitted into a box (millimetres)."""
        x, y, w, h = box
        high = max(3, self.px(h))
        parts: list[Mask] = []
        for char in text:
            if char == " " or not char.isalnum():
                parts.append(np.zeros((high, max(2, high // 3)), np.uint8))
                continue
            mask = hand.mask(char)
            size = (max(1, round(mask.shape[1] * high / HEIGHT)), high)
            parts += [
                np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8),
                np.zeros((high, max(1, high // 7)), np.uint8),
            ]
        line = np.concatenate(parts, axis=1)
        room = max(4, self.px(w))
        if line.shape[1] > room:
            line = np.asarray(cv2.resize(line, (room, high), interpolation=cv2.INTER_AREA))
        self.ink(np.asarray(line, np.uint8), (self.px(x) + (room - line.shape[1]) // 2, self.px(y)), color)

    def mark(self, x: float, y: float, w: float, h: float) -> None:
        self.marks.append((self.px(x), self.px(y), self.px(w), self.px(h)))


def natural_width(text: str, setting: Setting) -> float:
    """How wide a line comes out, in millimetres. Signs: ' ' group gap, '-' dash, '.' dot, '*' seal."""
    total = 0.0
    for sign in text:
        total += _advance(sign, setting)
    return total - setting.gap


def _advance(sign: str, setting: Setting) -> float:
    if sign == " ":
        return setting.group_gap - setting.gap
    if sign in "-.":
        return setting.height * (0.22 if sign == "-" else 0.12) + setting.gap
    if sign == "*":
        return setting.height * 0.55 + setting.gap
    wide = int(setting.hand.mask(sign).shape[1])
    return setting.height * wide / HEIGHT * setting.squeeze + setting.gap


def write(board: Board, text: str, box: tuple[float, float, float, float], setting: Setting) -> None:
    """Set the registration, or a line of it, in the middle of a box (millimetres); narrower where it does not fit."""
    x, y, w, h = box
    chance = board.chance
    wide = natural_width(text, setting)
    narrow = min(1.0, w / max(wide, 1e-6))
    cursor = x + (w - wide * narrow) / 2
    top = y + (h - setting.height) / 2
    for sign in text:
        step = _advance(sign, setting) * narrow
        dy = chance.uniform(-1, 1) * setting.uneven
        dx = chance.uniform(-1, 1) * setting.uneven
        place = (cursor + dx, top + dy, step - setting.gap * narrow, setting.height)
        if sign in "-.":
            _dash(board, sign, place, setting.ink)
        elif sign == "*":
            seal(board, place)
        elif sign != " ":
            _character(board, sign, place, setting)
        cursor += step


def _character(board: Board, sign: str, place: tuple[float, float, float, float], setting: Setting) -> None:
    x, y, w, h = place
    size = (max(1, board.px(w)), max(1, board.px(h)))
    mask = np.asarray(cv2.resize(setting.hand.mask(sign), size, interpolation=cv2.INTER_AREA), np.uint8)
    at = (board.px(x), board.px(y))
    board.ink(_worn(mask, board.chance, setting.worn) if setting.worn else mask, at, setting.ink)
    if setting.relief:
        board.relief(mask, at, setting.relief)
    board.text += sign
    board.boxes.append((*at, *size))


def _worn(mask: Mask, chance: random.Random, share: float) -> Mask:
    """Ink that has flaked off and faded in patches."""
    grains = np.random.default_rng(chance.getrandbits(32)).random((chance.randint(3, 9), chance.randint(2, 6)))
    size = (mask.shape[1], mask.shape[0])
    left = cv2.resize(grains.astype(np.float32), size, interpolation=cv2.INTER_CUBIC) + 1.0 - share * 1.5
    return np.asarray(mask * np.clip(left * chance.uniform(0.8, 2.5), 0.35, 1), np.uint8)


def _dash(board: Board, sign: str, place: tuple[float, float, float, float], ink: Color) -> None:
    x, y, w, h = place
    if sign == "-":
        thick = h * board.chance.uniform(0.1, 0.17)
        board.fill((x, y + h / 2 - thick / 2, w, thick), ink)
        board.mark(x, y + h / 2 - thick / 2, w, thick)
        return
    at = y + h * (0.5 if board.chance.random() < 0.7 else 0.93)
    radius = max(1, board.px(h * 0.07))
    cv2.circle(board.picture, (board.px(x + w / 2), board.px(at)), radius, ink, -1, cv2.LINE_AA)
    board.mark(x, at - h * 0.07, w, h * 0.14)


def some_color(chance: random.Random, low: int = 0, high: int = 255) -> Color:
    return chance.randint(low, high), chance.randint(low, high), chance.randint(low, high)


def seal(board: Board, place: tuple[float, float, float, float]) -> None:
    """One or two round or shield-like stickers between the groups of characters."""
    x, y, w, h = place
    chance = board.chance
    two = chance.random() < 0.45
    radius = min(w, h) * (0.42 if two else chance.uniform(0.34, 0.5))
    middles = (0.28, 0.72) if two else (chance.choice([0.5, 0.5, 0.3]),)
    for share in middles:
        at = (board.px(x + w / 2), board.px(y + h * share))
        r = max(2, board.px(radius))
        rim, inner = some_color(chance), some_color(chance, 90, 255)
        if chance.random() < 0.7:
            cv2.circle(board.picture, at, r, inner, -1, cv2.LINE_AA)
            cv2.circle(board.picture, at, r, rim, max(1, r // 6), cv2.LINE_AA)
        else:
            shield = np.array([(-0.8, -1), (0.8, -1), (0.8, 0.3), (0, 1.1), (-0.8, 0.3)]) * r + at
            cv2.fillPoly(board.picture, [shield.astype(np.int32)], inner, cv2.LINE_AA)
        for _ in range(chance.randint(1, 4)):
            spot = (at[0] + chance.randint(-r // 2, r // 2), at[1] + chance.randint(-r // 2, r // 2))
            cv2.circle(board.picture, spot, max(1, r // chance.randint(3, 6)), some_color(chance), -1, cv2.LINE_AA)
    board.mark(x, y, w, h)


def band(board: Board, side: str, width: float, words: str, hand: Hand) -> None:
    """The blue band with the country's letters, at the left or right edge."""
    chance = board.chance
    blue = (chance.randint(110, 190), chance.randint(30, 80), chance.randint(0, 40))
    x = 0.0 if side == "left" else board.width - width
    board.fill((x, 0, width, board.height), blue)
    paint = chance.choice([(255, 255, 255), (235, 235, 235), (60, 220, 240)])
    if words:
        high = min(board.height * 0.24, width * 0.5)
        board.writing(
            words, (x + width * 0.12, board.height * chance.uniform(0.6, 0.7), width * 0.76, high), paint, hand
        )
    middle = (board.px(x + width / 2), board.px(board.height * 0.3))
    if chance.random() < 0.75:
        radius = board.px(min(width * 0.33, board.height * 0.16))
        for turn in np.linspace(0, 2 * np.pi, 12, endpoint=False):
            spot = (int(middle[0] + radius * np.cos(turn)), int(middle[1] + radius * np.sin(turn)))
            cv2.circle(board.picture, spot, max(1, board.px(1.6)), (40, 210, 245), -1, cv2.LINE_AA)
    else:
        high, wide = board.px(board.height * 0.16), board.px(width * 0.35)
        for part in range(3):
            y = middle[1] - high + part * high * 2 // 3
            cv2.rectangle(
                board.picture, (middle[0] - wide, y), (middle[0] + wide, y + high * 2 // 3), some_color(chance), -1
            )
    board.mark(x, 0, width, board.height)
