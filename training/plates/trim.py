"""What plates carry besides the registration: borders, screws, dealers' names, stickers, pictures behind the text."""

from __future__ import annotations

import random

import cv2
import numpy as np

from training.plates.hands import hand
from training.plates.plate import Board, Color, some_color
from training.plates.strokes import LETTERS

SYLLABLES = ("CHES", "TER", "FIELD", "AUTO", "MOT", "ORS", "CAR", "NOR", "SUD", "HAUS", "WAGEN", "VILLE", "STADT",
    "CITY",
             "PARK", "GARAGE", "SON", "CENTRE", "RO", "MA", "LIN", "KO", "TOYO", "BER", "EX", "PRESS", "WWW", "CO",
                 "UK")  # fmt: skip


def words(chance: random.Random, most: int = 3) -> str:
    """A made-up name, as dealers and towns have them."""
    made = [
        "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(1, most))
    ]
    if chance.random() < 0.2:
        made.append("".join(chance.choice("0123456789") for _ in range(chance.randint(4, 7))))
    return " ".join(made)


def light(chance: random.Random) -> Color:
    base = chance.randint(225, 255)
    return base - chance.randint(0, 14), base - chance.randint(0, 8), base - chance.randint(0, 8)


def dark(chance: random.Random) -> Color:
    base = chance.randint(0, 45)
    return base + chance.randint(0, 15), base + chance.randint(0, 10), base + chance.randint(0, 10)


def yellow(chance: random.Random) -> Color:
    return chance.randint(0, 70), chance.randint(175, 225), chance.randint(225, 255)


def border(board: Board, color: Color, thick: float, inset: float = 2.0) -> None:
    a = (board.px(inset), board.px(inset))
    b = (board.picture.shape[1] - 1 - a[0], board.picture.shape[0] - 1 - a[1])
    cv2.rectangle(board.picture, a, b, color, max(1, board.px(thick)), cv2.LINE_AA)


