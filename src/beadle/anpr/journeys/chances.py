"""Chances that several parts of journeys reckon with. Pure."""

from __future__ import annotations

import math


def poisson_tail(least: int, expected: float) -> float:
    """The chance of at least that many events where `expected` are expected: P(X >= least), X Poisson.

    Summed from the first term upwards, each from the one before, in logarithms: exact to double precision for the
    small numbers that it is asked about, and never above 1.
    """
    if least <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    term = math.exp(least * math.log(expected) - expected - math.lgamma(least + 1))
    total, number = 0.0, least
    while term > total * 1e-17 and number < least + 10_000:
        total += term
        number += 1
        term *= expected / number
    if expected > least:
        return max(min(1.0, 1.0 - _below(least, expected)), 0.0)
    return min(total, 1.0)


def _below(least: int, expected: float) -> float:
    return sum(math.exp(n * math.log(expected) - expected - math.lgamma(n + 1)) for n in range(least))
