"""Cuts for the second network."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from beadle.anpr.engine.detect import CLOSE, CLOSE_PLATE, Spot
from training.detector import cuts

PLATE = np.array([150, 180, 270, 180, 270, 206, 150, 206, 1, 1], np.float32)


class Seer:
    """A first network that sees what it is told to."""

    def __init__(self, *quads: list[list[float]]) -> None:
        self._spots = [Spot(np.array(quad, np.float64), 0.5, 0.0) for quad in quads]

    def look(self, grey: np.ndarray, least: float) -> list[Spot]:
        return self._spots


def test_a_plate_is_cut_out_with_its_corners_where_they_are():
    picture = np.zeros((384, 384), np.uint8)
    cv2.fillPoly(picture, [PLATE[:8].reshape(4, 2).astype(np.int32)], 255)
    seen = [[146, 184], [262, 178], [264, 208], [148, 212]]
    made = cuts.of_scene(np.random.default_rng(1), Seer(seen), picture, PLATE[None])  # type: ignore[arg-type]
    assert len(made) == 2, "what was seen, and the plate itself roughly aimed at"
    for pixels, row in made:
        assert pixels.shape == (CLOSE[1], CLOSE[0])
        assert row[8:].tolist() == [1, 0]
        inside = np.zeros_like(pixels)
        cv2.fillPoly(inside, [np.round(row[:8].reshape(4, 2)).astype(np.int32)], 255)
        assert np.abs(inside.astype(int) - pixels).mean() < 12
        assert np.ptp(row[:8].reshape(4, 2)[:, 0]) < 1.6 * CLOSE_PLATE[0]


def test_what_is_no_plate_is_cut_out_as_none():
    made = cuts.of_scene(
        np.random.default_rng(1),
        Seer([[10, 10], [90, 10], [90, 30], [10, 30]]),  # type: ignore[arg-type]
        np.zeros((384, 384), np.uint8),
        np.zeros((0, 10), np.float32),
    )
    assert [row[8] for _, row in made] == [0]


@pytest.mark.parametrize(
    ("seen", "clear", "wanted"),
    [
        pytest.param([150, 180, 270, 180, 270, 206, 150, 206], 1, "plate", id="the same"),
        pytest.param([20, 20, 80, 20, 80, 40, 20, 40], 1, "none", id="elsewhere"),
        pytest.param([240, 180, 360, 180, 360, 206, 240, 206], 1, "unclear", id="a quarter of it"),
        pytest.param([150, 180, 270, 180, 270, 206, 150, 206], 0, "unclear", id="hidden"),
    ],
)
def test_places_are_judged_by_what_they_share_with_plates(seen: list[float], clear: int, wanted: str):
    plate = PLATE.copy()
    plate[9] = clear
    row = cuts.judged(np.array(seen, np.float32).reshape(4, 2), plate[None])
    found = "unclear" if row is None else "plate" if row[8] > 0 else "none"
    assert found == wanted


def test_cuts_are_found_again(tmp_path: Path):
    made = cuts.open_cuts(tmp_path, 4)
    made.rows[2] = 3
    made.state[0] = 9
    again = cuts.open_cuts(tmp_path, 4)
    assert again.filled == 4
    assert again.rows[2].min() == 3
