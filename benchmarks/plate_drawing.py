"""Flat plates for measuring, drawn from the fonts of the system: other fonts, code and chance than training.

Each character is drawn, cut out and fitted into its cell, so that every font gets a plate's proportions. Fonts that are
not there are passed over; without any (or without Pillow) OpenCV's own strokes are used.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

try:
    from PIL import Image, ImageDraw, ImageFont
except ImportError:  # pragma: no cover - the benchmark then draws with OpenCV alone
    Image = None  # type: ignore[assignment]

Picture = NDArray[np.uint8]
FONTS = (
    "DejaVuSansCondensed-Bold.ttf", "DejaVuSans-Bold.ttf", "B612-Bold.otf", "Cantarell-Bold.otf", "FreeSansBold.ttf",
    "NimbusSansNarrow-Bold.otf", "NimbusSans-Bold.otf", "B612-Regular.otf", "DejaVuSansMono-Bold.ttf",
)  # fmt: skip
MM = 0.9
"""Pixels a millimetre of a flat plate."""
_YEARS = ("02", "05", "07", "10", "12", "15", "18", "21", "24", "53", "56", "60", "63", "66", "69", "72")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True)
class Drawn:
    """A flat plate: its picture edge to edge, its text, and how many lines it has."""

    picture: Picture
    text: str
    region: str
    two_line: bool


@lru_cache(maxsize=1)
def fonts() -> tuple[str, ...]:
    """The names of the fonts that this machine has."""
    if Image is None:
        return ()
    found = []
    for name in FONTS:
        try:
            ImageFont.truetype(name, 20)
        except OSError:
            continue
        found.append(name)
    return tuple(found)


@lru_cache(maxsize=4096)
def _ink(character: str, font: str | None) -> Picture:
    """A character's ink, 0 to 255, cut to its edges."""
    canvas = np.zeros((260, 320), np.uint8)
    if font is None:
        cv2.putText(canvas, character, (40, 210), cv2.FONT_HERSHEY_DUPLEX, 6.5, 255, 20, cv2.LINE_AA)
    else:
        image = Image.fromarray(canvas)
        ImageDraw.Draw(image).text((40, 10), character, fill=255, font=ImageFont.truetype(font, 180))
        canvas = np.asarray(image)
    rows, columns = np.flatnonzero(canvas.max(axis=1)), np.flatnonzero(canvas.max(axis=0))
    return np.asarray(canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.uint8)


