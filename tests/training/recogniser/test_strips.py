"""Examples for the recogniser: what is drawn, photographed and rectified still says what its label says."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from training.plates.plate import Plate
from training.recogniser.photograph import photograph, to_grey
from training.recogniser.score import Tally, temperature, truths
from training.recogniser.strips import KINDS, LONGEST, NOTHING, Lot, Source, clutter, label_of, loosen, lot

from beadle.anpr.engine import rectify
from beadle.anpr.engine.recognise import CLASSES, Reading, plain
from training.recogniser import shelf


def plate(**given: object) -> Plate:
    facts = {
        "picture": np.full((100, 450, 3), 240, np.uint8),
        "text": "AB1",
        "family": "uk",
        "style": "uk/front",
        "lines": 1,
        "boxes": [(60, 15, 40, 70), (110, 15, 40, 70), (220, 15, 20, 70)],
        "marks": [],
    }
    return Plate(**{**facts, **given})  # type: ignore[arg-type]


def written(label: list[int]) -> str:
    return "".join(CLASSES[c] for c in label)


def test_marks_stand_in_the_label_where_they_stand_on_the_plate() -> None:
    band, seal, bar = (0, 0, 40, 100), (165, 20, 30, 60), (0, 0, 450, 20)
    assert written(label_of(plate(marks=[seal, band]))) == "#AB#1"
    assert written(label_of(plate(marks=[bar]))) == "AB1", "a bar over the whole plate is no mark between characters"
    sticker = (300, 85, 20, 15)
    assert written(label_of(plate(marks=[sticker]))) == "AB1", "a sticker below the characters is none either"


def test_two_lines_are_read_from_the_upper_left() -> None:
    two = plate(
        lines=2,
        text="AB12C",
        picture=np.full((200, 280, 3), 240, np.uint8),
        boxes=[(60, 10, 40, 80), (110, 10, 40, 80), (30, 110, 30, 80), (80, 110, 40, 80), (130, 110, 40, 80)],
        marks=[(170, 30, 30, 40), (0, 0, 30, 100)],
    )
    assert written(label_of(two)) == "#AB#12C"


def test_the_same_seed_makes_the_same_lot() -> None:
    one, other = lot(Source(21, keep=4), 12), lot(Source(21, keep=4), 12)
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a, b)
    assert one.strips.shape == (12, rectify.HEIGHT, rectify.WIDTH)
    assert one.labels.shape == (12, LONGEST)
    assert (one.labels.max(axis=1)[one.lengths > 0] < len(CLASSES)).all()


def test_wrong_folds_and_clutter_have_no_text() -> None:
    made = lot(Source(5, keep=4), 120)
    nothing = made.kinds == KINDS.index(NOTHING)
    assert 0 < nothing.sum() < 40
    assert (made.lengths[nothing] == 0).all()
    assert (made.lengths[~nothing] >= 2).all()


def test_a_family_can_be_asked_for() -> None:
    made = lot(Source(6, keep=3, families=("us",), nothing=False), 15)
    assert {KINDS[kind] for kind in made.kinds} == {"us/1"}


@pytest.mark.parametrize("seed", range(8))
def test_the_corners_of_a_photograph_enclose_the_plate(seed: int) -> None:
    chance = random.Random(seed)
    grey = np.full((100, 470), 255, np.uint8)
    seen = photograph(grey, chance)
    high, wide = seen.grey.shape
    assert (seen.corners > 0).all()
    assert (seen.corners < (wide, high)).all()
    width, height = rectify.shape(seen.corners)
    assert 15 < width < 400
    assert 1.2 < width / height < 14
    assert seen.width == pytest.approx(float(np.linalg.norm(seen.corners[1] - seen.corners[0])))


def test_loosened_corners_stay_near() -> None:
    chance = random.Random(1)
    corners = np.array([[100, 100], [300, 110], [300, 150], [100, 140]], np.float32)
    for _ in range(200):
        off = np.abs(loosen(corners, chance) - corners)
        assert off[:, 0].max() < 0.2 * 200
        assert off[:, 1].max() < 0.5 * 40


def test_red_is_bright_to_an_infrared_camera_only() -> None:
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 2] = 255
    chance = random.Random(0)
    seen = {int(to_grey(red, chance)[0, 0]) for _ in range(60)}
    assert 76 in seen
    assert max(seen) > 190


def test_clutter_is_a_strip() -> None:
    made = [clutter(random.Random(seed)) for seed in range(12)]
    assert all(each.shape == (rectify.HEIGHT, rectify.WIDTH) and each.dtype == np.uint8 for each in made)
    assert len({each.tobytes() for each in made}) == 12


def test_lots_are_kept_and_not_made_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "EACH", 5)
    first = list(shelf.fill(tmp_path, 3, 2))
    before = [path.stat().st_mtime_ns for path in first]
    again = list(shelf.fill(tmp_path, 3, 2))
    assert [path.stat().st_mtime_ns for path in again] == before
    made = shelf.load(first[1])
    assert len(made.strips) == 5
    assert not np.array_equal(made.strips, shelf.load(first[0]).strips)


def test_the_score_counts_o_and_zero_as_the_same() -> None:
    labels = np.zeros((2, LONGEST), np.uint8)
    labels[0, :3] = [CLASSES.index(c) for c in "#O1"]
    labels[1, :2] = [CLASSES.index(c) for c in "B8"]
    held = Lot(
        np.zeros((2, rectify.HEIGHT, rectify.WIDTH), np.uint8),
        labels,
        np.array([3, 2], np.uint8),
        np.zeros(2, np.uint8),
        np.array([100.0, 50.0], np.float32),
    )
    assert truths(held) == ["O1", "B8"]
    tally = Tally()
    tally.add(["0I", "88"], held)
    assert (tally.right["all"], tally.whole["all"]) == (1, 2)
    assert (tally.right["clear"], tally.whole["clear"]) == (1, 1)


def seen(column: int, sure: float) -> Reading:
    """One step that holds one character for so likely, and all others for alike."""
    shares = np.full((3, len(CLASSES)), (1 - sure) / (len(CLASSES) - 1), np.float32)
    shares[0, 0] = shares[2, 0] = shares[1, column] = sure
    return plain(np.log(shares / shares.sum(axis=1, keepdims=True)))


def test_the_temperature_tells_how_much_surer_than_right_the_network_is() -> None:
    readings = [seen(CLASSES.index("B"), 0.999)] * 10
    assert temperature(readings, ["B"] * 10) == 1.0
    assert temperature(readings, ["B"] * 6 + ["8"] * 4) > 1.2
