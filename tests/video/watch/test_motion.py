from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.video.watch.views import looks

from beadle.video.watch.motion import MotionDetector, counted
from beadle.video.watch.terms import Grey


def noisy(look: Grey, seed: int) -> Grey:
    noise = np.random.default_rng(seed).normal(0, 2, look.shape)
    return np.asarray(np.clip(look + noise, 0, 255), np.uint8)


@pytest.fixture
def still() -> Grey:
    return looks(13)[0]


def with_box(look: Grey, left: int, top: int, wide: int, tall: int) -> Grey:
    changed = look.copy()
    changed[top : top + tall, left : left + wide] = 255 - changed[top : top + tall, left : left + wide]
    return changed


def test_a_still_noisy_scene_does_not_move(still: Grey) -> None:
    detector = MotionDetector()
    assert [detector.level(noisy(still, seed)) for seed in range(20)] == [0] * 20


def test_a_walker_moves_a_little_and_a_lorry_much(still: Grey) -> None:
    detector = MotionDetector()
    for seed in range(5):
        detector.level(noisy(still, seed))
    walker = detector.level(with_box(still, 100, 60, 10, 26))
    lorry = detector.level(with_box(still, 60, 40, 120, 90))
    assert 5 < walker < 60
    assert walker < lorry
    assert lorry > 80


def test_a_cloud_that_dims_everything_does_not_move(still: Grey) -> None:
    detector = MotionDetector()
    for seed in range(5):
        detector.level(noisy(still, seed))
    assert detector.level(np.asarray(still.astype(int).clip(0, 235) + 20, np.uint8)) <= 25


def test_lamps_that_go_on_are_the_pictures_own(still: Grey) -> None:
    detector = MotionDetector()
    detector.level(still)
    assert detector.level(255 - still) == 0
    assert detector.level(255 - still) == 0


def test_another_view_is_no_movement_once_it_is_said_to_be_one(still: Grey) -> None:
    detector = MotionDetector()
    detector.level(still)
    halfway = with_box(still, 0, 0, 160, 180)
    assert MotionDetector().level(halfway) == 0
    detector.restart()
    assert detector.level(halfway) == 0
    assert detector.level(with_box(halfway, 200, 60, 60, 60)) > 30


def test_ignored_areas_do_not_count(still: Grey) -> None:
    detector = MotionDetector([[(0, 0), (0.5, 0), (0.5, 1), (0, 1)]])
    detector.level(still)
    assert detector.level(with_box(still, 40, 60, 60, 60)) == 0
    assert detector.level(with_box(still, 220, 60, 60, 60)) > 30


def test_everything_may_be_ignored(still: Grey) -> None:
    detector = MotionDetector([[(0, 0), (1, 0), (1, 1), (0, 1)]])
    detector.level(still)
    assert detector.level(with_box(still, 40, 60, 60, 60)) == 0


def test_another_size_begins_anew(still: Grey) -> None:
    detector = MotionDetector()
    detector.level(still)
    assert detector.level(np.zeros((240, 320), np.uint8)) == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=8))
def test_any_polygon_is_a_mask(corners: list[tuple[float, float]]) -> None:
    assert counted((90, 160), [corners]).shape == (90, 160)
