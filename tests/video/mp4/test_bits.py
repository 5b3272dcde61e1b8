"""Bits of a parameter set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.video.mp4.bits import Bits, unescape


def test_emulation_prevention_bytes_are_taken_out():
    assert unescape(b"\x01\0\0\x03\x01\0\0\x03\0\0\x03") == b"\x01\0\0\x01\0\0\0\0"


@given(st.binary(max_size=64))
def test_bytes_without_three_in_a_row_stay_as_they_are(payload: bytes):
    if b"\0\0\x03" not in payload:
        assert unescape(payload) == payload


@pytest.mark.parametrize(("bits", "value"), [("1", 0), ("010", 1), ("011", 2), ("00100", 3), ("0001000", 7)])
def test_exp_golomb_numbers(bits: str, value: int):
    assert Bits(int(bits.ljust(8, "0"), 2).to_bytes(1, "big")).exp_golomb() == value


def test_behind_the_end_is_an_error_and_no_hang():
    with pytest.raises(ValueError, match="too early"):
        Bits(b"\x01").take(9)
    with pytest.raises(ValueError, match="too early"):
        Bits(b"").skip(1)
    with pytest.raises(ValueError, match="absurd"):
        Bits(bytes(64)).exp_golomb()
