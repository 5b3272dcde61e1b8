"""The pictures that plates are measured on: the same every time, and with what they say they hold."""

from __future__ import annotations

import random

import numpy as np
import pytest
from benchmarks.plate_pictures import KINDS, pass_by, picture
from benchmarks.plates import Tally, folded, judge, peer_is_right, shared
from tests.factories.plate_reads import read

from beadle.anpr.engine.terms import CHARACTERS
from benchmarks import plate_drawing


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_picture_every_time(kind: str) -> None:
    one, other = picture(kind, 3, 0.1), picture(kind, 3, 0.1)
    assert np.array_equal(one.picture, other.picture)
    assert not np.array_equal(one.picture, picture(kind, 4, 0.1).picture)
    assert len(one.truths) == (0 if kind == "none" else 1)


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_plates_lie_inside_and_go_round_clockwise(kind: str) -> None:
    for seed in range(6):
        sample = picture(kind, seed, 0.3)
        (truth,) = sample.truths
        height, width = sample.picture.shape[:2]
        assert (truth.corners >= 0).all()
        assert (truth.corners < [width, height]).all()
        along, down = truth.corners[1] - truth.corners[0], truth.corners[3] - truth.corners[0]
        assert along[0] * down[1] - along[1] * down[0] > 0
        assert set(truth.text) <= set(CHARACTERS)


@pytest.mark.parametrize("region", sorted(plate_drawing.DRAWERS))
def test_plates_without_any_font(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plate_drawing, "fonts", tuple)
    drawn = plate_drawing.DRAWERS[region](random.Random(1))
    assert drawn.picture.std() > 20
    assert 4 <= len(drawn.text) <= 8


def test_a_pass_shows_one_plate_growing() -> None:
    frames = pass_by(1, frames=4)
    assert len({sample.truths[0].text for sample in frames}) == 1
    widths = [float(np.ptp(sample.truths[0].corners[:, 0])) for sample in frames]
    assert widths == sorted(widths)


def test_shared_area() -> None:
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
    assert shared(square, square) == pytest.approx(1.0)
    assert shared(square, square + 5) == pytest.approx(25 / 175)
    assert shared(square, square + 20) == 0.0


def test_what_counts_as_right_found_and_wrong() -> None:
    sample = picture("uk", 1, 0.3)
    (truth,) = sample.truths
    x, y = truth.corners.min(axis=0)
    width, height = np.ptp(truth.corners, axis=0)
    there = read(truth.text, (int(x), int(y), int(width), int(height)))
    elsewhere = read("AUD1", (0, 0, 30, 8))
    tally = Tally()
    judge(tally, sample, [there, elsewhere])
    assert (tally.plates, tally.right, tally.wrong) == (1, 1, 1)
    judge(tally, sample, [])
    assert (tally.plates, tally.right, tally.wrong, len(tally.misses)) == (2, 1, 1, 1)


def test_o_and_nought_are_one() -> None:
    assert folded("OI8") == folded("018")


def test_the_peer_is_judged_generously() -> None:
    (truth,) = picture("br", 2, 0.3).truths
    middle = np.tile(truth.corners.mean(axis=0), (4, 1)).astype(np.float32)
    assert peer_is_right(truth, [("BRASIL", middle * 0), (truth.text, middle)])
    assert peer_is_right(truth, [(truth.text[:3], middle), (truth.text[3:], middle + [[0, 1]] * 4)])
    assert not peer_is_right(truth, [(truth.text[:3], middle)])
