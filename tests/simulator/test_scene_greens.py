from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from beadle.simulator import scene_greens
from beadle.simulator.scene_light import RAIN, SUN
from beadle.simulator.scene_places import Setting
from beadle.simulator.scene_stage import Plan, Stage


@pytest.mark.parametrize("kind", [scene_greens.station, scene_greens.coach, scene_greens.park, scene_greens.carpark])
def test_every_place_is_full_of_life(kind: Callable[[Setting], Plan]) -> None:
    plan = kind(Setting((320, 176), SUN, 3, 20.0))
    stage = Stage(plan)
    first, later = stage.picture(2, 20), stage.picture(6, 20)

    assert len(plan.walkers) >= 9
    assert first.std() > 25
    assert (np.abs(first.astype(int) - later).max(axis=2) > 30).mean() > 0.001


def test_the_park_is_green() -> None:
    picture = Stage(scene_greens.park(Setting((320, 176), SUN, 3, 20.0))).picture(0, 20)
    blue, green, red = (picture[90:, :, channel].mean() for channel in range(3))

    assert green > red > blue


def test_taxis_wait_and_buses_stand_in_their_bays() -> None:
    station = scene_greens.station(Setting((320, 176), RAIN, 3, 20.0))
    coach = scene_greens.coach(Setting((320, 176), SUN, 3, 20.0))

    assert len(station.props) > 12
    assert len(coach.props) > 10
