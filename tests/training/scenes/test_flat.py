"""Flat plates and lettering, with and without fonts on the machine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from training.scenes import flat, lettering


@pytest.mark.parametrize("make", [flat.plain, flat.styled])
def test_plates_have_a_size_a_cover_and_one_or_two_lines(make: Callable[[np.random.Generator], flat.FlatPlate]):
    rng = np.random.default_rng(3)
    for _ in range(30):
        plate = make(rng)
        assert plate.pixels.dtype == np.float32
        assert plate.pixels.shape == plate.cover.shape
        assert 0 <= plate.pixels.min() <= plate.pixels.max() <= 255.5
        assert plate.lines in {1, 2}
        assert 150 < plate.across < 620
        assert plate.across / plate.down == pytest.approx(plate.pixels.shape[1] / plate.pixels.shape[0], rel=0.05)
        assert plate.cover[plate.cover.shape[0] // 2].min() > 0.9


def test_corners_are_those_of_the_outer_edge():
    plate = flat.plain(np.random.default_rng(1))
    corners = flat.corners(plate)
    assert corners[1, 0] - corners[0, 0] == pytest.approx(plate.across)
    assert corners[3, 1] - corners[0, 1] == pytest.approx(plate.down)


def test_without_fonts_strokes_serve(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lettering, "faces", lambda: ())
    drawn = lettering.lettering(np.random.default_rng(1), "AB 12")
    assert drawn.max() > 0.9
    assert drawn.min() == 0.0
    assert drawn[0].max() > 0.2, "cropped to its ink"


def test_wording_comes_in_many_kinds():
    rng = np.random.default_rng(4)
    words = {lettering.wording(rng) for _ in range(200)}
    assert len(words) > 120
    assert any("www." in word for word in words)
    assert any(word.startswith("+") for word in words)
