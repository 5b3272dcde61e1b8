"""The ring of scenes and the crops from it."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from training.scenes.scene import Labelled, Scene

from training.detector import data


def test_a_ring_is_found_again_with_what_was_in_it(tmp_path: Path):
    ring = data.open_ring(tmp_path, 3)
    ring.pixels[1] = 7
    ring.state[0] = 2
    again = data.open_ring(tmp_path, 3)
    assert again.filled == 2
    assert again.pixels[1].min() == 7


def test_a_ring_of_another_size_starts_anew(tmp_path: Path):
    data.open_ring(tmp_path, 3).state[0] = 2
    assert data.open_ring(tmp_path, 4).pixels.shape[0] == 4


def test_drawing_rests_until_scenes_are_used(tmp_path: Path):
    class Once(threading.Event):
        """Lets the loop go on until it first rests."""

        def wait(self, timeout: float | None = None) -> bool:
            self.set()
            return True

    data.fill(tmp_path, 16, 1, 2.0, Once())
    ring = data.open_ring(tmp_path, 16)
    assert 2 <= ring.filled < 16


def test_labels_become_rows():
    corners = np.array([[1, 2], [3, 2], [3, 4], [1, 4]], np.float32)
    scene = Scene(np.zeros((8, 8), np.uint8), (Labelled(corners, 2, "x", clear=False),))
    rows = data.rows_of(scene)
    assert rows[0].tolist() == [1, 2, 3, 2, 3, 4, 1, 4, 2, 0]
    assert rows[1:].max() == 0


def test_a_crop_moves_its_labels_with_its_pixels(tmp_path: Path):
    """A white plate on black: where the heat is highest there must be white."""
    ring = data.open_ring(tmp_path, 1)
    ring.pixels[0] = 0
    ring.pixels[0, 180:230, 150:270] = 255
    ring.plates[0, 0] = (150, 180, 270, 180, 270, 230, 150, 230, 1, 1)
    ring.state[0] = 1
    rng = np.random.default_rng(1)
    for _ in range(40):
        picture, targets = data.sample(rng, ring)
        assert picture.shape == (data.CROP, data.CROP)
        line, column = np.argwhere(targets.heat == 1)[0]
        assert picture[line * 8 + 4, column * 8 + 4] > 120
