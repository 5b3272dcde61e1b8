"""Which passwords a guesser tries first, however long they are: common words, runs on the keyboard, repetition. No I/O
but the list that is shipped.

What attackers do is a list of common words with rules on top: capitals, digits before and behind, letters that look
alike, two words in a row, the word twice. The same rules are undone here before the list is looked at.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import pairwise

_ALIKE = str.maketrans("013457@$!|+", "oieastasiit")
_ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'#", "zxcvbnm,./")
_FEWEST_TURNS = 5
_LONGEST_PERIOD = 6
_SHORTEST_WORD = 3


@cache
def common() -> frozenset[str]:
    """The commonest passwords, and the words that they are made of, in lower case."""
    text = files("beadle.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def is_common(folded: str) -> bool:
    """Whether it is on the list, or a word of the list with digits and signs added or in the place of letters."""
    return folded in common() or any(core in common() for core in cores(folded))


def is_two_words(folded: str) -> bool:
    """Whether it is nothing but two words of the list, or one several times over."""
    found = cores(folded)
    # "chacha" twice is also "cha" four times: only the first is on the list.
    return any(core in common() or _pair(core) for core in found | set(map(_once, found)))


def is_run(folded: str) -> bool:
    """Whether fingers only walked: along the keyboard, the alphabet or the digits, with fewer than five turns."""
    turns = 1 + sum(not _follows(before, after) for before, after in pairwise(folded))
    return turns < _FEWEST_TURNS


def is_repetition(folded: str) -> bool:
    """Whether it is a few characters again and again."""
    return any(
        len(folded) >= 2 * period and folded == (folded[:period] * len(folded))[: len(folded)]
        for period in range(1, _LONGEST_PERIOD + 1)
    )


def cores(folded: str) -> set[str]:
    """The letters of the password: as they stand, and with what looks like letters turned back into them."""
    trimmed = folded.strip("".join(character for character in set(folded) if not character.isalpha()))
    found = {
        _letters(folded),
        _letters(trimmed),
        _letters(trimmed.translate(_ALIKE)),
        _letters(folded.translate(_ALIKE)),
    }
    return found - {""}


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


def _pair(core: str) -> bool:
    return any(
        core[:cut] in common() and core[cut:] in common()
        for cut in range(_SHORTEST_WORD, len(core) - _SHORTEST_WORD + 1)
    )


def _once(core: str) -> str:
    """The word, where the core is that word several times over; else the core."""
    for length in range(_SHORTEST_WORD, len(core) // 2 + 1):
        if len(core) % length == 0 and core[:length] * (len(core) // length) == core:
            return core[:length]
    return core


def _follows(before: str, after: str) -> bool:
    plain = (before + after).isascii() and (before + after).isalnum()
    if before == after or (plain and (abs(ord(before) - ord(after)) == 1 or {before, after} == {"9", "0"})):
        return True
    return after in _beside().get(before, frozenset())


@cache
def _beside() -> dict[str, frozenset[str]]:
    """Which keys lie beside each key of a British keyboard, in the same row and the two next to it."""
    places = {key: (column, row) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
    return {
        key: frozenset(
            other for other, (x, y) in places.items() if other != key and abs(y - row) <= 1 and abs(x - column) <= 1
        )
        for key, (column, row) in places.items()
    }
