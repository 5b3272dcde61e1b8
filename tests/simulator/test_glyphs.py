from __future__ import annotations

import itertools

import numpy as np
import pytest

from beadle.simulator.glyphs import STROKES, glyph, text

SHAPES = [character for character in STROKES if character != " "]


@pytest.mark.parametrize("character", SHAPES)
def test_a_letter_fills_its_box_without_running_over(character: str) -> None:
    shape = glyph(character, 12, 19, 2.6)

    assert shape.shape == (19, 12)
    assert shape.max() > 150


def test_no_two_letters_look_the_same() -> None:
    shapes = {character: glyph(character, 24, 38, 5) for character in SHAPES if character != "0"}
    for (first, one), (second, other) in itertools.combinations(shapes.items(), 2):
        assert np.abs(one.astype(int) - other).mean() > 4, (first, second)


def test_a_letter_without_a_shape_is_an_empty_box() -> None:
    assert np.array_equal(glyph("é", 12, 19, 2), glyph("ß", 12, 19, 2))


def test_text_stands_side_by_side() -> None:
    assert text("ABC", 20).shape[0] == 20
    assert text("ABC", 20).shape[1] > 2 * text("A", 20).shape[1]
    assert not text("   ", 20).any()
