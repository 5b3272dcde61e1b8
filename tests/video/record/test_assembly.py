"""Groups of pictures and their labels, by frames and clocks that only the test moves."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests.video.record.frames import FORMAT, TICKS, KeepingTaker, frame

from beadle.platform.clock import FixedClock
from beadle.video.footage.gaps import account
from beadle.video.footage.terms import Gap, GapReason, Span
from beadle.video.record.assembly import LONGEST_TICKS, MOST_BYTES, Assembly
from beadle.video.record.timeline import ServerTimeline
from beadle.video.terms import Frame

FRAME_S = 0.04


class Stage:
    """An assembly with its clock; `send` lets a frame's time pass and hands it over."""

    def __init__(self, start: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)) -> None:
        self.clock = FixedClock(start)
        self.timeline = ServerTimeline(self.clock)
        self.taker = KeepingTaker()
        self.assembly = Assembly(self.timeline, self.taker)
        self.assembly.set_format(FORMAT)

    def send(
        self, count: int, first: int = 0, *, make: Callable[[int], Frame] = frame, every_s: float = FRAME_S
    ) -> None:
        for number in range(first, first + count):
            self.assembly.add(make(number))
            self.clock.advance(every_s)


def test_a_group_is_what_lies_between_two_key_frames():
    stage = Stage()
    stage.send(101)
    assert [len(gop.frames) for gop in stage.taker.gops] == [50, 50]
    assert all(gop.frames[0].key and gop.duration == 50 * TICKS for gop in stage.taker.gops)
    assert stage.taker.fresh == [True, False]
    assert stage.taker.gops[0].start_us == pytest.approx(1_780_315_200_000_000, abs=2)


def test_labels_are_seamless():
    stage = Stage()
    stage.send(500)
    gops = stage.taker.gops
    assert all(before.end_us == after.start_us for before, after in itertools.pairwise(gops))
    assert gops[-1].end_us - gops[0].start_us == 9 * 2_000_000


def test_nothing_is_taken_before_the_first_key_frame():
    stage = Stage()
    stage.send(40, 10)
    assert stage.assembly.waiting
    stage.send(51, 50)
    assert [gop.base_pts for gop in stage.taker.gops] == [50 * TICKS]


def test_a_group_without_end_is_cut_by_length_and_goes_on():
    stage = Stage()
    stage.send(301, make=lambda number: frame(number, gop=10_000))
    assert [gop.duration for gop in stage.taker.gops] == [LONGEST_TICKS] * 3
    assert [gop.frames[0].key for gop in stage.taker.gops] == [True, False, False]
    assert stage.taker.gops[0].end_us == stage.taker.gops[1].start_us


