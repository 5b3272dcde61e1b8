from __future__ import annotations

import itertools

import numpy as np
import pytest

from beadle.simulator.scene_ground import PAVING
from beadle.simulator.scene_light import RAIN, SUN, Light
from beadle.simulator.scene_places import Builder, Setting, street_ground
from beadle.simulator.scene_view import View


def builder(light: Light = SUN, seed: int = 1) -> Builder:
    return Builder(Setting((320, 180), light, seed, 20.0), View((320, 180), 60, 5, 8), (-20, 20, 60), PAVING)


def test_a_row_of_fronts_has_no_gap_and_no_overlap() -> None:
    build = builder()
    build.row((-8, 0), (-8, 50), (-5, 0))
    ends = [wall[1] for wall in build.plan.walls]

    assert ends[0][0] == (-8, 0)
    assert ends[-1][1] == pytest.approx((-8, 50))
    for (_, before), (after, _) in itertools.pairwise(ends):
        assert before == pytest.approx(after)
    assert all(wall[0].width > 2.5 for wall in build.plan.walls)


def test_strollers_stay_within_their_area_and_walk_at_a_human_pace() -> None:
    build = builder()
    build.stroll((-5, 5, 10, 20), 12)
    for walker in build.plan.walkers:
        assert walker.closed
        assert walker.path.length / 20 < 2.2
        for moment in np.linspace(0, 20, 30):
            (x, z), _ = walker.at(moment, 20)  # type: ignore[misc]
            assert -8 < x < 8
            assert 7 < z < 23


def test_traffic_is_spread_and_people_carry_umbrellas_in_the_rain() -> None:
    build = builder(RAIN)
    build.traffic([(0, 60), (0, -5)], 4, 9.0)
    build.cross([(-5, 0), (5, 30)], 12)
    build.stand([(1, 10), (2, 10)])

    starts = sorted(driver.start % 20 for driver in build.plan.drivers)
    assert min(np.diff(starts)) > 1
    assert len(build.plan.walkers) == 14
    assert any(walker.look.carries == "umbrella" for walker in build.plan.walkers)


def test_furniture_becomes_props_and_throws_shadows() -> None:
    build = builder()
    street_ground(build, (-3.7, 3.7), 60)
    before = build.ground.canvas.mean()
    build.trees([(5, 20), (-5, 30)])
    build.lamps([(-5, 10), (5, 10)])
    build.bollards([(4, 8)])
    build.planters([(6, 12)])
    build.park(2, 15, heading=0.0)
    plan = build.finish()

    assert len(plan.props) == 7
    assert len(plan.lamps) == 2
    assert plan.ground.canvas.mean() < before


def test_the_same_seed_builds_the_same() -> None:
    first, second, other = builder(seed=3), builder(seed=3), builder(seed=4)
    for build in (first, second, other):
        build.row((-8, 0), (-8, 50), (-5, 0))

    assert [wall[0] for wall in first.plan.walls] == [wall[0] for wall in second.plan.walls]
    assert [wall[0] for wall in first.plan.walls] != [wall[0] for wall in other.plan.walls]
