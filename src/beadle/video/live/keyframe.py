"""One key frame of a stream that is open anyway, on its way to whoever watches pictures: raw, as the camera sent it.

It is asked for, one at a time, and never pushed: who does not ask costs the recorder nothing, and who is late has
missed it. There is nothing to keep up with and nothing that could fill up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from beadle.video.live.errors import BadMessage
from beadle.video.live.wire import KEY, pack_json, pack_media
from beadle.video.terms import Codec, Frame, StreamFormat, StreamName


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """`data`: parameter sets and picture as NAL units, each behind its length in four bytes, big-endian.

    camera_ahead_us: how far the camera's own clock is ahead of the server's, where the camera tells its time.
    """

    stream: StreamName
    codec: Codec
    width: int
    height: int
    received_us: int
    data: bytes
    camera_ahead_us: int | None = None


def key_frame(stream: StreamName, fmt: StreamFormat, frame: Frame) -> KeyFrame:
    """From the first frame of a group."""
    sets = b"".join(len(each).to_bytes(4, "big") + each for each in fmt.parameter_sets)
    ahead_us = None if frame.camera_us is None else frame.camera_us - frame.received_us
    return KeyFrame(stream, fmt.codec, fmt.width, fmt.height, frame.received_us, sets + frame.data, ahead_us)


def pack(found: KeyFrame | None, after_us: int, about: dict[str, Any]) -> bytes:
    """The answer: what is known of the camera, and its key frame where there is one younger than `after_us`."""
    if found is not None and found.camera_ahead_us is not None:
        about = {**about, "camera_ahead_us": found.camera_ahead_us}
    if found is None or found.received_us <= after_us:
        return pack_json({"ok": True, "found": False, **about})
    head = {
        "ok": True,
        "found": True,
        "stream": str(found.stream),
        "codec": str(found.codec),
        "width": found.width,
        "height": found.height,
        "at_us": found.received_us,
        **about,
    }
    return pack_json(head) + pack_media(KEY, found.received_us, (found.data,))


def unpack(head: dict[str, Any], payload: bytes) -> KeyFrame:
    """The key frame behind an answer whose `found` is true. Raises BadMessage."""
    try:
        return KeyFrame(
            StreamName(head["stream"]),
            Codec(head["codec"]),
            int(head["width"]),
            int(head["height"]),
            int(head["at_us"]),
            payload[9:],
            head.get("camera_ahead_us"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessage("The recorder's answer about a key frame is not complete.") from error
