"""Two vehicles with one plate."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.journeys.clone import Clone, least_metres, suspect
from beadle.anpr.journeys.terms import Pass, Place

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
A, B = uuid.UUID(int=1), uuid.UUID(int=2)
PLACES = {
    A: Place(A, uuid.UUID(int=11), "Horns Bridge", 53.2307, -1.4196),
    B: Place(B, uuid.UUID(int=12), "Sheffield", 53.3811, -1.4701),
}


def passes(*seconds: float) -> list[Pass]:
    """By A and B in turn."""
    return [
        Pass(uuid.UUID(int=100 + n), (A, B)[n % 2], NOON + timedelta(seconds=after), "AB12CDE", confirmed=True)
        for n, after in enumerate(seconds)
    ]


def found(seen: list[Pass], clock_seconds: float = 10) -> Clone | None:
    return suspect("AB12CDE", seen, PLACES, limit_kmh=180, clock_seconds=clock_seconds)


def test_distances_are_lower_bounds() -> None:
    sheffield = least_metres(PLACES[A], PLACES[B])
    assert sheffield is not None
    # 17,070 m on WGS 84 (Vincenty).
    assert 16_800 < sheffield < 17_080
    paris, london = Place(A, None, "", 48.8566, 2.3522), Place(B, None, "", 51.5074, -0.1278)
    assert least_metres(paris, london) == pytest.approx(343_900, rel=0.01)
    assert (least_metres(paris, london) or 0) < 343_900
    assert least_metres(paris, replace(london, latitude=None)) is None
    assert least_metres(paris, paris) == 0


def test_too_fast_is_a_finding_and_plausible_is_none() -> None:
    clone = found(passes(0, 120))
    assert clone is not None
    assert clone.kmh == pytest.approx(17_000 / 130 * 3.6, rel=0.02)
    assert "at least 17.0 km apart" in clone.words
    assert "needs a person's look" in clone.words
    assert found(passes(0, 1200)) is None
    both_at_once = found(passes(0, 0), clock_seconds=0)
    assert both_at_once is not None
    assert "99999 km/h or more" in both_at_once.words


def test_the_fastest_pair_is_told() -> None:
    clone = found(passes(0, 300, 360))
    assert clone is not None
    assert (clone.seconds, clone.first.camera) == (60, B)


def test_both_reads_have_to_be_sure_and_agree() -> None:
    first, second = passes(0, 60)
    assert found([first, replace(second, confirmed=False)]) is None
    assert found([first, replace(second, text="A812CDE")]) is None
    assert found([first, replace(second, camera=uuid.UUID(int=9))]) is None


@given(st.lists(st.floats(0, 100_000), max_size=8), st.floats(0, 100))
def test_slow_enough_is_never_a_finding(seconds: list[float], clock_seconds: float) -> None:
    apart = [after + 400 * n for n, after in enumerate(sorted(seconds))]
    assert found(passes(*apart), clock_seconds) is None
