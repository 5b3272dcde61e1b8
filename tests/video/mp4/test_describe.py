"""Formats read back from init segments."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.video import coded

from beadle.video.mp4.describe import formats_of
from beadle.video.mp4.init import init_segment, joint_init_segment
from beadle.video.terms import Codec


@pytest.mark.parametrize("codec", list(Codec))
def test_a_format_comes_back(codec: Codec):
    fmt, _ = coded(1, codec)
    assert formats_of(init_segment(fmt)) == [fmt]


def test_several_come_back_in_order():
    both = [coded(1)[0], coded(1, Codec.H265)[0]]
    assert formats_of(joint_init_segment(both)) == both


@pytest.mark.parametrize("codec", list(Codec))
def test_an_init_segment_cut_anywhere_is_refused(codec: Codec):
    init = init_segment(coded(1, codec)[0])
    for end in range(len(init)):
        with pytest.raises(ValueError, match=r"."):
            formats_of(init[:end])


@given(st.integers(0, 2000), st.integers(0, 255), st.sampled_from(list(Codec)))
def test_a_flipped_byte_gives_an_answer_or_a_value_error(at: int, value: int, codec: Codec):
    init = bytearray(init_segment(coded(1, codec)[0]))
    init[at % len(init)] = value
    with contextlib.suppress(ValueError):
        assert formats_of(bytes(init))


def test_four_billion_formats_are_refused():
    init = bytearray(init_segment(coded(1)[0]))
    at = init.find(b"stsd") + 8
    init[at : at + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(ValueError, match="reaches out"):
        formats_of(bytes(init))
