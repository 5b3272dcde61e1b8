"""Alphabets: families of pens that look like those on the plates of the world, each with many small variations, and
permissively licensed fonts of this machine where there are any."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from training.plates import letters, presses
from training.plates.strokes import Mask, Pen

HEIGHT = 96
"""Pixels that a character's mask is kept at."""

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FONTS = ("Lato", "LiberationSans", "OpenSans", "Roboto", "Inter", "InterDisplay", "NotoSans", "NotoSansDisplay",
         "FiraCode", "Hack", "LiberationMono", "NotoSansMono", "LiberationSansNarrow", "RobotoCondensed")  # fmt: skip
WEIGHTS = ("Regular", "Medium", "Bold", "SemiBold", "Semibold", "Heavy", "ExtraBold", "CondBold", "Black", "Retina")
KEPT_OUT = ("DejaVuSans", "DejaVuSansCondensed", "DejaVuSansMono", "DejaVuSerif", "B612", "Cantarell", "FreeSans",
            "FreeMono", "NimbusSans", "NimbusSansNarrow")  # fmt: skip
"""Families that are left for the evaluation: nothing is ever trained on them."""


@dataclass(eq=False)
class Hand:
    """One way of writing: gives masks of characters. pen or font is set.

    loose: 0 for characters as pen or font have them, up to 1 for a press whose characters each came out a little
    different from what was meant. cut: it leaves gaps in some strokes, against forgery.
    """

    name: str
    pen: Pen | None = None
    font: Path | None = None
    loose: float = 0.0
    cut: bool = False
    seen: dict[str, Mask] = field(default_factory=dict, repr=False)

    def mask(self, char: str) -> Mask:
        """Height `HEIGHT`, width as the hand has it."""
        found = self.seen.get(char)
        if found is None:
            found = letters.mask(char, self.pen, HEIGHT) if self.pen else _from_font(self.font, char)
            if self.cut:
                found = presses.cut(found, char, random.Random(f"{self.name}/cut"))
            if self.loose:
                found = presses.bent(found, random.Random(f"{self.name}/{char}"), self.loose)
            self.seen[char] = found
        return found


