"""`avcC`, `hvcC` and codec strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.video import coded

from beadle.video.mp4.parameter_sets import avc_profile, avcc, codec_string, hevc_profile, hvcc, mime
from beadle.video.terms import Codec, StreamFormat


def test_avcc_repeats_the_profile_and_carries_both_sets():
    fmt, _ = coded(1)
    record = avcc(fmt.parameter_sets)
    sps, pps = fmt.parameter_sets
    assert record[:4] == b"\x01" + sps[1:4]
    assert record[4] == 0xFF
    assert len(sps).to_bytes(2, "big") + sps in record
    assert len(pps).to_bytes(2, "big") + pps in record


def test_a_high_profile_tells_chroma_and_depth():
    high = b"\x67\x64\x00\x28\xac" + bytes(8)  # High, ue 0, ue 1 (4:2:0), 8 bits
    assert avc_profile(high)[3:] == (1, 8, 8)
    assert avcc((high, b"\x68\xee"))[-4:] == b"\xfd\xf8\xf8\x00"


def test_a_baseline_record_ends_after_its_sets():
    assert (
        avcc((b"\x67\x42\xc0\x1e\x99", b"\x68\xce"))
        == b"\x01\x42\xc0\x1e\xff\xe1\0\x05\x67\x42\xc0\x1e\x99\x01\0\x02\x68\xce"
    )


def test_hvcc_is_built_from_the_sps():
    fmt, _ = coded(1, Codec.H265)
    record = hvcc(fmt.parameter_sets)
    about = hevc_profile(fmt.parameter_sets[1])
    assert record[0] == 1
    assert record[1:13] == about.general
    assert (about.chroma, about.luma_depth, about.chroma_depth) == (1, 8, 8)
    assert record[13:16] == b"\xf0\x00\xfc"
    assert record[21] & 3 == 3
    assert record[22] == 3
    for kind, unit in zip((32, 33, 34), fmt.parameter_sets, strict=True):
        assert bytes([kind]) + b"\0\x01" + len(unit).to_bytes(2, "big") + unit in record


def test_codec_strings_are_what_browsers_ask_for():
    assert codec_string(StreamFormat(Codec.H264, (b"\x67\x64\x00\x28\xac\0\0\0", b"\x68"), 16, 16)) == "avc1.640028"
    fmt, _ = coded(1, Codec.H265)
    assert codec_string(fmt).startswith("hvc1.1.6.L")
    assert mime(fmt) == f'video/mp4; codecs="{codec_string(fmt)}"'


@pytest.mark.parametrize("sets", [(), (b"\x67\x42\0\x1e",), (b"\x68\xce",), (b"", b"")])
def test_a_format_without_its_sets_is_refused(sets: tuple[bytes, ...]):
    with pytest.raises(ValueError, match="needs"):
        avcc(sets)
    with pytest.raises(ValueError, match="needs"):
        hvcc(sets)


def test_a_set_too_long_for_its_field_is_refused():
    with pytest.raises(ValueError, match="65,535"):
        avcc((b"\x67\x42\0\x1e" + bytes(70_000), b"\x68"))


@given(st.binary(max_size=200))
def test_any_bytes_as_a_set_give_an_answer_or_a_value_error(junk: bytes):
    for codec, first in ((Codec.H264, b"\x67"), (Codec.H265, b"\x42\x01")):
        sets = (b"\x40\x01\x0c", first + junk, b"\x44\x01\xc0", b"\x68\xce")
        try:
            record = (avcc if codec is Codec.H264 else hvcc)(sets)
            text = codec_string(StreamFormat(codec, sets, 16, 16))
        except ValueError:
            continue
        assert record[0] == 1
        assert text.isascii()
