"""Values out of what cameras write: liberal about names and numbers, never about what they mean."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from beadle.anpr.terms import Direction

_LONGEST_NUMBER = 40
_LONGEST_WORD = 60
_TOWARDS = frozenset(
    {
        "towards",
        "toward",
        "forward",
        "approach",
        "approaching",
        "obverse",
        "in",
        "incoming",
        "front",
        "oncoming",
        "near",
    }
)
_AWAY = frozenset({"away", "reverse", "leave", "leaving", "receding", "out", "outgoing", "rear", "back", "departing"})
UNREAD = frozenset(
    {"", "unknown", "unknow", "noplate", "no plate", "none", "null", "n/a", "-", "unlicensed", "unrecognized"}
)
"""What cameras write in the place of a plate that they could not read."""


def child(data: object, *names: str) -> Any:
    """The first of these members that is there and not empty, whatever the case of its name; None where none is."""
    if not isinstance(data, Mapping):
        return None
    for name in names:
        if name in data and data[name] not in (None, ""):
            return data[name]
    folded = {str(key).casefold(): value for key, value in data.items()}
    for name in names:
        value = folded.get(name.casefold())
        if value not in (None, ""):
            return value
    return None


def dig(data: object, *names: str) -> Any:
    """A member of a member of a member; None where one is missing."""
    for name in names:
        data = child(data, name)
    return data


def either(*values: Any) -> Any:
    """The first that is there; a zero is."""
    return next((value for value in values if value is not None), None)


def items(data: object) -> list[Any]:
    """A list as it is, nothing as an empty one, and anything else as a list of one: cameras leave out the brackets."""
    if data is None:
        return []
    return list(data) if isinstance(data, list | tuple) else [data]


def text(value: object) -> str:
    """A text or a number as text; "" for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def word(value: object) -> str:
    """A short description such as a colour: printable, one line, lower case; "" where the camera does not know."""
    said = " ".join(text(value)[:_LONGEST_WORD].split()).lower()
    return said if said.isprintable() and said not in UNREAD and said != "others" else ""


def number(value: object) -> float | None:
    """A finite number, also out of a text; None for anything else."""
    if isinstance(value, str):
        value = value.strip().rstrip("%").replace(",", ".") if len(value) <= _LONGEST_NUMBER else ""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and not isinstance(value, bool) else None


def whole(value: object, least: int = -(10**9), most: int = 10**9) -> int | None:
    """A whole number between two bounds; None for anything else."""
    found = number(value)
    return int(found) if found is not None and least <= found <= most else None


def lane(value: object) -> int | None:
    """A lane's number."""
    return whole(value, 0, 99)


def share(value: object, top: float = 100) -> float | None:
    """A confidence as 0 to 1. top: what the camera writes for certainty.

    A camera that should write percent and writes 0.97 means 97 %: the point gives it away.
    """
    found = number(value)
    if found is None or found < 0:
        return None
    pointed = isinstance(value, float) or (isinstance(value, str) and ("." in value or "," in value))
    if top != 1 and found <= 1 and pointed and found != 0:
        return found
    return min(found / top, 1.0)


def shares(value: object) -> tuple[float, ...]:
    """Confidences of single characters in percent: a list, or a text with commas between. Empty where one is wrong."""
    parts = re.split(r"[,; ]+", value.strip(" ,;")) if isinstance(value, str) and len(value) < 200 else items(value)
    found = [share(part) for part in parts[:40]]
    return tuple(each for each in found if each is not None) if None not in found else ()


def direction(value: object, towards: Iterable[str] = (), away: Iterable[str] = ()) -> Direction:
    """Which way a vehicle drove. towards, away: the camera's own words, where it has some."""
    said = " ".join(text(value).split()).casefold()
    if said in _TOWARDS.union(one.casefold() for one in towards) - {one.casefold() for one in away}:
        return Direction.TOWARDS
    return Direction.AWAY if said in _AWAY.union(one.casefold() for one in away) else Direction.UNKNOWN


def picture(value: object) -> bytes | None:
    """A picture in base64, also with `data:image/jpeg;base64,` in front; None where it is no JPEG."""
    if not isinstance(value, str) or len(value) < 16:
        return None
    encoded = value.split(",", 1)[1] if value.startswith("data:") and "," in value[:60] else value
    try:
        found = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if is_jpeg(found) else None


def is_jpeg(data: bytes) -> bool:
    """Whether these bytes begin as a JPEG does. Its size says the rest: a shorter one holds no picture."""
    return data[:3] == b"\xff\xd8\xff" and len(data) >= 100
