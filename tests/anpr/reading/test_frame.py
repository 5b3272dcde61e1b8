from __future__ import annotations

import cv2
import numpy as np
import pytest

from beadle.anpr.reading.frame import OVERVIEW_WIDTH, PATCH_WIDTH, Frame
from beadle.anpr.terms import Box

WIDTH, HEIGHT = 1920, 1080
PLATE = Box(801, 511, 151, 33)


@pytest.fixture
def frame() -> Frame:
    """A grey street with a yellow plate."""
    picture = np.full((HEIGHT, WIDTH, 3), 110, np.uint8)
    picture[PLATE.y : PLATE.y + PLATE.height, PLATE.x : PLATE.x + PLATE.width] = (60, 206, 246)
    planes = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
    chroma = planes[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
    return Frame(planes[:HEIGHT], chroma[0], chroma[1], 5)  # type: ignore[arg-type]  # bytes they are


def shown(data: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def test_a_part_is_in_colour_and_says_where_it_is(frame: Frame) -> None:
    part, (left, top) = frame.part(PLATE)
    assert (left, top) == (800, 510)
    assert part.shape[:2] == (34, 152)
    assert np.abs(part[10, 70].astype(int) - (60, 206, 246)).max() < 12


@pytest.mark.parametrize("box", [Box(-50, -50, 100, 100), Box(1900, 1060, 300, 300), Box(0, 0, WIDTH, HEIGHT)])
def test_a_part_stays_within_the_picture(frame: Frame, box: Box) -> None:
    part, (left, top) = frame.part(box)
    assert left >= 0
    assert top >= 0
    assert left + part.shape[1] <= WIDTH
    assert top + part.shape[0] <= HEIGHT


def test_a_patch_shows_the_plate_with_a_margin(frame: Frame) -> None:
    picture = shown(frame.patch(PLATE))
    assert picture.shape[1] == PATCH_WIDTH
    assert picture[picture.shape[0] // 2, PATCH_WIDTH // 2, 2] > 200
    assert abs(int(picture[picture.shape[0] // 2, 8, 2]) - 110) < 20


def test_an_overview_is_the_whole_picture_made_smaller(frame: Frame) -> None:
    data, share = frame.overview()
    picture = shown(data)
    assert share == 0.5
    assert picture.shape == (540, OVERVIEW_WIDTH, 3)
    assert picture[round((PLATE.y + 16) * share), round((PLATE.x + 70) * share), 2] > 200


def test_a_small_grey_picture_is_not_made_larger() -> None:
    frame = Frame(np.full((120, 160), 77, np.uint8), None, None, 5)
    data, share = frame.overview()
    assert share == 1.0
    assert shown(data).shape == (120, 160, 3)
    assert frame.part(Box(10, 10, 20, 20))[0].shape == (20, 20, 3)
