from __future__ import annotations

import io
import struct
from collections.abc import AsyncIterator
from typing import Any

import av
import pytest
from tests.factories import video

from beadle.video.errors import PictureBroken, TooBusy
from beadle.video.live.wire import INIT, KEY
from beadle.video.mp4.fragment import Samples, fragment_header, one_frame_header, sample_times
from beadle.video.mp4.init import init_segment, mime
from beadle.video.terms import Codec
from beadle.video.transcode import Recoder, TranscodeSlots, units

ARRIVED_US = 1_780_315_200_000_000


def payload(flags: int, moment_us: int, body: bytes) -> bytes:
    return struct.pack(">Bq", flags, moment_us) + body


def messages(count: int = 12, first_group: int = 4) -> list[bytes]:
    """A live stream: init, the current group so far in one fragment, then a fragment for each picture."""
    fmt, frames = video.frames(count, ARRIVED_US, Codec.H265)
    made = [payload(INIT, 0, init_segment(fmt))]
    group = frames[:first_group]
    durations, offsets = sample_times([frame.pts for frame in group], first_group * video.TICKS)
    head = fragment_header(1, 0, Samples([len(f.data) for f in group], durations, offsets))
    made.append(payload(KEY, ARRIVED_US, head + b"".join(f.data for f in group)))
    for number, frame in enumerate(frames[first_group:], 2):
        head = one_frame_header(number, frame.pts, len(frame.data), video.TICKS, key=frame.key)
        made.append(payload(KEY if frame.key else 0, frame.received_us, head + frame.data))
    return made


def pictures(made: list[bytes]) -> list[Any]:
    with av.open(io.BytesIO(b"".join(message[9:] for message in made)), format="mp4") as container:
        assert container.streams.video[0].codec_context.name == "h264"
        return list(container.decode(video=0))


def test_every_picture_comes_out_as_h264_with_its_time() -> None:
    recoder = Recoder(720)
    fmt = recoder.open(320, 180)
    assert mime(fmt).startswith('video/mp4; codecs="avc1.')
    made = [out for message in messages() for out in recoder.push(message)]
    assert made[0][0] == INIT
    assert made[1][0] & KEY
    arrived = [struct.unpack_from(">q", message, 1)[0] for message in made[1:]]
    assert arrived == [ARRIVED_US + n * 200_000 for n in range(12)]
    assert len(pictures(made)) == 12


def test_large_pictures_are_made_smaller() -> None:
    recoder = Recoder(90)
    fmt = recoder.open(320, 180)
    assert (fmt.width, fmt.height) == (160, 90)
    made = [out for message in messages(6) for out in recoder.push(message)]
    assert {(frame.width, frame.height) for frame in pictures(made)} == {(160, 90)}


def test_nonsense_is_left_out_and_the_next_key_frame_mends_it() -> None:
    recoder = Recoder(720)
    recoder.open(320, 180)
    stream = messages(24)
    made = [out for message in stream[:3] for out in recoder.push(message)]
    for bad in (payload(0, 1, b""), payload(0, 1, b"\0" * 500), payload(KEY, 1, stream[1][9:60])):
        assert recoder.push(bad) == []
    made += [out for message in stream[3:] for out in recoder.push(message)]
    assert made[-1][9:]
    assert len(pictures(made)) >= 10


@pytest.mark.parametrize("size", [(0, 0), (-1, 5), (100_000, 100_000)])
def test_absurd_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PictureBroken):
        Recoder(720).open(*size)


class Feed:
    def __init__(self) -> None:
        self.header = {"mime": 'video/mp4; codecs="hvc1.1"', "width": 320, "height": 180, "stream": "main"}

    async def __aiter__(self) -> AsyncIterator[bytes | dict[str, Any]]:
        for message in messages(5):
            yield message
        yield {"type": "skipped"}
        yield {"type": "format", "mime": "video/mp4", "width": 160, "height": 90}


async def test_a_feed_is_transcoded_and_notices_pass() -> None:
    slots = TranscodeSlots(1, 720)
    async with slots.transcoded(Feed()) as feed:
        assert "avc1" in str(feed.header["mime"])
        assert slots.in_use == 1
        got = [message async for message in feed]
    assert len([each for each in got if isinstance(each, bytes)]) == 6
    notices = [each for each in got if isinstance(each, dict)]
    assert notices[0] == {"type": "skipped"}
    assert (notices[1]["type"], notices[1]["width"]) == ("format", 160)
    assert "avc1" in notices[1]["mime"]
    assert slots.in_use == 0


@pytest.mark.parametrize("limit", [0, 1])
async def test_no_more_than_recording_can_spare(limit: int) -> None:
    slots = TranscodeSlots(limit, 720)
    slots.in_use = limit
    with pytest.raises(TooBusy):
        async with slots.transcoded(Feed()):
            pass
    assert slots.in_use == limit


def test_units() -> None:
    assert units(b"\0\0\0\1ab\0\0\1c") == [b"ab", b"c"]
    assert units(b"") == []
