from __future__ import annotations

from datetime import UTC, datetime

import pytest

from beadle.platform.clock import FixedClock
from beadle.simulator.camera_clock import CameraClock

START = datetime(2026, 6, 1, tzinfo=UTC)


def test_it_follows_the_machine() -> None:
    clock = FixedClock(START)
    camera = CameraClock(clock)
    clock.advance(12.5)

    assert camera.steady() == pytest.approx(12.5)
    assert camera.wall_us() == clock.now_us()
    assert camera.until(20.0) == pytest.approx(clock.monotonic() + 7.5)


def test_hours_off_leave_the_steady_clock_alone() -> None:
    clock = FixedClock(START)
    camera = CameraClock(clock)
    clock.advance(10)
    camera.go_wrong(hours=-3, ppm=0)

    assert camera.steady() == pytest.approx(10)
    assert camera.wall_us() == clock.now_us() - 3 * 3_600_000_000


def test_a_fast_clock_gains() -> None:
    clock = FixedClock(START)
    camera = CameraClock(clock)
    clock.advance(100)
    camera.go_wrong(hours=0, ppm=500)
    clock.advance(1000)

    assert camera.steady() == pytest.approx(1100.5)
    assert camera.wall_us() - clock.now_us() == pytest.approx(500_000, abs=2)
    assert camera.until(camera.steady()) == pytest.approx(clock.monotonic())


def test_steps_of_the_wall_clock_are_shown_but_do_not_disturb_the_pace() -> None:
    clock = FixedClock(START)
    camera = CameraClock(clock)
    clock.step_wall(-3600)

    assert camera.wall_us() == clock.now_us()
    assert camera.steady() == 0


def test_being_right_again_ends_the_error() -> None:
    clock = FixedClock(START)
    camera = CameraClock(clock)
    camera.go_wrong(hours=5, ppm=-500)
    clock.advance(10)
    camera.go_wrong(hours=0, ppm=0)

    assert camera.wall_us() == clock.now_us()
