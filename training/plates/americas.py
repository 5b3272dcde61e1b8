"""Plates of the United States and of Brazil."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

from training.plates import texts, trim
from training.plates.hands import hand
from training.plates.plate import Board, Color, Plate, Setting, some_color, write
from training.plates.strokes import CHARACTERS, LETTERS

_STATES = (
    "CALIFORNIA,TEXAS,NEW YORK,OHIO,FLORIDA,NEVADA,OREGON,MAINE,UTAH,KANSAS,ILLINOIS,MICHIGAN,ARIZONA,NORTH CAROLINA,"
    "WASHINGTON,INDIANA,COLORADO,VIRGINIA,NEW JERSEY,IOWA,GEORGIA,TENNESSEE,KENTUCKY,PENNSYLVANIA,MASSACHUSETTS,"
    "MINNESOTA,WISCONSIN,MISSOURI,OKLAHOMA,LOUISIANA,ALABAMA,MARYLAND,CONNECTICUT,IDAHO,MONTANA,HAWAII"
)
STATES = tuple(_STATES.split(","))
_MOTTOES = (
    "SUNSHINE STATE,FIRST IN FLIGHT,THE GARDEN STATE,LAND OF LINCOLN,10 000 LAKES,EMPIRE STATE,GREAT LAKES,"
    "FAMOUS POTATOES,LONE STAR,SCENIC,IN GOD WE TRUST,DMV CA GOV,TAXATION,GRAND CANYON STATE,LIVE FREE OR DIE,FULTON,"
    "SHELBY,DAVIDSON,COOK,HAMILTON 47,DISABLED VETERAN,FARM TRUCK,MYFLORIDA COM,EVERGREEN STATE,BLUEGRASS"
)
MOTTOES = tuple(_MOTTOES.split(","))
TOWNS = ("SP - SAO PAULO", "RJ - RIO DE JANEIRO", "MG - BELO HORIZONTE", "PR - CURITIBA", "RS - PORTO ALEGRE",
         "BA - SALVADOR", "SC - JOINVILLE", "PE - RECIFE", "GO - GOIANIA", "DF - BRASILIA",
             "PR - LONDRINA")  # fmt: skip


def _american_colors(chance: random.Random) -> tuple[Color, Color]:
    """Ground and ink; mostly dark on light, sometimes the other way round."""
    if chance.random() < 0.86:
        ground = trim.light(chance) if chance.random() < 0.6 else some_color(chance, 165, 255)
        ink = chance.choice([trim.dark(chance), (chance.randint(70, 150), chance.randint(10, 60), chance.randint(0,
            40)),
                             (chance.randint(20, 60), chance.randint(10, 40), chance.randint(90, 190)),
                             (chance.randint(10, 60), chance.randint(60, 100), chance.randint(0, 40))])  # fmt: skip
        return ground, ink
    ground = chance.choice([trim.dark(chance), (110, 50, 10), (40, 90, 20), (40, 20, 130)])
    return ground, chance.choice([trim.light(chance), trim.yellow(chance)])


def _headline(board: Board, ink: Color) -> None:
    """State above, motto below, now and then on a coloured strip."""
    chance = board.chance
    h = board.height
    color = ink if chance.random() < 0.4 else some_color(chance, 0, 140)
    if chance.random() < 0.3:
        strip = some_color(chance, 0, 200)
        board.fill((0, 0, board.width, h * chance.uniform(0.15, 0.24)), strip)
        color = (245, 245, 245) if sum(strip) < 380 else (30, 20, 20)
    wide = board.width * chance.uniform(0.3, 0.62)
    box = ((board.width - wide) / 2, h * chance.uniform(0.03, 0.09), wide, h * chance.uniform(0.09, 0.17))
    board.writing(chance.choice(STATES), box, color, hand(chance, "any", font=0.7))
    if chance.random() < 0.75:
        low = h * chance.uniform(0.06, 0.11)
        wide = board.width * chance.uniform(0.25, 0.6)
        tint = some_color(chance, 0, 140)
        if chance.random() < 0.2:
            strip = some_color(chance, 0, 200)
            board.fill((0, h * 0.86, board.width, h * 0.14), strip)
            tint = (245, 245, 245) if sum(strip) < 380 else (30, 20, 20)
        motto = chance.choice(MOTTOES)
        board.writing(
            motto, ((board.width - wide) / 2, h * 0.98 - low - h * 0.02, wide, low), tint, hand(chance, "any", font=0.7)
        )


def _picture_between(text: str, chance: random.Random) -> str:
    """A state's outline or a symbol where other plates have a dash."""
    if " " in text and chance.random() < 0.35:
        return text.replace(" ", "*")
    return text


def _stacked(board: Board, ink: Color) -> float:
    """Two small letters over each other at the left, as on plates for vehicles of a kind: part of the text."""
    chance = board.chance
    high = board.height * 0.2
    writer = hand(chance, "embossed", "grotesque", font=0.3)
    setting = Setting(writer, high, 2.0, 2.0, ink)
    left = board.width * 0.04
    for row in range(2):
        write(board, chance.choice(LETTERS), (left, board.height * (0.3 + 0.24 * row), high * 0.7, high), setting)
    return left + high * 0.7 + 3


