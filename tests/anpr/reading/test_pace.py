from __future__ import annotations

from itertools import pairwise

import pytest

from beadle.anpr.reading.pace import Pace, Tally

START_US = 1_795_363_200_000_000


@pytest.mark.parametrize(
    ("camera", "wanted", "least", "most"),
    [
        (12.5, 12.0, 115, 121),
        (25.0, 12.0, 115, 125),
        (12.5, 6.0, 58, 63),
        (30.0, 12.0, 115, 125),
        (10.0, 12.0, 100, 100),
    ],
)
def test_about_as_many_pictures_are_taken_as_are_wanted(camera: float, wanted: float, least: int, most: int) -> None:
    pace = Pace(wanted)
    taken = [pace.takes(START_US + round(n * 1e6 / camera)) for n in range(round(10 * camera))]
    assert least <= sum(taken) <= most


def test_they_are_taken_evenly_though_they_come_unevenly() -> None:
    pace = Pace(5.0)
    moments = [START_US + n * 40_000 + (n * 7919 % 20_000) for n in range(250)]
    taken = [moment for moment in moments if pace.takes(moment)]
    gaps = [after - before for before, after in pairwise(taken)]
    assert min(gaps) > 120_000
    assert max(gaps) < 280_000


def test_after_a_hole_or_a_step_back_it_goes_on_at_once() -> None:
    pace = Pace(5.0)
    assert pace.takes(START_US)
    assert pace.takes(START_US + 60_000_000)
    assert not pace.takes(START_US + 60_040_000)
    assert pace.takes(START_US - 3_600_000_000)
    assert not pace.takes(START_US - 3_599_960_000)


def test_the_tally_is_of_the_last_minute() -> None:
    tally = Tally()
    assert tally.share(0.0).looked == 0
    for tenth in range(1200):
        tally.note(tenth / 10, looked=int(tenth < 600), dropped=int(tenth >= 900))
    share = tally.share(120.0)
    assert share.looked == pytest.approx(0.0, abs=0.2)
    assert share.dropped == pytest.approx(1.0, abs=0.05)


def test_the_tally_of_the_first_seconds_is_of_those() -> None:
    tally = Tally()
    for tenth in range(50):
        tally.note(tenth / 10, looked=1, dropped=tenth % 5 == 0)
    share = tally.share(5.0)
    assert share.looked == pytest.approx(10, abs=1)
    assert share.dropped == pytest.approx(10 / 60, abs=0.01)
