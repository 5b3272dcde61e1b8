"""Frames that need no coder: right in shape and time, empty of pictures. And a taker that keeps what it gets."""

from __future__ import annotations

from tests.factories import video

from beadle.video.footage.terms import GapReason, Gop
from beadle.video.terms import Codec, Frame, StreamFormat

TICKS = 3600
FORMAT = StreamFormat(Codec.H264, (b"\x67sps", b"\x68pps"), 1920, 1080)


def real_format() -> StreamFormat:
    """A format whose parameter sets a player understands."""
    return video.coded(10)[0]


def frame(number: int, *, gop: int = 50, start_us: int = 0, size: int = 100, ticks: int = TICKS) -> Frame:
    """Frame `number` of a camera at 25 a second (for 3600 ticks) with a key frame every `gop` frames."""
    key = number % gop == 0
    return Frame(bytes(size * 10 if key else size), number * ticks, key, start_us + number * ticks * 100 // 9)


class KeepingTaker:
    """What an assembly gave out, in order."""

    def __init__(self) -> None:
        self.gops: list[Gop] = []
        self.fresh: list[bool] = []
        self.formats: list[StreamFormat] = []
        self.breaks: list[GapReason] = []
        self.order: list[str] = []

    def take(self, gop: Gop, fmt: StreamFormat, fresh: bool) -> None:
        self.gops.append(gop)
        self.formats.append(fmt)
        self.fresh.append(fresh)
        self.order.append("gop")

    def broke(self, reason: GapReason) -> None:
        self.breaks.append(reason)
        self.order.append(str(reason))
