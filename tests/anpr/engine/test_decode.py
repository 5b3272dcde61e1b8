"""Decoding: the grammar weighs what was seen, honestly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.plate_reads import steps

from beadle.anpr.engine import ctc
from beadle.anpr.engine.decode import decode
from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.terms import CHARACTERS, Region

GRAMMARS = {region: Grammar(region) for region in (None, *Region)}
BRITISH = st.from_regex(
    r"[A-HK-PR-Y][A-HJ-PR-Y](0[2-9]|1[0-9]|2[0-6]|5[1-9]|6[0-9]|7[0-5])[A-HJ-PR-Z]{3}", fullmatch=True
)
WELL_FORMED = st.one_of(
    BRITISH,
    st.from_regex(r"[A-HJ-NP-TV-Z]{2}[0-9]{3}[A-HJ-NP-TV-Z]{2}", fullmatch=True),
    st.from_regex(r"[A-Z]{3}[0-9][A-Z0-9][0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{4}[BCDFGHJ-NPR-TV-Z]{3}", fullmatch=True),
)


@settings(deadline=None, max_examples=60)
@given(text=WELL_FORMED)
def test_a_well_formed_plate_that_was_read_with_certainty_is_never_changed(text: str) -> None:
    assert decode(steps(text, 0.999), GRAMMARS[None]).text == text


@settings(deadline=None, max_examples=60)
@given(text=BRITISH)
def test_nor_is_a_british_one_by_a_british_camera(text: str) -> None:
    assert decode(steps(text, 0.999), GRAMMARS[Region.GB]).text == text


@pytest.mark.parametrize("text", ["AB000CD", "1000BCD", "ABC0D00", "ABC1000"])
def test_nor_is_a_visitors(text: str) -> None:
    assert decode(steps(text, 0.999), GRAMMARS[Region.GB]).text == text


@settings(deadline=None, max_examples=60)
@given(text=st.text(CHARACTERS, min_size=1, max_size=10), sure=st.floats(0.3, 0.999))
def test_no_read_is_dropped_and_probabilities_are_no_more_than_one(text: str, sure: float) -> None:
    found = decode(steps(text, sure), GRAMMARS[None])
    assert found.text
    assert sum(candidate.probability for candidate in found.candidates) <= 1.0 + 1e-9
    assert len(found.characters) == len(found.text) == len(found.spread)
    assert all(0.0 <= value <= 1.0 for value in found.characters)
    assert found.candidates[0].text == found.text
    probabilities = [candidate.probability for candidate in found.candidates]
    assert probabilities == sorted(probabilities, reverse=True)


def test_nothing_there_is_nothing() -> None:
    found = decode(np.asarray(np.eye(1, 37).repeat(12, axis=0)), GRAMMARS[None])
    assert found.text == ""
    assert found.candidates == ()


@pytest.mark.parametrize(("seen", "right"), [("ABO2CDE", "AB02CDE"), ("ABI2CDE", "AB12CDE"), ("8B12CDE", "BB12CDE")])
def test_a_british_camera_reads_by_position(seen: str, right: str) -> None:
    found = decode(steps(seen), GRAMMARS[Region.GB])
    assert found.text == right
    assert seen in [candidate.text for candidate in found.candidates]


@pytest.mark.parametrize("seen", ["AB12COO", "OO02OOO", "AB12CDE", "1234BCD", "AB123CD"])
def test_o_where_it_is_legal_stays(seen: str) -> None:
    assert decode(steps(seen), GRAMMARS[Region.GB]).text == seen


@pytest.mark.parametrize(
    ("region", "seen", "right"),
    [
        (None, "T057MSO", "TO57MSO"), (Region.GB, "T057MSO", "TO57MSO"), (Region.EU, "T057MSO", "TO57MSO"),
        (None, "AAO00AA", "AA000AA"), (Region.EU, "AAO00AA", "AA000AA"), (None, "ABCI023", "ABC1023"),
    ],
)  # fmt: skip
def test_o_and_nought_are_what_their_place_makes_them(region: Region | None, seen: str, right: str) -> None:
    found = decode(steps(seen), GRAMMARS[region])
    assert found.text == right
    assert seen in [candidate.text for candidate in found.candidates]


@pytest.mark.parametrize("seen", ["C00D", "AUDI", "XYZ99QQQ8", "B8BABCD"])
def test_free_form_stays_as_it_was_seen(seen: str) -> None:
    found = decode(steps(seen, 0.999), GRAMMARS[None])
    assert found.text == seen
    assert found.grammar == ""


def test_a_doubt_that_the_form_settles() -> None:
    found = decode(steps("AB12CDE", 0.98, {2: ("I", 0.55)}), GRAMMARS[None])
    assert found.text == "AB12CDE"
    assert not found.ambiguous


def test_a_doubt_that_no_form_settles_is_told() -> None:
    found = decode(steps("AB12CDE", 0.98, {6: ("F", 0.48)}), GRAMMARS[None])
    assert found.ambiguous
    assert {candidate.text for candidate in found.candidates[:2]} == {"AB12CDE", "AB12CDF"}


def test_a_doubted_character_says_so() -> None:
    found = decode(steps("AB12CDE", 0.98, {6: ("F", 0.3)}), GRAMMARS[None])
    assert found.characters[6] < 0.75 < min(found.characters[:6])


def test_less_sure_steps_are_less_probable() -> None:
    texts = [decode(steps("AB12CDE", sure), GRAMMARS[None]).probability for sure in (0.8, 0.9, 0.99)]
    assert texts == sorted(texts)
    assert ctc.likely_texts(steps("AB12CDE", 0.8))[0][0] == "AB12CDE"
