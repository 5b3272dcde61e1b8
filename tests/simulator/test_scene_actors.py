from __future__ import annotations

import math
import random

import numpy as np
import pytest

from beadle.simulator.scene_actors import Driver, Path, Walker
from beadle.simulator.scene_people import look
from beadle.simulator.traffic import vehicle

LOOK = look(np.random.default_rng(1))


def test_a_path_is_walked_at_even_speed_from_end_to_end() -> None:
    path = Path([(0, 0), (0, 10), (10, 10)])
    spots = [path.place(share * path.length)[:2] for share in np.linspace(0, 1, 50)]
    steps = np.hypot(*np.diff(spots, axis=0).T)

    assert spots[0] == pytest.approx((0, 0))
    assert spots[-1] == pytest.approx((10, 10))
    assert steps.max() < 1.15 * steps.mean()
    assert 16 < path.length < 20


def test_a_closed_walk_has_no_seam() -> None:
    walker = Walker(LOOK, Path([(0, 0), (8, 0), (8, 8), (0, 8)], closed=True), start=3.0, closed=True)
    before, after = walker.at(19.999, 20), walker.at(0.0, 20)
    assert before is not None
    assert after is not None

    assert before[0] == pytest.approx(after[0], abs=0.01)
    for moment in np.linspace(0, 20, 41):
        assert walker.at(moment, 20) is not None


def test_an_open_walk_happens_once_a_loop() -> None:
    walker = Walker(LOOK, Path([(0, 0), (0, 13)]), start=15.0, speed=1.3)

    assert walker.at(15.0, 20)[0] == pytest.approx((0, 0))  # type: ignore[index]
    assert walker.at(1.0, 20)[0] == pytest.approx((0, 7.8))  # type: ignore[index]
    assert walker.at(10.0, 20) is None


def test_standing_people_stay_where_they_are() -> None:
    walker = Walker(LOOK, Path([(2, 3), (3, 3)]), speed=0.0)
    for moment in range(20):
        place, (dx, dz, _) = walker.at(moment, 20)  # type: ignore[misc]
        assert place == pytest.approx((2, 3), abs=0.05)
        assert math.hypot(dx, dz) < 0.05


def test_vehicles_point_where_they_drive() -> None:
    driver = Driver(vehicle(random.Random(1)), Path([(5, 50), (5, 0)]), start=0.0, speed=10)
    here = driver.at(2.0, 20)

    assert here is not None
    assert here[:2] == pytest.approx((5, 30))
    assert abs(here[2]) == pytest.approx(math.pi)
    assert driver.at(6.0, 20) is None
