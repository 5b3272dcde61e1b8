from __future__ import annotations

import numpy as np

from beadle.simulator.scene_ground import ASPHALT, GRASS, WHITE, Ground
from beadle.simulator.scene_view import View


def ground() -> Ground:
    return Ground((-10, 10, 40), GRASS, np.random.default_rng(1))


def test_paint_lands_where_it_was_put() -> None:
    made = ground()
    made.strip(-3, 3, 0, 40, ASPHALT)
    made.disc((8, 20), 1.0, WHITE)
    view = View((320, 180), 60, 5, 12)
    picture = np.zeros((180, 320, 3), np.uint8)
    made.lay(view, picture)
    on_road, on_grass, on_disc = (
        tuple(picture[int(y), int(x)]) for x, y in view.project([(0, 0, 15), (-6, 0, 20), (8, 0, 20)])
    )  # type: ignore[union-attr]

    assert on_road == ASPHALT
    assert on_grass == GRASS
    assert on_disc == WHITE
    assert not picture[: int(view.horizon)].any()


def test_broken_lines_have_gaps() -> None:
    made = ground()
    made.dashes((0, 0), (0, 40), WHITE, 0.3, (2, 4))
    column = made.canvas[:, made.canvas.shape[1] // 2, 0]
    white = column > 200

    assert 0.2 < white.mean() < 0.5
    assert (np.diff(white.astype(int)) == 1).sum() >= 6


def test_slabs_weather_and_shadows_change_only_what_they_should() -> None:
    made = ground()
    before = made.canvas.copy()
    made.slabs((-10, 0, 0, 40), (0.6, 0.9), 6)
    half = made.canvas.shape[1] // 2
    assert np.array_equal(made.canvas[:, half + 2 :], before[:, half + 2 :])
    assert made.canvas[:, : half - 2].std() > before.std()

    made = ground()
    made.shadow([(-2, 10), (2, 10), (2, 14), (-2, 14)], 0.5)
    made.shadow([(50, 10), (52, 10), (52, 14)], 0.5)
    changed = (made.canvas != before).any(axis=2)
    assert 0 < changed.mean() < 0.1
    made.weather(4.0)
    assert made.canvas.std() > before.std()
