"""From a key frame as the camera sent it to a look: decoded with libav, in one thread, and made small.

Every key frame has a decoder of its own, so that nothing that a hostile or broken stream does lasts longer than one
picture. The loop filter is left out: it smooths what a look is too small to show.
"""

from __future__ import annotations

from typing import cast

import av
import numpy as np
from av.error import FFmpegError

from beadle.platform.errors import Invalid
from beadle.video.live.keyframe import KeyFrame
from beadle.video.terms import Codec
from beadle.video.watch.features import look_of
from beadle.video.watch.terms import Grey

MOST_PIXELS = 7680 * 4320
"""A larger picture is not decoded: no camera sends one."""
_DECODERS = {Codec.H264: "h264", Codec.H265: "hevc"}
_PLANAR = frozenset({"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "gray"})
"""Formats whose first plane is the grey picture, one byte a pixel."""


class NotAPicture(Invalid):
    """What came is no key frame that can be decoded."""


def decode(frame: KeyFrame) -> Grey:
    """The look for a key frame. Raises NotAPicture."""
    if not 0 < frame.width * frame.height <= MOST_PIXELS:
        raise NotAPicture(f"A picture of {frame.width} by {frame.height} pixels is not looked at.")
    context = cast("av.VideoCodecContext", av.CodecContext.create(_DECODERS[frame.codec], "r"))
    context.thread_count = 1
    context.options = {"skip_loop_filter": "all", "max_pixels": str(MOST_PIXELS)}
    try:
        pictures = [*context.decode(av.Packet(annex_b(frame.data))), *context.decode(None)]
    except FFmpegError as error:
        raise NotAPicture(f"The key frame cannot be decoded ({error}).") from error
    if not pictures:
        raise NotAPicture("The key frame holds no picture.")
    return look_of(_grey(pictures[0]))


def annex_b(data: bytes) -> bytes:
    """NAL units behind start codes, from NAL units behind their lengths. What is cut short is left out."""
    parts = []
    at = 0
    while at + 4 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        at += 4
        if at + length > len(data):
            break
        parts.append(data[at : at + length])
        at += length
    return b"".join(b"\0\0\0\1" + part for part in parts)


def _grey(picture: av.VideoFrame) -> Grey:
    if picture.format.name in _PLANAR:
        plane = picture.planes[0]
        rows: Grey = np.frombuffer(plane, np.uint8)  # type: ignore[call-overload]  # a plane is a buffer
        return rows.reshape(-1, plane.line_size)[: picture.height, : picture.width]
    return np.asarray(picture.to_ndarray(format="gray"), np.uint8)
