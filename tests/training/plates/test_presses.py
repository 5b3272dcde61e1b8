"""Bent and cut characters are still themselves, and come out the same each time."""

from __future__ import annotations

import random

import numpy as np
import pytest
from training.plates.hands import HEIGHT, Hand
from training.plates.letters import mask
from training.plates.presses import GAPPED, bent, cut
from training.plates.strokes import CHARACTERS, Pen

PEN = Pen(zero="cut", letter_i="serif", one="flag")


@pytest.mark.parametrize("char", CHARACTERS)
def test_bent_characters_keep_their_height_and_most_of_their_ink(char: str) -> None:
    straight = mask(char, PEN)
    for seed in range(6):
        made = bent(straight, random.Random(seed), 1.0)
        assert made.shape[0] == HEIGHT
        assert abs(made.shape[1] - straight.shape[1]) <= 0.15 * straight.shape[1] + 1
        share = (made > 128).mean() / (straight > 128).mean()
        assert 0.5 < share < 1.7


def test_no_looseness_bends_nothing() -> None:
    straight = mask("R", PEN)
    assert np.abs(bent(straight, random.Random(3), 0.0).astype(int) - straight).max() <= 2


def test_a_cut_takes_ink_from_some_characters_only() -> None:
    for seed in range(8):
        touched = [
            char
            for char in CHARACTERS
            if not np.array_equal(cut(mask(char, PEN), char, random.Random(seed)), mask(char, PEN))
        ]
        assert set(touched) <= set(GAPPED)
        for char in touched:
            left = (cut(mask(char, PEN), char, random.Random(seed)) > 128).sum() / (mask(char, PEN) > 128).sum()
            assert 0.75 < left < 1.0


def test_a_loose_hand_writes_a_character_always_alike() -> None:
    one, other = Hand("x", pen=PEN, loose=0.8, cut=True), Hand("x", pen=PEN, loose=0.8, cut=True)
    assert all(np.array_equal(one.mask(char), other.mask(char)) for char in CHARACTERS)
    assert not np.array_equal(one.mask("8"), Hand("y", pen=PEN, loose=0.8).mask("8"))
