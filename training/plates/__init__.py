"""Draws plates: flat pictures with their text, for both networks. Millimetres of the real plates, our own outlines."""

from __future__ import annotations

import random

from training.plates import americas, continent, kingdom, texts
from training.plates.plate import Plate

__all__ = ["FAMILIES", "Plate", "draw"]

FAMILIES = ("uk", "europe", "us", "brazil")
SHARES = (0.3, 0.36, 0.2, 0.14)
FREE = 0.4
"""How many plates carry any letters and digits instead of a real form."""


def draw(chance: random.Random, family: str | None = None, free: float = FREE, lines: int | None = None) -> Plate:
    """One plate.

    family: of FAMILIES, or None for a mix. free: the share of plates with any letters and digits, of no real form.
    lines: 1 or 2, or None for the family's own mix; plates of the US always have one.
    """
    if family is None:
        family = chance.choices(FAMILIES, SHARES)[0]
    anything = chance.random() < free
    if family == "uk":
        text = texts.free(chance, 4, 8) if anything else texts.british(chance)
        return kingdom.draw(chance, text, lines)
    if family == "europe":
        return continent.draw(chance, anything, lines)
    if family == "us":
        return americas.american(chance, anything)
    return americas.brazilian(chance, anything, lines)
