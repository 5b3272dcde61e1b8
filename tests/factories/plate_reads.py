"""Steps of a recogniser and reads of plates, made up as tests need them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from beadle.anpr.engine import ctc
from beadle.anpr.engine.decode import decode
from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.terms import CHARACTERS, PlateRead
from beadle.anpr.terms import Box


def steps(text: str, sure: float = 0.98, doubts: Mapping[int, tuple[str, float]] | None = None) -> ctc.Steps:
    """What a network says of a strip with `text`: three steps a character, the middle one writes it.

    doubts: for a place, another character and its probability, taken from the right one's.
    """
    rows = []
    for place, character in enumerate(text):
        for part in range(3):
            row = np.full(37, (1.0 - sure) / 36)
            row[CHARACTERS.index(character) + 1 if part == 1 else 0] = sure
            if part == 1 and doubts and place in doubts:
                other, share = doubts[place]
                row[CHARACTERS.index(character) + 1] -= share
                row[CHARACTERS.index(other) + 1] += share
            rows.append(row)
    found = np.array(rows) if rows else np.eye(1, 37)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def read(
    text: str,
    box: tuple[int, int, int, int] = (100, 100, 80, 20),
    *,
    sure: float = 0.98,
    doubts: Mapping[int, tuple[str, float]] | None = None,
    sharpness: float = 0.8,
    grammar: Grammar | None = None,
) -> PlateRead:
    """One look at a plate. sure and doubts: as in `steps`."""
    found = decode(steps(text, sure, doubts), grammar or Grammar())
    x, y, width, height = box
    corners = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)
    return PlateRead(
        text=found.text,
        confidence=found.probability,
        characters=found.characters,
        candidates=found.candidates,
        grammar=found.grammar,
        ambiguous=found.ambiguous,
        box=Box(*box),
        corners=corners,
        score=0.9,
        two_line=False,
        height=float(height),
        sharpness=sharpness,
        spread=found.spread,
        patch=np.zeros((height, width, 3), np.uint8),
    )
