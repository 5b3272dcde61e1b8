"""Live pictures for browsers that cannot play H.265: decoded and coded again as H.264, within a limit.

Recording comes first: the number of pictures that are transcoded at once is bounded, their threads run at a lower
priority, and one that does not keep up reads more slowly, so that the recorder skips for it.
"""

from __future__ import annotations

import asyncio
import io
import struct
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from fractions import Fraction
from typing import Any

import av
import av.error
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from beadle.video.errors import PictureBroken, TooBusy
from beadle.video.live.wire import INIT, KEY, unpack_media
from beadle.video.mp4.fragment import one_frame_header
from beadle.video.mp4.init import init_segment, mime
from beadle.video.playback.pictures import even
from beadle.video.playback.pool import step_back
from beadle.video.relay import Feed
from beadle.video.terms import RTP_CLOCK_HZ, Codec, StreamFormat

_MOST_PIXELS = 8192 * 4320
_USUAL_TICKS = RTP_CLOCK_HZ // 25
_KEY_EVERY = 50
_REMEMBERED = 256
_TIME = Fraction(1, RTP_CLOCK_HZ)


class TranscodeSlots:
    """Places for transcoding, counted. `in_use` of `limit`."""

    def __init__(self, limit: int, height: int) -> None:
        self.limit = limit
        self.height = height
        self.in_use = 0

    @asynccontextmanager
    async def transcoded(self, feed: Feed) -> AsyncIterator[Feed]:
        """`feed` as H.264, no higher than `height` pixels. Raises TooBusy when every place is taken."""
        if self.in_use >= self.limit:
            raise TooBusy(
                f"All {self.limit} places for converting live pictures are taken." if self.limit
                else "Converting live pictures is switched off here.",
                advice="Use a browser that plays H.265, watch the camera's smaller stream, or close another picture.",
            )  # fmt: skip
        self.in_use += 1
        executor = ThreadPoolExecutor(1, thread_name_prefix="transcode", initializer=step_back)
        try:
            yield TranscodedFeed(feed, executor, self.height)
        finally:
            self.in_use -= 1
            executor.shutdown(wait=False, cancel_futures=True)


class TranscodedFeed:
    """A feed whose pictures were coded again. Its header is known before the first picture."""

    def __init__(self, feed: Feed, executor: ThreadPoolExecutor, height: int) -> None:
        self._feed = feed
        self._executor = executor
        self._recoder = Recoder(height)
        self.header: Mapping[str, Any] = self._header(feed.header)

    def _header(self, source: Mapping[str, Any]) -> dict[str, Any]:
        fmt = self._recoder.open(int(source["width"]), int(source["height"]))
        return {**source, "mime": mime(fmt), "width": fmt.width, "height": fmt.height, "transcoded": True}

    async def __aiter__(self) -> AsyncIterator[bytes | dict[str, Any]]:
        loop = asyncio.get_running_loop()
        async for message in self._feed:
            if isinstance(message, bytes):
                for made in await loop.run_in_executor(self._executor, self._recoder.push, message):
                    yield made
            elif message.get("type") == "format":
                self.header = self._header({**self._feed.header, **message, "type": "format"})
                yield dict(self.header)
            else:
                yield message


