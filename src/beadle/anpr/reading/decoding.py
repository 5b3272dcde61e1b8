"""Decodes one camera's stream with libav, in the thread that asks, and gives the planes without copying them."""

from __future__ import annotations

from typing import cast

import av
import numpy as np
from av.error import FFmpegError

from beadle.anpr.reading.coded import Coded
from beadle.anpr.reading.frame import Frame, Plane
from beadle.platform.errors import Invalid
from beadle.video.terms import Codec, StreamFormat
from beadle.video.watch.decode import MOST_PIXELS, annex_b

_DECODERS = {Codec.H264: "h264", Codec.H265: "hevc"}
_START = b"\0\0\0\1"
_HALVED = frozenset({"yuv420p", "yuvj420p"})
_GREY_FIRST = frozenset({"yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "gray"})


class NotDecodable(Invalid):
    """The camera's pictures cannot be decoded."""


class Decoder:
    """For one format, from a key picture on. Not for several threads."""

    def __init__(self, fmt: StreamFormat) -> None:
        """Raises NotDecodable."""
        if not 0 < fmt.width * fmt.height <= MOST_PIXELS:
            raise NotDecodable(f"A picture of {fmt.width} by {fmt.height} pixels is not read.")
        self._sets = b"".join(_START + each for each in fmt.parameter_sets)
        self._context = cast("av.VideoCodecContext", av.CodecContext.create(_DECODERS[fmt.codec], "r"))
        self._context.thread_count = 1
        self._context.options = {"max_pixels": str(MOST_PIXELS), "flags": "+low_delay"}
        self._begun = False

    def decode(self, coded: Coded, *, needed: bool = True) -> list[Frame]:
        """What this picture completes: usually itself. Pictures before the first key picture give nothing.

        needed: whether anybody looks at it; where nobody does, one that no other depends on is not even decoded.
        Raises NotDecodable; decoding then goes on with the next key picture.
        """
        if coded.key:
            self._begun = True
        if not self._begun:
            return []
        self._context.skip_frame = "DEFAULT" if needed else "NONREF"
        data = annex_b(coded.data)
        if not data:  # libav would take an empty packet for the end of the stream
            return []
        packet = av.Packet((self._sets if coded.key else b"") + data)
        packet.pts = coded.at_us
        try:
            return [_frame(each, coded.at_us) for each in self._context.decode(packet)]
        except FFmpegError as error:
            self._begun = False
            self._context.flush_buffers()
            raise NotDecodable(f"The camera's pictures cannot be decoded ({error}).") from error


def _frame(picture: av.VideoFrame, at_us: int) -> Frame:
    at_us = at_us if picture.pts is None else picture.pts
    name = picture.format.name
    if name in _HALVED:
        grey, blue, red = (_plane(picture, index) for index in range(3))
        return Frame(grey, blue, red, at_us)
    if name in _GREY_FIRST:
        return Frame(_plane(picture, 0), None, None, at_us)
    return Frame(np.asarray(picture.to_ndarray(format="gray"), np.uint8), None, None, at_us)


def _plane(picture: av.VideoFrame, index: int) -> Plane:
    """A view: it keeps the picture's memory alive for as long as it is held."""
    plane = picture.planes[index]
    rows: Plane = np.frombuffer(plane, np.uint8)  # type: ignore[call-overload]  # a plane is a buffer
    return rows.reshape(-1, plane.line_size)[: plane.height, : plane.width]
