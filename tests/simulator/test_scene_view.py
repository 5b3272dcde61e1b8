from __future__ import annotations

import numpy as np
import pytest

from beadle.simulator.scene_view import View, blend, fill, line, lit, paste, shade

VIEW = View((640, 360), 60, 5.0, 10)


def test_what_lies_straight_ahead_is_in_the_middle_and_farther_is_higher() -> None:
    near, far = VIEW.project([(0, 0, 10), (0, 0, 40)])  # type: ignore[misc]

    assert near[0] == far[0] == 320
    assert far[1] < near[1]
    assert far[1] > VIEW.horizon


def test_the_horizon_is_where_the_ground_ends() -> None:
    (point,) = VIEW.project([(0, 0, 1e7)])  # type: ignore[misc]

    assert point[1] == pytest.approx(VIEW.horizon, abs=0.1)


def test_what_lies_behind_the_lens_is_not_projected() -> None:
    assert VIEW.project([(0, 0, -5), (0, 0, 5)]) is None
    assert VIEW.polygon([(0, 0, -5), (1, 0, -5), (0, 1, -5)]) is None
    assert VIEW.scale(0, -5) == 0


def test_polygons_that_reach_behind_the_lens_are_cut() -> None:
    cut = VIEW.polygon([(-1, 0, -5), (1, 0, -5), (1, 0, 20), (-1, 0, 20)])

    assert cut is not None
    assert len(cut) == 4


def test_a_larger_picture_shows_the_same() -> None:
    point = [(2.0, 1.0, 12.0)]

    assert np.allclose(VIEW.scaled(2).project(point), VIEW.project(point) * 2)  # type: ignore[operator]
    assert VIEW.scaled(2).horizon == VIEW.horizon * 2


def test_a_metre_shrinks_with_distance() -> None:
    assert VIEW.scale(0, 10) > 2 * VIEW.scale(0, 30)


def test_drawing_stays_inside_the_picture() -> None:
    image = np.full((40, 60, 3), 200, np.uint8)
    square = np.array([(-20.0, -20.0), (10.0, -20.0), (10.0, 10.0), (-20.0, 10.0)])
    fill(image, square, (0, 0, 255))
    shade(image, square + 30, 0.5)
    line(image, (0, 39), (59, 39), (0, 255, 0), 1)
    paste(image, np.zeros((4, 4, 3), np.uint8), square + np.array((55, 0)))
    fill(image, None, (1, 2, 3))
    fill(image, square * 1e6, (1, 2, 3))

    assert tuple(image[5, 5]) == (0, 0, 255)
    assert image[25, 25, 0] == pytest.approx(100, abs=3)
    assert image[39, 30, 1] > 200 > image[39, 30, 0]
    assert tuple(image[5, 58]) == (0, 0, 0)
    assert tuple(image[20, 50]) == (200, 200, 200)


def test_blending_weighs_two_pictures() -> None:
    under = np.full((2, 2, 3), 100, np.uint8)
    blend(under, np.full((2, 2, 3), 200, np.uint8), np.array([[0, 255], [128, 255]], np.uint8))

    assert under[0, 0, 0] == 100
    assert under[0, 1, 0] == 200
    assert under[1, 0, 0] == pytest.approx(150, abs=2)


def test_colours_do_not_run_over() -> None:
    assert lit((100, 200, 250), 1.5) == (150, 255, 255)
