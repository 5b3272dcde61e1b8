"""Camera clocks that drift, jump and arrive late."""

from __future__ import annotations

import random

import pytest

from beadle.video.record.pacing import Pacing, ticks_to_us

FRAME = 3600  # 25 a second
GOP = 50


def run(pacing: Pacing, seconds: int, *, ppm: float = 0, jitter_us: int = 0, start_us: int = 10_000_000) -> list[float]:
    """Error in microseconds of every GOP's end, against the moment at which the camera made it."""
    dice = random.Random(4)
    errors = []
    frames = seconds * 25
    for number in range(frames):
        made_us = start_us + number * 40_000
        pts = round(number * FRAME * (1 + ppm / 1e6))
        if number and number % GOP == 0:
            pacing.settle(pts)
            errors.append(pacing.place(pts) - made_us)
        pacing.note(pts, made_us + dice.randrange(jitter_us + 1))
    return errors


@pytest.mark.parametrize("ppm", [-500, -50, 0, 50, 500])
def test_a_drifting_camera_is_followed_for_a_day(ppm: float):
    errors = run(Pacing(), 86_400 // 12, ppm=ppm)
    assert max(map(abs, errors)) < 2_500


def test_a_drifting_camera_behind_a_jittery_network_stays_within_a_frame():
    errors = run(Pacing(), 1800, ppm=500, jitter_us=60_000)
    assert max(map(abs, errors)) < 40_000


def test_a_burst_of_old_frames_at_the_start_does_not_count_as_delay():
    pacing = Pacing()
    for number in range(GOP):  # two seconds of old frames come at once
        pacing.note(number * FRAME, 50_000_000)
    assert pacing.settle(GOP * FRAME)
    assert pacing.place(GOP * FRAME) == pytest.approx(50_040_000, abs=10)


def test_a_late_stretch_moves_labels_by_no_more_than_1000_ppm():
    pacing = Pacing()
    pacing.note(0, 1_000_000)
    pacing.settle(GOP * FRAME)
    before = pacing.place(GOP * FRAME)
    pacing.note(GOP * FRAME, 3_000_000 + 700_000)  # 0.7 s late
    assert pacing.settle(2 * GOP * FRAME)
    assert pacing.place(2 * GOP * FRAME) - before == 2_000_000 + 2_000


def test_jumped_time_stamps_are_noticed_and_followed():
    pacing = Pacing()
    pacing.note(0, 1_000_000)
    pacing.settle(FRAME)
    pacing.note(90_000 * 60, 1_040_000)
    assert not pacing.settle(90_000 * 60 + FRAME)
    assert pacing.place(90_000 * 60) == 1_040_000


def test_a_stretch_without_frames_changes_nothing():
    pacing = Pacing()
    pacing.note(0, 1_000_000)
    pacing.settle(FRAME)
    assert pacing.settle(2 * FRAME)
    assert pacing.place(0) == 1_000_000


def test_nothing_can_be_placed_before_the_first_frame():
    with pytest.raises(ValueError, match="Nothing is known"):
        Pacing().place(0)


def test_ticks_become_microseconds():
    assert ticks_to_us(90_000) == 1_000_000
    assert ticks_to_us(3600) == 40_000
