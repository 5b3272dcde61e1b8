"""Time: exact conversions, and a clock that moves only when told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.platform.clock import SYSTEM, FixedClock, from_us, to_us


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_microseconds_and_back(moment: datetime) -> None:
    assert from_us(to_us(moment)) == moment


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_us(datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_fixed_clock_advances_and_steps() -> None:
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    started = clock.monotonic()
    clock.advance(1.5)
    clock.step_wall(-3600)
    assert clock.now() == datetime(2025, 12, 31, 23, 0, 1, 500_000, tzinfo=UTC)
    assert clock.monotonic() - started == 1.5
    assert clock.now_us() == to_us(clock.now())


def test_the_system_clock_is_aware() -> None:
    assert SYSTEM.now().tzinfo is UTC
    assert abs(SYSTEM.now_us() - to_us(SYSTEM.now())) < 5_000_000
    assert SYSTEM.monotonic() <= SYSTEM.monotonic()
