from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from beadle.simulator import scene_kinds
from beadle.simulator.scene_light import DUSK, SUN
from beadle.simulator.scene_places import Setting
from beadle.simulator.scene_stage import Plan, Stage


@pytest.mark.parametrize(
    "kind", [scene_kinds.market, scene_kinds.square, scene_kinds.pedestrian, scene_kinds.street, scene_kinds.junction]
)
def test_every_place_is_full_of_life(kind: Callable[[Setting], Plan]) -> None:
    plan = kind(Setting((320, 176), SUN, 3, 20.0))
    stage = Stage(plan)
    first, later = stage.picture(2, 20), stage.picture(6, 20)

    assert len(plan.walkers) >= 10
    assert len(plan.walls) >= 10
    assert first.std() > 30
    assert (np.abs(first.astype(int) - later).max(axis=2) > 30).mean() > 0.002


def test_dusk_is_dark_with_lit_windows() -> None:
    day = Stage(scene_kinds.street(Setting((320, 176), SUN, 3, 20.0))).picture(1, 20)
    dusk = Stage(scene_kinds.street(Setting((320, 176), DUSK, 3, 20.0))).picture(1, 20)

    assert dusk.mean() < 0.7 * day.mean()
    assert dusk.max() > 200


def test_boards_carry_their_words() -> None:
    assert scene_kinds.name_board("BAY 1").std() > 20
