"""Small real footage: clips coded by libav, cut into frames as a camera would send them, written by the real writer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from beadle.platform.clock import Clock
from beadle.video.footage.terms import SECOND_US, Gop
from beadle.video.footage.volume import Volume
from beadle.video.footage.writer import SegmentWriter
from beadle.video.terms import Codec, Frame, StreamFormat

FPS = 5
TICKS = 90_000 // FPS
GOP_FRAMES = 10
"""Two seconds at five frames a second."""


def units(annex_b: bytes) -> list[bytes]:
    """NAL units between start codes."""
    return [unit for unit in annex_b.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if unit]


def lengthed(parts: list[bytes]) -> bytes:
    """NAL units each behind its length in four bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _encoder(codec: Codec, width: int, height: int, gop: int) -> VideoCodecContext:
    made = av.CodecContext.create("libx264" if codec is Codec.H264 else "libx265", "w")
    assert isinstance(made, VideoCodecContext)
    made.width, made.height, made.pix_fmt = width, height, "yuv420p"
    made.time_base, made.framerate, made.gop_size = Fraction(1, 90_000), Fraction(FPS), gop
    made.options = {"preset": "ultrafast", "tune": "zerolatency", "threads": "1"}
    if codec is Codec.H265:
        made.options |= {"x265-params": f"log-level=none:keyint={gop}:min-keyint={gop}:pools=none:frame-threads=1"}
    else:
        made.options |= {"x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0"}
    made.flags |= 1 << 22  # parameter sets apart, as a camera's description has them
    made.open()
    return made


@lru_cache(maxsize=16)
def coded(
    count: int, codec: Codec = Codec.H264, width: int = 320, height: int = 180, gop: int = GOP_FRAMES
) -> tuple[StreamFormat, tuple[tuple[bool, bytes], ...]]:
    """A format and `count` coded pictures (key, data). Picture n is grey with luma 40 + 4 * (n % 50)."""
    encoder = _encoder(codec, width, height, gop)
    kinds = {7, 8} if codec is Codec.H264 else {32, 33, 34}
    known = units(bytes(encoder.extradata or b""))
    sets = [unit for unit in known if (unit[0] & 31 if codec is Codec.H264 else unit[0] >> 1 & 63) in kinds]
    pictures = []
    for number in range(count):
        picture = np.full((height * 3 // 2, width), 128, np.uint8)
        picture[:height] = shade(number)
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts, frame.time_base = number * TICKS, Fraction(1, 90_000)
        pictures += [(bool(p.is_keyframe), lengthed(units(bytes(p)))) for p in encoder.encode(frame)]
    assert len(pictures) == count
    return StreamFormat(codec, tuple(sets), width, height), tuple(pictures)


def shade(number: int) -> int:
    """The luma of picture `number`, by which a test can tell which one it sees."""
    return 40 + 4 * (number % 50)


def frames(count: int, start_us: int, codec: Codec = Codec.H264) -> tuple[StreamFormat, list[Frame]]:
    """`count` frames as a camera sends them, the first arriving at `start_us`."""
    fmt, pictures = coded(count, codec)
    step = SECOND_US // FPS
    made = [Frame(data, n * TICKS, key, start_us + n * step) for n, (key, data) in enumerate(pictures)]
    return fmt, made


def gops(count: int, start_us: int, codec: Codec = Codec.H264) -> tuple[StreamFormat, list[Gop]]:
    """`count` groups of two seconds each."""
    fmt, sent = frames(count * GOP_FRAMES, start_us, codec)
    return fmt, list(_grouped(sent))


def _grouped(sent: list[Frame]) -> Iterator[Gop]:
    for first in range(0, len(sent), GOP_FRAMES):
        group = sent[first : first + GOP_FRAMES]
        start = group[0].received_us
        yield Gop(group, start, start + GOP_FRAMES * SECOND_US // FPS, group[0].pts, GOP_FRAMES * TICKS, 7)


def record(
    volume: Volume, camera: str, start_us: int, *, groups: int = 5, codec: Codec = Codec.H264, close: bool = True
) -> SegmentWriter:
    """Write one segment of `groups` groups of two seconds; left open where `close` is False."""
    fmt, made = gops(groups, start_us, codec)
    writer = SegmentWriter(volume, camera, fmt, start_us)
    for gop in made:
        writer.append(gop)
    if close:
        writer.close(made[-1].end_us)
    return writer


def volume_at(path: Path, clock: Clock) -> Volume:
    """A new volume, open for recording."""
    made = Volume.create(path, clock)
    made.reserve_bytes = 0
    return made
