"""Fuzz the byte stream of a camera: framing, RTP, both depacketisers and RTCP, whole and in two pieces."""

from __future__ import annotations

import sys

from beadle.platform.errors import BeadleError
from beadle.video.ingest.h264_units import H264Units
from beadle.video.ingest.h265_units import H265Units
from beadle.video.ingest.interleaved import Interleaved
from beadle.video.ingest.message import Request, Response
from beadle.video.ingest.rtcp import find_sender_report


class Sink:
    """Checks what comes out: NAL units behind lengths that fit exactly."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def on_unit(self, parts: list[bytes], stamp: int, *, key: bool, lost: int, sets: list[bytes]) -> None:
        unit, at = b"".join(parts), 0
        while at < len(unit):
            at += 4 + int.from_bytes(unit[at : at + 4], "big")
        assert at == len(unit) > 0
        self.seen.append(unit)

    def on_new_source(self) -> None:
        self.seen.append(b"")

    def on_message(self, message: Response | Request) -> None:
        self.seen.append(message.body)

    def on_rtcp(self, packet: bytes) -> None:
        find_sender_report(packet)


def run(data: bytes, cut: int, *, h265: bool) -> list[bytes]:
    """Feed the stream in two pieces, as a connection does."""
    sink = Sink()
    stream = Interleaved(sink)
    stream.attach((H265Units if h265 else H264Units)(sink, 96), 0, 1)
    try:
        rest = data[:cut][stream.feed(data[:cut]) :]
        stream.feed(rest + data[cut:])
    except BeadleError:
        pass
    return sink.seen


def TestOneInput(data: bytes) -> None:  # noqa: N802 - the name that atheris and OSS-Fuzz look for
    """The first two bytes say where to cut and which codec; the rest is the stream."""
    if len(data) < 2:
        return
    body = data[2:]
    whole = run(body, 0, h265=bool(data[1] & 1))
    pieces = run(body, data[0] * len(body) // 255, h265=bool(data[1] & 1))
    assert whole == pieces, "the pieces in which a stream arrives change what it says"


if __name__ == "__main__":
    import atheris

    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
