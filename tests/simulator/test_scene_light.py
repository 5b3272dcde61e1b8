from __future__ import annotations

import numpy as np
import pytest

from beadle.simulator import scene_light
from beadle.simulator.scene_light import CLOUD, DUSK, RAIN, SUN, WET_NIGHT, Light


@pytest.mark.parametrize("light", [SUN, CLOUD, RAIN, DUSK, WET_NIGHT])
def test_skies_fill_their_rows(light: Light) -> None:
    heaven = scene_light.sky(light, 160, 50, np.random.default_rng(1))

    assert heaven.shape == (50, 160, 3)
    assert heaven.std() > 1


def test_dusk_is_darker_and_bluer_than_day() -> None:
    grey = np.full((4, 4, 3), 128, np.uint8)
    day, dusk = scene_light.grade(grey, SUN), scene_light.grade(grey, DUSK)

    assert dusk.mean() < day.mean() * 0.7
    assert dusk[0, 0, 0] > dusk[0, 0, 2]
    assert SUN.on((100, 100, 100))[2] == pytest.approx(104)


def test_lamps_glow_beyond_their_own_pixels() -> None:
    picture, lamp = np.zeros((200, 300, 3), np.uint8), np.zeros((200, 300, 3), np.uint8)
    lamp[96:104, 146:154] = 255
    scene_light.glow(picture, lamp)

    assert picture[100, 150].min() == 255
    assert picture[100, 160].max() > 0
    assert picture[10, 10].max() == 0


def test_wet_ground_mirrors_what_stands_above_it() -> None:
    picture = np.zeros((100, 100, 3), np.uint8)
    picture[:40] = 200
    scene_light.wet(picture, 40, np.random.default_rng(1))

    assert picture[45].mean() > 10
    assert picture[:40].mean() == 200


def test_rain_and_noise_are_thin() -> None:
    chance = np.random.default_rng(1)
    rain = scene_light.rain_layers(200, 100, 2, chance)
    grain = scene_light.grain_layers(200, 100, 2, chance, 1.5)

    assert 0 < (rain[0] > 0).mean() < 0.2
    assert not np.array_equal(grain[0], grain[1])
    assert grain[0].max() < 20


def test_a_lens_is_darker_in_its_corners() -> None:
    picture = np.full((100, 160, 3), 200, np.uint8)
    scene_light.vignette(picture)

    assert picture[0, 0, 0] < picture[50, 80, 0]
