"""Lettering that is no plate, and the characters of our own simplest plates.

The faces are the freely licensed outline fonts that the training machine has, of those that `training.plates` writes in
too, for variety; where it has none, OpenCV's stroke fonts serve. Nothing of a font is shipped.
"""

from __future__ import annotations

import string
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

try:
    from PIL import Image, ImageDraw, ImageFont

    DRAWS = True
except ImportError:  # the tests run without the extra `training`
    DRAWS = False

from training.scenes.texture import Grey

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
KNOWN = ("Lato", "Liberation", "OpenSans", "Roboto", "Inter", "Noto", "FiraCode", "Hack")
ODD = ("emoji", "symbol", "math")
UPPER = string.ascii_uppercase + string.digits
STROKES = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX)
_SOUNDS = """ba be bro car che ches den der don er el field fix ford gar ham hol ing ker lan le lo ma mar mo mon ne nor
on park pol ra ri ro san sen ser ston sta ta ter tex to ton tra ur van ver vi wal wes win"""
SYLLABLES = _SOUNDS.split()


@lru_cache(maxsize=1)
def faces() -> tuple[Path, ...]:
    """The outline fonts of this machine, in a fixed order; none where Pillow is missing."""
    if not DRAWS:
        return ()
    found = [path for folder in FOLDERS for path in folder.glob("**/*.[to]tf")]
    known = (path for path in sorted(found) if path.name.startswith(KNOWN))
    usual = (path for path in known if not any(word in path.name.lower() for word in ODD))
    return tuple(path for path in usual if _has_latin(path))


@lru_cache(maxsize=512)
def _face(path: Path, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(str(path), size)
    except OSError:
        return None


def _has_latin(path: Path) -> bool:
    """Whether a font draws letters and digits, each in its own way; many have only a box for them."""
    drawn = [_drawn(letter, path) for letter in "AR8k\uffff"]
    shapes = {part.tobytes() for part in drawn if part is not None}
    return all(part is not None for part in drawn[:4]) and len(shapes) == sum(part is not None for part in drawn)


def _stroked(rng: np.random.Generator, text: str) -> Grey:
    face, thick = int(rng.choice(STROKES)), int(rng.integers(2, 8))
    (width, height), below = cv2.getTextSize(text, face, 1.6, thick)
    canvas = np.zeros((height + below + 8, width + 8), np.uint8)
    cv2.putText(canvas, text, (4, height + 4), face, 1.6, 255, thick, cv2.LINE_AA)
    return canvas.astype(np.float32)


def _drawn(text: str, path: Path) -> Grey | None:
    font = _face(path, 48)
    if font is None:
        return None
    left, top, right, bottom = (int(value) for value in font.getbbox(text))
    if not (2 < right - left < 4000 and 4 < bottom - top < 200):
        return None
    canvas = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(canvas).text((2 - left, 2 - top), text, fill=255, font=font)
    return np.asarray(canvas, dtype=np.float32)


def lettering(rng: np.random.Generator, text: str, face: Path | None = None) -> Grey:
    """A line of text, cropped to its ink: share of ink in each pixel, 0 to 1, about 40 pixels high.

    face: the font; drawn by chance where None.
    """
    drawn = None
    if faces() and (face is not None or rng.random() < 0.93):
        drawn = _drawn(text, face or faces()[int(rng.integers(len(faces())))])
    drawn = _stroked(rng, text) if drawn is None else drawn
    rows, columns = np.nonzero(drawn.max(1) > 60)[0], np.nonzero(drawn.max(0) > 60)[0]
    if not len(rows):
        return np.zeros((40, 8), np.float32)
    return (drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / 255).astype(np.float32)


def word(rng: np.random.Generator) -> str:
    """Something like a name."""
    return "".join(str(rng.choice(SYLLABLES)) for _ in range(int(rng.integers(2, 4))))


def wording(rng: np.random.Generator) -> str:
    """What stands on signs, vans, shops, stickers and tickets."""
    digits = "".join(str(rng.integers(10)) for _ in range(11))
    kinds = (
        lambda: word(rng).upper(),
        lambda: word(rng).capitalize() + " " + word(rng),
        lambda: word(rng).upper() + " " + word(rng).upper(),
        lambda: f"0{digits[:4]} {digits[4:10]}",
        lambda: f"+{digits[:2]} {digits[2:5]} {digits[5:8]} {digits[8:]}",
        lambda: f"www.{word(rng)}.com",
        lambda: f"{word(rng).upper()} & SONS",
        lambda: (
            f"{rng.integers(1, 30)}.{rng.integers(10)} {rng.choice(['TDI', 'i', 'D', 'GT', 'HDi', 'V6', 'km', 'm'])}"
        ),
        lambda: str(
            rng.choice(["TAXI", "STOP", "P", "30", "50", "EXIT", "BUS", "POLICE", "SALE", "OPEN", "GTI", "4x4"])
        ),
        lambda: f"{rng.integers(1, 999)} {word(rng).capitalize()}",
        lambda: f"{rng.integers(1, 13):02d}:{rng.integers(60):02d}",
        lambda: f"{rng.choice(list('ABM'))}{rng.integers(1, 700)} {rng.choice(list('AM'))}{rng.integers(1, 70)}",
    )
    return kinds[int(rng.integers(len(kinds)))]()


def one_word(rng: np.random.Generator) -> str:
    """What stands on boards that have a plate's shape: names of makers, shops, streets and houses."""
    first, second = word(rng), word(rng)
    trade = str(rng.choice(["road", "street", "motors", "cars", "taxi", "cafe", "stop"]))
    usual = str(rng.choice(["TAXI", "CAFE", "BUS STOP", "POLICE", "FIRE EXIT", "NO PARKING", "4x4", "FOR SALE"]))
    phone = f"0{rng.integers(1000, 9999)} {rng.integers(100000, 999999)}"
    road = f"{rng.choice(list('ABEM'))}{rng.integers(1, int(rng.choice([10, 100, 1000, 10000])))}"
    usual = str(rng.choice([usual, road, f"{road} {rng.choice(list('AM'))}{rng.integers(1, 70)}"]))
    names = (first.upper(), f"{first} {second}".upper(), f"{first} {trade}".upper(), first.capitalize())
    return str(rng.choice([*names, first.upper(), usual, phone, str(rng.integers(1, 100))]))


def timestamp(rng: np.random.Generator) -> str:
    """What cameras burn into their pictures."""
    day = f"{rng.integers(1, 29):02d}{rng.choice(list('-/.'))}{rng.integers(1, 13):02d}"
    clock = f"{rng.integers(24):02d}:{rng.integers(60):02d}:{rng.integers(60):02d}"
    year = 2000 + int(rng.integers(5, 40))
    return str(
        rng.choice([f"{year}-{day} {clock}", f"{day}/{year} {clock}", f"CAM {rng.integers(1, 60)} {clock}", clock])
    )
