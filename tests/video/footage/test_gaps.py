"""Recorded plus gaps is wall time, whatever clocks do."""

from __future__ import annotations

import pytest
from tests.factories.video import GOP_FRAMES, TICKS, gops

from beadle.platform.clock import FixedClock
from beadle.video.footage.errors import VolumeReadOnly
from beadle.video.footage.find import Archive
from beadle.video.footage.gaps import account, holes, record
from beadle.video.footage.terms import DAY_US, HOUR_US, Frame, Gap, GapReason, Gop, Span
from beadle.video.footage.volume import Volume
from beadle.video.footage.writer import SegmentWriter


def test_a_gap_is_logged_and_lengthened(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, start + 5, GapReason.CONNECTION_LOST)
    record(volume, "gate", start, start + 9, GapReason.CONNECTION_LOST)
    record(volume, "gate", start, start + 3, GapReason.CONNECTION_LOST)
    record(volume, "gate", start, start, GapReason.NO_VIDEO)
    archive = Archive([volume])
    assert archive.gaps("gate", start - 10, start + 10) == [Gap(start, start + 9, "connection_lost")]
    assert archive.gaps("gate", start + 9, start + 10) == []
    assert archive.gaps("nobody", 0, 1 << 60) == []


def test_a_gap_that_cannot_be_logged_is_an_alarm(volume: Volume, clock: FixedClock):
    volume.index.close()
    with pytest.raises(VolumeReadOnly):
        record(volume, "gate", 0, 9, GapReason.NO_VIDEO)


def test_the_account_tells_what_is_missing_and_what_is_told_twice():
    spans = [Span(0, DAY_US // 2)]
    gaps = [Gap(DAY_US // 2 + 2_000_000, DAY_US, "why")]
    answer = account(0, DAY_US, spans, gaps)
    assert answer.unexplained == [Span(DAY_US // 2, DAY_US // 2 + 2_000_000)]
    assert not answer.balanced
    assert account(0, DAY_US, [Span(0, DAY_US)], []).balanced
    assert account(0, DAY_US, [], [Gap(0, DAY_US, "why")]).balanced
    assert account(0, DAY_US, [Span(0, DAY_US)], [Gap(5, 10_000_000, "why")]).doubled_us == 9_999_995
    assert not account(0, DAY_US, [Span(0, DAY_US)], [Gap(5, 10_000_000, "why")]).balanced


def test_holes_are_what_neither_footage_nor_gap_explains():
    assert holes([Span(0, 5), Span(8, 9)], 0, 12, [Gap(6, 8, "why")]) == [Span(5, 6), Span(9, 12)]


class Day:
    """A recorder and one camera through a day: what the time rule makes of steps, drift and losses.

    `ppm`: how much faster than the server the camera's clock runs. Each group is labelled by the server; a step of the
    wall clock ends the segment, and a step forward leaves a gap, for which nothing was recorded under those labels.
    """

    def __init__(self, volume: Volume, clock: FixedClock, ppm: int = 0) -> None:
        self.volume, self.clock, self.ppm = volume, clock, ppm
        self.format, made = gops(1, 0)
        self.pictures = made[0].frames
        self.writer: SegmentWriter | None = None
        self.end_us: int | None = None
        self.reason: GapReason | None = None
        self.pts = 0

    def record(self, seconds: float, group_s: float = 600.0) -> None:
        """Groups of ten minutes stand for three hundred of two seconds each."""
        for _ in range(round(seconds / group_s)):
            start = self.clock.now_us() if self.end_us is None or self.reason else self.end_us
            if self.end_us is not None and self.reason:
                record(self.volume, "gate", self.end_us, start, self.reason)
            self.reason = None
            self.clock.advance(group_s)
            ticks = round(group_s * 90_000 * (1 + self.ppm / 1e6))
            frames = [Frame(one.data, self.pts + n * TICKS, one.key, start) for n, one in enumerate(self.pictures)]
            if self.writer is None:
                self.writer = SegmentWriter(self.volume, "gate", self.format, start)
            self.end_us = self.clock.now_us()
            self.writer.append(Gop(frames, start, self.end_us, self.pts, ticks))
            self.pts += ticks
            if self.end_us - self.writer.start_us >= HOUR_US:
                self.rotate()

    def rotate(self) -> None:
        if self.writer is not None and self.end_us is not None:
            self.writer.close(self.end_us)
            self.writer = None

    def lose(self, seconds: float, reason: GapReason) -> None:
        self.rotate()
        self.clock.advance(seconds)
        self.reason = reason

    def step(self, seconds: float) -> None:
        self.rotate()
        self.clock.step_wall(seconds)
        if seconds > 0:
            self.reason = GapReason.CLOCK_STEPPED
        else:
            self.end_us = None

    def balance(self, start: int) -> None:
        self.rotate()
        archive = Archive([self.volume])
        end = self.clock.now_us()
        answer = account(start, end, archive.spans("gate", start, end), archive.gaps("gate", start, end))
        assert answer.balanced, answer
        archive.close()


@pytest.mark.parametrize("ppm", [-500, 0, 500])
def test_a_day_of_a_camera_that_runs_fast_or_slow(volume: Volume, clock: FixedClock, ppm: int):
    start = clock.now_us()
    day = Day(volume, clock, ppm)
    day.record(86_400)
    day.balance(start)


@pytest.mark.parametrize("step", [0.05, 1.0, -1.0, 37.0, -3600.0, 86_400.0, -0.4], ids=lambda s: f"{s:+} s")
def test_a_day_in_which_the_wall_clock_is_set(volume: Volume, clock: FixedClock, step: float):
    """NTP both ways, a leap second repeated, an hour back, a day forward."""
    start = clock.now_us()
    day = Day(volume, clock, 100)
    day.record(36_000)
    day.step(step)
    day.record(36_000)
    day.lose(123.4, GapReason.CONNECTION_LOST)
    day.record(6000)
    day.balance(start)


@pytest.mark.parametrize("hour_us", [1_774_746_000_000_000, 1_792_889_999_000_000, 2_147_483_000_000_000])
def test_daylight_saving_and_2038_pass_in_utc(volume: Volume, clock: FixedClock, hour_us: int):
    """29 March and 25 October 2026, one in the morning in England; and the end of 32-bit time."""
    clock.step_wall((hour_us - clock.now_us()) / 1e6 - 3600)
    start = clock.now_us()
    day = Day(volume, clock)
    day.record(3 * 3600)
    day.lose(60, GapReason.NO_VIDEO)
    day.record(3 * 3600)
    day.balance(start)
    names = [each.path.name for each in Archive([volume]).segments("gate", start, clock.now_us())]
    assert len(names) == len(set(names)) == 6


def test_the_account_survives_a_lost_index(volume: Volume, clock: FixedClock):
    from beadle.video.footage.check import check

    start = clock.now_us()
    fmt, made = gops(30, start)
    for number in range(0, 30, 5):
        if number == 15:
            continue
        writer = SegmentWriter(volume, "gate", fmt, made[number].start_us)
        for each in made[number : number + 5]:
            writer.append(each)
        writer.close(made[number + 4].end_us)
    path = volume.path
    volume.close()
    for each in path.glob("index.db*"):
        each.unlink()
    with Volume.open(path, clock) as again:
        check(again, repair=True)
        archive = Archive([again])
        end = start + 30 * GOP_FRAMES * 200_000
        gaps = archive.gaps("gate", start, end)
        assert gaps == [Gap(made[15].start_us, made[20].start_us, "unknown")]
        assert account(start, end, archive.spans("gate", start, end), gaps).balanced