def screws(board: Board, number: int) -> None:
    """Heads and caps, mostly along the middle or in the corners."""
    chance = board.chance
    height = board.height * chance.choice([0.5, 0.5, 0.14, 0.86, chance.uniform(0.1, 0.9)])
    at = board.width * chance.choice([0.07, 0.15, 0.25, 0.33, chance.uniform(0.03, 0.45)])
    places = [(at, height), (board.width - at, height), (board.width / 2, height), (at, board.height - height)]
    for x, y in places[:number]:
        middle = (board.px(x + chance.uniform(-3, 3)), board.px(y + chance.uniform(-2, 2)))
        radius = max(2, board.px(chance.uniform(4, 8)))
        plain = board.picture[min(middle[1], board.picture.shape[0] - 1), min(middle[0], board.picture.shape[1] - 1)]
        cap = chance.choice([light(chance), yellow(chance), dark(chance), tuple(int(v) for v in plain)])
        shade = tuple(max(0, v - 70) for v in cap)
        cv2.circle(board.picture, (middle[0] + 1, middle[1] + 1), radius, shade, -1, cv2.LINE_AA)
        cv2.circle(board.picture, middle, radius, cap, -1, cv2.LINE_AA)
        if chance.random() < 0.4:
            cv2.circle(board.picture, middle, max(1, radius // 3), shade, -1, cv2.LINE_AA)


def footer(board: Board, height: float, left: float = 0.0) -> None:
    """A dealer's or maker's name along the lower edge."""
    chance = board.chance
    wide = board.width * chance.uniform(0.2, 0.55)
    x = left + (board.width - left - wide) * chance.choice([0.5, 0.5, 0.05, 0.95])
    color = chance.choice([dark(chance), some_color(chance, 0, 160)])
    y = board.height - height - chance.uniform(1.0, 3.5)
    board.writing(words(chance), (x, y, wide, height), color, hand(chance, "any", font=0.6))


def stickers(board: Board, number: int, size: float) -> None:
    """Small coloured papers in the corners, some with digits on them."""
    chance = board.chance
    corners = [(0.03, 0.05), (0.97, 0.05), (0.03, 0.95), (0.97, 0.95), (chance.random(), 0.06), (chance.random(), 0.94)]
    chance.shuffle(corners)
    for x, y in corners[:number]:
        w, h = size * chance.uniform(0.8, 1.6), size * chance.uniform(0.6, 1.1)
        left, top = x * (board.width - w), y * (board.height - h)
        board.fill((left, top, w, h), some_color(chance, 20))
        ink = some_color(chance, 0, 120)
        label = "".join(chance.choice("0123456789" + LETTERS) for _ in range(chance.randint(2, 4)))
        board.writing(label, (left + w * 0.1, top + h * 0.2, w * 0.8, h * 0.6), ink, hand(chance, "any"))
        board.mark(left, top, w, h)


def emblem(board: Board, box: tuple[float, float, float, float]) -> None:
    """A club's, university's or state's picture beside the text, often with letters of its own: a mark."""
    chance = board.chance
    x, y, w, h = box
    middle, half = (board.px(x + w / 2), board.px(y + h / 2)), (board.px(w / 2), board.px(h / 2))
    for part in range(chance.randint(1, 3)):
        size = (max(2, half[0] - part * half[0] // 4), max(2, half[1] - part * half[1] // 4))
        color = some_color(chance)
        if chance.random() < 0.6:
            cv2.ellipse(board.picture, middle, size, chance.randint(-20, 20), 0, 360, color, -1, cv2.LINE_AA)
        else:
            corners = chance.randint(3, 9)
            angles = sorted(chance.uniform(0, 2 * np.pi) for _ in range(corners))
            outline = [(middle[0] + size[0] * np.cos(a), middle[1] + size[1] * np.sin(a)) for a in angles]
            cv2.fillPoly(board.picture, [np.array(outline, np.int32)], color, cv2.LINE_AA)
    if chance.random() < 0.5:
        letters = "".join(chance.choice(LETTERS) for _ in range(chance.choice([1, 1, 2, 3])))
        high = h * chance.uniform(0.25, 0.6)
        board.writing(
            letters, (x + w * 0.15, y + (h - high) / 2, w * 0.7, high), some_color(chance), hand(chance, "any")
        )
    board.mark(x, y, w, h)


def holder(board: Board, low: float) -> None:
    """A dealer's frame over the rim of a European plate. low: how far it reaches up from below, in millimetres."""
    chance = board.chance
    color = chance.choice([dark(chance), dark(chance), light(chance), (150, 150, 150)])
    w, h, rim = board.width, board.height, chance.uniform(1, 5)
    board.fill((0, h - low, w, low), color)
    for box in ((0, 0, w, rim), (0, 0, rim, h), (w - rim, 0, rim, h)):
        board.fill(box, color)
    if low > 7:
        paint = light(chance) if sum(color) < 380 else dark(chance)
        board.writing(
            words(chance, 3), (w * 0.2, h - low * 0.85, w * 0.6, low * 0.65), paint, hand(chance, "any", font=0.7)
        )


def wash(board: Board, other: Color, share: float) -> None:
    """The ground runs from one colour to another, from top to bottom or from side to side."""
    high, wide = board.picture.shape[:2]
    along = np.linspace(0, 1, high if board.chance.random() < 0.75 else wide, dtype=np.float32)
    if board.chance.random() < 0.4:
        along = np.abs(along * 2 - 1)
    amount = (along[:, None] if len(along) == high else along[None, :])[..., None] * share
    mixed = board.picture + (np.array(other, np.float32) - board.picture) * amount
    board.picture[:] = np.broadcast_to(mixed, board.picture.shape).astype(np.uint8)


def scenery(board: Board, most: float = 0.4) -> None:
    """Hills, suns, trees and blots behind the characters, paler than they are: they hide up to `most` of the ground."""
    chance = board.chance
    high, wide = board.picture.shape[:2]
    layer = board.picture.copy()
    for _ in range(chance.randint(1, 5)):
        color = some_color(chance, 60)
        kind = chance.random()
        if kind < 0.4:
            ups = [(x, int(high * chance.uniform(0.3, 0.95))) for x in range(0, wide + wide // 6, wide // 6)]
            cv2.fillPoly(layer, [np.array([(0, high), *ups, (wide, high)], np.int32)], color, cv2.LINE_AA)
        elif kind < 0.75:
            at = (chance.randint(0, wide), chance.randint(0, high))
            axes = (chance.randint(5, wide // 4), chance.randint(5, high // 2))
            cv2.ellipse(layer, at, axes, chance.randint(0, 180), 0, 360, color, -1, cv2.LINE_AA)
        else:
            at, to = [(chance.randint(0, wide), chance.randint(0, high)) for _ in range(2)]
            cv2.line(layer, at, to, color, chance.randint(1, max(2, high // 12)), cv2.LINE_AA)
    layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), chance.uniform(0.5, 4)), np.uint8)
    share = chance.uniform(0.1, most)
    board.picture[:] = (board.picture * (1 - share) + layer * share).astype(np.uint8)


def shine(board: Board) -> None:
    """A faint pattern in the reflective sheet."""
    chance = board.chance
    high, wide = board.picture.shape[:2]
    step = chance.randint(8, 24)
    color = tuple(int(v) for v in np.clip(board.picture[0, 0].astype(int) - chance.randint(5, 22), 0, 255))
    layer = board.picture.copy()
    for x in range(-high, wide, step):
        cv2.line(layer, (x, 0), (x + high, high), color, 1, cv2.LINE_AA)
        cv2.line(layer, (x + high, 0), (x, high), color, 1, cv2.LINE_AA)
    board.picture[:] = (board.picture * 0.5 + layer * 0.5).astype(np.uint8)
