"""Words of the engine: what is found in a picture, what is read, and what a track tells.

Coordinates are pixels of the picture that was given, x to the right and y down. Moments are monotonic seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from beadle.anpr.terms import Box, Candidate, Direction

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What a plate's text is made of, in the order of the columns of `PlateRead.spread`."""

Picture = NDArray[np.uint8]
"""Height x width x 3, BGR; or height x width, grey."""
Floats = NDArray[np.float32]


class Region(StrEnum):
    """Where the plates that a camera sees mostly come from."""

    GB = "gb"
    EU = "eu"
    US = "us"
    BR = "br"


@dataclass(frozen=True, slots=True)
class Found:
    """One plate as the detector gives it.

    corners: float32 (4, 2), clockwise from the upper left one of the plate as it is read. score: 0 to 1.
    two_line: probability that the text stands in two lines, 0 to 1.
    """

    corners: Floats
    score: float
    two_line: float


@dataclass(frozen=True, slots=True)
class PlateRead:
    """One plate in one picture.

    text: of CHARACTERS. confidence: the probability, by calibration, that the whole text is right and a plate.
    characters: a confidence for each character of `text`. candidates: ways to read it, the likeliest first, of all
    together at most 1; the first is `text`. grammar: the form it fits, "" for none. ambiguous: another is nearly as
    likely. box: the upright rectangle around `corners`, inside the picture. height: of the plate, in pixels.
    spread: len(text) x 36 natural logarithms of the probability of each of CHARACTERS, before any grammar.
    patch: the plate as it stands in the picture, with a margin.
    """

    text: str
    confidence: float
    characters: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    grammar: str
    ambiguous: bool
    box: Box
    corners: Floats
    score: float
    two_line: bool
    height: float
    sharpness: float
    spread: Floats = field(repr=False)
    patch: Picture = field(repr=False)


class News(StrEnum):
    """What a track tells. A final one may come again for the same track where more looks change the text."""

    PROVISIONAL = "provisional"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Event:
    """What is known of one vehicle's plate so far.

    track: counts up from 1 in one Tracker. looks: how many pictures voted. first_s, last_s: of the first and the last
    look. best, best_s: the look that shows the plate best (its box, corners and patch), and its moment.
    Everything else is as in PlateRead, of the vote.
    """

    kind: News
    track: int
    text: str
    confidence: float
    characters: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    grammar: str
    ambiguous: bool
    direction: Direction
    looks: int
    first_s: float
    last_s: float
    best: PlateRead = field(repr=False)
    best_s: float
