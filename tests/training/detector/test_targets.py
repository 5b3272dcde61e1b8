"""What the network should answer."""

from __future__ import annotations

import numpy as np
import pytest
from training.detector.targets import make, scale_of


def row(x: float, y: float, width: float, height: float, lines: int = 1, clear: int = 1) -> list[float]:
    return [x, y, x + width, y, x + width, y + height, x, y + height, lines, clear]


def test_one_peak_where_the_middle_is_and_the_corners_from_there():
    targets = make(np.array([row(50, 60, 120, 28, 2)], np.float32), 320, 320)
    peaks = np.argwhere(targets.heat == 1)
    assert peaks.tolist() == [[74 // 8, 110 // 8]]
    line, column = peaks[0]
    place = np.array([column * 8 + 4, line * 8 + 4])
    scale = scale_of(np.array([[50, 60], [170, 60], [170, 88], [50, 88]], np.float32))
    assert np.exp(targets.shape[1, line, column]) * 8 == pytest.approx(scale)
    corner = targets.shape[2:4, line, column] * scale + place
    assert corner == pytest.approx([50, 60], abs=1e-3)
    assert targets.shape[0, line, column] == 1, "two lines"
    assert targets.care.min() == 1


def test_no_plate_no_heat():
    targets = make(np.zeros((0, 10), np.float32), 64, 64)
    assert targets.heat.max() == 0
    assert targets.near.max() == 0
    assert targets.care.min() == 1


@pytest.mark.parametrize(
    "plate",
    [
        pytest.param(row(50, 60, 120, 28, clear=0), id="hidden"),
        pytest.param(row(50, 60, 11, 4), id="tiny"),
        pytest.param(row(-80, 60, 120, 28), id="mostly outside"),
    ],
)
def test_what_cannot_be_judged_counts_neither_way(plate: list[float]):
    targets = make(np.array([plate], np.float32), 320, 320)
    assert targets.heat.max() == 0
    assert targets.care.min() == 0


def test_cut_off_plates_count_by_what_is_seen_and_unseen_corners_weigh_less():
    targets = make(np.array([row(-40, 60, 120, 28)], np.float32), 320, 320)
    line, column = np.argwhere(targets.heat == 1)[0]
    assert column * 8 + 4 == pytest.approx(40, abs=8), "the middle of the visible part"
    assert targets.stiff[:, line, column].tolist() == [0.25, 0.25, 1, 1, 1, 1, 0.25, 0.25]


def test_plates_outside_leave_no_trace():
    targets = make(np.array([row(400, 60, 120, 28)], np.float32), 320, 320)
    assert targets.heat.max() == 0
    assert targets.care.min() == 1
