"""Plates that somebody looks for: whole ones, and partial ones with `*` (any run) and `?` (any one character). Pure."""

from __future__ import annotations

import re

from beadle.anpr.confusion import normalise
from beadle.anpr.errors import NotAPlate
from beadle.anpr.hotlists.errors import BadWanted
from beadle.anpr.terms import LONGEST_PLATE

LEAST_CHARACTERS = 3
"""Letters and digits that a partial plate needs. With fewer it would fit a good part of the traffic."""
_WILD = re.compile(r"[*?]")
_RUN = re.compile(r"\*[*?]*\*")


def wanted(text: str) -> str:
    """The plate as it is stored on a list, with its `*` and `?`. Raises NotAPlate or BadWanted, and says why."""
    bare = _WILD.sub("", text)
    if bare == text:
        return normalise(text)
    if not bare.strip():
        raise BadWanted("The plate has no letter and no digit.")
    characters = normalise(bare)
    if len(characters) < LEAST_CHARACTERS:
        raise BadWanted(
            f"A partial plate needs at least {LEAST_CHARACTERS} letters or digits, or it would fit too many vehicles."
        )
    plate = "".join(part if part in "*?" else normalise(part) if part.strip(_BETWEEN) else "" for part in _parts(text))
    plate = _RUN.sub(_tidy, plate)
    if len(plate.replace("*", "")) > LONGEST_PLATE or len(plate) > LONGEST_PLATE + 4:
        raise NotAPlate(f"A plate of more than {LONGEST_PLATE} characters: no more are possible.")
    return plate


_BETWEEN = " \u00a0-.\u00b7\u202f\u2010\u2011\u2013'"


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"([*?])", text) if part]


def _tidy(run: re.Match[str]) -> str:
    """`*?*` fits what `?*` fits."""
    return "?" * run.group().count("?") + "*"


def is_partial(plate: str) -> bool:
    """Whether an entry's plate has wildcards."""
    return "*" in plate or "?" in plate


def characters_of(plate: str) -> str:
    """The letters and digits of an entry's plate."""
    return _WILD.sub("", plate)


def compiled(plate: str) -> re.Pattern[str]:
    """The expression that fits what a partial plate fits, as a whole; for texts of at most LONGEST_PLATE characters.

    With so short texts, and no two stars side by side, the worst case is some hundred steps.
    """
    steps = {"*": "[0-9A-Z]*", "?": "[0-9A-Z]"}
    return re.compile("".join(steps.get(character, character) for character in plate))
