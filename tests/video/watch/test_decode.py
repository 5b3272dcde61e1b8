from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.video.watch.views import coded, pictures

from beadle.video.live.keyframe import KeyFrame
from beadle.video.terms import Codec
from beadle.video.watch.decode import NotAPicture, annex_b, decode
from beadle.video.watch.features import look_of
from beadle.video.watch.terms import WIDTH


@cache
def first(codec: Codec) -> KeyFrame:
    return coded(pictures(13)[0], codec)


@pytest.mark.parametrize("codec", list(Codec))
def test_a_key_frame_becomes_a_look(codec: Codec) -> None:
    look, plain = decode(first(codec)), look_of(pictures(13)[0])
    assert look.shape == plain.shape
    assert look.shape[1] == WIDTH
    assert look.dtype == np.uint8
    assert float(np.abs(look.astype(int) - plain).mean()) < 6


@pytest.mark.parametrize("data", [b"", b"\0\0\0\5hello", b"\xff" * 200])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        decode(replace(first(Codec.H264), data=data))


def test_an_enormous_picture_is_refused_unseen() -> None:
    with pytest.raises(NotAPicture, match="not looked at"):
        decode(replace(first(Codec.H264), width=100_000, height=100_000))


def test_units_get_start_codes_and_what_is_cut_short_is_left_out() -> None:
    assert annex_b(b"\0\0\0\2ab\0\0\0\1c") == b"\0\0\0\1ab\0\0\0\1c"
    assert annex_b(b"\0\0\0\2ab\0\0\0\7c") == b"\0\0\0\1ab"
    assert annex_b(b"") == b""


@given(st.integers(0, 400), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_a_damaged_key_frame_is_a_look_or_no_picture(at: int, value: int) -> None:
    frame = first(Codec.H264)
    spoilt = bytearray(frame.data)
    spoilt[at % len(spoilt)] = value
    with contextlib.suppress(NotAPicture):
        assert decode(replace(frame, data=bytes(spoilt))).shape[1] == WIDTH
