from __future__ import annotations

import pytest

from beadle.anpr.reads.accuracy import wilson


@pytest.mark.parametrize(
    ("right", "checked", "low", "high"),
    [
        # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(right: int, checked: int, low: float, high: float) -> None:
    found = wilson(right, checked)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.share == right / checked


def test_it_stays_between_none_and_all() -> None:
    assert wilson(0, 0) is None
    for checked in (1, 2, 20, 100_000):
        nothing, everything = wilson(0, checked), wilson(checked, checked)
        assert nothing is not None
        assert everything is not None
        assert nothing.low == 0
        assert everything.high == 1
        assert 0 < everything.low < 1
