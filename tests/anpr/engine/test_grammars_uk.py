"""The forms of plates in the United Kingdom."""

from __future__ import annotations

import pytest

from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.grammars_uk import UK
from beadle.anpr.engine.terms import Region


def first(text: str) -> str:
    """The likeliest form of the kingdom's own."""
    fits = [fit for fit in Grammar(Region.GB).fits(text) if fit.home]
    return fits[0].name if fits else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AB12CDE", "gb.current"),
        ("YK68ZZZ", "gb.current"),
        ("OO51OOO", "gb.current"),
        ("A123BCD", "gb.prefix"),
        ("Y1ABC", "gb.prefix"),
        ("ABC123D", "gb.suffix"),
        ("OOO1Y", "gb.suffix"),
        ("ABC123", "gb.dateless"),
        ("1234AB", "gb.dateless"),
        ("A1", "gb.dateless"),
        ("BAZ1234", "gb.northern-ireland"),
        ("AIG1234", "gb.northern-ireland"),
        ("UIL99", "gb.northern-ireland"),
        ("Q123ABC", "gb.q"),
        ("101D234", "gb.diplomatic"),
        ("270X123", "gb.diplomatic"),
        ("01234", "gb.trade"),
        ("AB12CD", "gb.military"),
        ("12AB34", "gb.military"),
    ],
)
def test_forms(text: str, name: str) -> None:
    assert first(text) == name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("AI12CDE", "no I in a current plate"),
        ("AB12CQE", "no Q in a current plate"),
        ("AZ12CDE", "Z only in the last three"),
        ("A012BCD", "no number begins with a nought"),
        ("ABC012D", "no number begins with a nought"),
        ("AIZ1234", "no county has IZ"),
        ("101E234", "neither a diplomat nor of the staff"),
    ],
)
def test_what_is_never_given_out(text: str, why: str) -> None:
    assert first(text) == "", why


@pytest.mark.parametrize(
    ("likely", "rare"),
    [("AB12CDE", "AB49CDE"), ("AB12CDE", "AB00CDE"), ("A123BCD", "Z123BCD")],
)
def test_rare_is_not_impossible(likely: str, rare: str) -> None:
    grammar = Grammar(Region.GB)
    assert 0 < grammar.fits(rare)[0].odds < grammar.fits(likely)[0].odds / 10 if grammar.fits(rare) else rare[0] == "Z"


def test_years_that_can_be() -> None:
    (current,) = [form for form in UK if form.name == "gb.current"]
    full = current.probability("AB12CDE")
    assert current.probability("AB02CDE") == full
    assert current.probability("AB51CDE") == full
    assert current.probability("AB01CDE") < full
    assert current.probability("AB50CDE") < full


def test_shares_are_no_more_than_all() -> None:
    assert sum(form.share for form in UK) <= 1.0 + 1e-9