def _rooms(board: Board, ink: Color) -> tuple[float, float]:
    """Where the text may begin and has to end; beside it stands a picture or small letters now and then."""
    chance = board.chance
    kind = chance.random()
    near, far = board.width * 0.03, board.width * 0.97
    if kind < 0.05:
        return _stacked(board, ink), far
    if kind < 0.13:
        side = board.width * chance.uniform(0.17, 0.27)
        trim.emblem(board, (near, board.height * 0.24, side, board.height * chance.uniform(0.45, 0.56)))
        return near + side + 3, far
    if kind < 0.15:
        side = board.width * chance.uniform(0.14, 0.22)
        trim.emblem(board, (far - side, board.height * 0.24, side, board.height * 0.5))
        return near, far - side - 3
    return near, far


def _paper(board: Board) -> None:
    """A temporary plate: lines of small print above and below what is printed large."""
    chance = board.chance
    for y in (0.04, 0.14, 0.8, 0.88)[: chance.randint(2, 4)]:
        wide = board.width * chance.uniform(0.3, 0.85)
        box = ((board.width - wide) / 2, board.height * y, wide, board.height * chance.uniform(0.05, 0.08))
        board.writing(trim.words(chance, 4), box, trim.dark(chance), hand(chance, "any", font=0.8))


def american(chance: random.Random, free: bool) -> Plate:
    """A plate in the manner of the states of the US: 12 by 6 inches."""
    ground, ink = _american_colors(chance)
    board = Board(chance, 305.0, 152.0, chance.uniform(0.85, 1.15), ground)
    if chance.random() < 0.45:
        trim.wash(board, some_color(chance, 130) if sum(ground) > 380 else ground, chance.uniform(0.2, 0.8))
    if chance.random() < 0.5 and sum(ground) > 380:
        trim.scenery(board, chance.choice([0.4, 0.4, 0.65]))
    paper = chance.random() < 0.05
    (_paper if paper else partial(_headline, ink=ink))(board)
    text = texts.free(chance, 4, 7).replace(" ", chance.choice([" ", "-", "."])) if free else texts.american(chance)
    left, right = _rooms(board, ink)
    write(board, _picture_between(text, chance), (left, chance.uniform(-1, 5), right - left, board.height),
          _american_setting(chance, ink, paper))  # fmt: skip
    _american_extras(board, ink)
    return Plate(board.picture, board.text, "us", "us", 1, board.boxes, board.marks)


def _american_setting(chance: random.Random, ink: Color, paper: bool) -> Setting:
    height = chance.uniform(58, 76)
    writer = hand(chance, "embossed", "embossed", "embossed", "grotesque", "industrial", font=0.9 if paper else 0.22)
    setting = Setting(
        writer, height, chance.uniform(5, 10), chance.uniform(14, 26), ink, squeeze=chance.uniform(0.85, 1.25)
    )
    if chance.random() < 0.75:
        setting = replace(setting, relief=chance.choice([-1, 1]) * chance.uniform(0.05, 0.6))
    if chance.random() < 0.1:
        setting = replace(setting, worn=chance.uniform(0.1, 0.5))
    return setting


def _american_extras(board: Board, ink: Color) -> None:
    chance = board.chance
    if chance.random() < 0.6:
        trim.stickers(board, chance.randint(1, 3), chance.uniform(20, 34))
    if chance.random() < 0.35:
        trim.border(board, ink, chance.uniform(1, 3), chance.uniform(1, 4))
    if chance.random() < 0.75:
        _bolts(board)
    if chance.random() < 0.3:
        _holder(board)


def _holder(board: Board) -> None:
    """A dealer's frame that covers the rim, and with it some of the words."""
    chance = board.chance
    color = chance.choice([trim.dark(chance), trim.dark(chance), trim.light(chance), (150, 150, 150)])
    sides, top, bottom = chance.uniform(2, 8), chance.uniform(3, 20), chance.uniform(5, 24)
    w, h = board.width, board.height
    for box in ((0, 0, w, top), (0, h - bottom, w, bottom), (0, 0, sides, h), (w - sides, 0, sides, h)):
        board.fill(box, color)
    if chance.random() < 0.6 and bottom > 10:
        paint = trim.light(chance) if sum(color) < 380 else trim.dark(chance)
        name = trim.words(chance, 2)
        board.writing(name, (w * 0.2, h - bottom * 0.85, w * 0.6, bottom * 0.65), paint, hand(chance, "any", font=0.7))


def _bolts(board: Board) -> None:
    """The four slots near the corners, with or without bolts."""
    chance = board.chance
    for x in (0.22, 0.78):
        for y in (0.06, 0.94):
            if chance.random() < 0.75:
                color = chance.choice([trim.dark(chance), trim.light(chance), (130, 130, 130)])
                w, h = chance.uniform(8, 16), chance.uniform(6, 9)
                board.fill((board.width * x - w / 2, board.height * y - h / 2, w, h), color)