class Sheet:
    """A plate that is being drawn. Sizes in millimetres."""

    def __init__(self, chance: random.Random, width: float, height: float, ground: tuple[int, int, int]) -> None:
        self.chance = chance
        self.picture: Picture = np.full((round(height * MM), round(width * MM), 3), ground, np.uint8)
        names = fonts()
        self.font = chance.choice(names) if names else None

    def box(self, x: float, y: float, width: float, height: float, colour: tuple[int, int, int]) -> None:
        """A filled rectangle."""
        start, end = (round(x * MM), round(y * MM)), (round((x + width) * MM), round((y + height) * MM))
        cv2.rectangle(self.picture, start, end, colour, -1)

    def frame(self, thick: float, colour: tuple[int, int, int] = (20, 20, 20)) -> None:
        """A border."""
        height, width = self.picture.shape[:2]
        cv2.rectangle(self.picture, (2, 2), (width - 3, height - 3), colour, max(1, round(thick * MM)))

    def disc(self, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
        """A seal, a screw."""
        cv2.circle(self.picture, (round(x * MM), round(y * MM)), round(radius * MM), colour, -1, cv2.LINE_AA)

    def row(self, text: str, place: tuple[float, float], cell: tuple[float, float], gap: float, ink: int = 20) -> float:
        """Characters in a row, each in its cell; a space is a gap of half a cell. The x after the last."""
        x, y = place
        for character in text:
            if character == " ":
                x += cell[0] * 0.5
                continue
            if character == "-":
                self.box(x, y + cell[1] * 0.45, cell[0] * 0.35, cell[1] * 0.1, (ink, ink, ink))
                x += cell[0] * 0.35 + gap
                continue
            drawn = _ink(character, self.font)
            natural = drawn.shape[1] * cell[1] / drawn.shape[0]
            width = min(cell[0], natural * 1.35)
            self._put(drawn, (x + (cell[0] - width) / 2, y), (width, cell[1]), ink)
            x += cell[0] + gap
        return x

    def words(self, text: str, middle: tuple[float, float], height: float, colour: tuple[int, int, int]) -> None:
        """Small words, such as a state's name, around a point."""
        scale = height * MM / 22
        (width, tall), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
        at = (round(middle[0] * MM - width / 2), round(middle[1] * MM + tall / 2))
        cv2.putText(self.picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, max(1, round(scale * 2)), 16)

    def _put(self, drawn: Picture, place: tuple[float, float], size: tuple[float, float], ink: int) -> None:
        fitted = cv2.resize(
            drawn, (max(1, round(size[0] * MM)), max(1, round(size[1] * MM))), interpolation=cv2.INTER_AREA
        )
        top, left = round(place[1] * MM), round(place[0] * MM)
        under = self.picture[top : top + fitted.shape[0], left : left + fitted.shape[1]]
        share = fitted[: under.shape[0], : under.shape[1], None].astype(np.float32) / 255
        under[:] = (under * (1 - share) + ink * share).astype(np.uint8)


def letters(chance: random.Random, count: int, among: str = _LETTERS) -> str:
    return "".join(chance.choice(among) for _ in range(count))


def digits(chance: random.Random, count: int, first: str = "123456789") -> str:
    return chance.choice(first) + "".join(chance.choice("0123456789") for _ in range(count - 1))


def uk(chance: random.Random) -> Drawn:
    """A plate of the United Kingdom: mostly the current form, one line in five of six."""
    forms: tuple[Callable[[], str], ...] = (
        lambda: (
            f"{letters(chance, 1, 'ABCDEFGHKLMNOPRSVWXY')}{letters(chance, 1, 'ABCDEFGHJKLMNOPRSTUVWXY')}"
            f"{chance.choice(_YEARS)}"
            f" {letters(chance, 3, 'ABCDEFGHJKLMNOPRSTUVWXYZ')}"
        ),
        lambda: (
            f"{letters(chance, 1, 'ABCDEFGHJKLMNPRSTVWXY')}{digits(chance, chance.randint(1, 3))} {letters(chance, 3)}"
        ),
        lambda: f"{letters(chance, chance.randint(2, 3))} {digits(chance, chance.randint(2, 3))}",
    )
    text = chance.choices(forms, (8, 1, 1))[0]()
    ground = chance.choice([(238, 240, 240), (40, 200, 245)])
    two_line = chance.random() < 1 / 6
    sheet = Sheet(chance, 285 if two_line else 520, 203 if two_line else 111, ground)
    head, tail = text.split(" ")
    if two_line:
        for line, y in ((head, 14), (tail, 110)):
            wide = len(line) * 61 - 11
            sheet.row(line, ((285 - wide) / 2, y), (50, 79), 11)
    else:
        wide = len(text.replace(" ", "")) * 61 - 11 + 33
        left = max(8.0, (520 - wide) / 2)
        if chance.random() < 0.4 and wide < 450:
            sheet.box(0, 0, 42, 111, (150, 50, 20))
            sheet.words("UK", (21, 92), 16, (250, 250, 250))
            left = 42 + (478 - wide) / 2
        after = sheet.row(head, (left, 16), (50, 79), 11)
        sheet.row(tail, (after + 22, 16), (50, 79), 11)
    return _finished(sheet, text, "uk", two_line=two_line)


def europe(chance: random.Random) -> Drawn:
    """A plate of continental Europe, with its band, seals and dashes."""
    country = chance.choice(["D", "F", "I", "E", "NL", "PL", "B", "CZ", "S", "A", "RO", "H"])
    text = {
        "D": lambda: (
            f"{letters(chance, chance.randint(1, 3))}*{letters(chance, chance.randint(1, 2))} "
            f"{digits(chance, chance.randint(2, 4))}"
        ),
        "F": lambda: f"{letters(chance, 2)}-{digits(chance, 3, '0123456789')}-{letters(chance, 2)}",
        "I": lambda: f"{letters(chance, 2)} {digits(chance, 3, '0123456789')}{letters(chance, 2)}",
        "E": lambda: f"{digits(chance, 4, '0123456789')} {letters(chance, 3, 'BCDFGHJKLMNPRSTVWXYZ')}",
        "NL": lambda: f"{letters(chance, 2)}-{digits(chance, 3, '0123456789')}-{letters(chance, 1)}",
        "PL": lambda: f"{letters(chance, 2)} {digits(chance, 5, '0123456789')}",
        "B": lambda: f"{digits(chance, 1)}-{letters(chance, 3)}-{digits(chance, 3)}",
        "CZ": lambda: f"{digits(chance, 1)}{letters(chance, 1)}{digits(chance, 1)} {digits(chance, 4, '0123456789')}",
        "S": lambda: f"{letters(chance, 3)} {digits(chance, 3, '0123456789')}",
        "A": lambda: f"{letters(chance, 1)}*{digits(chance, 5)}{letters(chance, 1)}",
        "RO": lambda: f"{letters(chance, 2)} {digits(chance, 2, '0123456789')} {letters(chance, 3)}",
        "H": lambda: f"{letters(chance, 3)}-{digits(chance, 3, '0123456789')}",
    }[country]()
    sheet = Sheet(chance, 520, 112, (30, 190, 245) if country == "NL" else (240, 242, 242))
    sheet.frame(4)
    sheet.box(3, 3, 40, 105, (160, 60, 10))
    sheet.words(country, (23, 90), 18, (250, 250, 250))
    if country in {"F", "I"}:
        sheet.box(478, 3, 38, 105, (160, 60, 10))
    room = (472 if country not in {"F", "I"} else 432) - 12
    units = sum(0.55 if each in " -*" else 1.0 for each in text)
    cell = min(47.0, room / units / 1.2)
    wide = units * cell * 1.2
    x = 48 + (room - wide) / 2
    parts = text.split("*")
    for number, part in enumerate(parts, 1):
        x = sheet.row(part, (x, 18), (cell, 76), cell * 0.2)
        if number < len(parts):
            sheet.disc(x + cell * 0.2, 36, 14, (150, 160, 140))
            sheet.disc(x + cell * 0.2, 76, 14, (60, 140, 90))
            x += cell * 0.6
    return _finished(sheet, text, "eu", two_line=False)


def us(chance: random.Random) -> Drawn:
    """A plate of the United States: twice as wide as high, a name above, a motto below."""
    text = chance.choice(
        [
            lambda: f"{letters(chance, 3)} {digits(chance, 4, '0123456789')}",
            lambda: f"{digits(chance, 1)}{letters(chance, 3)}{digits(chance, 3, '0123456789')}",
            lambda: f"{letters(chance, 3)} {digits(chance, 3, '0123456789')}",
            lambda: f"{digits(chance, 3)} {letters(chance, 3)}",
        ]
    )()
    light = (chance.randint(215, 245), chance.randint(215, 245), chance.randint(215, 245))
    sheet = Sheet(chance, 305, 152, light)
    band = tuple(chance.randint(90, 220) for _ in range(3))
    if chance.random() < 0.5:
        sheet.box(0, 0, 305, 34, (band[0], band[1], band[2]))
    ink = chance.choice([(120, 30, 20), (30, 30, 140), (30, 60, 20)])
    sheet.words(chance.choice(["CALIFORNIA", "TEXAS", "New York", "OHIO", "Florida", "ARIZONA"]), (152, 18), 16, ink)
    sheet.words(chance.choice(["Sunshine State", "Grand Canyon", "2024", "www.dmv.gov"]), (152, 137), 11, ink)
    count = len(text.replace(" ", ""))
    cell = min(34.0, 270 / (count * 1.16 + (0.5 if " " in text else 0)))
    left = (305 - count * cell * 1.16 - (cell * 0.5 if " " in text else 0)) / 2
    sheet.row(text, (left, 45), (cell, 70), cell * 0.16, ink=chance.randint(15, 70))
    return _finished(sheet, text, "us", two_line=False)


def brazil(chance: random.Random) -> Drawn:
    """A plate of Brazil: the grey one with the town above, or Mercosul's; motorcycles' in two lines."""
    mercosul, two_line = chance.random() < 0.5, chance.random() < 0.25
    tail = (
        f"{digits(chance, 1)}{letters(chance, 1)}{digits(chance, 2)}" if mercosul else digits(chance, 4, "0123456789")
    )
    head = letters(chance, 3)
    width, height = (200.0, 170.0) if two_line else (400.0, 130.0)
    sheet = Sheet(chance, width, height, (238, 240, 240) if mercosul else (165, 168, 170))
    sheet.frame(4)
    if mercosul:
        sheet.box(3, 3, width - 6, 28, (140, 60, 10))
        sheet.words("BRASIL", (width / 2, 17), 15, (250, 250, 250))
    else:
        sheet.words(chance.choice(["SP-SAO PAULO", "PR-CURITIBA", "BA-SALVADOR"]), (width / 2, 16), 12, (30, 30, 30))
    if two_line:
        sheet.row(head, (30, 40), (40, 55), 10)
        sheet.row(tail, (12, 104), (38, 55), 8)
    else:
        after = sheet.row(head, (14, 42), (43, 68), 7)
        sheet.row(tail if mercosul else f"-{tail}", (after + 2, 42), (43, 68), 7)
    return _finished(sheet, head + tail, "br", two_line=two_line)


DRAWERS: dict[str, Callable[[random.Random], Drawn]] = {"uk": uk, "eu": europe, "us": us, "br": brazil}


def _finished(sheet: Sheet, text: str, region: str, *, two_line: bool) -> Drawn:
    """Screws and dirt, and the text as it is to be read."""
    chance, picture = sheet.chance, sheet.picture
    height, width = picture.shape[:2]
    if chance.random() < 0.5:
        for x in (0.12, 0.88):
            centre = (round(width * x), round(height * chance.choice([0.1, 0.5, 0.9])))
            if picture[centre[1], centre[0]].mean() > 120:
                cv2.circle(picture, centre, round(4 * MM), (chance.randint(60, 200),) * 3, -1, cv2.LINE_AA)
    if chance.random() < 0.3:
        grime = np.random.default_rng(chance.randrange(1 << 30)).random((5, 12)).astype(np.float32)
        veil = cv2.resize(grime, (width, height), interpolation=cv2.INTER_CUBIC)[..., None] * 0.45
        picture[:] = np.clip(picture * (1 - veil) + np.array([70, 95, 110]) * veil, 0, 255).astype(np.uint8)
    plain = "".join(each for each in text if each.isalnum())
    return Drawn(picture, plain, region, two_line)
