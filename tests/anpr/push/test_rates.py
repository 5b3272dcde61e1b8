"""How many messages a camera may send."""

from __future__ import annotations

import uuid
from contextlib import ExitStack

from beadle.anpr.push.rates import Rates

ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def test_a_burst_and_then_so_many_a_second():
    rates = Rates(2, 5)
    assert [rates.wait(ONE, 100.0) for _ in range(6)] == [0, 0, 0, 0, 0, 0.5]
    assert rates.wait(OTHER, 100.0) == 0, "each camera has its own"
    assert rates.wait(ONE, 100.25) == 0.25
    assert rates.wait(ONE, 100.5) == 0
    assert rates.wait(ONE, 100.5) == 0.5
    assert [rates.wait(ONE, 1000.0) for _ in range(6)].count(0) == 5, "no more than a burst is saved up"


def test_time_never_runs_back():
    rates = Rates(1, 1)
    assert rates.wait(ONE, 100.0) == 0
    assert rates.wait(ONE, 50.0) == 1


def test_only_a_few_at_once():
    rates = Rates(100, 100, at_once=2)
    with ExitStack() as stack:
        for _ in range(2):
            assert rates.wait(ONE, 1.0) == 0
            stack.enter_context(rates.inside(ONE))
        assert rates.wait(ONE, 1.0) == 1.0
    assert rates.wait(ONE, 1.0) == 0
