"""Surfaces, and how one picture lies on another."""

from __future__ import annotations

import numpy as np
import pytest

from training.scenes import texture


def test_noise_has_no_mean_and_one_deviation():
    field = texture.grain(np.random.default_rng(1), 400, 400)
    assert field.mean() == pytest.approx(0, abs=0.05)
    assert field.std() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("shape", [(5, 7), (300, 200), (1500, 1200)])
def test_noise_of_every_size_is_there(shape: tuple[int, int]):
    rng = np.random.default_rng(2)
    for make in (texture.grain, texture.clouds, lambda *args: texture.speckle(*args, size=6.0)):
        assert make(rng, *shape).shape == shape


def test_a_slope_runs_between_its_ends():
    field = texture.slope(np.random.default_rng(3), 50, 80, 20, 200)
    assert 19 <= field.min() < field.max() <= 201


def test_pasting_over_the_edge_keeps_the_rest():
    below = np.zeros((10, 10), np.float32)
    texture.paste(below, np.full((6, 6), 9, np.float32), np.ones((6, 6), np.float32), 7, -3)
    assert below[:3, 7:].min() == 9
    assert below[3:].max() == below[:, :7].max() == 0


def test_warping_onto_nothing_in_sight_changes_nothing():
    below = np.zeros((10, 10), np.float32)
    matrix = np.array([[1, 0, 500], [0, 1, 0], [0, 0, 1.0]])
    texture.warp_onto(below, np.full((6, 6), 9, np.float32), np.ones((6, 6), np.float32), matrix)
    assert below.max() == 0


def test_a_round_rectangle_stays_within_its_sides():
    points = texture.rounded(10, 20, 40, 30, 8)
    assert points.min(0) == pytest.approx([10, 20], abs=1e-4)
    assert points.max(0) == pytest.approx([50, 50], abs=1e-4)
