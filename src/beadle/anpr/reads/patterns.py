"""What somebody types into a search of plates, and how the dictionary is asked for it. Pure.

In a partial plate `?` is one character and `*` any run of them, none too. The dictionary is ordered by plates' folds
from the left and from the right, and holds a table of what each has inside; a pattern uses the most telling of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from beadle.anpr.confusion import fold, normalise
from beadle.anpr.errors import NotAPlate
from beadle.anpr.reads.errors import BadPattern
from beadle.anpr.terms import LONGEST_PLATE

LEAST_KNOWN = 3
"""Characters that a partial plate names at least, unless place and time narrow the search."""
SHORTEST_FUZZY = 4
"""A shorter plate with one edit forgiven is like nearly every other short one."""
LONGEST_PATTERN = 24
_TELLING, _RUN = 2, 3
_SPACES = re.compile(r"[\s\-.]+")
_SHAPE = re.compile(r"[A-Z0-9?*]+")


class By(StrEnum):
    """Which way into the dictionary is taken: from the left, from the right, or by what is inside."""

    LEFT = "left"
    RIGHT = "right"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Way:
    """How the dictionary is asked. key: the beginning (or the end, mirrored) of the fold; grams: what is inside."""

    by: By
    key: str = ""
    grams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A partial plate. text: such as "AB1?C*"; of wildcards side by side the `?` stand before one `*`."""

    text: str

    @property
    def known(self) -> int:
        """How many characters it names."""
        return sum(each not in "*?" for each in self.text)

    @property
    def is_plate(self) -> bool:
        """Whether it names every character, so that it is a whole plate."""
        return self.known == len(self.text)

    @property
    def folded(self) -> Pattern:
        """The same form of folds: plates whose characters only look like it have it too."""
        return Pattern(fold(self.text))

    @property
    def expression(self) -> str:
        """As a regular expression of PostgreSQL and of Python alike: letters, `.` and `.*` alone, and nothing nested.

        Matching it takes a time in proportion to pattern and plate: both are short, and no group is repeated.
        """
        return "^" + self.text.replace("?", ".").replace("*", ".*") + "$"

    def fits(self, plate: str) -> bool:
        """Whether the plate has this form."""
        return re.fullmatch(self.expression, plate) is not None


def plate(asked: str) -> str:
    """A whole plate as it is stored. Raises BadPattern."""
    try:
        return normalise(asked)
    except NotAPlate as error:
        raise BadPattern(error.message, advice="Type letters A to Z and digits.") from error


def fuzzy(asked: str) -> str:
    """A whole plate for a search that forgives one edit. Raises BadPattern."""
    text = plate(asked)
    if len(text) < SHORTEST_FUZZY:
        raise BadPattern(
            f"A plate of fewer than {SHORTEST_FUZZY} characters is like too many others.",
            advice="Search for exactly this plate instead.",
        )
    return text


def pattern(asked: str) -> Pattern:
    """A partial plate, spaces and hyphens taken out. Raises BadPattern."""
    text = re.sub(r"[*?]+", _tidied, _SPACES.sub("", asked).upper())
    if not text or len(text) > LONGEST_PATTERN or not _SHAPE.fullmatch(text):
        raise BadPattern(
            "A partial plate is made of letters A to Z, digits, ? for one character and * for any run of them.",
            advice="Type for example AB1* or ?B12C?E.",
        )
    if sum(each != "*" for each in text) > LONGEST_PLATE:
        raise BadPattern(f"No plate has more than {LONGEST_PLATE} characters.", advice="Leave some out.")
    return Pattern(text)


def _tidied(run: re.Match[str]) -> str:
    """A run of wildcards in one form: so that no pattern has more than one way to fit by its wildcards alone."""
    return "?" * run[0].count("?") + ("*" if "*" in run[0] else "")


def check_known(wanted: Pattern) -> None:
    """Return where the pattern names enough by itself. Raises BadPattern."""
    if wanted.known < LEAST_KNOWN:
        raise BadPattern(
            f"A partial plate names at least {LEAST_KNOWN} letters or digits.",
            advice="Name more of it, or narrow the search to cameras and at most two hours.",
        )


def way(wanted: Pattern) -> Way:
    """The most telling way into the dictionary: at least three known characters at an end, else what is inside."""
    by_end = end(wanted)
    if len(by_end.key) >= LEAST_KNOWN:
        return by_end
    grams = grams_of(fold(wanted.text))
    if grams:
        return Way(By.INSIDE, grams=grams)
    return by_end


def end(wanted: Pattern) -> Way:
    """The way by the end of the pattern that names more characters; its key is empty where neither names any."""
    text = fold(wanted.text)
    left = re.match(r"[^*?]*", text)
    right = re.search(r"[^*?]*$", text)
    assert left is not None
    assert right is not None
    if len(left[0]) >= len(right[0]):
        return Way(By.LEFT, left[0])
    return Way(By.RIGHT, right[0][::-1])


def says_all(way: Way, wanted: Pattern) -> bool:
    """Whether every plate on that way has the form, so that none need be compared: a beginning or an end alone."""
    alone = {By.LEFT: f"{way.key}*", By.RIGHT: f"*{way.key[::-1]}"}
    return way.by in alone and wanted.folded.text == alone[way.by]


def telling(wanted: Pattern) -> Way | None:
    """A way that leaves few enough plates to look for their reads, as far as a pattern alone can tell; None for none.

    That is two characters at an end, or three side by side anywhere.
    """
    by_end = end(wanted)
    if len(by_end.key) >= _TELLING:
        return by_end
    runs = tuple(gram for gram in grams_of(fold(wanted.text)) if len(gram) == _RUN)
    return Way(By.INSIDE, grams=runs) if runs else None


def grams_of(folded: str) -> tuple[str, ...]:
    """What every plate of that form has inside, written as `beadle_plate_grams` writes it.

    Three characters side by side; and single ones with their place, from the left (a, b ...) before the first `*`, from
    the right (A, B ...) after the last one. A single one that three side by side hold already would tell nothing new.
    """
    runs = {run[n : n + _RUN] for run in re.split(r"[*?]", folded) for n in range(len(run) - _RUN + 1)}
    head, star, _ = folded.partition("*")
    tail = folded.rpartition("*")[2][::-1] if star else ""
    placed = {f"{chr(97 + n)}{each}" for n, each in enumerate(head) if each != "?"}
    placed |= {f"{chr(65 + n)}{each}" for n, each in enumerate(tail) if each != "?"}
    return tuple(sorted(runs | placed))


def halves(folded: str) -> tuple[str, str]:
    """The beginning and the end of a plate, cut in two: one edit leaves one of them as it is.

    The first is a little longer: plates of one place begin alike more often than they end alike.
    """
    cut = (len(folded) + 1) // 2
    return folded[:cut], folded[cut:]


def one_edit(one: str, other: str) -> int | None:
    """0 where the texts are the same, 1 where one character was changed, added or left out, else None."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > 1:
        return None
    short, long = sorted((one, other), key=len)
    first = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = short[first:] if len(short) < len(long) else short[first + 1 :]
    return 1 if rest == long[first + 1 :] else None
