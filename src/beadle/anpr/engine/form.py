"""One form that plates have: letters (L) and digits (D) in fixed places, and how likely a text of it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


def shape_of(text: str) -> str:
    """L for each letter and D for each digit of a plate's text."""
    return "".join("D" if character in DIGITS else "L" for character in text)


@dataclass(frozen=True)
class Form:
    """One form. Not slotted: two of its figures are worked out once.

    name: as a read tells it ("gb.current"). shape: L and D for each place. share: of all plates of its region, 0 to 1.
    letters: those that stand at any L. rule: 0 to 1 for a text of this shape, 1 for one like any other; it makes rare
    what the authority has not given out, and 0 what it never will. spread: how many texts the rule leaves, as a share.
    """

    name: str
    shape: str
    share: float
    letters: str = LETTERS
    rule: Callable[[str], float] | None = None
    spread: float = 1.0

    @cached_property
    def _texts(self) -> float:
        count = float(len(self.letters) ** self.shape.count("L") * 10 ** self.shape.count("D"))
        return max(1.0, count * self.spread)

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(self.letters + DIGITS)

    def probability(self, text: str) -> float:
        """Of this very text among the plates of the region; 0 where it is not of this form. `text` has the shape."""
        if not self._letters.issuperset(text):
            return 0.0
        return self.share / self._texts * (1.0 if self.rule is None else self.rule(text))


def forms(
    name: str,
    shapes: str,
    share: float,
    letters: str = LETTERS,
    rule: Callable[[str], float] | None = None,
    spread: float = 1.0,
) -> list[Form]:
    """Forms of one country, its share shared out evenly. shapes: separated by spaces, `*` is a letter or a digit.

    rule, spread: as of Form, the same for all of them.
    """
    all_shapes = [shape for written in shapes.split() for shape in _opened(written)]
    return [Form(name, shape, share / len(all_shapes), letters, rule, spread) for shape in all_shapes]


def no_nought(text: str) -> float:
    """A rule: no number behind letters begins with a nought."""
    return 0.0 if text.lstrip(LETTERS).startswith("0") else 1.0


def _opened(shape: str) -> list[str]:
    if "*" not in shape:
        return [shape]
    return [opened for kind in "LD" for opened in _opened(shape.replace("*", kind, 1))]