def test_a_group_without_end_is_cut_by_bytes():
    stage = Stage()
    stage.send(40, make=lambda number: frame(number, gop=10_000, size=MOST_BYTES // 20))
    assert all(sum(len(each.data) for each in gop.frames) < MOST_BYTES * 2 for gop in stage.taker.gops)
    assert stage.taker.gops


def test_the_end_of_a_session_gives_out_the_rest_with_a_usual_last_frame():
    stage = Stage()
    stage.send(20)
    stage.assembly.end(GapReason.CONNECTION_LOST)
    (gop,) = stage.taker.gops
    assert gop.end_us - gop.start_us == 20 * 40_000
    assert stage.taker.order == ["gop", "connection_lost"]


def test_two_seconds_without_a_frame_are_a_gap():
    stage = Stage()
    stage.send(25)
    stage.clock.advance(10)
    stage.send(51, 300)
    assert stage.taker.breaks == [GapReason.NO_VIDEO]
    first, second = stage.taker.gops
    assert first.end_us - first.start_us == 1_000_000
    assert second.start_us - first.end_us == pytest.approx(10_000_000, abs=1000)


def test_a_low_frame_rate_is_no_gap():
    stage = Stage()
    stage.send(21, make=lambda number: frame(number, gop=5, ticks=90_000), every_s=1.0)
    assert stage.taker.breaks == []
    assert stage.taker.gops[0].duration == 4 * 90_000  # cut at four seconds


def test_a_stream_that_stood_still_and_goes_on_where_it_stopped_has_jumped():
    stage = Stage()
    stage.send(50)
    stage.clock.advance(1.5)
    stage.send(150, 50)
    assert stage.taker.breaks == [GapReason.STREAM_JUMPED]
    assert stage.taker.fresh.count(True) == 2


def test_time_stamps_that_run_back_begin_a_new_span():
    stage = Stage()
    stage.send(60)
    stage.send(60, 0)
    assert stage.taker.breaks == [GapReason.NO_VIDEO]
    assert stage.taker.fresh == [True, False, True]
    assert stage.taker.gops[2].start_us >= stage.taker.gops[1].end_us


def test_reordered_frames_stay_in_their_group():
    stage = Stage()
    order = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8]
    for number in [*order, 10]:
        stage.assembly.add(Frame(b"x" * 10, number * TICKS, number % 10 == 0, 0))
        stage.clock.advance(FRAME_S)
    (gop,) = stage.taker.gops
    assert (gop.base_pts, gop.duration, len(gop.frames)) == (0, 10 * TICKS, 10)
    assert stage.taker.breaks == []


def test_a_new_format_holds_from_the_next_key_frame():
    stage = Stage()
    stage.send(50)
    other = type(FORMAT)(FORMAT.codec, (b"a", b"b"), 640, 360)
    stage.assembly.set_format(other)
    stage.send(51, 50)
    assert stage.taker.formats == [FORMAT, other]
    assert stage.taker.fresh == [True, False]


@pytest.mark.parametrize("step_s", [3600.0, 86_400.0, 0.5])
def test_a_clock_set_forward_leaves_a_gap_of_that_length(step_s: float):
    stage = Stage()
    stage.send(101)
    stage.clock.step_wall(step_s)
    stage.timeline.check()
    stage.send(100, 101)
    gops = stage.taker.gops
    assert stage.taker.breaks == [GapReason.CLOCK_STEPPED]
    assert gops[2].start_us - gops[1].end_us == pytest.approx(step_s * 1e6, abs=1000)
    assert gops[2].end_us == gops[3].start_us if len(gops) > 3 else True


def test_a_clock_set_back_repeats_labels_and_loses_no_picture():
    stage = Stage()
    stage.send(101)
    stage.clock.step_wall(-3600)
    stage.timeline.check()
    stage.send(100, 101)
    gops = stage.taker.gops
    assert gops[2].start_us == pytest.approx(gops[1].end_us - 3_600_000_000, abs=2)
    assert sum(len(gop.frames) for gop in gops) == 200


@pytest.mark.parametrize("ppm", [-500, 0, 500])
def test_an_hour_adds_up_with_a_drifting_camera_that_drops_out_and_a_clock_that_is_set(ppm: int):
    stage = Stage(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))  # the hour that London has twice
    begun_us = stage.clock.now_us()
    number = 0

    def run(seconds: int) -> None:
        nonlocal number
        ticks = TICKS * (1 + ppm / 1e6)
        for _ in range(seconds * 25):
            stage.assembly.add(Frame(b"x" * 50, round(number * ticks), number % 50 == 0, 0))
            stage.clock.advance(FRAME_S)
            number += 1
            if number % 25 == 0:
                stage.timeline.check()

    run(1200)
    stage.assembly.end(GapReason.CONNECTION_LOST)
    stage.clock.advance(77)
    number = 0
    run(1200)
    stage.clock.step_wall(30)
    stage.timeline.check()
    run(1000)
    stage.assembly.end(GapReason.RECORDER_STOPPED)
    spans = [Span(gop.start_us, gop.end_us) for gop in stage.taker.gops]
    gaps = [
        Gap(before.end_us, after.start_us, "")
        for before, after in itertools.pairwise(spans)
        if after.start_us > before.end_us
    ]
    result = account(begun_us, stage.clock.now_us(), spans, gaps)
    assert result.balanced, result
    assert result.gap_us == pytest.approx(107_000_000, abs=100_000)
