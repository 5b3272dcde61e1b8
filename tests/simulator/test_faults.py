from __future__ import annotations

from datetime import UTC, datetime

import pytest

from beadle.platform.clock import FixedClock
from beadle.platform.errors import Invalid
from beadle.simulator.faults import Fault, FaultBoard, FaultOptions


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 6, 1, tzinfo=UTC))


def test_a_fault_lasts_as_long_as_it_was_told_to(clock: FixedClock) -> None:
    board = FaultBoard(clock)
    board.begin(Fault.STALL, seconds=5)

    clock.advance(4.9)
    assert board.has(Fault.STALL)
    clock.advance(0.1)
    assert not board.has(Fault.STALL)
    assert board.active() == ()


def test_a_fault_without_an_end_lasts_until_it_is_ended(clock: FixedClock) -> None:
    board = FaultBoard(clock)
    board.begin(Fault.BLACK)
    board.begin(Fault.LOSS, options=FaultOptions(ratio=0.5))
    clock.advance(100_000)

    assert set(board.active()) == {Fault.BLACK, Fault.LOSS}
    found = board.get(Fault.LOSS)
    assert found is not None
    assert found.ratio == 0.5
    board.end(Fault.BLACK)
    assert board.active() == (Fault.LOSS,)
    board.end()
    assert board.active() == ()


def test_a_step_of_the_wall_clock_does_not_end_a_fault(clock: FixedClock) -> None:
    board = FaultBoard(clock)
    board.begin(Fault.STALL, seconds=5)
    clock.step_wall(3600)

    assert board.has(Fault.STALL)


@pytest.mark.parametrize("options", [{"ratio": 1.5}, {"ratio": -0.1}, {"ppm": 1e9}])
def test_impossible_strengths_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(Invalid):
        FaultOptions(**options)


def test_a_fault_cannot_last_no_time(clock: FixedClock) -> None:
    with pytest.raises(Invalid):
        FaultBoard(clock).begin(Fault.STALL, seconds=0)
