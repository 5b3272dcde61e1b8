"""From a recogniser's steps to a text: likely texts, weighed by what plates look like, with honest probabilities."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from beadle.anpr.engine import ctc
from beadle.anpr.engine.grammar import ALIKE, Grammar
from beadle.anpr.engine.terms import Floats
from beadle.anpr.terms import Candidate

_MOST = 8
"""How many candidates a read gives."""
_LEAST = 1e-4
"""A candidate that is less likely is not told."""
_NEARLY = 0.5
_HOPELESS = -6.0
"""Natural logarithm: below this nothing was read, and no grammar makes a plate of it."""
_MISTAKEN: Mapping[frozenset[str], float] = {
    frozenset("0O"): 0.3,
    frozenset("1I"): 0.3,
    frozenset("0Q"): 0.01,
    frozenset("0D"): 0.01,
    frozenset("8B"): 0.01,
    frozenset("5S"): 0.01,
    frozenset("2Z"): 0.01,
}
"""How likely a character is the other of its pair at least, where its text fits no form: many plates draw the first two
pairs alike, and a network that was taught one of them is sure of it without reason."""
_MISTAKEN_ELSE = 1e-3


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a strip says. Fields as in terms.PlateRead; probability: of `text`, before calibration."""

    text: str
    probability: float
    characters: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    grammar: str
    ambiguous: bool
    spread: Floats


def decode(steps: ctc.Steps, grammar: Grammar) -> Decoded:
    """Read the steps of one strip. The text may be empty: then nothing is written there."""
    seen = ctc.likely_texts(steps)
    texts = [text for text, _ in seen]
    scored = dict(zip(texts, ctc.scores(steps, texts), strict=True))
    if texts[0] and scored[texts[0]] > _HOPELESS:
        _add_alternatives(scored, texts[0], steps, grammar)
    ranked = ranked_by(scored, grammar)
    return decoded(ranked, ctc.spread(steps, ranked[0].text), grammar)


def _add_alternatives(scored: dict[str, float], text: str, steps: ctc.Steps, grammar: Grammar) -> None:
    others = [other for other in grammar.alternatives(text) if other not in scored]
    if others:
        for other, score in zip(others, ctc.scores(steps, others), strict=True):
            scored[other] = max(float(score), scored[text] + mistaken(text, other))


def mistaken(text: str, other: str) -> float:
    """Natural logarithm of how likely `other` was taken for `text` at least; both are of one length."""
    pairs = (frozenset(pair) for pair in zip(text, other, strict=True) if pair[0] != pair[1])
    return sum(math.log(_MISTAKEN.get(pair, _MISTAKEN_ELSE)) for pair in pairs)


def ranked_by(scored: Mapping[str, float], grammar: Grammar) -> list[Candidate]:
    """Texts with their probabilities under the grammar, the likeliest first; together at most 1.

    scored: natural logarithms of what was seen. What they leave of 1 belongs to texts that are not named, and is
    taken to be free form.
    """
    texts = list(scored)
    seen = np.array([scored[text] for text in texts], np.float64)
    odds = np.array([grammar.log_odds(text) if text else grammar.log_odds("A") for text in texts]) * grammar.weight
    rest = max(0.0, 1.0 - float(np.exp(seen).sum()))
    free = math.log(rest + 1e-12) + grammar.log_odds("AAAA000000") * grammar.weight
    weighed = seen + odds
    top = max(float(weighed.max()), free)
    shares = np.exp(weighed - top)
    shares /= shares.sum() + math.exp(free - top)
    return sorted(
        (Candidate(text, float(share)) for text, share in zip(texts, shares, strict=True)),
        key=lambda candidate: -candidate.probability,
    )


def decoded(ranked: Sequence[Candidate], spread: Floats, grammar: Grammar) -> Decoded:
    """The likeliest of `ranked`, with its form. spread: of its text."""
    best = ranked[0]
    fits = grammar.fits(best.text)
    second = ranked[1].probability if len(ranked) > 1 else 0.0
    places = [_place(spread[place], character) for place, character in enumerate(best.text)]
    return Decoded(
        text=best.text,
        probability=best.probability,
        characters=tuple(places),
        candidates=tuple(candidate for candidate in ranked[:_MOST] if candidate.text and candidate.probability > _LEAST)
        or ((best,) if best.text else ()),
        grammar=grammar.named(fits),
        ambiguous=second >= _NEARLY * best.probability or grammar.two_forms(fits),
        spread=spread,
    )


def _place(logs: Floats, character: str) -> float:
    """How sure one character is. One that the grammar put there counts with the one that it is drawn like."""
    columns = [_COLUMNS[character], *(_COLUMNS[other] for other in ALIKE.get(character, "") if other in "0O1I")]
    return round(min(1.0, float(np.exp(logs[columns]).sum())), 4)


_COLUMNS = {character: place for place, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
