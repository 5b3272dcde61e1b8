"""Plates as texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.confusion import CHARACTERS, CLASSES, PAIRS, alike, chance, fold, normalise, taken_for
from beadle.anpr.errors import NotAPlate
from beadle.anpr.terms import LONGEST_PLATE

plates = st.text(CHARACTERS, min_size=1, max_size=LONGEST_PLATE)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("AB12 CDE", "AB12CDE"),
        ("ab12cde", "AB12CDE"),
        ("M-AB 123", "MAB123"),
        ("M\u00a0AB\u00b7123", "MAB123"),
        ("MÜ-X 1", "MUX1"),
        ("1", "1"),
        ("A" * LONGEST_PLATE, "A" * LONGEST_PLATE),
    ],
)
def test_a_plate_is_written_in_one_way(written: str, stored: str) -> None:
    assert normalise(written) == stored


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "empty"),
        (" - ", "empty"),
        ("\u0410\u041212CDE", "cyrillic capital letter a (U+0410)"),
        ("\uff21B12CDE", "fullwidth latin capital letter a (U+FF21)"),
        ("AB12\u0131DE", "latin small letter dotless i (U+0131)"),
        ("AB12\u017fDE", "latin small letter long s (U+017F)"),
        ("AB12\0CDE", "control character (U+0000)"),
        ("AB12\nCDE", "control character (U+000A)"),
        ("AB12\u202eCDE", "control character (U+202E)"),
        ("AB12\ud800", "control character (U+D800)"),
        ("A" * 200, "200 characters"),
        ("A" * (LONGEST_PLATE + 1), "13 characters"),
        ("A" * 10**6, "1000000 characters"),
        ("=1+1", "equals sign (U+003D)"),
        ("AB12*", "asterisk (U+002A)"),
        ("\u0661\u0662\u0663", "arabic-indic digit one (U+0661)"),
    ],
)
def test_what_cannot_be_a_plate_is_refused_with_its_reason(written: str, why: str) -> None:
    with pytest.raises(NotAPlate) as refused:
        normalise(written)
    assert why in str(refused.value)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200


@given(st.text(max_size=80))
def test_whatever_is_written_is_a_plate_or_refused(written: str) -> None:
    try:
        plate = normalise(written)
    except NotAPlate:
        return
    assert plate
    assert set(plate) <= set(CHARACTERS)
    assert len(plate) <= LONGEST_PLATE
    assert normalise(plate) == plate


@given(plates)
def test_a_fold_is_its_own_fold_and_as_long(plate: str) -> None:
    assert fold(fold(plate)) == fold(plate)
    assert len(fold(plate)) == len(plate)
    assert alike(plate, plate)


def test_what_cameras_take_for_one_another_folds_alike() -> None:
    assert alike("BD51SMR", "8051SMR")
    assert alike("OI", "01")
    assert alike("QZ", "02")
    assert not alike("AB12CDE", "AB12CDF")
    assert not alike("AB12CDE", "AB12CD")
    assert fold("A*B?0") == "A*8?0"
    assert len(set("".join(CLASSES))) == len("".join(CLASSES)), "no character is in two classes"


@given(plates, plates)
def test_a_wrong_text_is_less_likely_than_the_right_one(true: str, read: str) -> None:
    right, wrong = chance(true, true), chance(true, read)
    assert 0 < right <= 1
    assert wrong == right if true == read else wrong < right


def test_chances_follow_the_table() -> None:
    assert chance("AB12", "A812") > chance("AB12", "AE12") > chance("AB12", "AX12") > 0
    assert chance("AB12", "AB1") == 0
    assert chance("A0", "AO", {("0", "O"): 0.5}) == pytest.approx(0.5)
    for character in CHARACTERS:
        assert sum(often for (true, _), often in PAIRS.items() if true == character) < 0.2


@given(plates)
def test_likely_misreads_differ_in_one_character(plate: str) -> None:
    for text in taken_for(plate):
        assert sum(a != b for a, b in zip(plate, text, strict=True)) == 1
    assert set(taken_for("B0", least=0.01)) == {"80", "BO", "BD", "BQ"}
