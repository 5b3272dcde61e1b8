"""States of a camera: what the connection says, unless nothing reaches the disk."""

from __future__ import annotations

from beadle.platform.clock import FixedClock
from beadle.video.record.health import LAPSE_S, Health, Progress
from beadle.video.terms import CameraState


def test_says_what_the_connection_says(clock: FixedClock):
    health = Health(clock)
    assert health.report(CameraState.ONLINE, "Pictures arrive.")
    assert not health.report(CameraState.ONLINE, "Pictures arrive.")
    assert health.status()["state"] == "online"


def test_since_moves_with_the_state_and_not_with_the_detail(clock: FixedClock):
    health = Health(clock)
    health.report(CameraState.LOST, "No answer.")
    lost_us = clock.now_us()
    clock.advance(5)
    assert health.report(CameraState.LOST, "Refused.")
    assert health.since_us == lost_us
    health.report(CameraState.ONLINE, "")
    assert health.since_us == lost_us + 5_000_000


def test_footage_that_does_not_reach_the_disk_is_known_within_ten_seconds(clock: FixedClock):
    health = Health(clock)
    health.report(CameraState.ONLINE, "")
    written = clock.monotonic()
    for second in range(1, 11):
        clock.advance(1)
        health.check(Progress(second * 25, 0, 0, written), recorded=True)
        if health.state is CameraState.NOT_RECORDING:
            break
    assert health.state is CameraState.NOT_RECORDING
    assert second <= 10


def test_not_recording_ends_when_a_group_reached_the_disk(clock: FixedClock):
    health = Health(clock)
    health.report(CameraState.ONLINE, "Pictures arrive.")
    clock.advance(9)
    assert health.check(Progress(0, 0, 0, None), recorded=True)
    assert not health.report(CameraState.ONLINE, "Pictures arrive.")
    assert not health.check(Progress(0, 0, 0, None), recorded=True)
    assert health.check(Progress(0, 0, 0, clock.monotonic()), recorded=True)
    assert health.state is CameraState.ONLINE


def test_a_camera_that_is_not_recorded_is_never_not_recording(clock: FixedClock):
    health = Health(clock)
    health.report(CameraState.ONLINE, "")
    clock.advance(60)
    assert not health.check(Progress(0, 0, 0, None), recorded=False)
    assert health.state is CameraState.ONLINE


def test_a_lost_camera_is_lost_and_nothing_else(clock: FixedClock):
    health = Health(clock)
    health.report(CameraState.LOST, "No answer.")
    clock.advance(60)
    health.check(Progress(0, 0, 0, None), recorded=True)
    assert health.state is CameraState.LOST


def test_rates_are_of_the_last_seconds(clock: FixedClock):
    health = Health(clock)
    health.check(Progress(0, 0, 0, None), recorded=False)
    clock.advance(5)
    health.check(Progress(125, 2_500_000, 0, None), recorded=False)
    assert health.frames_a_second == 25.0
    assert health.bits_a_second == 4_000_000


def online(clock: FixedClock) -> Health:
    health = Health(clock)
    health.report(CameraState.ONLINE, "Pictures arrive.")
    return health


def test_what_is_wrong_with_the_picture_shows_while_nothing_worse_is_wrong(clock: FixedClock):
    health = online(clock)
    assert health.found(CameraState.COVERED, "Covered.")
    assert (health.state, health.detail) == (CameraState.COVERED, "Covered.")
    assert health.report(CameraState.FROZEN, "It stands still.")
    assert not health.found(CameraState.COVERED, "Covered.")
    assert health.state is CameraState.FROZEN
    assert health.report(CameraState.LOST, "No answer.")
    assert health.state is CameraState.LOST
    assert health.report(CameraState.ONLINE, "Pictures arrive.")
    assert health.state is CameraState.COVERED
    assert health.found(None, "")
    assert (health.state, health.detail) == (CameraState.ONLINE, "Pictures arrive.")


def test_not_reaching_the_disk_is_worse_than_a_bad_picture(clock: FixedClock):
    health = online(clock)
    clock.advance(9)
    health.check(Progress(9, 0, 0, None), recorded=True)
    assert not health.found(CameraState.MOVED, "Moved.")
    assert health.state is CameraState.NOT_RECORDING
    assert health.check(Progress(9, 0, 0, clock.monotonic()), recorded=True)
    assert health.state is CameraState.MOVED


def test_what_was_found_lapses_when_nobody_looks_any_more(clock: FixedClock):
    health = online(clock)
    health.found(CameraState.MOVED, "Moved.")
    assert health.status()["picture_watched"] is True
    clock.advance(LAPSE_S - 1)
    assert not health.check(Progress(9, 0, 0, clock.monotonic()), recorded=True)
    clock.advance(2)
    assert health.check(Progress(9, 0, 0, clock.monotonic()), recorded=True)
    assert health.state is CameraState.ONLINE
    assert health.status()["picture_watched"] is False


def test_since_is_when_the_finding_began(clock: FixedClock):
    health = online(clock)
    clock.advance(60)
    health.found(CameraState.MOVED, "Moved.")
    began = clock.now_us()
    clock.advance(30)
    assert not health.found(CameraState.MOVED, "Moved.")
    assert health.since_us == began
