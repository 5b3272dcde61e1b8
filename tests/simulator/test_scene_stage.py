from __future__ import annotations

import math
import random

import numpy as np
import pytest

from beadle.simulator import scene_plates
from beadle.simulator.scene_actors import Driver, Path, Walker
from beadle.simulator.scene_ground import ASPHALT, Ground
from beadle.simulator.scene_light import CLOUD, DUSK, SUN, WET_NIGHT, Light
from beadle.simulator.scene_people import look
from beadle.simulator.scene_places import Setting
from beadle.simulator.scene_props import Prop, block
from beadle.simulator.scene_stage import Plan, Stage
from beadle.simulator.scene_view import Image, View
from beadle.simulator.traffic import vehicle


def plan(light: Light = CLOUD) -> Plan:
    chance = np.random.default_rng(1)
    return Plan(View((320, 180), 60, 5, 10), light, 1, Ground((-20, 20, 50), ASPHALT, chance), lamps=[(2.0, 20.0)])


def test_a_scene_without_movement_stands_still() -> None:
    stage = Stage(plan())

    assert np.array_equal(stage.picture(0, 20), stage.picture(7, 20))


def test_movement_repeats_after_the_loop() -> None:
    made = plan()
    made.drivers.append(Driver(vehicle(random.Random(1)), Path([(0, 50), (0, 0)]), 1.0, 8.0))
    made.walkers.append(Walker(look(np.random.default_rng(1)), Path([(-4, 12), (6, 12)]), 0.0, 1.3))
    stage = Stage(made)

    assert np.array_equal(stage.picture(3.0, 20), stage.picture(23.0, 20))
    assert not np.array_equal(stage.picture(3.0, 20), stage.picture(3.5, 20))


def test_a_wall_hides_who_walks_behind_it_and_not_who_walks_before_it() -> None:
    def draw(view: View, image: Image) -> None:
        block(view, image, (-6, 6, 0, 4, 15, 15.2), (200, 200, 200))

    pictures = []
    for z in (20.0, 11.0):
        made = plan()
        made.props.append(Prop(0, 15, draw, 0))
        made.walkers.append(Walker(look(np.random.default_rng(1)), Path([(0, z), (1, z)]), speed=0.0))
        pictures.append(Stage(made).picture(0, 20))
    made = plan()
    made.props.append(Prop(0, 15, draw, 0))
    empty = Stage(made).picture(0, 20)

    behind, before = ((np.abs(one.astype(int) - empty).max(axis=2) > 25).sum() for one in pictures)
    assert behind < 20
    assert before > 200


def test_coded_pictures_are_planes_of_video_range() -> None:
    made = plan(WET_NIGHT)
    made.drivers.append(Driver(vehicle(random.Random(1)), Path([(0, 50), (0, 0)]), 0.0, 8.0))
    coded = Stage(made).coded(3.0, 20, 4)

    assert coded.shape == (270, 320)
    assert coded[:180].min() >= 16
    assert math.isclose(coded[180:].mean(), 128, abs_tol=25)


@pytest.mark.parametrize("light", [SUN, DUSK])
def test_a_calm_scene_is_coded_as_any_other_where_somebody_moves(light: Light) -> None:
    stage = Stage(scene_plates.anpr(Setting((640, 352), light, 17, 40.0), 17))
    for moment in (5.0, 6.5, 7.9, 14.2):
        whole = stage._code(stage.picture(moment, 40.0), stage._grain[0])
        assert np.array_equal(stage.coded(moment, 40.0, 0), whole)
