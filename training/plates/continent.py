"""Plates of the European mainland, each country by its look: bands, seals, coats of arms, dashes, colours."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from training.plates import texts, trim
from training.plates.hands import hand
from training.plates.kingdom import halves
from training.plates.plate import Board, Color, Plate, Setting, band, natural_width, write
from training.plates.strokes import LETTERS

BLACK, WHITE, YELLOW = "black", "white", "yellow"
LONG = (520.0, 110.0)


@dataclass(frozen=True, slots=True)
class Country:
    """forms: as in `texts.fill`, with ' ', '-', '.', '*' (seal) as they stand on the plate."""

    name: str
    code: str
    forms: tuple[str, ...]
    hands: tuple[str, ...]
    height: float = 75.0
    size: tuple[float, float] = LONG
    ink: str = BLACK
    ground: str = WHITE
    bands: str = "left"
    gap: float = 9.0
    group_gap: float = 28.0
    letters: str = LETTERS
    weight: float = 1.0


COUNTRIES = (
    Country("germany", "D", ("L*LL 1999", "LL*L 199", "LL*LL 199", "LLL*LL 199", "L*L 1999", "LL*LL 19",
            "LLL*L 19", "LL*LL 1999", "L*LL 199"),
            ("forgery-proof",), weight=4.0, gap=6.0),
    Country("germany-old", "", ("L-LL 1999", "LL-L 199", "LL-LL 199", "LLL-LL 19", "L*LL 1999"),
            ("industrial",), bands=""),
    Country("austria", "A", ("L*199LL", "LL*199L", "LL*999LL", "L*9999L", "LL 199LL"), ("industrial", "embossed"),
            67.0, weight=1.5),
    Country("france", "F", ("LL-999-LL",), ("industrial", "grotesque"), 78.0, bands="both",
            letters="ABCDEFGHJKLMNPQRSTVWXYZ", weight=2.0),
    Country("france-old", "", ("1999 LL 99", "199 LLL 99", "99 LL 99", "999 LL 99"),
            ("industrial", "grotesque"), 78.0, bands=""),
    Country("italy", "I", ("LL 999LL", "LL999LL"), ("thin", "industrial"), 77.0, bands="both",
            letters="ABCDEFGHJKLMNPRSTVWXYZ", weight=2.0),
    Country("spain", "E", ("9999 LLL", "LL-9999-LL"), ("grotesque", "industrial"), 77.0,
            letters="BCDFGHJKLMNPRSTVWXYZ", weight=1.6),
    Country("netherlands", "NL", ("99-LL-LL", "99-LLL-9", "9-LLL-99", "LL-999-L", "L-999-LL", "LL-LL-99", "LL-99-LL"),
            ("industrial", "grotesque"), 77.0, ground=YELLOW, gap=8.0, weight=1.6),
    Country("poland", "PL", ("LL 9999L", "LL 99999", "LLL 99LL", "LLL 9L99", "LL*999LL", "LLL*L999"),
            ("industrial",), 80.0, weight=1.6),
    Country("poland-old", "", ("LLL 9999", "LLL 999L"), ("industrial",), 80.0, bands="", ground="black", weight=0.4),
    Country("czechia", "CZ", ("9L9 9999", "9L9*9999", "9LL 9999"), ("industrial", "embossed"), 72.0, weight=1.4),
    Country("czechia-old", "", ("LLL 99-99", "LL 99-99", "LLL-99-99"), ("industrial", "embossed"), 75.0, bands=""),
    Country("slovakia", "SK", ("LL*999LL", "LL-999LL"), ("industrial", "embossed"), 75.0),
    Country("hungary", "H", ("LLL-999", "LL LL-999"), ("industrial",), 75.0),
    Country("croatia", "HR", ("LL*999-LL", "LL*9999-LL", "LL*999-L"), ("industrial", "embossed"), 75.0, weight=2.0),
    Country("slovenia", "SLO", ("LL*LL-999", "LL*9L-L99"), ("industrial",), 75.0),
    Country("serbia", "SRB", ("LL*999-LL", "LL*9999-LL"), ("industrial",), 72.0),
    Country("bosnia", "BIH", ("L99-L-999", "999-L-999"), ("industrial",), 75.0),
    Country("romania", "RO", ("LL 99 LLL", "L 999 LLL"), ("industrial", "grotesque"), 78.0, weight=1.2),
    Country("bulgaria", "BG", ("LL 9999 LL", "L 9999 LL"), ("industrial",), 75.0, letters="ABCEHKMOPTXY"),
    Country("belgium", "B", ("1-LLL-999", "LLL-999", "999-LLL"), ("industrial", "grotesque"), 78.0, ink="red",
            weight=1.4),
    Country("luxembourg", "L", ("LL 9999",), ("industrial",), 75.0, ground=YELLOW),
    Country("switzerland", "", ("LL*199999", "LL*19999", "LL.199999"), ("industrial", "grotesque"), 80.0, bands="",
            weight=1.4),
    Country("sweden", "S", ("LLL 999", "LLL 99L"), ("grotesque", "industrial"), 78.0, weight=1.1),
    Country("norway", "N", ("LL 19999",), ("grotesque", "industrial"), 75.0, weight=1.1),
    Country("denmark", "DK", ("LL 99 999",), ("industrial", "embossed"), 75.0, weight=1.1),
    Country("finland", "FIN", ("LLL-999", "LLL-99"), ("industrial", "grotesque"), 77.0, size=(442.0, 118.0)),
    Country("estonia", "EST", ("999 LLL",), ("industrial",), 75.0),
    Country("latvia", "LV", ("LL-9999", "LL-999"), ("industrial",), 75.0),
    Country("lithuania", "LT", ("LLL*999", "LLL 999"), ("industrial",), 75.0),
    Country("portugal", "P", ("99-LL-99", "99-99-LL", "LL-99-LL", "LL.99.LL"), ("industrial", "grotesque"), 75.0,
            bands="both"),
    Country("ireland", "IRL", ("99-L-99999", "999-L-9999", "999-LL-999"), ("grotesque", "industrial"), 70.0),
    Country("greece", "GR", ("LLL-9999", "LLL 9999"), ("industrial", "grotesque"), 75.0, letters="ABEHIKMNOPTXYZ"),
    Country("ukraine", "UA", ("LL 9999 LL",), ("industrial",), 76.0, letters="ABCEHIKMOPTX"),
    Country("turkey", "TR", ("99 LLL 99", "99 LL 999", "99 L 9999", "99 LLL 999"), ("industrial", "grotesque"), 77.0),
    Country("russia", "", ("L999LL", "L 999 LL 99", "L 999 LL 999"), ("industrial", "thin"), 70.0, bands="",
            letters="ABCEHKMOPTXY"),
)  # fmt: skip


def _colors(country: Country, chance: random.Random) -> tuple[Color, Color]:
    """Ground and ink."""
    ground = trim.yellow(chance) if country.ground == YELLOW or chance.random() < 0.05 else trim.light(chance)
    if country.ink == "red":
        return ground, (chance.randint(20, 60), chance.randint(10, 40), chance.randint(120, 180))
    kind = chance.random() if country.ground != "black" else 1.0
    if kind < 0.9:
        return ground, trim.dark(chance)
    if kind < 0.94:
        return ground, chance.choice([(40, 110, 10), (150, 40, 10), (30, 30, 160)])
    silver = chance.randint(190, 250)
    return chance.choice([trim.dark(chance), (110, 40, 10), (30, 30, 140)]), (silver, silver, silver)


def _bands(board: Board, country: Country) -> tuple[float, float]:
    """Draws them; says how much room they take at the left and at the right."""
    chance = board.chance
    if not country.bands or chance.random() < 0.1:
        return 0.0, 0.0
    width = board.height * chance.uniform(0.34, 0.45)
    writer = hand(chance, "grotesque", font=0.6)
    band(board, "left", width, country.code, writer)
    if country.bands != "both":
        return width, 0.0
    band(board, "right", width, texts.fill(chance, chance.choice(["99", "LL", "9L", ""])), writer)
    return width, width


def _setting(country: Country, chance: random.Random, ink: Color, height: float) -> Setting:
    writer = hand(chance, *country.hands, *country.hands, *country.hands, "any", font=0.22)
    made = Setting(writer, height, country.gap, country.group_gap, ink, squeeze=chance.uniform(0.9, 1.08))
    if chance.random() < 0.75:  # pressed metal
        made = replace(made, relief=chance.choice([-1, 1]) * chance.uniform(0.05, 0.45))
    if chance.random() < 0.15:
        made = replace(made, gap=chance.uniform(3, 15), group_gap=chance.uniform(10, 50), uneven=chance.uniform(0, 2))
    if chance.random() < 0.08:
        made = replace(made, worn=chance.uniform(0.1, 0.5))
    return made


def _one_line(board: Board, country: Country, text: str, ink: Color) -> None:
    left, right = _bands(board, country)
    setting = _setting(country, board.chance, ink, country.height * board.height / country.size[1])
    margin = board.width * 0.015
    room = board.width - left - right - 2 * margin
    if natural_width(text, setting) > room * 1.12:  # the narrow alphabet that longer registrations are set in
        setting = replace(setting, gap=setting.gap * 0.7, group_gap=setting.group_gap * 0.6)
    write(board, text, (left + margin, 0, room, board.height), setting)


def _two_lines(board: Board, country: Country, text: str, ink: Color) -> None:
    chance = board.chance
    height = board.height * chance.uniform(0.34, 0.4)
    gap = (board.height - 2 * height) / 3
    first, second = two_parts(text)
    setting = replace(_setting(country, chance, ink, height), group_gap=country.group_gap * 0.6)
    left = 0.0
    if country.bands and chance.random() < 0.8:
        left = board.width * chance.uniform(0.13, 0.18)
        board.fill((0, 0, left, board.height * 0.5), (150, 60, 20))
        writer = hand(chance, "grotesque", font=0.6)
        board.writing(country.code, (2, board.height * 0.33, left - 4, board.height * 0.11), (245, 245, 245), writer)
        board.mark(0, 0, left, board.height * 0.5)
    margin = board.width * 0.03
    write(board, first, (left + margin, gap, board.width - left - 2 * margin, height), setting)
    write(board, second, (margin, 2 * gap + height, board.width - 2 * margin, height), setting)


def two_parts(text: str) -> tuple[str, str]:
    """The lines of a plate with signs in it: cut at the first sign; a seal stays in the upper line."""
    for number, sign in enumerate(text):
        if sign in "*- ." and number:
            return text[: number + (1 if sign == "*" else 0)], text[number + 1 :].strip()
    return halves(text)


def draw(chance: random.Random, free: bool, lines: int | None = None) -> Plate:
    """A plate of some country; `free`: with any letters and digits in its look."""
    country = chance.choices(COUNTRIES, [c.weight for c in COUNTRIES])[0]
    text = (
        texts.free(chance, 4, chance.choice([8, 8, 9]))
        if free
        else texts.fill(chance, chance.choice(country.forms), country.letters)
    )
    if free and chance.random() < 0.4:
        text = text.replace(" ", chance.choice("-*."))
    if lines is None:
        lines = 2 if chance.random() < 0.13 else 1
    ground, ink = _colors(country, chance)
    size = (
        country.size
        if lines == 1
        else chance.choice(
            [(280.0, 200.0), (340.0, 220.0), (297.0, 214.0), (180.0, 200.0), (200.0, 170.0), (300.0, 160.0)]
        )
    )
    if lines == 1 and chance.random() < 0.12:
        size = (size[0] * chance.uniform(0.8, 1.05), size[1] * chance.uniform(0.95, 1.1))
    scale = chance.uniform(0.95, 1.3) if lines == 1 else chance.uniform(0.85, 1.1)
    board = Board(chance, *size, scale, ground)
    (_one_line if lines == 1 else _two_lines)(board, country, text, ink)
    if chance.random() < 0.7:
        trim.border(board, ink, chance.uniform(1.5, 4), chance.uniform(0.5, 3))
    if chance.random() < 0.1:
        trim.footer(board, chance.uniform(4, 7))
    if chance.random() < 0.12:
        trim.holder(board, chance.uniform(3, 12))
    if chance.random() < 0.25:
        trim.screws(board, chance.randint(1, 3))
    return Plate(board.picture, board.text, "europe", f"europe/{country.name}", lines, board.boxes, board.marks)
