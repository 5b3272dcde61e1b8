from __future__ import annotations

import pytest
from tests.factories import video

from beadle.anpr.reading.coded import format_in, pictures_in
from beadle.video.live.errors import BadMessage
from beadle.video.live.fanout import Channel
from beadle.video.live.wire import HEAD_BYTES, INIT, pack_media, unpack_head
from beadle.video.terms import CameraState, Codec, Frame, StreamFormat, StreamName

START_US = 1_780_315_200_000_000


class Collects:
    """A viewer that keeps what it is sent."""

    def __init__(self) -> None:
        self.payloads: list[bytes] = []

    def offer(self, message: bytes, received_us: int, key: bool) -> None:
        self.payloads.append(message[HEAD_BYTES:])

    def start(self, header: object, messages: list[bytes], whole: bool) -> None:
        self.payloads += [message[HEAD_BYTES:] for message in messages]

    def tell(self, message: bytes) -> None:
        assert unpack_head(message[:HEAD_BYTES])


def watched(codec: Codec, before: int, count: int = 20) -> tuple[StreamFormat, list[Frame], list[bytes]]:
    """What a viewer gets that comes after `before` frames."""
    fmt, frames = video.frames(count, START_US, codec)
    channel, viewer = Channel("cam", StreamName.MAIN), Collects()
    channel.on_state(CameraState.ONLINE, "")
    channel.on_format(fmt)
    for number, frame in enumerate(frames):
        if number == before:
            channel.join(viewer)  # type: ignore[arg-type]  # what a channel calls is there
        channel.on_frame(frame)
    return fmt, frames, viewer.payloads


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.parametrize("before", [0, 7, 15])
def test_all_pictures_come_with_their_moments(codec: Codec, before: int) -> None:
    fmt, frames, payloads = watched(codec, before)

    assert format_in(payloads[0]) == fmt
    found = [picture for payload in payloads[1:] for picture in pictures_in(payload)]
    first = before - before % video.GOP_FRAMES
    assert [one.data for one in found] == [frame.data for frame in frames[first:]]
    assert [one.key for one in found] == [frame.key for frame in frames[first:]]
    assert all(abs(one.at_us - frame.received_us) <= 1000 for one, frame in zip(found, frames[first:], strict=True))
    assert all(format_in(payload) is None for payload in payloads[1:])


def test_what_is_cut_short_is_left_out() -> None:
    _, _, payloads = watched(Codec.H264, 5)
    assert list(pictures_in(payloads[-1][:-3])) == []
    assert list(pictures_in(payloads[-1][:9])) == []
    with pytest.raises(BadMessage):
        list(pictures_in(b"short"))


def test_a_format_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(BadMessage):
        format_in(pack_media(INIT, 0, (b"nonsense" * 9,))[HEAD_BYTES:])
