"""The index of wanted plates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.confusion import CHARACTERS, alike, fold
from beadle.anpr.hotlists.index import ListIndex, Partials, Probe, Slice, code, codes
from beadle.anpr.hotlists.patterns import compiled
from beadle.anpr.terms import LONGEST_PLATE

plates = st.text(CHARACTERS, min_size=1, max_size=LONGEST_PLATE)
crowded = st.text("O0D1IB8A", min_size=1, max_size=4)
"""So few texts that folds and plates meet all the time."""


def slice_of(*listed: str, first: int = 1) -> Slice:
    return Slice.of(np.array([plate.encode() for plate in listed], "S12"), np.arange(first, first + len(listed)))


@given(plates, plates)
def test_a_code_is_a_plate_and_nothing_else(one: str, other: str) -> None:
    assert (code(one) == code(other)) == (one == other)
    assert (code(one)[0] == code(other)[0]) == alike(one, other)
    assert code(one)[0] < 1 << 63
    assert code(one)[1] < 1 << 24


@given(st.lists(plates, min_size=1, max_size=50))
def test_many_codes_are_the_single_ones(listed: list[str]) -> None:
    folded, variants = codes(np.array([plate.encode().ljust(12) for plate in listed], "S12"))
    assert list(zip(folded.tolist(), variants.tolist(), strict=True)) == [code(plate) for plate in listed]


@given(st.lists(crowded, max_size=60), crowded)
def test_every_entry_that_a_text_may_be_is_found_and_no_other(listed: list[str], text: str) -> None:
    half = len(listed) // 2
    parts = [slice_of(*listed[:half]), slice_of(*listed[half:], first=half + 1)]
    index = ListIndex(base=Slice.merged([part for part in parts if len(part)] or [Slice.empty()]))
    wanted = {(number, plate == text) for number, plate in enumerate(listed, 1) if alike(plate, text)}
    assert set(index.find(text)) == wanted
    assert len(index.find(text)) == len(wanted)
    assert len(index) == len(listed)


@given(st.lists(crowded, max_size=30), st.lists(crowded, max_size=30), crowded)
def test_what_is_added_later_is_found_too(listed: list[str], later: list[str], text: str) -> None:
    index = ListIndex(base=slice_of(*listed) if listed else Slice.empty())
    for number, plate in enumerate(later, 1000):
        index.add(number, plate)
    both = [*enumerate(listed, 1), *enumerate(later, 1000)]
    assert sorted(index.find(text)) == sorted((n, plate == text) for n, plate in both if alike(plate, text))
    assert len(index) == len(both)


def test_numbers_up_to_a_million_millions_come_back() -> None:
    most = (1 << 40) - 1
    made = Slice.of(np.array([b"QQQQQQQQQQQQ", b"AB12CDE"], "S12"), np.array([most, 7]))
    probe = Probe.of("QQQQQQQQQQQQ")
    assert made.find(probe.code, probe.variant) == [(most, True)]
    assert made.size == 32


@pytest.mark.parametrize("plate", ["AB1*", "?B1O*", "*8CD", "A?B?C", "000*"])
@given(text=st.text("AB801CDOX", min_size=1, max_size=8))
def test_partial_plates_are_found_by_text_and_by_fold(plate: str, text: str) -> None:
    found = Partials.of([(5, "XXX*"), (9, plate)]).find(text, fold(text), Probe.of(text).mask)
    exact = compiled(plate).fullmatch(text) is not None
    folded = compiled(fold(plate)).fullmatch(fold(text)) is not None
    assert [each for each in found if each[0] == 9] == ([(9, exact)] if folded else [])


def test_a_list_with_partial_plates_finds_both_kinds() -> None:
    index = ListIndex(base=slice_of("AB12CDE"))
    index.add(2, "AB1*")
    index.add(3, "A812CDE")
    assert sorted(index.find("AB12CDE")) == [(1, True), (2, True), (3, False)]
    assert index.find("ZZ99ZZZ") == []
    assert len(index) == 3
