"""Which reads of other texts are likely misreads of a plate, and why. Pure.

A text t is joined to a plate P where P is read as t often enough to tell (the learnt matrix), and where so many reads
of t can be explained by it: with n(P) reads of P, n(P) * chance misreads are expected, and the chance of seeing n(t) or
more (Poisson, a twentieth of a read allowed on top) is at least one in a hundred. A text that is read more often than
that belongs to a vehicle of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from beadle.anpr.confusion import fold
from beadle.anpr.journeys.chances import poisson_tail
from beadle.anpr.journeys.confusions import Matrix

LEAST_CHANCE = 0.003
_LEAST_TAIL = 0.01
_ALLOWED = 0.05


@dataclass(frozen=True, slots=True)
class Joined:
    """A text that is taken for the plate. because: in words."""

    text: str
    because: str


def candidates(matrix: Matrix, plate: str) -> list[str]:
    """Every text worth asking for: what the plate is likely read as. Those with its fold are found by the fold."""
    return sorted(matrix.misreads(plate, least=LEAST_CHANCE))


def join(matrix: Matrix, plate: str, counts: Mapping[str, int]) -> dict[str, Joined]:
    """The texts that are joined. counts: how often each text was read, the plate itself too."""
    own = counts.get(plate, 0)
    found = {}
    for text, several in counts.items():
        if text == plate or several == 0:
            continue
        likely = matrix.relative(plate, text)
        alike = fold(text) == fold(plate)
        if likely < LEAST_CHANCE and not (alike and likely > LEAST_CHANCE**2):
            continue
        if poisson_tail(several, max(own, 1) * likely + _ALLOWED) >= _LEAST_TAIL:
            found[text] = Joined(text, _because(plate, text, likely, several, own))
    return found


def _because(plate: str, text: str, likely: float, several: int, own: int) -> str:
    wrong = [f"{true} as {read}" for true, read in zip(plate, text, strict=True) if true != read]
    times = f"{several} read{'s' if several > 1 else ''}"
    share = f"{likely * 100:.1f} times in 100" if likely >= 0.0005 else "seldom"
    return f"{text} is likely {plate} misread: {', '.join(wrong)}, {share}; {times} against {own} of {plate}."
