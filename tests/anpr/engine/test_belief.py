"""How far a read is to be believed."""

from __future__ import annotations

import numpy as np
import pytest
from tests.factories.plate_reads import steps

from beadle.anpr.engine.belief import belief
from beadle.anpr.engine.decode import decode
from beadle.anpr.engine.engine import LEAST
from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.terms import Found

GRAMMAR = Grammar()
CORNERS = np.array([[0, 0], [100, 0], [100, 22], [0, 22]], np.float32)


def believed(text: str, sure: float = 0.99, score: float = 0.9, ratio: float = 4.5) -> float:
    return belief(Found(CORNERS, score, 0.02), decode(steps(text, sure), GRAMMAR), ratio)


def test_a_clear_plate_is_believed() -> None:
    assert believed("AB12CDE", 0.995) > 0.9


def test_each_sign_counts() -> None:
    best = believed("AB12CDE", 0.97)
    assert best > believed("AB12CDE", 0.8)
    assert best > believed("AB12CDE", 0.97, score=0.4)
    assert best > believed("ABCDEFG", 0.97)


@pytest.mark.parametrize(
    "text", ["C00D", "AUDI", "P0LICE", "BUSST0P", "46555123", "M8S", "X5", "A61M1", "A617", "A61B6057"]
)
def test_badges_and_signs_are_not_however_well_they_are_read(text: str) -> None:
    assert 0.0 < believed(text, 0.999, 0.97) <= LEAST


@pytest.mark.parametrize("text", ["AB11OOO", "ABC1O11", "BA11"])
def test_plates_of_noughts_and_ones_are(text: str) -> None:
    assert believed(text, 0.999, 0.9) > 0.5


@pytest.mark.parametrize(("text", "ratio"), [("", 4.5), ("AB12CDE3456", 4.5), ("AB12CDE", 0.4), ("AB12CDE", 14.0)])
def test_what_no_plate_can_be(text: str, ratio: float) -> None:
    assert believed(text, ratio=ratio) == 0.0


def test_never_certain() -> None:
    assert believed("AB12CDE", 0.99999, 0.99999) < 1.0
