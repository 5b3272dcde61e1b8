"""Plates as texts: one way to write each, and which characters are taken for one another. Pure.

A plate is stored as the letters A to Z and the digits 0 to 9 in upper case, without spaces. `fold` maps the texts that
cameras take for one another onto one text, so that two plates look alike exactly when their folds are equal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from beadle.anpr.errors import NotAPlate
from beadle.anpr.terms import LONGEST_PLATE

LONGEST_TEXT = 64
"""Characters that a text may have as it is written, with its spaces and hyphens."""
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_SEPARATORS = " \u00a0\u202f-\u2010\u2011\u2013.\u00b7'"
"""Written between the groups of a plate, and no part of it: spaces, hyphens, dots, and the apostrophe of old lists."""
_UMLAUTS = {"Ä": "A", "Ö": "O", "Ü": "U", "ä": "A", "ö": "O", "ü": "U"}
"""On German plates. Cameras of other countries read them without their dots, so they are stored without."""
_KNOWN: dict[int, str | None] = {
    **{ord(separator): None for separator in _SEPARATORS},
    **{ord(small): small.upper() for small in "abcdefghijklmnopqrstuvwxyz"},
    **{ord(dotted): bare for dotted, bare in _UMLAUTS.items()},
}
# By a table and not by str.upper(): that would make an I of the Turkish dotless i, and SS of a sharp s.
_ALLOWED = frozenset(CHARACTERS)

CLASSES = ("0ODQ", "1IL", "2Z", "5S", "6G", "8B")
"""Characters that look alike in type at the size of a plate. The first of each stands for all of them in a fold."""
_FOLDS = {ord(other): class_[0] for class_ in CLASSES for other in class_[1:]}

_ALIKE = 0.02
_NEAR = 0.006
_REST = 0.0002
PAIRS: Mapping[tuple[str, str], float] = {
    **{(true, read): _ALIKE for class_ in CLASSES for true in class_ for read in class_ if true != read},
    **{
        pair: _NEAR
        for near in ("4A", "7T", "17", "38", "3B", "68", "56", "08", "CG", "CO", "EF", "HN", "HM", "KX", "MN", "MW")
        for pair in ((near[0], near[1]), (near[1], near[0]))
    },
    **{
        pair: _NEAR
        for near in ("PR", "PF", "UV", "VY", "TY", "IT", "IJ", "LE", "DP", "BR", "BE", "0C", "0U", "2T", "ZT", "9P")
        for pair in ((near[0], near[1]), (near[1], near[0]))
    },
}
"""(character on the plate, character read): how often that happens, before anything has been measured.

Orders of magnitude, not measurements: two in a hundred for characters of one class, six in a thousand for shapes that
share most of their strokes. What cameras of this place really do is learnt (`journeys.confusions`) and outweighs this.
"""


def normalise(text: str) -> str:
    """The plate as it is stored: A to Z and 0 to 9 without what stands between. Raises NotAPlate, and says why."""
    if len(text) > LONGEST_TEXT:
        raise NotAPlate(f"A plate of {len(text)} characters: no more than {LONGEST_PLATE} are possible.")
    plate = text.translate(_KNOWN)
    for character in plate:
        if character not in _ALLOWED:
            raise NotAPlate(f"The plate has {_named(character)}; only A to Z and 0 to 9 are possible.")
    if not plate:
        raise NotAPlate("The plate is empty.")
    if len(plate) > LONGEST_PLATE:
        raise NotAPlate(f"A plate of {len(plate)} characters: no more than {LONGEST_PLATE} are possible.")
    return plate


def _named(character: str) -> str:
    """What it is, without showing it: a homoglyph looks like what it is not, and a control character is not seen."""
    code = f"U+{ord(character):04X}"
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return f"a control character ({code})"
    name = unicodedata.name(character, "").lower()
    return f"the character {name} ({code})" if name else f"an unknown character ({code})"


def fold(text: str) -> str:
    """The text with every character replaced by the one that stands for its class; as long as before. text: normalised.

    `*` and `?` of a partial plate stay as they are. Folds are stored (anpr_plate.folded): another table of classes
    needs a migration that writes them anew.
    """
    return text.translate(_FOLDS)


def alike(one: str, other: str) -> bool:
    """Whether a camera may have taken one plate for the other: same length, same fold. Both normalised."""
    return fold(one) == fold(other)


def chance(true: str, read: str, pairs: Mapping[tuple[str, str], float] = PAIRS) -> float:
    """How likely a plate `true` is read as `read`, character by character; 0 where their lengths differ.

    The product over the characters: for a wrong one its pair's chance, for a right one what the wrong ones leave over.
    """
    if len(true) != len(read):
        return 0.0
    product = 1.0
    for wanted, seen in zip(true, read, strict=True):
        product *= pairs.get((wanted, seen), _REST) if wanted != seen else _right(wanted, pairs)
    return product


def _right(character: str, pairs: Mapping[tuple[str, str], float]) -> float:
    return max(0.0, 1.0 - sum(chance_ for (true, _), chance_ in pairs.items() if true == character))


def taken_for(true: str, pairs: Mapping[tuple[str, str], float] = PAIRS, *, least: float = _NEAR) -> Iterator[str]:
    """Every text that differs from `true` in one character by a pair of at least that chance. text: normalised."""
    for place, character in enumerate(true):
        for (wanted, read), often in pairs.items():
            if wanted == character and often >= least:
                yield true[:place] + read + true[place + 1 :]
