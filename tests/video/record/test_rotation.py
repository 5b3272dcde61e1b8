"""Segments change about every minute, each camera at its own second."""

from __future__ import annotations

from collections import Counter

from beadle.video.record.rotation import SEGMENT_US, due, phase_us


def test_a_segment_lasts_a_minute_at_most_plus_one_gop():
    phase = phase_us("market-place")
    opened = 1_790_000_000_000_000
    ends = next(us for us in range(opened, opened + 2 * SEGMENT_US, 100_000) if due(phase, opened, us))
    assert 0 < ends - opened <= SEGMENT_US
    again = next(us for us in range(ends, ends + 2 * SEGMENT_US, 100_000) if due(phase, ends, us))
    assert abs(again - ends - SEGMENT_US) <= 100_000


def test_a_clock_set_back_ends_the_segment():
    assert due(0, 1_790_000_000_000_000, 1_790_000_000_000_000 - SEGMENT_US)


def test_eighty_cameras_are_spread_over_the_minute():
    seconds = Counter(phase_us(f"camera-{number}") // 1_000_000 for number in range(80))
    assert all(0 <= second < 60 for second in seconds)
    assert max(seconds.values()) <= 6
