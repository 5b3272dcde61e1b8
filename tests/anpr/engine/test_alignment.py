"""Which place of one read is which of another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.plate_reads import steps

from beadle.anpr.engine import ctc
from beadle.anpr.engine.alignment import distance, pairs
from beadle.anpr.engine.terms import CHARACTERS, Floats


def spread(text: str) -> Floats:
    return ctc.spread(steps(text), text)


def test_a_missed_character_leaves_its_place_out() -> None:
    assert pairs(spread("AB12CDE"), spread("AB1CDE")) == [(0, 0), (1, 1), (2, 2), (4, 3), (5, 4), (6, 5)]


def test_a_made_up_character_is_left_out() -> None:
    assert pairs(spread("AB12CDE"), spread("IAB12CDE")) == [(place, place + 1) for place in range(7)]


def test_a_misread_one_is_still_in_its_place() -> None:
    assert (2, 2) in pairs(spread("AB12CDE"), spread("AB72CDE"))
    assert (2, 2) in pairs(spread("AB12CDE"), spread("AB72CD"))


@pytest.mark.parametrize(
    ("one", "other", "steps_between"),
    [("", "", 0), ("ABC", "", 3), ("AB12CDE", "AB12CDE", 0), ("AB12CDE", "A12CDF", 2), ("KITTEN", "SITTING", 3)],
)
def test_distance(one: str, other: str, steps_between: int) -> None:
    assert distance(one, other) == steps_between


@settings(deadline=None, max_examples=60)
@given(one=st.text(CHARACTERS, max_size=8), other=st.text(CHARACTERS, max_size=8))
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
