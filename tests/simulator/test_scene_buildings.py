from __future__ import annotations

import numpy as np
import pytest

from beadle.simulator.scene_buildings import Front, crooked_spire, paint, raise_wall, roof
from beadle.simulator.scene_light import DUSK, SUN
from beadle.simulator.scene_view import View

VIEW = View((320, 180), 60, 5, 8)


@pytest.mark.parametrize(
    "front",
    [
        Front(8, 10, (80, 90, 150), "PEAK COFFEE", (30, 110, 190)),
        Front(6, 9, (80, 90, 150), "THE CROOKED INN", timber=True),
        Front(12, 8, (80, 90, 150)),
        Front(5.5, 7, (80, 90, 150), "A NAME THAT IS FAR TOO LONG FOR ITS SIGN"),
    ],
)
def test_fronts_have_windows_and_shine_only_in_the_dark(front: Front) -> None:
    day, dull = paint(front, SUN, np.random.default_rng(1))
    _, shining = paint(front, DUSK, np.random.default_rng(1))

    assert day.shape[0] / day.shape[1] == pytest.approx(front.height / front.width, rel=0.02)
    assert day.std() > 15
    assert not dull.any()
    assert shining.any() or not front.shop


def test_a_blind_wall_is_only_brick() -> None:
    picture, shine = paint(Front(8, 8, (80, 90, 150), blind=True), DUSK, np.random.default_rng(1))

    assert picture.std(axis=(0, 1)).max() < 15
    assert not shine.any()


def test_a_wall_stands_between_its_ends_and_is_cut_at_the_lens() -> None:
    painting = np.full((60, 80, 3), 255, np.uint8)
    ahead, beside, behind = (np.zeros((180, 320, 3), np.uint8) for _ in range(3))
    raise_wall(VIEW, [(ahead, painting)], ((-4, 20), (4, 20)), (0, 6))
    raise_wall(VIEW, [(beside, painting)], ((-6, -10), (-6, 40)), (0, 6))
    raise_wall(VIEW, [(behind, painting)], ((-4, -20), (4, -20)), (0, 6))
    left, right = VIEW.project([(-4, 3, 20), (4, 3, 20)])[:, 0]  # type: ignore[index]
    columns = np.flatnonzero(ahead.any(axis=(0, 2)))

    assert abs(columns[0] - left) < 3
    assert abs(columns[-1] - right) < 3
    assert beside[:, :100].any()
    assert not beside[:, 200:].any()
    assert not behind.any()


def test_roofs_and_the_spire_are_drawn() -> None:
    picture = np.zeros((180, 320, 3), np.uint8)
    roof(VIEW, picture, ((-5, 30), (5, 30)), 8, (0, 5))
    assert picture.any()
    picture[:] = 0
    crooked_spire(VIEW, picture, (20, 400))
    rows = np.flatnonzero(picture.any(axis=(1, 2)))
    top, foot = picture[rows[0]].any(axis=1), picture[rows[-1]].any(axis=1)
    assert top.sum() < foot.sum()
