from __future__ import annotations

import numpy as np
import pytest

from beadle.simulator.scene_light import RAIN, SUN
from beadle.simulator.scene_people import Look, draw_person, look
from beadle.simulator.scene_view import View

VIEW = View((640, 360), 60, 5, 10)
SOMEBODY = Look(1.75, (150, 182, 224), (30, 34, 40), (56, 52, 160), (92, 62, 44))


def drawn(person: Look, z: float, phase: float = 0.0) -> np.ndarray:
    image = np.zeros((360, 640, 3), np.uint8)
    draw_person(VIEW, image, person, (0, z), (1.0, 0.0, phase), SUN)
    return image


def test_people_stand_on_their_place_and_shrink_with_distance() -> None:
    heights = []
    for z in (12, 18, 60):
        rows = np.flatnonzero(drawn(SOMEBODY, z).any(axis=(1, 2)))
        heights.append(rows[-1] - rows[0])
        foot = VIEW.project([(0, 0, z)])
        assert foot is not None
        assert abs(rows[-1] - foot[0, 1]) < 6

    assert heights[0] > heights[1] > heights[2] > 4


def test_a_stride_moves_the_legs() -> None:
    assert not np.array_equal(drawn(SOMEBODY, 9, 0.0), drawn(SOMEBODY, 9, 1.5))


@pytest.mark.parametrize("carries", ["", "bag", "umbrella", "pushchair"])
def test_what_is_carried_is_drawn(carries: str) -> None:
    person = Look(1.75, *((150, 182, 224),) * 4, carries=carries)

    assert np.array_equal(drawn(person, 9), drawn(Look(1.75, *((150, 182, 224),) * 4), 9)) == (carries == "")


def test_nobody_is_drawn_behind_the_lens_or_far_beside_it() -> None:
    image = np.zeros((360, 640, 3), np.uint8)
    draw_person(VIEW, image, SOMEBODY, (0, -3), (0, 1, 0), SUN)
    draw_person(VIEW, image, SOMEBODY, (60, 10), (0, 1, 0), SUN)

    assert not image.any()


def test_made_up_people_differ_and_take_umbrellas_into_the_rain() -> None:
    chance = np.random.default_rng(1)
    dry = [look(chance) for _ in range(60)]
    wet = [look(chance, rain=RAIN.rain) for _ in range(60)]

    assert len(set(dry)) == 60
    assert not any(one.carries == "umbrella" for one in dry)
    assert sum(one.carries == "umbrella" for one in wet) > 20
