"""The recorder's time line against clocks that are set, drift and are read late."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

from beadle.platform.clock import FixedClock
from beadle.video.record.timeline import ServerTimeline

START = datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC)  # half a minute before summer time begins


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


def test_follows_the_wall_clock_while_nobody_sets_it(clock: FixedClock):
    timeline = ServerTimeline(clock)
    for _ in range(3600):
        clock.advance(1)
        assert timeline.check() == 0
    assert timeline.now_us() == clock.now_us()
    assert timeline.steps == 0


@pytest.mark.parametrize("step", [3600.0, -3600.0, 86_400.0, 0.1, -0.1])
def test_a_step_is_followed_at_once_and_counted(clock: FixedClock, step: float):
    timeline = ServerTimeline(clock)
    clock.advance(1)
    clock.step_wall(step)
    assert timeline.check() == round(step * 1_000_000)
    assert timeline.now_us() == clock.now_us()
    assert timeline.steps == 1


def test_a_small_disagreement_is_worked_off_at_no_more_than_500_ppm(clock: FixedClock):
    timeline = ServerTimeline(clock)
    clock.step_wall(0.05)
    behind = []
    for _ in range(120):
        clock.advance(1)
        assert timeline.check() == 0
        behind.append(clock.now_us() - timeline.now_us())
    assert behind[0] == 50_000 - 500
    assert all(0 <= earlier - later <= 500 for earlier, later in itertools.pairwise(behind))
    assert behind[-1] == 0


def test_labels_never_run_back_without_a_step(clock: FixedClock):
    timeline = ServerTimeline(clock)
    clock.step_wall(-0.09)
    labels = []
    for _ in range(300):
        clock.advance(0.5)
        timeline.check()
        labels.append(timeline.now_us())
    assert labels == sorted(labels)


def test_reads_again_when_it_was_interrupted_between_the_clocks():
    class Interrupted(FixedClock):
        readings = 0

        def monotonic(self) -> float:
            self.readings += 1
            if self.readings == 2:
                self.advance(0.5)
            return super().monotonic()

    clock = Interrupted(START)
    timeline = ServerTimeline(clock)
    assert abs(timeline.now_us() - clock.now_us()) < 1000