def _old_brazil(chance: random.Random, text: str, lines: int) -> tuple[Board, str]:
    kind = chance.choices(["grey", "red", "white", "black"], [0.8, 0.14, 0.03, 0.03])[0]
    grey = chance.randint(150, 210)
    ground: Color = {"grey": (grey, grey, grey), "red": (40, 30, chance.randint(130, 200)), "white": (245, 245, 245),
                     "black": (20, 20, 20)}[kind]  # fmt: skip
    ink: Color = trim.dark(chance) if kind in {"grey", "white"} else (235, 235, 235)
    size = (400.0, 130.0) if lines == 1 else (chance.uniform(187, 205), chance.uniform(136, 172))
    board = Board(chance, *size, chance.uniform(0.9, 1.3), ground)
    head = board.height * (0.14 if lines == 1 else 0.1)
    wide = board.width * chance.uniform(0.4, 0.6)
    town = chance.choice(TOWNS)
    board.writing(
        town, ((board.width - wide) / 2, board.height * 0.06, wide, head), ink, hand(chance, "british", "grotesque")
    )
    setting = Setting(hand(chance, "british", "british", "grotesque", font=0.08), 63.0, 10.0, 22.0, ink,
                      squeeze=chance.uniform(0.95, 1.15), relief=chance.choice([0, 1, -1]) * chance.uniform(0.05,
                          0.35))  # fmt: skip
    if chance.random() < 0.15:
        setting = replace(setting, worn=chance.uniform(0.1, 0.5))
    _set(board, text, setting, lines, chance.uniform(0.2, 0.27))
    if chance.random() < 0.6:
        trim.border(board, ink, chance.uniform(1, 3), chance.uniform(1, 4))
    return board, f"brazil/{kind}"


def _set(board: Board, text: str, setting: Setting, lines: int, top: float) -> None:
    h = board.height
    margin = board.width * 0.035
    room = board.width - 2 * margin
    if lines == 1:
        high = min(setting.height, h * (1 - top) * 0.82)
        write(board, text, (margin, h * top, room, h * (1 - top) * 0.96), replace(setting, height=high))
        return
    first, second = text[:3], text[3:].lstrip("- .")
    high = h * (1 - top) * 0.42
    setting = replace(setting, height=high)
    write(board, first, (margin, h * (top - 0.005), room, high * 1.05), setting)
    write(board, second, (margin, h * (top - 0.005) + high * 1.14, room, high * 1.05), setting)


def _mercosul(chance: random.Random, text: str, lines: int) -> tuple[Board, str]:
    size = (400.0, 130.0) if lines == 1 else (200.0, 170.0)
    board = Board(chance, *size, chance.uniform(0.9, 1.3), trim.light(chance))
    blue = (chance.randint(110, 180), chance.randint(40, 80), chance.randint(0, 30))
    board.fill((0, 0, board.width, board.height * 0.23), blue)
    writer = hand(chance, "grotesque", font=0.6)
    board.writing(
        "BRASIL",
        (board.width * 0.36, board.height * 0.06, board.width * 0.28, board.height * 0.12),
        (245, 245, 245),
        writer,
    )
    board.fill((board.width * 0.88, board.height * 0.05, board.width * 0.08, board.height * 0.13), (60, 140, 20))
    board.mark(0, 0, board.width, board.height * 0.23)
    ink = trim.dark(chance) if chance.random() < 0.85 else chance.choice([(40, 30, 170), (150, 50, 10), (30, 110, 20)])
    setting = Setting(hand(chance, "forgery-proof", font=0.1), 65.0, 9.0, 9.0, ink, squeeze=chance.uniform(0.95, 1.15))
    _set(board, text, setting, lines, 0.27)
    if chance.random() < 0.7:
        board.writing(
            "BR", (board.width * 0.03, board.height * 0.86, board.width * 0.05, board.height * 0.08), ink, writer
        )
    if chance.random() < 0.5:
        trim.border(board, ink, chance.uniform(1, 2), chance.uniform(0.5, 2))
    return board, "brazil/mercosul"


def brazilian(chance: random.Random, free: bool, lines: int | None = None) -> Plate:
    """An old grey or red plate, or one of Mercosul; motorcycles have two lines."""
    mercosul = chance.random() < 0.35
    if lines is None:
        lines = 2 if chance.random() < 0.3 else 1
    text = texts.brazilian(chance, mercosul)
    if free:
        text = "".join(chance.choice(CHARACTERS) for _ in range(7))
        text = text if mercosul else f"{text[:3]}-{text[3:]}"
    text = text.replace("-", chance.choice("-- ."))
    board, style = (_mercosul if mercosul else _old_brazil)(chance, text, lines)
    if chance.random() < 0.6:
        trim.screws(board, chance.randint(1, 2))
    return Plate(board.picture, board.text, "brazil", style, lines, board.boxes, board.marks)
