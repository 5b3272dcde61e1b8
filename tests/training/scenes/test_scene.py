"""Scenes: exact labels, the same picture for the same seed, and pictures without plates."""

from __future__ import annotations

import numpy as np
import pytest
from training.scenes.scene import Scene, draw


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    return [draw(np.random.default_rng((5, index)), 256, 224) for index in range(60)]


def test_a_picture_is_grey_and_of_the_size_asked_for(scenes: list[Scene]):
    assert all(scene.pixels.shape == (224, 256) and scene.pixels.dtype == np.uint8 for scene in scenes)


def test_the_same_seed_gives_the_same_picture_and_labels():
    one, other = (draw(np.random.default_rng(8), 200, 200) for _ in range(2))
    assert np.array_equal(one.pixels, other.pixels)
    assert len(one.plates) == len(other.plates)
    assert all(np.array_equal(a.corners, b.corners) for a, b in zip(one.plates, other.plates, strict=True))


def test_corners_go_clockwise_from_the_upper_left(scenes: list[Scene]):
    plates = [plate for scene in scenes for plate in scene.plates]
    assert len(plates) > 30
    for plate in plates:
        sides = np.roll(plate.corners, -1, 0) - plate.corners
        after = np.roll(sides, -1, 0)
        assert (sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0] > 0).all()
        assert sides[0, 0] > 0, "the upper edge runs to the right: no plate is upside down"


def test_some_pictures_have_none_and_some_have_several(scenes: list[Scene]):
    counts = [len(scene.plates) for scene in scenes]
    assert 4 <= counts.count(0) <= 26
    assert max(counts) >= 2


def test_a_plate_stands_out_where_its_label_says(scenes: list[Scene]):
    """Inside the outline there is more contrast than the same outline finds elsewhere in the picture."""
    stronger = total = 0
    for scene in scenes:
        for plate in scene.plates:
            low, high = plate.corners.min(0).astype(int), plate.corners.max(0).astype(int)
            if not plate.clear or (low < 0).any() or (high >= (256, 224)).any() or high[0] - low[0] < 40:
                continue
            inside = scene.pixels[low[1] : high[1], low[0] : high[0]].std()
            shape = high - low
            corner = [scene.pixels[: shape[1], : shape[0]].std(), scene.pixels[-shape[1] :, -shape[0] :].std()]
            total += 1
            stronger += bool(inside > np.median(corner))
    assert total >= 8
    assert stronger > 0.6 * total
