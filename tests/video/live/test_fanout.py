"""Fan-out: what viewers get can be decoded, at once, and costs nothing while nobody watches."""

from __future__ import annotations

import io
from typing import Any

import av
import pytest
from tests.factories import video

from beadle.video.live import fanout
from beadle.video.live.fanout import Channel
from beadle.video.live.wire import HEAD_BYTES, INIT, KEY, unpack_json, unpack_media
from beadle.video.terms import CameraState, Codec, Frame, StreamFormat, StreamName

START = 1_780_315_200_000_000


class Viewer:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.headers: list[dict[str, Any]] = []
        self.media: list[tuple[int, int, bytes]] = []
        self.offered: list[bytes] = []
        self.whole: list[bool] = []
        self.told: list[dict[str, Any]] = []

    def start(self, header: dict[str, Any], messages: list[bytes], whole: bool) -> None:
        self.headers.append(header)
        self.whole.append(whole)
        for message in messages:
            self._keep(message)

    def offer(self, message: bytes, received_us: int, key: bool) -> None:
        self.offered.append(message)
        self._keep(message)
        assert self.media[-1][:2] == (KEY if key else 0, received_us)

    def tell(self, message: bytes) -> None:
        self.told.append(unpack_json(message[HEAD_BYTES:]))

    def _keep(self, message: bytes) -> None:
        payload = message[HEAD_BYTES:]
        self.media.append((*unpack_media(payload), payload[9:]))

    def decode(self) -> list[int]:
        """The shade of each picture that a decoder makes of all that came."""
        whole = io.BytesIO(b"".join(data for _, _, data in self.media))
        with av.open(whole) as container:
            return [int(frame.to_ndarray()[: frame.height].mean().round()) for frame in container.decode(video=0)]


def started(count: int, codec: Codec = Codec.H264) -> tuple[Channel, list[Frame], StreamFormat]:
    """A channel to which `count` of the returned frames were given."""
    fmt, frames = video.frames(40, START, codec)
    channel = Channel("c", StreamName.MAIN)
    channel.on_state(CameraState.ONLINE, "")
    channel.on_format(fmt)
    for frame in frames[:count]:
        channel.on_frame(frame)
    return channel, frames, fmt


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
def test_a_viewer_gets_the_group_so_far_and_then_each_frame_and_can_decode_all_of_it(codec: Codec):
    channel, frames, _ = started(14, codec)
    viewer = Viewer()
    channel.join(viewer)
    for frame in frames[14:25]:
        channel.on_frame(frame)
    assert [flags for flags, _, _ in viewer.media[:2]] == [INIT, KEY]
    assert viewer.media[1][1] == frames[10].received_us
    assert viewer.whole == [True]
    shades = viewer.decode()
    assert len(shades) == 15
    assert shades == pytest.approx([video.shade(number) for number in range(10, 25)], abs=3)
    assert viewer.headers[0]["mime"].startswith("video/mp4; codecs=")
    assert (viewer.headers[0]["width"], viewer.headers[0]["stream"]) == (320, "main")


def test_a_frame_is_packed_once_for_all_and_not_at_all_for_none(monkeypatch: pytest.MonkeyPatch):
    packed = []
    real = fanout.pack_media

    def counting(*arguments: Any) -> bytes:
        packed.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(fanout, "pack_media", counting)
    channel, frames, _ = started(12)
    assert len(packed) == 1  # the init segment
    viewers = [Viewer() for _ in range(5)]
    for viewer in viewers:
        channel.join(viewer)
    del packed[:]
    channel.on_frame(frames[12])
    assert len(packed) == 1
    assert len({id(viewer.offered[0]) for viewer in viewers}) == 1
    for viewer in viewers:
        channel.leave(viewer)
        channel.leave(viewer)
    channel.on_frame(frames[13])
    assert len(packed) == 1
    assert channel.watched == 0


def test_one_who_comes_before_the_first_key_frame_is_started_by_it():
    channel, frames, fmt = started(0)
    viewer = Viewer()
    channel.join(viewer)
    channel.on_frame(Frame(frames[1].data, 0, False, START))
    assert viewer.headers == []
    channel.on_format(fmt)
    for frame in frames[:5]:
        channel.on_frame(frame)
    assert len(viewer.decode()) == 5


def test_a_new_format_begins_again_with_an_init_segment():
    channel, frames, fmt = started(10)
    viewer = Viewer()
    channel.join(viewer)
    channel.on_format(StreamFormat(fmt.codec, fmt.parameter_sets, 64, 64))
    channel.on_frame(frames[10])
    assert [header["width"] for header in viewer.headers] == [320, 64]
    assert [flags for flags, _, _ in viewer.media] == [INIT, KEY, INIT, KEY]


def test_viewers_are_told_when_the_signal_is_lost_and_when_the_camera_goes():
    channel, _, _ = started(3)
    viewer = Viewer()
    channel.join(viewer)
    channel.on_state(CameraState.LOST, "No answer.")
    channel.on_state(CameraState.LOST, "Still none.")
    channel.close("Removed.")
    assert [(each["type"], each["reason"]) for each in viewer.told] == [("lost", "No answer."), ("ended", "Removed.")]


def test_nothing_of_the_old_group_is_shown_after_a_loss():
    channel, _, _ = started(13)
    channel.on_state(CameraState.LOST, "")
    viewer = Viewer()
    channel.join(viewer)
    assert viewer.whole == [False]
    assert [flags for flags, _, _ in viewer.media] == [INIT]


def test_a_group_without_end_is_let_go(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fanout, "MOST_KEPT_FRAMES", 5)
    channel, _, _ = started(10)
    viewer = Viewer()
    channel.join(viewer)
    assert viewer.whole == [False]


def test_parameter_sets_that_make_no_sense_are_no_crash():
    channel, frames, fmt = started(0)
    viewer = Viewer()
    channel.join(viewer)
    channel.on_format(StreamFormat(fmt.codec, (b"\x67", b""), 320, 180))
    channel.on_frame(frames[0])
    assert viewer.media == []


def test_the_key_frame_of_the_current_group_is_there_for_whoever_asks():
    channel = Channel("c", StreamName.SUB)
    fmt, frames = video.frames(60, START)
    assert channel.key_frame() is None
    channel.on_format(fmt)
    for frame in frames:
        channel.on_frame(frame)
    newest = [frame for frame in frames if frame.key][-1]
    found = channel.key_frame()
    assert found is not None
    assert (found.stream, found.width, found.received_us) == (StreamName.SUB, fmt.width, newest.received_us)
    assert found.data.endswith(newest.data)
    channel.on_state(CameraState.ONLINE, "")
    channel.on_state(CameraState.LOST, "Gone.")
    assert channel.key_frame() is None
