"""Which picture is which, and where in it the plate is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.pushing import jpeg

from beadle.anpr.adapters.pictures import Picture, in_pixels, jpeg_size, scaled, sort_out
from beadle.anpr.terms import Box

SMALL, LARGE = jpeg(64, 64), jpeg(640, 400)


def test_by_name_and_else_by_size():
    assert sort_out([]) == (None, None)
    assert sort_out([Picture("", LARGE)]) == (None, LARGE)
    assert sort_out([Picture("licensePlatePicture.jpg", LARGE)]) == (LARGE, None)
    assert sort_out([Picture("", SMALL), Picture("", LARGE)]) == (SMALL, LARGE)
    named = [Picture("plate.jpg", LARGE), Picture("vehiclePicture.jpg", SMALL)]
    assert sort_out(named) == (LARGE, SMALL)


def test_the_size_of_a_jpeg():
    assert jpeg_size(LARGE) == (640, 400)
    assert jpeg_size(b"\xff\xd8\xff") is None
    assert jpeg_size(LARGE[:3] + b"\xff" + LARGE[3:]) == (640, 400), "padding before a mark"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_the_size_of_anything(tail: bytes):
    jpeg_size(b"\xff\xd8" + tail)
    jpeg_size(LARGE[:20] + tail)


def test_boxes():
    assert scaled((0, 0, 8192, 8192), LARGE, 8192) == Box(0, 0, 640, 400)
    assert scaled((0, 0, 1, 1), None, 1) is None
    assert scaled((0, 0, 1), LARGE, 1) is None
    assert in_pixels(5, 5, 5, 9) is None
    assert in_pixels(-1, 0, 5, 9) is None
    assert in_pixels(0, 0, 1e9, 9) is None
