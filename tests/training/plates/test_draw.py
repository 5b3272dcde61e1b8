"""Drawn plates: texts, boxes and marks agree with what is in the picture."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from training.plates.hands import HEIGHT, fonts, hand, kept_out, only
from training.plates.letters import mask, width_of
from training.plates.strokes import CHARACTERS, Pen

from training.plates import FAMILIES, draw, texts


@pytest.mark.parametrize("family", FAMILIES)
def test_boxes_and_text_agree(family: str) -> None:
    chance = random.Random(7)
    for _ in range(25):
        plate = draw(chance, family)
        high, wide = plate.picture.shape[:2]
        assert plate.picture.dtype == np.uint8
        assert 90 <= high <= 280
        assert plate.family == family
        assert plate.style.startswith(family)
        assert set(plate.text) <= set(CHARACTERS)
        assert len(plate.boxes) == len(plate.text) >= 2
        for x, y, w, h in plate.boxes:
            assert -4 <= x < wide
            assert -4 <= y < high
            assert x + w <= wide + 4
            assert y + h <= high + 4
            assert w >= 2
            assert h >= 15


@pytest.mark.parametrize("family", ["uk", "europe", "brazil"])
@pytest.mark.parametrize("lines", [1, 2])
def test_lines_stand_as_they_were_asked_for(family: str, lines: int) -> None:
    chance = random.Random(11)
    for _ in range(10):
        plate = draw(chance, family, free=0, lines=lines)
        assert plate.lines == lines
        tops = [y for _, y, _, _ in plate.boxes]
        height = float(np.median([h for _, _, _, h in plate.boxes]))
        assert (max(tops) - min(tops) > height * 0.8) == (lines == 2)
        lower = [y > (min(tops) + max(tops)) / 2 for y in tops]
        assert lower == sorted(lower) or lines == 1, "the upper line comes first"


def test_the_same_seed_draws_the_same_plate() -> None:
    one, other = draw(random.Random(3)), draw(random.Random(3))
    assert one.text == other.text
    assert np.array_equal(one.picture, other.picture)
    assert (
        not np.array_equal(one.picture.shape, draw(random.Random(4)).picture.shape)
        or one.text != draw(random.Random(4)).text
    )


def test_characters_stand_out_from_their_ground() -> None:
    chance = random.Random(5)
    for _ in range(30):
        plate = draw(chance, "uk", free=0, lines=1)
        x, y, w, h = plate.boxes[0]
        around = slice(max(0, x - 4), x + w + 4)  # a bar fills its own box
        cell = plate.picture[max(0, y) : y + h, around].astype(int).sum(axis=2)
        assert cell.max() - cell.min() > 150


def test_bands_seals_and_dashes_are_marks_and_not_text() -> None:
    chance = random.Random(1)
    drawn = [draw(chance, "europe", free=0, lines=1) for _ in range(60)]
    german = [plate for plate in drawn if plate.style == "europe/germany"]
    assert german
    assert all(plate.marks for plate in german)
    assert all("-" not in plate.text and "*" not in plate.text for plate in drawn)


def test_every_character_of_every_hand_has_a_shape_of_its_own() -> None:
    pen = Pen(zero="cut", letter_i="serif", one="flag")
    shapes = {char: mask(char, pen) for char in CHARACTERS}
    for char, shape in shapes.items():
        assert shape.shape[0] == HEIGHT
        assert shape.max() == 255, char
        assert 0.1 < (shape > 128).mean() < 0.8, char
    for one, other in [("0", "O"), ("1", "I"), ("8", "B"), ("5", "S"), ("2", "Z"), ("6", "G")]:
        same = shapes[one].shape == shapes[other].shape and np.array_equal(shapes[one], shapes[other])
        assert not same, (one, other)


def test_british_one_and_letter_i_are_the_same_bar() -> None:
    pen = Pen()
    assert width_of("1", pen) == width_of("I", pen) == pen.stroke
    assert np.array_equal(mask("1", pen), mask("I", pen))


def test_hands_without_fonts_need_no_pillow() -> None:
    chance = random.Random(2)
    assert all(hand(chance, "any", font=0.0).font is None for _ in range(20))


def test_fonts_of_the_evaluation_are_never_trained_on() -> None:
    kept_out = ("DejaVu", "B612", "Cantarell", "FreeSans", "Nimbus")
    assert not [path for path in fonts() if path.stem.startswith(kept_out)]


def test_all_can_be_written_in_other_fonts_to_measure() -> None:
    face = Path("Foreign-Bold.ttf")
    with only([face]):
        assert hand(random.Random(1), "any", font=0.0).font == face
    assert hand(random.Random(1), "any", font=0.0).font is None
    assert not set(fonts()) & set(kept_out())


def test_british_texts_follow_the_forms() -> None:
    chance = random.Random(9)
    for _ in range(300):
        text = texts.british(chance).replace(" ", "")
        assert 2 <= len(text) <= 8
        assert set(text) <= set(CHARACTERS)


def test_free_texts_hold_all_characters() -> None:
    chance = random.Random(10)
    seen = "".join(texts.free(chance) for _ in range(400))
    assert set(CHARACTERS) <= set(seen)
    lengths = {len(texts.free(chance, 4, 8).replace(" ", "")) for _ in range(200)}
    assert lengths == {4, 5, 6, 7, 8}
