from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.video.ingest.rtp_packets import PPS, SPS_1080P, SPS_CIF
from tests.video.ingest.test_bits import exp_golomb, packed, with_emulation

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.h264 import parse_pps_id, parse_sps


def parameter_sets(codec: str, width: int, height: int, pixels: str = "yuv420p", **options: str) -> dict[int, bytes]:
    """Parameter sets that a real encoder writes, by NAL unit type."""
    context = av.CodecContext.create(codec, "w")
    context.width, context.height, context.pix_fmt = width, height, pixels  # type: ignore[attr-defined]
    context.time_base = Fraction(1, 25)
    context.options = options
    grey = av.VideoFrame.from_ndarray(np.full((height, width, 3), 128, np.uint8), format="rgb24")
    frame = grey.reformat(format=pixels)
    frame.pts = 0
    data = b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])  # type: ignore[attr-defined]
    nals = data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:]
    return {(nal[0] & 31 if codec == "libx264" else nal[0] >> 1 & 63): nal for nal in nals}


@pytest.mark.parametrize(
    ("width", "height", "pixels", "options"),
    [
        (1920, 1080, "yuv420p", {}),
        (642, 362, "yuv420p", {"profile": "baseline"}),
        (1920, 1080, "yuv420p", {"x264-params": "interlaced=1"}),
        (322, 182, "yuv422p", {}),
        (322, 182, "yuv444p", {"x264-params": "cqm=jvt"}),
        (354, 290, "gray", {}),
    ],
)
def test_the_size_that_a_real_encoder_meant(width: int, height: int, pixels: str, options: dict[str, str]) -> None:
    sps = parameter_sets("libx264", width, height, pixels, **options)[7]
    assert parse_sps(sps) == (width, height)


def test_known_sets() -> None:
    assert parse_sps(SPS_1080P) == (1920, 1080)
    assert parse_sps(SPS_CIF) == (176, 144)
    assert parse_pps_id(PPS) == 0


def baseline(width_mbs: int, height_mbs: int, *, crop: tuple[int, ...] = (), order: str = exp_golomb(2)) -> bytes:
    bits = exp_golomb(0) + exp_golomb(0) + order + exp_golomb(1) + "0"
    bits += exp_golomb(width_mbs - 1) + exp_golomb(height_mbs - 1) + "1" + "1"
    bits += "1" + "".join(map(exp_golomb, crop)) if crop else "0"
    return b"\x67\x42\x00\x1e" + with_emulation(packed(bits + "01"))


def test_picture_orders_of_every_kind() -> None:
    for order in (exp_golomb(0) + exp_golomb(4), exp_golomb(1) + "0" + "1" + "1" + exp_golomb(2) + "1" + "1"):
        assert parse_sps(baseline(10, 10, order=order)) == (160, 160)


@pytest.mark.parametrize(
    "sps",
    [
        b"",
        b"\x67",
        SPS_1080P[:6],
        b"\x68" + SPS_1080P[1:],
        b"\x67\x64\x00\x28" + bytes(40),
        b"\x67\x64\xff\xff" + b"\x20" * 100,
        SPS_1080P + bytes(5000),
        baseline(2**31, 10),
        baseline(1025, 10),
        baseline(10, 1025),
        baseline(10, 10, crop=(40, 40, 0, 0)),
        baseline(10, 10, crop=(0, 0, 2**31, 2**31)),
        baseline(10, 10, order=exp_golomb(3)),
        baseline(10, 10, order=exp_golomb(1) + "0" + "1" + "1" + exp_golomb(10**6)),
    ],
    ids=range(14),
)
def test_an_absurd_sps_is_refused(sps: bytes) -> None:
    with pytest.raises(Malformed):
        parse_sps(sps)


def test_an_absurd_pps_is_refused() -> None:
    for pps in (b"\x68", b"\x68" + bytes(20), b"\x68" + packed(exp_golomb(256))):
        with pytest.raises(Malformed):
            parse_pps_id(pps)


@given(st.binary(max_size=64), st.integers(1, 24))
def test_any_sps_has_a_sensible_size_or_is_refused(noise: bytes, at: int) -> None:
    for sps in (b"\x67" + noise, SPS_1080P[:at] + noise):
        try:
            width, height = parse_sps(sps)
        except Malformed:
            continue
        assert 0 < width <= 16384
        assert 0 < height <= 16384
