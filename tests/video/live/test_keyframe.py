from __future__ import annotations

import pytest
from tests.factories import video

from beadle.video.live.errors import BadMessage
from beadle.video.live.keyframe import KeyFrame, key_frame, pack, unpack
from beadle.video.live.wire import HEAD_BYTES, unpack_head, unpack_json
from beadle.video.terms import StreamName

START = 1_780_315_200_000_000


@pytest.fixture
def frame() -> KeyFrame:
    fmt, frames = video.frames(2, START)
    return key_frame(StreamName.SUB, fmt, frames[0])


def messages(packed: bytes) -> list[bytes]:
    found = []
    while packed:
        length, _ = unpack_head(packed[:HEAD_BYTES])
        found.append(packed[HEAD_BYTES : HEAD_BYTES + length])
        packed = packed[HEAD_BYTES + length :]
    return found


def test_parameter_sets_come_before_the_picture(frame: KeyFrame) -> None:
    fmt, frames = video.frames(2, START)
    lead = b"".join(len(each).to_bytes(4, "big") + each for each in fmt.parameter_sets)
    assert frame.data == lead + frames[0].data
    assert frame.received_us == frames[0].received_us


def test_what_is_packed_is_unpacked(frame: KeyFrame) -> None:
    head, payload = messages(pack(frame, frame.received_us - 1, {"motion": True}))
    told = unpack_json(head)
    assert told["motion"] is True
    assert unpack(told, payload) == frame


@pytest.mark.parametrize("later_us", [0, 1, 10**9])
def test_one_that_is_known_already_is_not_sent_again(frame: KeyFrame, later_us: int) -> None:
    (head,) = messages(pack(frame, frame.received_us + later_us, {}))
    assert unpack_json(head) == {"ok": True, "found": False}


def test_a_camera_without_a_picture_is_no_error() -> None:
    (head,) = messages(pack(None, 0, {"view_us": 3}))
    assert unpack_json(head) == {"ok": True, "found": False, "view_us": 3}


@pytest.mark.parametrize("spoil", [{"stream": "audio"}, {"codec": "mp3"}, {"width": "wide"}, {"at_us": None}])
def test_an_answer_that_makes_no_sense_is_refused(frame: KeyFrame, spoil: dict[str, object]) -> None:
    head, payload = messages(pack(frame, 0, {}))
    with pytest.raises(BadMessage):
        unpack(unpack_json(head) | spoil, payload)


def test_how_far_the_cameras_clock_is_ahead_is_told_though_its_picture_is_known(frame: KeyFrame) -> None:
    fmt, frames = video.frames(2, START)
    frames[0].camera_us = frames[0].received_us - 2_500_000
    found = key_frame(StreamName.MAIN, fmt, frames[0])
    assert found.camera_ahead_us == -2_500_000
    (head,) = messages(pack(found, 1 << 62, {}))
    assert unpack_json(head) == {"ok": True, "found": False, "camera_ahead_us": -2_500_000}
    head, payload = messages(pack(found, 0, {}))
    assert unpack(unpack_json(head), payload) == found
    assert frame.camera_ahead_us is None
