"""Plates of the United Kingdom: BS AU 145 sizes, and what people do to them."""

from __future__ import annotations

import random
from dataclasses import replace

from training.plates import trim
from training.plates.hands import Hand, hand
from training.plates.plate import Board, Plate, Setting, band, write

RED, BLUE, WHITE = (40, 30, 190), (120, 40, 10), (250, 250, 250)


def halves(text: str) -> tuple[str, str]:
    """The two lines of a registration: at its blank where there is one, else in the middle."""
    if " " in text:
        first, _, second = text.partition(" ")
        return first, second.replace(" ", "")
    middle = (len(text) + 1) // 2
    return text[:middle], text[middle:]


def _ground(board_kind: str, chance: random.Random) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Ground and ink."""
    if board_kind == "rear":
        return trim.yellow(chance), trim.dark(chance)
    if board_kind == "classic":
        silver = chance.randint(185, 250)
        return trim.dark(chance), (silver, silver, silver)
    return trim.light(chance), trim.dark(chance)


def _flag(board: Board, width: float) -> None:
    """GB, UK or Euro band at the left, or the green one of electric cars."""
    chance = board.chance
    code = chance.choice(["GB", "UK", "GB", "UK", "ENG", "SCO", "CYM"])
    writer = hand(chance, "grotesque", font=0.6)
    kind = chance.random()
    if kind < 0.55:
        band(board, "left", width, code, writer)
        return
    if kind < 0.75:
        board.fill((0, 0, width, board.height), (70, 150, 20))
    else:
        board.fill((0, 0, width, board.height), BLUE)
        board.fill((width * 0.15, board.height * 0.2, width * 0.7, board.height * 0.25), WHITE)
        board.fill((width * 0.15, board.height * 0.29, width * 0.7, board.height * 0.07), RED)
        board.fill((width * 0.43, board.height * 0.2, width * 0.14, board.height * 0.25), RED)
    board.writing(code, (width * 0.12, board.height * 0.62, width * 0.76, width * 0.5), WHITE, writer)
    board.mark(0, 0, width, board.height)


def _setting(chance: random.Random, ink: tuple[int, int, int], small: bool) -> Setting:
    writer: Hand = hand(chance, "british", "british", "british", "any", font=0.14)
    height = 64.0 if small else 79.0
    made = Setting(writer, height, 11.0, 33.0, ink)
    if chance.random() < 0.22:  # set as no rule allows it
        made = replace(
            made,
            gap=chance.uniform(4, 16),
            group_gap=chance.uniform(8, 45),
            squeeze=chance.uniform(0.75, 1.1),
            uneven=chance.uniform(0, 2.5),
        )
    if chance.random() < 0.04:
        made = replace(made, worn=chance.uniform(0.1, 0.5))
    if chance.random() < 0.25:
        made = replace(made, relief=chance.uniform(0.1, 0.5))
    return made


def _shadowed(board: Board, text: str, box: tuple[float, float, float, float], setting: Setting) -> None:
    """Letters that stand off the plate throw a shadow, or have a paler core."""
    chance = board.chance
    if chance.random() < 0.1:
        x, y, w, h = box
        off = chance.uniform(1.0, 3.5)
        grey = chance.randint(60, 170)
        ghost = replace(setting, ink=(grey, grey, grey), relief=0.0, uneven=0.0)
        before = len(board.text), len(board.boxes), len(board.marks)
        write(board, text, (x + off, y + off, w, h), ghost)
        board.text = board.text[: before[0]]
        del board.boxes[before[1] :], board.marks[before[2] :]
    write(board, text, box, setting)


def _size(chance: random.Random, lines: int, motorcycle: bool, text: str) -> tuple[float, float]:
    if motorcycle:
        return chance.uniform(205, 250), chance.uniform(150, 180)
    if lines == 2:
        return chance.uniform(275, 300), 203.0
    if len(text.replace(" ", "")) < 6 and chance.random() < 0.4:
        return chance.choice([330.0, 405.0]), 111.0
    return chance.choice([520.0, 520.0, 520.0, 533.0, 460.0]), 111.0


def draw(chance: random.Random, text: str, lines: int | None = None) -> Plate:
    """A plate with this registration (blank at its group gap)."""
    kind = chance.choices(["front", "rear", "classic"], [0.5, 0.46, 0.04])[0]
    if lines is None:
        lines = 2 if chance.random() < 0.2 else 1
    motorcycle = lines == 2 and chance.random() < 0.45
    ground, ink = _ground(kind, chance)
    width, height = _size(chance, lines, motorcycle, text)
    board = Board(chance, width, height, chance.uniform(0.95, 1.3), ground)
    if chance.random() < 0.12:
        trim.shine(board)
    left = 0.0
    if lines == 1 and kind != "classic" and chance.random() < 0.4:
        left = chance.uniform(38, 52)
        _flag(board, left)
    _registration(board, text, _setting(chance, ink, motorcycle), lines, left)
    _extras(board, ink, left)
    return Plate(board.picture, board.text, "uk", f"uk/{kind}", lines, board.boxes, board.marks)


def _registration(board: Board, text: str, setting: Setting, lines: int, left: float) -> None:
    if lines == 1:
        _shadowed(board, text, (left + 8, 0, board.width - left - 16, board.height), setting)
        return
    gap = 13.0 if setting.height < 70 else 19.0
    top = (board.height - 2 * setting.height - gap) / 2
    for number, part in enumerate(halves(text)):
        y = top + number * (setting.height + gap)
        _shadowed(board, part, (8, y, board.width - 16, setting.height), setting)


def _extras(board: Board, ink: tuple[int, int, int], left: float) -> None:
    chance = board.chance
    if chance.random() < 0.4:
        trim.border(board, ink, chance.uniform(1.5, 3.5), chance.uniform(1, 4))
    if chance.random() < 0.55:
        trim.footer(board, chance.uniform(4.5, 9), left)
    if chance.random() < 0.05:
        trim.holder(board, chance.uniform(3, 10))
    if chance.random() < 0.5:
        trim.screws(board, chance.randint(1, 4))
