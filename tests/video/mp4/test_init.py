"""Init segments, as other people's code reads them."""

from __future__ import annotations

import io

import av
import pytest
from tests.factories.video import TICKS, coded

from beadle.video.mp4.fragment import Samples, fragment_header
from beadle.video.mp4.init import init_segment, joint_init_segment
from beadle.video.terms import Codec, StreamFormat


@pytest.mark.parametrize("codec", list(Codec))
def test_libav_finds_codec_size_and_clock(codec: Codec):
    fmt, pictures = coded(10, codec)
    sizes = [len(data) for _, data in pictures]
    head = fragment_header(1, 0, Samples(sizes, [TICKS] * 10))
    file = init_segment(fmt) + head + b"".join(data for _, data in pictures)
    with av.open(io.BytesIO(file)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == ("h264" if codec is Codec.H264 else "hevc")
        assert (stream.codec_context.width, stream.codec_context.height) == (320, 180)
        assert stream.time_base is not None
        assert stream.time_base.denominator == 90_000
        assert len(list(container.decode(stream))) == 10


def test_several_formats_share_a_file():
    small, _ = coded(1, Codec.H264, 160, 96)
    large, _ = coded(1, Codec.H265)
    init = joint_init_segment([small, large])
    assert init.count(b"avcC") == 1
    assert init.count(b"hvcC") == 1
    assert (320 << 16).to_bytes(4, "big") in init


@pytest.mark.parametrize("size", [(0, 10), (10, 70_000)])
def test_an_absurd_size_is_refused(size: tuple[int, int]):
    fmt, _ = coded(1)
    with pytest.raises(ValueError, match="size"):
        init_segment(StreamFormat(fmt.codec, fmt.parameter_sets, *size))
