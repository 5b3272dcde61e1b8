from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.factories import video

from beadle.anpr.reading.coded import Coded
from beadle.anpr.reading.decoding import Decoder, NotDecodable
from beadle.video.terms import Codec, StreamFormat

START_US = 1_780_315_200_000_000


def coded(codec: Codec = Codec.H264, count: int = 20) -> tuple[StreamFormat, list[Coded]]:
    fmt, frames = video.frames(count, START_US, codec)
    return fmt, [Coded(frame.data, frame.key, frame.received_us) for frame in frames]


@pytest.mark.parametrize("codec", list(Codec))
def test_every_picture_is_given_with_its_moment(codec: Codec) -> None:
    fmt, pictures = coded(codec)
    decoder = Decoder(fmt)
    frames = [frame for one in pictures for frame in decoder.decode(one)]

    assert [frame.at_us for frame in frames] == [one.at_us for one in pictures][: len(frames)]
    assert len(frames) >= len(pictures) - 3
    for number, frame in enumerate(frames):
        assert (frame.width, frame.height) == (320, 180)
        assert abs(float(frame.grey.mean()) - video.shade(number)) < 3


def test_planes_stay_as_they_are_while_decoding_goes_on() -> None:
    fmt, pictures = coded()
    decoder = Decoder(fmt)
    frames = [frame for one in pictures for frame in decoder.decode(one)]
    means = [float(frame.grey.mean()) for frame in frames]
    assert np.allclose(means, [video.shade(number) for number in range(len(frames))], atol=3)


def test_nothing_is_given_before_the_first_key_picture() -> None:
    fmt, pictures = coded()
    decoder = Decoder(fmt)
    assert [frame for one in pictures[3:10] for frame in decoder.decode(one)] == []
    assert len([frame for one in pictures[10:] for frame in decoder.decode(one)]) == 10


SPOILT = {
    "a parameter set of zeros": (20).to_bytes(4, "big") + b"\x67" + bytes(19),
    "a slice of ones": (300).to_bytes(4, "big") + b"\x65" + b"\xff" * 299,
    "zeros": bytes(50),
}


@pytest.mark.parametrize("data", SPOILT.values(), ids=SPOILT)
def test_after_damage_it_goes_on_with_the_next_key_picture(data: bytes) -> None:
    fmt, pictures = coded()
    decoder = Decoder(fmt)
    decoder.decode(pictures[0])
    with pytest.raises(NotDecodable):
        decoder.decode(replace(pictures[1], data=data))
    assert [frame for one in pictures[3:10] for frame in decoder.decode(one)] == []
    assert len([frame for one in pictures[10:] for frame in decoder.decode(one)]) == 10


@pytest.mark.parametrize("data", [b"", b"\0\0", (500).to_bytes(4, "big") + b"\x65" + bytes(50)])
def test_nothing_and_what_is_cut_short_is_not_the_end(data: bytes) -> None:
    fmt, pictures = coded()
    decoder = Decoder(fmt)
    decoder.decode(pictures[0])
    assert decoder.decode(replace(pictures[1], data=data)) == []
    assert len([frame for one in pictures[10:] for frame in decoder.decode(one)]) == 10


def test_a_size_that_no_camera_sends_is_refused() -> None:
    fmt, _ = coded()
    with pytest.raises(NotDecodable):
        Decoder(replace(fmt, width=60_000, height=60_000))
