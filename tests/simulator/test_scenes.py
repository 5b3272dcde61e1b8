from __future__ import annotations

import numpy as np
import pytest

from beadle.simulator import scenes, town

FIRST = town.streaming_order()[:16]


@pytest.mark.parametrize("number", FIRST)
def test_the_first_sixteen_cameras_have_loops_of_their_own(number: int) -> None:
    assert scenes.scene_number(number) == number


@pytest.mark.parametrize("number", range(1, 81))
def test_every_camera_shows_a_place_of_its_kind(number: int) -> None:
    shown = scenes.scene_number(number)

    assert shown in FIRST
    assert town.camera(shown).scene == town.camera(number).scene


@pytest.mark.parametrize("number", [10, 18])
def test_loops_are_coded_pictures_that_follow_from_the_number_alone(number: int) -> None:
    first = list(scenes.pictures(number, (320, 176), 3))
    second = list(scenes.pictures(number, (320, 176), 3))

    assert all(picture.shape == (264, 320) and picture.dtype == np.uint8 for picture in first)
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))
