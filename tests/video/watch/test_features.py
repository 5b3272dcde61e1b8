from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.video.watch.views import blurred, pictures

from beadle.video.watch.features import COLUMNS, TILE, look_of, measure, size_for
from beadle.video.watch.terms import WIDTH


@given(st.integers(16, 8192), st.integers(16, 8192))
def test_a_look_is_whole_tiles_whatever_the_picture(width: int, height: int) -> None:
    across, down = size_for(width, height)
    assert across == WIDTH
    assert down % TILE == 0
    assert down >= 3 * TILE


@pytest.mark.parametrize(("width", "height", "rows"), [(1280, 720, 9), (1920, 1080, 9), (704, 576, 13), (160, 128, 13)])
def test_looks_keep_the_shape_of_usual_pictures(width: int, height: int, rows: int) -> None:
    look = look_of(np.zeros((height, width), np.uint8))
    assert look.shape == (rows * TILE, WIDTH)
    assert measure(look).detail.shape == (rows, COLUMNS)


def test_an_even_picture_has_no_detail_and_no_edges() -> None:
    found = measure(np.full((180, 320), 90, np.uint8))
    assert not found.detail.any()
    assert float(np.abs(found.edges).max()) < 1e-3
    assert found.brightness == pytest.approx(90)


def test_detail_gets_coarser_out_of_focus_and_hardly_so_in_half_the_light() -> None:
    picture = pictures(13)[0]
    sharp, soft = measure(look_of(picture)), measure(look_of(blurred(picture, 4.0)))
    dim = measure(look_of((picture * 0.5).astype(np.uint8)))
    assert float(np.median(soft.fineness / sharp.fineness)) < 0.7
    assert float(np.median(dim.fineness / sharp.fineness)) > 0.8


def test_light_and_dark_in_large_are_measured_apart_from_brightness() -> None:
    picture = pictures(13)[0]
    plain, dim = measure(look_of(picture)).shape, measure(look_of((picture * 0.6 + 20).astype(np.uint8))).shape
    assert float(np.corrcoef(plain.ravel(), dim.ravel())[0, 1]) > 0.97
