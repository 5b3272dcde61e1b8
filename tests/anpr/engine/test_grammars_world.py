"""The forms of other countries."""

from __future__ import annotations

import pytest

from beadle.anpr.engine.form import Form
from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.grammars_world import AMERICA, BRAZIL, EUROPE


@pytest.mark.parametrize("known", [EUROPE, AMERICA, BRAZIL])
def test_shares_are_no_more_than_all(known: tuple[Form, ...]) -> None:
    assert 0.9 < sum(form.share for form in known) <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("BMW1234", "de"), ("MUC8", ""), ("MAB1", "de"), ("AB123CD", "fr"), ("AB123CD", "it"), ("1234BCD", "es"),
        ("WX12345", "pl"), ("1ABC123", "be"), ("12ABC3", ""), ("GHJ56K", "se"), ("ABC123", "se"), ("ABCD123", "hu"),
        ("1AB2345", "cz"), ("B123ABC", "ro"), ("ZH123456", "ch"), ("W12345A", "at"), ("34ABC123", "tr"),
        ("AA1234BB", "ua"), ("CA1234BB", "bg"), ("191D1234", "ie"), ("NXP1234", ""), ("XX99XX", "nl"),
        ("EK12345", "no"), ("ABC1234", "us"), ("1ABC234", "us"), ("ABC1234", "br"), ("ABC1D23", "br.mercosul"),
    ],
)  # fmt: skip
def test_forms_of_countries(text: str, country: str) -> None:
    names = [fit.name for fit in Grammar().fits(text)]
    assert country in names or not country


def test_spain_has_no_vowels_and_france_no_i() -> None:
    names = [fit.name for fit in Grammar().fits("1234ABC")]
    assert "es" not in names
    assert "fr" not in [fit.name for fit in Grammar().fits("AI123CD")]


@pytest.mark.parametrize(
    ("text", "fits"), [("B123ABC", True), ("CJ12ABC", True), ("T057MSO", False), ("AB12CDO", False), ("ZZ12ABC", False)]
)
def test_romania_keeps_to_its_counties(text: str, fits: bool) -> None:
    assert ("ro" in [fit.name for fit in Grammar().fits(text)]) is fits


@pytest.mark.parametrize("text", ["M0123", "W0123A", "ZH01"])
def test_german_swiss_and_austrian_numbers_begin_with_no_nought(text: str) -> None:
    assert not {"de", "at", "ch"} & {fit.name for fit in Grammar().fits(text)}
