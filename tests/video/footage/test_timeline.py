"""The time line's figures."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.video import gops

from beadle.platform.clock import FixedClock
from beadle.video.footage.find import Archive
from beadle.video.footage.packing import BUCKETS_AN_HOUR
from beadle.video.footage.terms import ACTIVITY_BUCKET_US, HOUR_US, Span, Spell
from beadle.video.footage.timeline import Buckets
from beadle.video.footage.volume import Volume
from beadle.video.footage.writer import SegmentWriter

BEGIN = 495_000 * HOUR_US


@given(st.integers(0, 3 * HOUR_US), st.integers(1, 4 * HOUR_US), st.integers(1, 300), st.integers(0, 99))
def test_each_part_has_the_highest_of_the_ten_seconds_it_touches(begin: int, width: int, count: int, seed: int):
    from_us, to_us = BEGIN + begin, BEGIN + begin + width
    drawn = random.Random(seed)
    levels = {495_000 + n: bytes(drawn.randrange(256) for _ in range(BUCKETS_AN_HOUR)) for n in range(8)}
    parts = Buckets(from_us, to_us, count)
    wanted = [(hour, each) for hour, each in levels.items() if parts.first_hour <= hour <= parts.last_hour]
    flat = b"".join(levels.values())
    expected = []
    for place in range(count):
        low = (from_us + width * place // count - BEGIN) // ACTIVITY_BUCKET_US
        high = max(low + 1, -(-(from_us + width * (place + 1) // count - BEGIN) // ACTIVITY_BUCKET_US))
        expected.append(max(flat[low:high]))
    assert parts.highest(wanted) == bytes(expected)


def test_figures_of_two_volumes_are_joined():
    parts = Buckets(BEGIN, BEGIN + HOUR_US, 2)
    one, other = bytes([5]) * BUCKETS_AN_HOUR, bytes([9]) * 180 + bytes(180)
    assert parts.highest([(495_000, one), (495_000, other)]) == bytes([9, 5])
    assert parts.highest([]) == bytes(2)


def test_where_nothing_is_recorded_nothing_moves():
    parts = Buckets(BEGIN, BEGIN + 10, 10)
    assert parts.lit(bytes([7]) * 10, [Span(BEGIN + 2, BEGIN + 5)]) == bytes([0, 0, 7, 7, 7, 0, 0, 0, 0, 0])
    assert parts.lit(bytes(10), []) == bytes(10)


@pytest.mark.parametrize(("begin", "end", "count"), [(5, 5, 1), (6, 5, 1), (0, 5, 0), (0, 5, 10_001), (0, 5, -1)])
def test_an_absurd_time_line_is_refused(volume: Volume, begin: int, end: int, count: int):
    with pytest.raises(ValueError, match="range"):
        Archive([volume]).timeline(["gate"], begin, end, count)


def test_a_flapping_camera_and_long_runs_give_the_same_answer_as_segments(volume: Volume, clock: FixedClock):
    """Runs are split at a day; holes, overlaps by a clock that was set back, and long runs all come out right."""
    start = clock.now_us()
    fmt, made = gops(1, start)
    times: list[Span] = []
    at = start
    for number in range(60):
        length = HOUR_US
        if number in {7, 30}:
            at += 5_000_000
        if number == 40:
            at -= HOUR_US // 2
        made[0].start_us, made[0].end_us = at, at + length
        writer = SegmentWriter(volume, "gate", fmt, at)
        writer.append(made[0])
        writer.close(at + length)
        times.append(Span(at, at + length))
        at += length
    archive = Archive([volume])
    for first in range(0, 60, 3):
        begin = start + first * HOUR_US + 100
        for width in (1, HOUR_US, 30 * HOUR_US):
            points = {begin, begin + width - 1, *(each.start_us for each in times), *(each.end_us for each in times)}
            spans = archive.spans("gate", begin, begin + width)
            for point in points:
                if begin <= point < begin + width:
                    recorded = any(each.start_us <= point < each.end_us for each in times)
                    assert recorded == any(each.start_us <= point < each.end_us for each in spans)


def test_what_the_picture_watch_found_stands_on_the_time_line(volume: Volume, clock: FixedClock):
    start = clock.now_us() // HOUR_US * HOUR_US + HOUR_US
    fmt, groups = gops(5, start)
    writer = SegmentWriter(volume, "gate", fmt, start)
    for group in groups:
        writer.append(group)
    writer.close(groups[-1].end_us)
    end = groups[-1].end_us
    levels = bytes([77]) + bytes(BUCKETS_AN_HOUR - 1)
    volume.index.add_notes("gate", {start // HOUR_US: levels}, [Spell(start - 5, end + 5, "covered")])
    with Archive([volume]) as archive:
        (line,) = archive.timeline(["gate"], start, end, 1)
        assert line.motion == bytes([77])
        assert line.spells == [Spell(start, end, "covered")]
        (empty,) = archive.timeline(["gate"], start - HOUR_US, start - 10, 4)
        assert (empty.motion, empty.spells) == (bytes(4), [])
