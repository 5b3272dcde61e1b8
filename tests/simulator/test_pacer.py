from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from tests.factories.simulator import tiny_clips

from beadle.platform.clock import FixedClock
from beadle.simulator.camera_clock import CameraClock
from beadle.simulator.clip_store import TINY, ClipStore
from beadle.simulator.faults import Fault, FaultBoard
from beadle.simulator.pacer import Pacer
from beadle.simulator.pictures import PictureSource
from beadle.simulator.rtp import Packets
from beadle.simulator.stream import Stream


class Notes:
    """A receiver that writes down what it gets, and when."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self.sent: list[tuple[float, int, bool]] = []
        self.reports = 0
        self.closed = False

    def send(self, parts: list[Packets], timestamp: int, lose: float) -> None:
        self.sent.append((self._clock.monotonic(), timestamp, len(parts[0].data) > 2000))

    def trickle(self, parts: list[Packets], timestamp: int) -> None:
        raise AssertionError("nothing is slow here")

    def report(self, moment_us: int, timestamp: int) -> None:
        self.reports += 1

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 6, 1, tzinfo=UTC))


def a_stream(clock: FixedClock, stagger: float = 0.3) -> Stream:
    faults = FaultBoard(clock)
    clips = ClipStore(tiny_clips([1]), TINY).clips(1)["main"]
    source = PictureSource(clips, faults, "001", 1)
    return Stream(source, faults, clock, CameraClock(clock), stagger)


def run(pacer: Pacer, clock: FixedClock, seconds: float, step: float = 0.005) -> None:
    for _ in range(round(seconds / step)):
        pacer.send_due()
        clock.advance(step)


def test_twenty_five_pictures_a_second_from_a_key_picture_on(clock: FixedClock) -> None:
    pacer, stream, notes = Pacer(clock), a_stream(clock), Notes(clock)
    stream.join(notes)
    pacer.wake(stream)
    run(pacer, clock, 4)

    assert 74 <= len(notes.sent) <= 101
    assert notes.sent[0][2]
    gaps = [after - before for (before, _, _), (after, _, _) in itertools.pairwise(notes.sent)]
    assert min(gaps) > 0.034
    assert max(gaps) < 0.046
    assert notes.reports >= 1


def test_nothing_is_due_while_nobody_looks(clock: FixedClock) -> None:
    pacer, stream, notes = Pacer(clock), a_stream(clock), Notes(clock)
    assert pacer.send_due() == pytest.approx(0.02)
    stream.join(notes)
    pacer.wake(stream)
    run(pacer, clock, 2)
    stream.leave(notes)
    run(pacer, clock, 0.1)
    count = len(notes.sent)
    run(pacer, clock, 2)

    assert len(notes.sent) == count
    assert stream.receivers == 0


def test_after_a_long_sleep_it_goes_on_with_a_key_picture(clock: FixedClock) -> None:
    pacer, stream, notes = Pacer(clock), a_stream(clock), Notes(clock)
    stream.join(notes)
    pacer.wake(stream)
    run(pacer, clock, 2)
    before = len(notes.sent)
    clock.advance(3600)
    run(pacer, clock, 2)

    fresh = notes.sent[before:]
    assert len(fresh) < 60
    assert fresh[0][2]


def test_streams_with_other_stagger_send_at_other_times(clock: FixedClock) -> None:
    assert a_stream(clock, 0.31).due() == float("inf")
    dues = []
    for stagger in (0.31, 0.93):
        stream = a_stream(clock, stagger)
        stream.join(Notes(clock))
        dues.append(stream.due())

    assert dues[0] != dues[1]


def test_a_stalled_stream_starts_its_viewers_anew(clock: FixedClock) -> None:
    pacer, stream, notes = Pacer(clock), a_stream(clock), Notes(clock)
    stream.join(notes)
    pacer.wake(stream)
    run(pacer, clock, 2)
    stream.faults.begin(Fault.STALL, seconds=1)
    before = len(notes.sent)
    run(pacer, clock, 0.9)
    assert len(notes.sent) == before
    run(pacer, clock, 2)

    assert notes.sent[before][2]
