"""Values out of what cameras write."""

from __future__ import annotations

import base64

import pytest
from tests.factories.pushing import jpeg

from beadle.anpr.adapters import texts
from beadle.anpr.terms import Direction


def test_members_by_any_case_and_the_first_that_is_not_empty():
    data = {"PlateNumber": "", "plateNo": "X", "Nested": {"A": {"b": 0}}}
    assert texts.child(data, "PlateNumber", "PlateNo") == "X"
    assert texts.dig(data, "nested", "a", "B") == 0
    assert texts.child([1], "a") is None
    assert texts.dig(data, "plateNo", "a") is None


@pytest.mark.parametrize(
    ("said", "top", "wanted"),
    [
        ("97", 100, 0.97),
        ("97.5", 100, 0.975),
        (97, 100, 0.97),
        ("0.97", 100, 0.97),
        (0.97, 100, 0.97),
        ("0,97", 100, 0.97),
        ("97 %", 100, 0.97),
        (1, 100, 0.01),
        ("0.98", 1, 0.98),
        (300, 100, 1.0),
        (0, 100, 0.0),
        (-1, 100, None),
        ("high", 100, None),
        ("nan", 100, None),
        (True, 100, None),
        (None, 100, None),
        ("9" * 60, 100, None),
    ],
)
def test_shares(said: object, top: float, wanted: float | None):
    found = texts.share(said, top)
    assert found == wanted if wanted is None else found == pytest.approx(wanted)


def test_shares_of_characters():
    assert texts.shares("99,98;97 96,") == (0.99, 0.98, 0.97, 0.96)
    assert texts.shares([99, "98"]) == (0.99, 0.98)
    assert texts.shares("99,x") == ()
    assert texts.shares(None) == ()


def test_directions():
    assert texts.direction("Approaching") is Direction.TOWARDS
    assert texts.direction("REVERSE") is Direction.AWAY
    assert texts.direction("north") is Direction.UNKNOWN
    assert texts.direction("north", towards=["North"]) is Direction.TOWARDS
    assert texts.direction("in", away=["IN"]) is Direction.AWAY, "the camera's own words come first"
    assert texts.direction(7) is Direction.UNKNOWN


def test_words_are_short_and_printable():
    assert texts.word(" Dark  Grey ") == "dark grey"
    assert texts.word("Unknown") == ""
    assert texts.word("red\x1b[31m") == ""
    assert len(texts.word("a" * 500)) == 60


def test_pictures():
    picture = jpeg(64, 64)
    encoded = base64.b64encode(picture).decode()
    assert texts.picture(encoded) == picture
    assert texts.picture(f"data:image/jpeg;base64,{encoded}") == picture
    assert texts.picture("\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))) == picture
    for bad in ("", "no base64 at all!!", base64.b64encode(b"GIF89a" + bytes(200)).decode(), 5, encoded[:40]):
        assert texts.picture(bad) is None


def test_numbers():
    assert texts.whole("12.0") == 12
    assert texts.whole("1e400") is None
    assert texts.lane("100") is None
    assert texts.lane(3) == 3
    assert texts.either(None, 0, 5) == 0
