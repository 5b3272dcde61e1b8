"""The soft grammar: it weighs, it names, it never forbids."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beadle.anpr.engine.grammar import Grammar, is_plausible
from beadle.anpr.engine.terms import CHARACTERS, Region

GRAMMARS = {region: Grammar(region) for region in (None, *Region)}
TWINS = str.maketrans("OI", "01")
TEXTS = st.text(CHARACTERS, min_size=1, max_size=12)


@settings(deadline=None, max_examples=60)
@given(text=TEXTS, region=st.sampled_from(list(GRAMMARS)))
def test_every_text_has_odds_and_they_are_bounded(text: str, region: Region | None) -> None:
    assert -6.0 < GRAMMARS[region].log_odds(text) <= 8.0


@settings(deadline=None, max_examples=60)
@given(text=TEXTS)
def test_what_fits_a_form_has_no_alternatives_but_twins_that_fit_better(text: str) -> None:
    grammar = GRAMMARS[None]
    others = grammar.alternatives(text)
    if grammar.fits(text):
        assert all(other.translate(TWINS) == text.translate(TWINS) for other in others)
        assert all(grammar.log_odds(other) > grammar.log_odds(text) for other in others)
    for other in others:
        assert grammar.fits(other)
        assert 1 <= sum(a != b for a, b in zip(text, other, strict=True)) <= 3


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("ABO2CDE", "AB02CDE"),
        ("ABI2CDE", "AB12CDE"),
        ("8B12CDE", "BB12CDE"),
        ("AB12C5E", "AB12CSE"),
        ("ABZ2CDE", "AB22CDE"),
        ("0B12CDE", "OB12CDE"),
    ],
)
def test_alternatives_by_position(wrong: str, right: str) -> None:
    assert right in GRAMMARS[Region.GB].alternatives(wrong)


@pytest.mark.parametrize("region", [None, Region.GB])
def test_o_and_nought_are_settled_by_their_place(region: Region | None) -> None:
    assert "TO57MSO" in GRAMMARS[region].alternatives("T057MSO"), "no number of the old systems begins with a nought"
    assert GRAMMARS[Region.EU].alternatives("MO123") == []


def test_fewest_changes_come_first() -> None:
    others = GRAMMARS[None].alternatives("AB12C0E")
    changes = [sum(a != b for a, b in zip("AB12C0E", other, strict=True)) for other in others]
    assert changes == sorted(changes)


def test_a_region_makes_its_own_forms_likelier() -> None:
    assert GRAMMARS[Region.GB].log_odds("AB12CDE") > GRAMMARS[None].log_odds("AB12CDE")
    assert GRAMMARS[Region.GB].log_odds("ABC1D23") < GRAMMARS[None].log_odds("ABC1D23")
    assert GRAMMARS[Region.BR].log_odds("ABC1D23") > GRAMMARS[None].log_odds("ABC1D23")


def test_without_a_region_no_country_is_bent_into_anothers_form() -> None:
    """Plates of each region that differ from another region's in one character that looks alike."""
    grammar = GRAMMARS[None]
    for one, other in [("AB123CD", "AB12BCD"), ("ABC1234", "ABC1Z34"), ("1234BCD", "I234BCD")]:
        assert abs(grammar.log_odds(one) - grammar.log_odds(other)) * grammar.weight < math.log(20)


def test_length_alone_is_no_reason() -> None:
    free = [GRAMMARS[None].log_odds("QI" * half) for half in (3, 4, 5)]
    assert max(free) - min(free) < 0.5


def test_names() -> None:
    grammar = GRAMMARS[None]
    assert grammar.named(grammar.fits("AB12CDE")) == "gb.current"
    assert set(grammar.named(grammar.fits("AB123CD")).split("/")) == {"it", "fr"}
    assert grammar.named(grammar.fits("QQQQQQQQQ")) == ""


def test_two_forms_only_where_the_region_is_known() -> None:
    text = "AB123CD"
    assert not GRAMMARS[None].two_forms(GRAMMARS[None].fits(text))
    assert GRAMMARS[Region.EU].two_forms(GRAMMARS[Region.EU].fits(text))
    assert not GRAMMARS[Region.GB].two_forms(GRAMMARS[Region.GB].fits("AB12CDE"))


@pytest.mark.parametrize(
    ("text", "plausible"),
    [("AB12CDE", True), ("A1", True), ("AA", False), ("7", False), ("", False), ("ABCDEFGHIJ", False), ("123", False)],
)
def test_plausible_lengths(text: str, plausible: bool) -> None:
    assert is_plausible(text) is plausible
