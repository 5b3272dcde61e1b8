"""Many looks at one plate make one text: logarithms of each character's probability are summed, place by place.

A look counts by how large and how sharp the plate is in it. Looks of one vehicle are not independent (the same dirt is
on the plate in each), so their sum counts as that of fewer looks than there are.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from beadle.anpr.engine.alignment import pairs
from beadle.anpr.engine.decode import Decoded, decoded, mistaken, ranked_by
from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.terms import CHARACTERS, Floats, PlateRead

_FULL_HEIGHT = 28.0
"""Pixels from which on a larger plate is read no better."""
_INDEPENDENT = 0.6
"""Exponent: n looks count as n to the power of this."""
_MOST_LOOKS = 40
_WIDTH = 12
"""How many texts are put together from the places' likeliest characters."""
_SURE = 0.9995


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the looks say together. confidence: the probability that it is a plate with this text, by calibration."""

    read: Decoded
    confidence: float
    agreeing: int


def weight_of(read: PlateRead) -> float:
    """What a look counts, above 0: by the plate's height and its sharpness."""
    return (0.05 + min(1.0, read.height / _FULL_HEIGHT)) * (0.1 + read.sharpness) * (0.2 + read.confidence)


class Ballot:
    """The looks of one track. Of very many only the best are kept."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._looks: list[tuple[float, int, PlateRead]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, read: PlateRead) -> None:
        """One more look."""
        self._count += 1
        entry = (weight_of(read), self._count, read)
        if len(self._looks) < _MOST_LOOKS:
            heapq.heappush(self._looks, entry)
        else:
            heapq.heappushpop(self._looks, entry)

    def take(self, other: Ballot) -> None:
        """The looks of a track that turned out to be this one."""
        for _, _, read in sorted(other._looks, key=lambda look: look[1]):
            self.add(read)
        self._count += other._count - len(other._looks)

    def verdict(self) -> Verdict:
        """What the looks say together. Raises ValueError before the first look."""
        looks = [(weight, read) for weight, _, read in sorted(self._looks, key=lambda look: look[1])]
        if not looks:
            raise ValueError("nobody has looked yet")
        read = looks[0][1] if len(looks) == 1 else None
        found = _alone(read) if read is not None else _together(looks, self._grammar)
        agreeing = [look.confidence for _, look in looks if look.text == found.text]
        return Verdict(found, _confidence(found, agreeing, looks), len(agreeing))


def _alone(read: PlateRead) -> Decoded:
    return Decoded(
        text=read.text,
        probability=read.candidates[0].probability if read.candidates else read.confidence,
        characters=read.characters,
        candidates=read.candidates,
        grammar=read.grammar,
        ambiguous=read.ambiguous,
        spread=read.spread,
    )


def _together(looks: Sequence[tuple[float, PlateRead]], grammar: Grammar) -> Decoded:
    shares = _lengths(looks)
    length = max(shares, key=lambda key: shares[key])
    spread = _summed(looks, length)
    scored = {text: score + math.log(shares[length]) for text, score in _texts(spread)}
    best = max(scored, key=lambda text: scored[text])
    for other in grammar.alternatives(best):
        seen = sum(float(spread[place, CHARACTERS.index(character)]) for place, character in enumerate(other))
        scored[other] = max(seen + math.log(shares[length]), scored[best] + mistaken(best, other))
    for rival, text in _rivals(looks, length).items():
        scored[text] = math.log(shares[rival])
    total = max(0.0, math.log(sum(math.exp(score) for score in scored.values())))
    ranked = ranked_by({text: score - total for text, score in scored.items()}, grammar)
    chosen = ranked[0].text
    return decoded(ranked, spread if len(chosen) == length else _summed(looks, len(chosen)), grammar)


def _lengths(looks: Sequence[tuple[float, PlateRead]]) -> dict[int, float]:
    """How likely the plate has so many characters, by the looks' own texts."""
    votes: dict[int, float] = defaultdict(float)
    for weight, read in looks:
        votes[len(read.text)] += weight * (read.candidates[0].probability if read.candidates else 0.5)
    powered = {length: vote**2 for length, vote in votes.items()}
    total = sum(powered.values())
    return {length: vote / total for length, vote in powered.items()}


def _rivals(looks: Sequence[tuple[float, PlateRead]], length: int) -> dict[int, str]:
    """The heaviest look's text of every other length."""
    rivals: dict[int, tuple[float, str]] = {}
    for weight, read in looks:
        if len(read.text) != length and weight > rivals.get(len(read.text), (0.0, ""))[0]:
            rivals[len(read.text)] = (weight, read.text)
    return {size: text for size, (_, text) in rivals.items()}


def _summed(looks: Sequence[tuple[float, PlateRead]], length: int) -> Floats:
    """length x 36 natural logarithms, of all looks together, each place summing to 1."""
    model = max((look for look in looks if len(look[1].text) == length), key=lambda look: look[0])[1].spread
    total = np.zeros((length, len(CHARACTERS)))
    weights = np.zeros(length)
    squares = np.zeros(length)
    for weight, read in looks:
        matched = pairs(model, read.spread)
        places, others = [place for place, _ in matched], [other for _, other in matched]
        total[places] += weight * read.spread[others]
        weights[places] += weight
        squares[places] += weight * weight
    looks_there = weights * weights / np.maximum(squares, 1e-12)
    scaled = total / np.maximum(weights, 1e-12)[:, None] * (looks_there**_INDEPENDENT)[:, None]
    scaled -= scaled.max(axis=1, keepdims=True)
    return np.asarray(scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True)), np.float32)


def _texts(spread: Floats) -> list[tuple[str, float]]:
    """The likeliest texts of independent places, with natural logarithms; the likeliest first."""
    found: list[tuple[str, float]] = [("", 0.0)]
    for place in spread:
        likely = np.argsort(place)[::-1][:4]
        longer = [
            (text + CHARACTERS[column], score + float(place[column])) for text, score in found for column in likely
        ]
        found = heapq.nlargest(_WIDTH, longer, key=lambda each: each[1])
    return found


def _confidence(found: Decoded, agreeing: Sequence[float], looks: Sequence[tuple[float, PlateRead]]) -> float:
    """The best agreeing look counts in full, each further one half; what no look read alone is worth less."""
    if len(looks) == 1:
        return looks[0][1].confidence
    wrong = 1.0
    for rank, confidence in enumerate(sorted(agreeing, reverse=True)):
        wrong *= (1.0 - min(confidence, 0.999)) ** (1.0 if rank == 0 else 0.5)
    if not agreeing:
        wrong = 1.0 - 0.8 * max(read.confidence for _, read in looks)
    return min(_SURE, found.probability * (1.0 - wrong))
