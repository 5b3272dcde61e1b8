"""What the cameras of this place take for one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.confusion import CHARACTERS, PAIRS
from beadle.anpr.journeys.confusions import PRIOR_WEIGHT, Matrix, of_candidates, of_sample

pairs = st.tuples(st.sampled_from(CHARACTERS), st.sampled_from(CHARACTERS))


def test_nothing_counted_is_the_prior() -> None:
    matrix = Matrix.of({})
    assert matrix.chances[("B", "8")] == pytest.approx(PAIRS[("B", "8")])
    assert matrix.relative("AB12", "AB12") == 1
    assert matrix.relative("AB12", "AB1") == 0
    assert matrix.relative("AB12", "A812") > matrix.relative("AB12", "AX12") > 0


def test_what_is_counted_outweighs_what_is_assumed() -> None:
    right = Matrix.of({("B", "B"): 2000.0})
    assert right.chances[("B", "8")] == pytest.approx(PRIOR_WEIGHT * PAIRS[("B", "8")] / (PRIOR_WEIGHT + 2000))
    wrong = Matrix.of({("B", "B"): 1000.0, ("B", "R"): 1000.0})
    assert wrong.chances[("B", "R")] > 0.4
    assert wrong.chances[("C", "G")] == pytest.approx(PAIRS[("C", "G")]), "other characters are as before"


@given(st.dictionaries(pairs, st.floats(0, 10_000), max_size=60))
def test_chances_are_chances(counts: dict[tuple[str, str], float]) -> None:
    matrix = Matrix.of(counts)
    for truth in CHARACTERS:
        row = [chance for (each, _), chance in matrix.chances.items() if each == truth]
        assert all(0 <= chance <= 1 for chance in row)
        assert sum(row) == pytest.approx(1, abs=1e-6)


def test_likely_misreads_differ_in_one_character() -> None:
    found = Matrix.of({}).misreads("B1", least=0.01)
    assert set(found) == {"81", "BI", "BL"}


def test_samples_and_doubts_are_counted() -> None:
    assert of_sample("AB", "A8") == {("A", "A"): 1, ("B", "8"): 1}
    assert of_sample("AA", "AA") == {("A", "A"): 2}
    assert of_sample("ABC", "AB") == {}
    assert of_candidates("A8", [("AB", 0.3), ("A8", 0.6), ("XY", 0.1), ("A", 0.2), ("AB", 7)]) == {("8", "B"): 1.3}


def test_what_is_no_character_of_a_plate_is_not_counted() -> None:
    assert of_candidates("A8", [("Ab", 0.5), ("A\0", 0.5), ("A\u0412", 0.5)]) == {}
    assert Matrix.of({("b", "B"): 1000.0, ("B", "b"): 1000.0}) == Matrix.of({})
