"""How far a read is to be believed: from what the networks say of themselves to a probability that means something.

A logistic regression on plates and things that are none, drawn by `benchmarks.plate_pictures` with seeds of their own;
`python -m benchmarks.plates --calibrate` fits it anew. Badges, shop signs and a car maker's rings are told from plates
here: they are found with little certainty, their characters are doubtful, and they have no plate's form.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from beadle.anpr.engine.decode import Decoded
from beadle.anpr.engine.grammar import is_plausible
from beadle.anpr.engine.terms import Found

_EDGE = 1e-4
_WIDEST, _SLIMMEST = 9.0, 0.55
"""Width by height of a plate as it is seen; what is slimmer or wider is none. Motorcycles' plates are about as wide as
high, and seen from aside narrower still."""
_SHORT = 5
_MOST = 0.999
_ROADS = re.compile(r"(?:[ABEMN][1-9]\d{0,3}M?){1,3}")
"""Numbers of roads, as on signs: A61 M1, A617, B6057, E40."""

WEIGHTS = (-2.8, 0.7, 0.3, 0.15, 1.4, 1.6, -1.5)
"""The constant; probability of the text, detector's score, weakest character, a form, digits, few characters.

The digits 0 and 1 count only where the text has a plate's form: signs and badges are full of O and I. The weights are
the fitted ones, rounded, with three of them changed by judgement because the pictures that they were fitted to are
drawn: a form counts a little less (all drawn plates have one, real ones not always) and the constant is higher for it,
and the detector's score counts a little more.
"""


def signs_of(
    score: float, text: str, probability: float, characters: Sequence[float], grammar: str
) -> tuple[float, ...]:
    """What speaks for a read, nought where it is no matter either way, in the order of WEIGHTS after the constant.

    score: of the detector. probability: of the text, before calibration. Others as in terms.PlateRead.
    """
    return (
        _logit(probability),
        _logit(score),
        _logit(min(characters, default=0.0)),
        1.0 if grammar else 0.0,
        1.0 if any(character in "23456789" for character in text) or (grammar and not text.isalpha()) else 0.0,
        1.0 if len(text) < _SHORT else 0.0,
    )


def belief(found: Found, decoded: Decoded, ratio: float) -> float:
    """The probability that this is a plate and its text right, 0 to 1. ratio: the plate's width by its height."""
    if not is_plausible(decoded.text) or not _SLIMMEST <= ratio <= _WIDEST:
        return 0.0
    constant, *weights = WEIGHTS
    values = signs_of(found.score, decoded.text, decoded.probability, decoded.characters, decoded.grammar)
    total = constant + sum(weight * value for weight, value in zip(weights, values, strict=True))
    return min(_MOST, 1.0 / (1.0 + math.exp(-total))) * _kind(decoded.text, decoded.grammar)


def _kind(text: str, grammar: str) -> float:
    """What is left of the belief for texts that stand on signs and badges more often than on plates.

    BUSSTOP, H0NDA and a telephone number are found and read as well as any plate: no network can tell. A model's name
    (X5, C200) even has the form of an old plate, and A61M1 or A617 stands on a road sign. They are still told to
    whoever asks for less confidence.
    """
    if len(text) <= 3:
        return 0.3
    if _ROADS.fullmatch(text) and (not grammar or len(text) < _SHORT):
        return 0.25
    is_word = all(character not in "23456789" for character in text)
    if not grammar and (is_word or text.isdigit() or len(text) < _SHORT):
        return 0.25
    return 0.55 if len(text) < _SHORT else 1.0 if grammar else 0.75


def _logit(share: float) -> float:
    bounded = min(1.0 - _EDGE, max(_EDGE, share))
    return math.log(bounded / (1.0 - bounded))
