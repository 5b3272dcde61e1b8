from __future__ import annotations

import math

import numpy as np
import pytest

from beadle.simulator.scene_light import DUSK, SUN
from beadle.simulator.scene_vehicles import SHAPES, Pose, draw_vehicle, plate_picture, sparks
from beadle.simulator.scene_view import View
from beadle.simulator.traffic import Vehicle

VIEW = View((640, 360), 40, 4.5, 10)


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("heading", [0.0, 0.7, math.pi / 2, math.pi, 4.0])
def test_every_kind_shows_its_paint_from_every_side(kind: str, heading: float) -> None:
    image = np.full((360, 640, 3), 90, np.uint8)
    draw_vehicle(VIEW, image, Vehicle("TK24 KPO", "red", kind), Pose(0, 18, heading), SUN)
    red = (image[:, :, 2] > 110) & (image[:, :, 0] < 90)

    assert red.sum() > 150


@pytest.mark.parametrize("z", [-10.0, 0.5, 2.0])
def test_a_vehicle_that_passes_the_lens_does_no_harm(z: float) -> None:
    image = np.zeros((360, 640, 3), np.uint8)
    draw_vehicle(VIEW, image, Vehicle("TK24 KPO", "red", "van"), Pose(1, z, 0), DUSK)
    sparks(VIEW, image, Vehicle("TK24 KPO", "red", "van"), Pose(1, z, 0))


def test_plates_are_white_before_and_yellow_behind() -> None:
    front, rear = plate_picture("TK24 KPO", False), plate_picture("TK24 KPO", True)

    assert front[2, 2].min() > 220
    assert rear[2, 2, 0] < 100
    assert (front.mean(axis=2) < 60).mean() > 0.12


def test_the_end_that_shows_has_its_own_plate() -> None:
    for heading, yellow in ((0.0, True), (math.pi, False)):
        image = np.full((360, 640, 3), 90, np.uint8)
        draw_vehicle(VIEW, image, Vehicle("TK24 KPO", "blue", "hatchback"), Pose(0, 14, heading), SUN)
        found = ((image[:, :, 2] > 200) & (image[:, :, 0] < 120)).sum()
        assert (found > 20) == yellow


def test_headlights_glow() -> None:
    image = np.zeros((360, 640, 3), np.uint8)
    sparks(VIEW, image, Vehicle("TK24 KPO", "blue", "hatchback"), Pose(0, 20, math.pi))

    assert image.max() > 100
