"""What the cameras of this place take for one another: counted, with the prior of `anpr.confusion`. Pure.

The chance that a character t on a plate is read as r is

    (S * prior(t, r) + n(t, r)) / (S + n(t))

with n(t, r) what was counted and n(t) its sum over every r: the mean of a Dirichlet posterior whose prior weighs as
much as S observations. A sample that a person checked counts 1 for each character; another way to read a plate that a
camera gave itself counts its probability, for the one character that differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from beadle.anpr.confusion import CHARACTERS, PAIRS

PRIOR_WEIGHT = 200.0
"""S: two hundred samples of a character weigh as much as what is assumed of it."""
_REST = 0.0002
_KNOWN = frozenset(CHARACTERS)
Counts = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Matrix:
    """chances: of reading r where t stands, by (t, r), for all pairs that are not as rare as any."""

    chances: Mapping[tuple[str, str], float]

    @classmethod
    def of(cls, counts: Counts) -> Matrix:
        """The matrix of what was counted; with nothing counted, the prior."""
        totals = dict.fromkeys(CHARACTERS, 0.0)
        counts = {pair: several for pair, several in counts.items() if _KNOWN.issuperset(pair)}
        for (truth, _), several in counts.items():
            totals[truth] += several
        wrong = {pair for pair in (*PAIRS, *counts) if pair[0] != pair[1]}
        made = {pair: _mean(PAIRS.get(pair, _REST), counts.get(pair, 0.0), totals[pair[0]]) for pair in wrong}
        for truth in CHARACTERS:
            lost = sum(chance for (each, _), chance in made.items() if each == truth)
            made[(truth, truth)] = max(1.0 - lost, 0.0)
        return cls(made)

    def relative(self, truth: str, read: str) -> float:
        """How much likelier a plate `truth` is read as `read` than right: 0 for another length, 1 for itself."""
        if len(truth) != len(read):
            return 0.0
        share = 1.0
        for wanted, seen in zip(truth, read, strict=True):
            if wanted != seen:
                share *= self.chances.get((wanted, seen), _REST) / max(self.chances[(wanted, wanted)], 0.01)
        return min(share, 1.0)

    def misreads(self, plate: str, *, least: float) -> dict[str, float]:
        """The texts that differ from a plate in one character, each at least that likely, with their likelihoods."""
        found = {}
        for place, character in enumerate(plate):
            for (truth, read), chance in self.chances.items():
                if truth == character and read != truth and chance >= least:
                    found[plate[:place] + read + plate[place + 1 :]] = chance
        return found


def _mean(prior: float, counted: float, total: float) -> float:
    return (PRIOR_WEIGHT * prior + counted) / (PRIOR_WEIGHT + total)


def of_sample(truth: str, read: str) -> dict[tuple[str, str], float]:
    """What a checked sample adds: every character, right or wrong; nothing where the lengths differ."""
    counts: dict[tuple[str, str], float] = {}
    if len(truth) == len(read):
        for pair in zip(truth, read, strict=True):
            counts[pair] = counts.get(pair, 0.0) + 1.0
    return counts


def of_candidates(read: str, others: Iterable[tuple[str, float]]) -> dict[tuple[str, str], float]:
    """What other ways to read a plate add: their probability, where one character differs."""
    counts: dict[tuple[str, str], float] = {}
    for other, probability in others:
        if len(other) != len(read):
            continue
        wrong = [pair for pair in zip(read, other, strict=True) if pair[0] != pair[1]]
        if len(wrong) == 1 and _KNOWN.issuperset(wrong[0]):
            counts[wrong[0]] = counts.get(wrong[0], 0.0) + min(max(probability, 0.0), 1.0)
    return counts
