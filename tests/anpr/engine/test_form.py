"""One form: its shape, its letters, its rule."""

from __future__ import annotations

import pytest

from beadle.anpr.engine.form import Form, forms, shape_of


def test_a_shape() -> None:
    assert shape_of("AB12CDE") == "LLDDLLL"
    assert shape_of("") == ""


def test_all_texts_of_a_form_together_have_its_share() -> None:
    form = Form("x", "LD", 0.5, "AB")
    assert sum(form.probability(letter + digit) for letter in "AB" for digit in "0123456789") == pytest.approx(0.5)


def test_a_letter_that_no_plate_of_the_form_has() -> None:
    assert Form("x", "LD", 0.5, "AB").probability("C1") == 0.0


def test_a_rule_makes_rare() -> None:
    form = Form("x", "LD", 1.0, "AB", lambda text: 0.1 if text[0] == "B" else 1.0)
    assert form.probability("B1") == pytest.approx(form.probability("A1") / 10)


def test_a_star_is_a_letter_or_a_digit() -> None:
    made = forms("cz", "DL*DDDD LLLDDDD", 0.3)
    assert [form.shape for form in made] == ["DLLDDDD", "DLDDDDD", "LLLDDDD"]
    assert sum(form.share for form in made) == pytest.approx(0.3)