class Recoder:
    """Media payloads in, media payloads out, one for each picture. Blocking; for one thread at a time."""

    def __init__(self, height: int) -> None:
        self._height = height
        self._init = b""
        self._decoder: VideoCodecContext | None = None
        self._encoder: VideoCodecContext
        self._format: StreamFormat
        self._told_init = False
        self._sequence = 0
        self._last: int | None = None
        self._arrived: OrderedDict[int, int] = OrderedDict()

    def open(self, width: int, height: int) -> StreamFormat:
        """Make the encoder for pictures of that size, and say what it will send. Raises PictureBroken."""
        if not 0 < width * height <= _MOST_PIXELS:
            raise PictureBroken("This camera's pictures are too large to convert.")
        shown = min(height, self._height)
        encoder = CodecContext.create("libx264", "w")
        assert isinstance(encoder, VideoCodecContext)
        encoder.width, encoder.height = even(round(width * shown / height)), even(shown)
        encoder.pix_fmt, encoder.time_base, encoder.framerate = "yuv420p", _TIME, Fraction(25)
        encoder.gop_size, encoder.thread_count = _KEY_EVERY, 1
        encoder.options = {"preset": "superfast", "tune": "zerolatency", "profile": "main", "crf": "26", "annexb": "1"}
        encoder.flags |= 1 << 22  # AV_CODEC_FLAG_GLOBAL_HEADER: parameter sets are wanted before the first picture
        try:
            encoder.open()
        except (av.error.FFmpegError, ValueError) as error:
            raise PictureBroken("This server cannot make H.264 pictures.") from error
        sets = tuple(unit for unit in units(bytes(encoder.extradata or b"")) if unit[0] & 31 in {7, 8})
        self._encoder, self._told_init, self._last = encoder, False, None
        self._format = StreamFormat(Codec.H264, sets, encoder.width, encoder.height)
        return self._format

    def push(self, message: bytes) -> list[bytes]:
        """What to send for one payload of the source. A picture that cannot be decoded is left out."""
        flags, received_us = unpack_media(message)
        body = message[9:]
        if flags & INIT:
            self._init, self._decoder = body, None
            self._arrived.clear()
            return []
        try:
            return self._recode(body, received_us, fresh=bool(flags & KEY))
        except (av.error.FFmpegError, ValueError, EOFError):
            self._decoder = None  # starts again at the next key frame
            return []

    def _recode(self, body: bytes, received_us: int, *, fresh: bool) -> list[bytes]:
        made: list[bytes] = []
        first: int | None = None
        with av.open(io.BytesIO(self._init + body), "r", format="mp4") as container:
            stream = container.streams.video[0]
            if self._decoder is None:
                if not fresh:
                    return []
                self._decoder = _decoder(stream.codec_context)
            for packet in container.demux(stream):
                if packet.pts is None or packet.size == 0:
                    continue
                first = packet.pts if first is None else first
                self._remember(packet.pts, received_us + (packet.pts - first) * 1_000_000 // RTP_CLOCK_HZ)
                for frame in self._decoder.decode(packet):
                    made += self._encode(frame)
        return made

    def _remember(self, pts: int, received_us: int) -> None:
        self._arrived[pts] = received_us
        while len(self._arrived) > _REMEMBERED:
            self._arrived.popitem(last=False)

    def _encode(self, frame: VideoFrame) -> list[bytes]:
        if frame.pts is None or (self._last is not None and frame.pts <= self._last):
            return []
        duration = _USUAL_TICKS if self._last is None else min(frame.pts - self._last, RTP_CLOCK_HZ)
        self._last = frame.pts
        received_us = self._arrived.pop(frame.pts, 0)
        shown = frame.reformat(width=self._format.width, height=self._format.height, format="yuv420p")
        shown.pts, shown.time_base = frame.pts, _TIME
        made = [] if self._told_init else [struct.pack(">Bq", INIT, 0) + init_segment(self._format)]
        self._told_init = True
        for packet in self._encoder.encode(shown):
            data = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units(bytes(packet)))
            self._sequence += 1
            head = one_frame_header(self._sequence, packet.pts or 0, len(data), duration, key=packet.is_keyframe)
            made.append(struct.pack(">Bq", KEY if packet.is_keyframe else 0, received_us) + head + data)
        return made


def units(annex_b: bytes) -> list[bytes]:
    """The NAL units between start codes."""
    parts = annex_b.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return [part for part in parts[1:] if part]


def _decoder(source: CodecContext) -> VideoCodecContext:
    decoder = CodecContext.create(source.name, "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.extradata = source.extradata
    decoder.thread_count = 1
    decoder.options = {"max_pixels": str(_MOST_PIXELS), "flags": "low_delay"}
    return decoder
