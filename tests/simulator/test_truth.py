from __future__ import annotations

from datetime import UTC, datetime, timedelta

from beadle.platform.clock import FixedClock, from_us, to_us
from beadle.simulator import town, truth
from beadle.simulator.camera_clock import CameraClock
from beadle.simulator.clip_store import PLATES, _by_traffic
from beadle.simulator.faults import FaultBoard
from beadle.simulator.stream import Stream, stagger_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_who_passed_is_told_in_order_and_only_within_the_time() -> None:
    found = truth.passed(truth.CAMERAS, NOW, NOW + timedelta(minutes=10))

    assert len(found) > 200
    assert found == sorted(found, key=lambda one: (one.at, one.camera))
    assert all(NOW <= one.at < NOW + timedelta(minutes=10) for one in found)
    assert {one.camera for one in found} == {17, 18, 19, 20}
    assert {one.direction for one in found if one.camera in (17, 19)} == {"towards"}
    assert {one.direction for one in found if one.camera in (18, 20)} == {"away"}


def test_spans_that_follow_one_another_hold_everybody_once() -> None:
    whole = truth.passed([18], NOW, NOW + timedelta(minutes=4))
    parts = [
        one
        for start in range(4)
        for one in truth.passed([18], NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + 1))
    ]
    assert parts == whole


def test_a_line_has_what_a_reader_needs() -> None:
    line = truth.passed([17], NOW, NOW + timedelta(minutes=1))[0].as_json()

    assert set(line) == {"camera", "name", "at", "plate", "direction", "color", "kind"}
    assert line["name"] == town.camera(17).name
    assert " " not in line["plate"]
    assert line["at"].endswith("Z")


class _Source:
    """Notes which picture is asked for, instead of giving one."""

    fps = PLATES[0].fps

    def __init__(self, camera: int, clock: FixedClock) -> None:
        self.camera, self.clock = camera, clock
        self.shown: list[tuple[int, int]] = []

    def offered(self) -> object:
        class _Clip:
            codec = "h264"

        return _Clip()

    def next(self, position: int, moment_us: int) -> tuple[list[object], bool]:
        self.shown.append((_by_traffic(self.camera, position), self.clock.now_us()))
        return [], False


def test_the_truth_is_what_a_stream_shows_at_that_moment() -> None:
    for camera in truth.CAMERAS:
        clock = FixedClock(NOW)
        source = _Source(camera, clock)
        stream = Stream(
            source,  # type: ignore[arg-type]  # what the stream asks of it is there
            FaultBoard(clock),
            clock,
            CameraClock(clock),
            stagger_of(camera),
        )
        stream.join(object())  # type: ignore[arg-type]  # nothing is ever sent
        for _ in range(60 * 50):
            clock.advance(0.02)
            stream.send_due()
        middles = {}
        for index, at_us in source.shown:
            if index >= 50 and index % 50 == 0:
                middles[at_us] = index // 50 - 1
        told = truth.passed([camera], NOW + timedelta(seconds=4), NOW + timedelta(seconds=56))
        assert len(told) > 3
        for one in told:
            begun = max(at_us for at_us in middles if at_us <= to_us(one.at))
            vehicle = truth.traffic.roster(camera)[middles[begun]]
            assert vehicle.plate.replace(" ", "") == one.plate, from_us(begun)
            seconds = truth.nearest(truth.traffic.Pass(camera, 0, middles[begun], vehicle))
            assert abs(to_us(one.at) - begun - seconds * 1e6) < 90_000