def _from_font(font: Path | None, char: str) -> Mask:
    from PIL import Image, ImageDraw, ImageFont  # the strokes work without Pillow

    face = ImageFont.truetype(str(font), 130)
    _, top, _, bottom = face.getbbox("H")
    wide = face.getbbox(char)
    over = 4  # round letters stand a little over the straight ones
    if wide[3] > bottom + 3 * over:  # a tail below the line would be cut off: the whole letter is made to fit
        top, bottom = wide[1], wide[3]
    size = (max(4, int(wide[2] - wide[0]) + 2), int(bottom - top) + 2 * over)
    canvas = Image.new("L", size, 0)
    ImageDraw.Draw(canvas).text((1 - wide[0], over - top), char, font=face, fill=255)
    drawn = np.asarray(canvas, np.uint8)
    width = max(2, round(size[0] * HEIGHT / size[1]))
    return np.asarray(cv2.resize(drawn, (width, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


@cache
def fonts() -> tuple[Path, ...]:
    """The machine's fonts that training may use; none is fine, and none without Pillow, which reads them."""
    return _named({f"{family}-{weight}" for family in FONTS for weight in WEIGHTS})


@cache
def kept_out() -> tuple[Path, ...]:
    """The machine's fonts of KEPT_OUT, upright, from the regular weight to the bold one."""
    return _named({family + weight for family in KEPT_OUT for weight in ("", "-Regular", "-Bold", "Bold")})


def _named(names: set[str]) -> tuple[Path, ...]:
    if find_spec("PIL") is None:
        return ()
    found = [path for folder in FONT_FOLDERS if folder.is_dir() for path in sorted(folder.rglob("*.[to]tf"))]
    return tuple(path for path in found if path.stem in names)


_ONLY: list[Hand] = []


@contextmanager
def only(faces: Sequence[Path]) -> Iterator[None]:
    """Meanwhile all is written in these fonts, as they are: to measure on letters that training never saw."""
    _ONLY[:] = [Hand(face.stem, font=face) for face in faces]
    try:
        yield
    finally:
        _ONLY.clear()


def _near(chance: random.Random, value: float, share: float) -> float:
    return value * chance.uniform(1 - share, 1 + share)


def _british(chance: random.Random) -> Pen:
    return Pen(
        width=_near(chance, 0.633, 0.06), stroke=_near(chance, 0.172, 0.1), corner=chance.uniform(0.75, 1.0),
        tall=chance.uniform(1.0, 1.35), waist=chance.uniform(0.44, 0.5), one=chance.choice(["bar", "bar", "bar",
            "flag"]),
        six=chance.choice(["round", "round", "straight"]), seven="straight", middle_of_m=chance.uniform(0.55, 0.75),
        opening=chance.uniform(0.24, 0.32), wide_m=1.0, top_of_a="flat",
        bar_of_g=chance.choice(["bar", "bar", "spur"]),
    )  # fmt: skip


def _forgery_proof(chance: random.Random) -> Pen:
    return Pen(
        width=_near(chance, 0.62, 0.06), stroke=_near(chance, 0.15, 0.1), corner=chance.uniform(0.6, 0.95),
        tall=chance.uniform(0.9, 1.3), waist=chance.uniform(0.42, 0.52),
        zero=chance.choice(["cut", "cut", "cut", "plain"]), one="flag", letter_i="serif",
            three=chance.choice(["flat", "flat", "round"]),
        four=chance.choice(["open", "closed"]), six=chance.choice(["straight", "round"]), digits=0.94,
        seven=chance.choice(["bent", "straight"]), middle_of_m=chance.uniform(0.6, 1.0), wide_m=1.05,
        leg_of_r=chance.choice(["diagonal", "upright"]), top_of_a=chance.choice(["flat", "pointed"]),
        bar_of_g=chance.choice(["bar", "spur"]), opening=chance.uniform(0.2, 0.32),
        letter_j=chance.choice(["bar", "hook"]),
    )  # fmt: skip


def _industrial(chance: random.Random) -> Pen:
    return Pen(
        width=chance.uniform(0.42, 0.66), stroke=chance.uniform(0.12, 0.165), corner=chance.uniform(0.7, 1.0),
        tall=chance.uniform(0.95, 1.25), waist=chance.uniform(0.44, 0.5), one=chance.choice(["flag", "flag", "foot"]),
        letter_i=chance.choice(["bar", "bar", "serif"]), six=chance.choice(["straight", "round"]),
        middle_of_m=chance.uniform(0.5, 1.0), leg_of_r="diagonal", four="closed", rounded=chance.random() < 0.25,
        zero=chance.choice(["plain", "plain", "plain", "plain", "slash", "dot"]), wide_m=chance.uniform(1.05, 1.3),
        top_of_a=chance.choice(["flat", "pointed"]), opening=chance.uniform(0.2, 0.3),
        three=chance.choice(["round", "round", "round", "flat"]), bar_of_g=chance.choice(["bar", "spur"]),
        letter_j=chance.choice(["hook", "hook", "hook", "bar"]),
    )  # fmt: skip


def _grotesque(chance: random.Random) -> Pen:
    return Pen(
        width=chance.uniform(0.52, 0.76), stroke=chance.uniform(0.11, 0.17), corner=1.0, tall=chance.uniform(1.2, 1.9),
        waist=chance.uniform(0.45, 0.49), one=chance.choice(["flag", "flag", "foot"]), letter_i="bar",
        six="round", seven=chance.choice(["straight", "bent"]), middle_of_m=chance.choice([0.6, 0.8, 1.0]),
        bar_of_g=chance.choice(["bar", "spur"]), opening=chance.uniform(0.22, 0.32), wide_m=chance.uniform(1.1, 1.3),
        top_of_a=chance.choice(["flat", "pointed"]), leg_of_r=chance.choice(["diagonal", "upright"]),
    )  # fmt: skip


def _thin(chance: random.Random) -> Pen:
    return replace(_grotesque(chance), stroke=chance.uniform(0.085, 0.115), corner=chance.uniform(0.8, 1.0))


def _embossed(chance: random.Random) -> Pen:
    return Pen(
        width=chance.uniform(0.4, 0.56), stroke=chance.uniform(0.1, 0.15), corner=chance.uniform(0.7, 1.0),
        tall=chance.uniform(0.9, 1.2), waist=chance.uniform(0.44, 0.5), rounded=chance.random() < 0.75,
        one=chance.choice(["bar", "flag", "foot", "foot"]), letter_i=chance.choice(["bar", "serif", "serif"]),
        top_of_a=chance.choice(["arch", "flat", "flat", "pointed"]), six=chance.choice(["round", "round", "straight"]),
        zero=chance.choice(["plain", "plain", "plain", "plain", "plain", "slash"]), four=chance.choice(["closed",
            "open"]),
        middle_of_m=chance.uniform(0.45, 0.9), opening=chance.uniform(0.2, 0.3), wide_m=chance.uniform(1.0, 1.25),
        bar_of_g=chance.choice(["bar", "spur"]), three=chance.choice(["round", "round", "flat"]),
        leg_of_r=chance.choice(["diagonal", "upright"]), letter_j=chance.choice(["hook", "hook", "bar"]),
    )  # fmt: skip


def _any(chance: random.Random) -> Pen:
    pen = chance.choice([_british, _forgery_proof, _industrial, _grotesque, _embossed])(chance)
    return replace(
        pen,
        width=pen.width * chance.uniform(0.8, 1.2),
        stroke=pen.stroke * chance.uniform(0.75, 1.2),
        slant=chance.choice([0.0, 0.0, chance.uniform(-0.06, 0.12)]),
    )


FAMILIES: dict[str, Callable[[random.Random], Pen]] = {
    "british": _british,
    "forgery-proof": _forgery_proof,
    "industrial": _industrial,
    "grotesque": _grotesque,
    "thin": _thin,
    "embossed": _embossed,
    "any": _any,
}
VARIATIONS, LOOSE_FONTS = 96, 4
"""Variations of each family, and of each font of the machine."""


def _press(chance: random.Random) -> tuple[float, bool]:
    """How loose it is, and whether it cuts: half of them write as they were meant to."""
    return chance.choice([0.0, 0.0, 0.0, chance.uniform(0.2, 0.6), chance.uniform(0.4, 1.0)]), chance.random() < 0.05


@cache
def _variation(family: str, number: int) -> Hand:
    chance = random.Random(f"{family}/{number}")
    pen = FAMILIES[family](chance)
    loose, cut = _press(chance)
    return Hand(f"{family}-{number}", pen, None, loose, cut)


@cache
def _of_machine(path: Path, number: int) -> Hand:
    name = f"{path.stem}-{number}"
    loose, cut = _press(random.Random(name))
    return Hand(name, None, path, loose, cut)


def hand(chance: random.Random, *families: str, font: float = 0.15) -> Hand:
    """One hand of one of the families; with the probability `font`, a font of this machine instead."""
    if _ONLY:
        return chance.choice(_ONLY)
    found = fonts()
    if found and chance.random() < font:
        return _of_machine(chance.choice(found), chance.randrange(LOOSE_FONTS))
    return _variation(chance.choice(families), chance.randrange(VARIATIONS))
