"""How scores are counted."""

from __future__ import annotations

import numpy as np
import pytest
from training.detector.score import Score, area_shared, share_inside, width_of
from training.scenes.scene import Labelled

from beadle.anpr.engine.terms import Found


def quad(x: float, y: float, width: float = 100, height: float = 24) -> np.ndarray:
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)


def test_shared_area_is_that_of_polygons():
    assert area_shared(quad(0, 0), quad(50, 0)) == pytest.approx(1 / 3)
    assert area_shared(quad(0, 0), quad(500, 0)) == 0
    assert share_inside(quad(-50, 0), 200, 200) == pytest.approx(0.5)
    assert width_of(quad(3, 4)) == 100


def test_a_find_a_miss_and_a_false_alarm():
    score = Score()
    plates = (Labelled(quad(20, 20), 1, "uk/rear"), Labelled(quad(20, 120), 2, "uk/rear"))
    found = [Found(quad(22, 21), 0.9, 0.1), Found(quad(200, 200), 0.8, 0.9)]
    score.add(plates, found, (400, 300))
    facts = score.facts()
    assert facts["false_alarms_per_picture"] == 1
    assert facts["wrong_share_of_reports"] == 0.5
    assert score.tallies["all"].row()["recall"] == 0.5
    assert score.tallies["style uk"].asked == 2
    assert score.tallies["lines 1"].errors == pytest.approx([5**0.5 / 24])


@pytest.mark.parametrize(
    "plate",
    [
        pytest.param(Labelled(quad(20, 20), 1, "x", clear=False), id="hidden"),
        pytest.param(Labelled(quad(-40, 20), 1, "x"), id="cut off"),
        pytest.param(Labelled(quad(20, 20, 20, 6), 1, "x"), id="tiny"),
    ],
)
def test_what_cannot_be_asked_for_is_no_false_alarm_either(plate: Labelled):
    score = Score()
    score.add((plate,), [Found(plate.corners, 0.9, 0.1)], (400, 300))
    assert score.false_alarms == 0
    assert score.tallies["all"].asked == 0
