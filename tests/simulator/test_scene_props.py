from __future__ import annotations

import numpy as np
import pytest

from beadle.simulator import scene_props
from beadle.simulator.scene_props import STRIPES, Prop
from beadle.simulator.scene_view import View

VIEW = View((640, 360), 60, 5, 10)
PROPS = [
    scene_props.stall(0, 14, STRIPES[0], 1),
    scene_props.tree(0, 14, 6, 1),
    scene_props.lamp(0, 14),
    scene_props.bollard(0, 14),
    scene_props.bench(0, 14),
    scene_props.planter(0, 14, 1),
    scene_props.shelter(0, 14),
    scene_props.sign_board(0, 14, np.full((10, 20, 3), 200, np.uint8), (2, 1), 1),
    scene_props.mound(0, 14, 1.2, 1),
]


@pytest.mark.parametrize("prop", PROPS)
def test_every_prop_stands_at_its_place_and_looks_the_same_twice(prop: Prop) -> None:
    first, second = np.zeros((360, 640, 3), np.uint8), np.zeros((360, 640, 3), np.uint8)
    prop.draw(VIEW, first)
    prop.draw(VIEW, second)
    covered = np.flatnonzero(first.any(axis=(0, 2)))

    assert np.array_equal(first, second)
    assert covered[0] < 340
    assert covered[-1] > 300


@pytest.mark.parametrize("z", [-20, 0.1, 1.0])
def test_props_at_or_behind_the_lens_do_no_harm(z: float) -> None:
    image = np.zeros((360, 640, 3), np.uint8)
    for prop in (
        scene_props.stall(0, z, STRIPES[1], 1),
        scene_props.tree(0, z, 6, 1),
        scene_props.lamp(0, z),
        scene_props.bollard(0, z),
        scene_props.mound(0, z, 1, 1),
    ):
        prop.draw(VIEW, image)


def test_a_lamp_lights_the_ground() -> None:
    shine = np.zeros((360, 640, 3), np.uint8)
    scene_props.lamp_light(VIEW, shine, -1.2, 15)

    assert shine.max() > 200
    assert (shine.sum(axis=2) > 0).sum() > 500
