"""Chances that several parts of journeys reckon with."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.journeys.chances import poisson_tail


@pytest.mark.parametrize(
    ("least", "expected", "tail"),
    [
        (0, 0.0, 1.0),
        (1, 0.0, 0.0),
        (1, 0.1, 1 - math.exp(-0.1)),
        (2, 1.0, 1 - 2 * math.exp(-1)),
        # From tables: P(X >= 10 | 3) = 0.001102, P(X >= 5 | 10) = 0.970747.
        (10, 3.0, 0.001102),
        (5, 10.0, 0.970747),
    ],
)
def test_the_tail_is_that_of_the_tables(least: int, expected: float, tail: float) -> None:
    assert poisson_tail(least, expected) == pytest.approx(tail, rel=1e-3)


@given(st.integers(0, 60), st.floats(0, 80))
def test_the_tail_is_a_chance_that_falls(least: int, expected: float) -> None:
    tail = poisson_tail(least, expected)
    assert 0 <= tail <= 1
    assert poisson_tail(least + 1, expected) <= tail + 1e-12


def test_small_tails_do_not_vanish() -> None:
    assert poisson_tail(20, 0.5) == pytest.approx(math.exp(-0.5) * 0.5**20 / math.factorial(20), rel=0.05)
