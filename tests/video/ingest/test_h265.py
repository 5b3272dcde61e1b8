from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.video.ingest.rtp_packets import H265_PPS, H265_SPS
from tests.video.ingest.test_bits import exp_golomb, packed, with_emulation
from tests.video.ingest.test_h264 import parameter_sets

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.h265 import parse_pps_id, parse_sps


@pytest.mark.parametrize(
    ("width", "height", "pixels"),
    [(1920, 1080, "yuv420p"), (642, 362, "yuv420p"), (322, 182, "yuv422p"), (322, 182, "yuv444p"), (354, 290, "gray")],
)
def test_the_size_that_a_real_encoder_meant(width: int, height: int, pixels: str) -> None:
    sps = parameter_sets("libx265", width, height, pixels, **{"x265-params": "log-level=none"})[33]
    assert parse_sps(sps) == (width, height)


def test_known_sets() -> None:
    assert parse_sps(H265_SPS) == (1920, 1080)
    assert parse_pps_id(H265_PPS) == 0


def made(width: int, height: int, *, layers: int = 0, crop: tuple[int, ...] = (), chroma: int = 1) -> bytes:
    bits = "0000" + f"{layers:03b}" + "1" + "0" * 96
    bits += "11" * layers + ("00" * (8 - layers) if layers else "") + "1" * (96 * layers)
    bits += exp_golomb(0) + exp_golomb(chroma) + ("0" if chroma == 3 else "") + exp_golomb(width) + exp_golomb(height)
    bits += "1" + "".join(map(exp_golomb, crop)) if crop else "0"
    return b"\x42\x01" + with_emulation(packed(bits + "01"))


def test_sub_layers_are_read_over() -> None:
    assert parse_sps(made(640, 480, layers=3)) == (640, 480)
    assert parse_sps(made(640, 480, layers=6, crop=(0, 1, 2, 3))) == (638, 470)


@pytest.mark.parametrize(
    "sps",
    [
        b"",
        H265_SPS[:14],
        H265_SPS[:20],
        b"\x40" + H265_SPS[1:],
        b"\x42\x01" + b"\xff" * 60,
        b"\x42\x01" + bytes(60),
        made(2**31, 480),
        made(640, 16_385),
        made(0, 0),
        made(640, 480, layers=7),
        made(640, 480, chroma=4),
        made(640, 480, crop=(200, 200, 0, 0)),
    ],
    ids=range(12),
)
def test_an_absurd_sps_is_refused(sps: bytes) -> None:
    with pytest.raises(Malformed):
        parse_sps(sps)


def test_an_absurd_pps_is_refused() -> None:
    for pps in (b"\x44\x01", b"\x44\x01" + bytes(20), b"\x44\x01" + packed(exp_golomb(64))):
        with pytest.raises(Malformed):
            parse_pps_id(pps)


@given(st.binary(max_size=64), st.integers(2, 40))
def test_any_sps_has_a_sensible_size_or_is_refused(noise: bytes, at: int) -> None:
    for sps in (b"\x42\x01" + noise, H265_SPS[:at] + noise):
        try:
            width, height = parse_sps(sps)
        except Malformed:
            continue
        assert 0 < width <= 16384
        assert 0 < height <= 16384
