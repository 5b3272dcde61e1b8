"""Which reads of other texts are likely misreads."""

from __future__ import annotations

from beadle.anpr.journeys.confusions import Matrix
from beadle.anpr.journeys.joining import candidates, join

MATRIX = Matrix.of({})


def test_a_likely_misread_that_is_seldom_is_joined() -> None:
    found = join(MATRIX, "AB12CDE", {"AB12CDE": 20, "A812CDE": 1})
    assert found["A812CDE"].because == (
        "A812CDE is likely AB12CDE misread: B as 8, 2.1 times in 100; 1 read against 20 of AB12CDE."
    )


def test_what_is_read_as_often_is_another_vehicle() -> None:
    assert join(MATRIX, "AB12CDE", {"AB12CDE": 20, "A812CDE": 9}) == {}


def test_an_unlikely_misread_is_another_vehicle_even_once() -> None:
    assert join(MATRIX, "AB12CDE", {"AB12CDE": 20, "AX12CDE": 1, "AB12CD": 1, "AB12CDE1": 1, "A812CD8": 1}) == {}


def test_two_confusable_characters_are_joined_where_both_look_alike() -> None:
    assert set(join(MATRIX, "BB10AAA", {"BB10AAA": 50, "8810AAA": 1})) == {"8810AAA"}


def test_what_was_learnt_decides() -> None:
    learnt = Matrix.of({("X", "K"): 300.0, ("X", "X"): 700.0})
    assert set(join(learnt, "XA12BCD", {"XA12BCD": 10, "KA12BCD": 4})) == {"KA12BCD"}
    assert join(MATRIX, "XA12BCD", {"XA12BCD": 10, "KA12BCD": 4}) == {}


def test_candidates_are_worth_asking_for() -> None:
    found = candidates(MATRIX, "AB12CDE")
    assert "A812CDE" in found
    assert "AB12CDE" not in found
    assert len(found) < 100
