"""Which place of one read is which of another: reads of a plate differ in length where a character was missed."""

from __future__ import annotations

import numpy as np

from beadle.anpr.engine.terms import Floats

_GAP = -4.0
"""Natural logarithm of how likely a character is missed or made up at one place."""


def pairs(spread: Floats, other: Floats) -> list[tuple[int, int]]:
    """(place, place of the other) for each character that both reads have, in order.

    Needleman and Wunsch, 1970, with the probability that both places show the same character as their likeness.
    """
    if len(spread) == len(other):
        return [(place, place) for place in range(len(spread))]
    alike = np.log(np.exp(spread.astype(np.float64)) @ np.exp(other.astype(np.float64)).T + 1e-9)
    rows, columns = alike.shape
    best = np.zeros((rows + 1, columns + 1))
    best[:, 0], best[0, :] = _GAP * np.arange(rows + 1), _GAP * np.arange(columns + 1)
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            best[row, column] = max(
                best[row - 1, column - 1] + alike[row - 1, column - 1],
                best[row - 1, column] + _GAP,
                best[row, column - 1] + _GAP,
            )
    found, row, column = [], rows, columns
    while row and column:
        if np.isclose(best[row, column], best[row - 1, column - 1] + alike[row - 1, column - 1]):
            row, column = row - 1, column - 1
            found.append((row, column))
        elif np.isclose(best[row, column], best[row - 1, column] + _GAP):
            row -= 1
        else:
            column -= 1
    return found[::-1]


def distance(text: str, other: str) -> int:
    """How many characters have to be changed, put in or taken out to make one text the other (Levenshtein, 1966)."""
    before = list(range(len(other) + 1))
    for row, character in enumerate(text, 1):
        now = [row]
        for column, opposite in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (character != opposite)))
        before = now
    return before[-1]
