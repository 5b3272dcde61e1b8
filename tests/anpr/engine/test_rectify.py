"""Plates become strips: which pixels end up where, and how many lines a shape may have."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from beadle.anpr.engine import rectify
from beadle.anpr.engine.rectify import HEIGHT, MARGIN_X, WIDTH, folds, shape, strip, strips


def square(left: float, top: float, width: float, height: float) -> rectify.Corners:
    right, bottom = left + width, top + height
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def column_of(x: float) -> int:
    """Where a place of the plate (0: left edge, 1: right edge) lies in a strip with one line."""
    return int((x + MARGIN_X) / (1 + 2 * MARGIN_X) * WIDTH)


def test_a_plate_fills_its_strip_from_left_to_right() -> None:
    picture = np.full((200, 400), 20, np.uint8)
    picture[80:120, 100:200] = 100
    picture[80:120, 200:300] = 220
    found = strip(picture, square(100, 80, 200, 40))
    assert found.grey.shape == (HEIGHT, WIDTH)
    assert found.grey.dtype == np.uint8
    assert found.lines == 1
    middle = found.grey[HEIGHT // 2]
    assert middle[column_of(0.1)] == 100
    assert middle[column_of(0.4)] == 100
    assert middle[column_of(0.6)] == 220
    assert middle[0] == 20
    assert middle[-1] == 20


@pytest.mark.parametrize("width", [24.0, 90.0, 700.0])
def test_a_slanted_plate_is_made_upright_at_every_size(width: float) -> None:
    flat = np.full((100, 400), 230, np.uint8)
    flat[:, 100:140] = 10
    flat[:, 300:320] = 10
    height = width / 4
    corners = np.array(
        [[20, 10 + height], [20 + width, 10], [22 + width, 10 + height], [22, 12 + 2 * height]], np.float32
    )
    edges = np.array([[0, 0], [400, 0], [400, 100], [0, 100]], np.float32)
    size = (int(width) + 40, int(2.2 * height) + 40)
    picture = cv2.warpPerspective(flat, cv2.getPerspectiveTransform(edges, corners), size, borderValue=(230,))
    grey = strip(np.asarray(picture, np.uint8), corners).grey
    middle = grey[HEIGHT // 2].astype(int)
    assert middle[column_of(0.3)] < 60
    assert middle[column_of(0.5)] > 200
    assert middle[column_of(0.7)] > 200
    assert middle[column_of(0.775)] < middle[column_of(0.7)] - 60


def test_fine_patterns_of_a_large_plate_turn_grey_and_do_not_flicker() -> None:
    picture = np.zeros((500, 2000), np.uint8)
    picture[:, ::2] = 255
    grey = strip(picture, square(100, 50, 1600, 380)).grey
    assert abs(int(grey.mean()) - 127) < 12
    assert grey[5:-5, 10:-10].std() < 30


def test_colour_is_weighed_as_the_eye_does_it() -> None:
    picture = np.zeros((60, 200, 3), np.uint8)
    picture[:] = (10, 200, 90)
    expected = int(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[0, 0])
    assert set(np.unique(strip(picture, square(20, 10, 150, 35)).grey)) == {expected}


def test_two_lines_stand_side_by_side() -> None:
    picture = np.full((300, 300), 128, np.uint8)
    picture[50:150, 50:250] = 10
    picture[150:250, 50:250] = 240
    found = strip(picture, square(50, 50, 200, 200), 2)
    assert found.lines == 2
    assert found.grey.shape == (HEIGHT, WIDTH)
    upper, lower = found.grey[:, : WIDTH // 2], found.grey[:, WIDTH // 2 :]
    assert upper[HEIGHT // 2, 20] == 10
    assert lower[HEIGHT // 2, 20] == 240
    assert upper[-1, 20] == 240, "the halves overlap, so that no line is cut where it lies a little off"
    assert lower[0, 20] == 10


def test_corners_outside_of_the_picture_draw_its_edge_out() -> None:
    picture = np.full((40, 100), 77, np.uint8)
    assert set(np.unique(strip(picture, square(-30, -20, 200, 90)).grey)) == {77}


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (520, 111, (1,)),  # British, European
        (400, 130, (1,)),  # Brazilian
        (305, 152, (1, 2)),  # United States: could be two lines seen from above
        (285, 203, (2, 1)),  # British with two lines
        (180, 200, (2,)),  # German motorcycle
        (0.4, 100, ()),
        (100, 0, ()),
    ],
)
def test_the_shape_tells_how_many_lines_are_worth_trying(
    width: float, height: float, expected: tuple[int, ...]
) -> None:
    assert folds(square(10, 10, width, height)) == expected
    picture = np.zeros((220, 540), np.uint8)
    assert tuple(found.lines for found in strips(picture, square(10, 10, width, height))) == expected


def test_corners_that_are_no_numbers_give_nothing() -> None:
    corners = square(0, 0, 100, 20)
    corners[2, 1] = np.nan
    assert folds(corners) == ()


def test_the_shape_is_the_mean_of_opposite_sides() -> None:
    corners = np.array([[0, 0], [100, 0], [110, 30], [-10, 30]], np.float32)
    width, height = shape(corners)
    assert width == pytest.approx(110)
    assert height == pytest.approx(np.hypot(10, 30))
