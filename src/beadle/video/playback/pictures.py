"""One picture out of recorded footage, as JPEG. Footage came from a camera and is hostile: every loop has a bound."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import av.error
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from beadle.platform.clock import Clock
from beadle.video.errors import PictureBroken
from beadle.video.footage.terms import Fragment
from beadle.video.terms import RTP_CLOCK_HZ

_MOST_PIXELS = 8192 * 4320
_MOST_FRAMES = 2000
_ADVICE = "Try a moment a few seconds earlier or later."


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG and the moment it shows, microseconds since 1970, UTC."""

    jpeg: bytes
    at_us: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long decoding one picture may take: `seconds` on `clock`'s monotonic side."""

    clock: Clock
    seconds: float


def still(media: bytes, fragment: Fragment, at_us: int, *, width: int | None, patience: Patience) -> Picture:
    """The frame that was shown at `at_us`: the last one not later, or the fragment's first.

    media: the file's init segment followed by the fragment's bytes. width: pixels, None for the recorded size.
    Raises PictureBroken.
    """
    chosen: VideoFrame | None = None
    chosen_us = fragment.start_us
    for frame in _frames(media, patience, keys_only=False):
        frame_us = moment_of(frame.pts, fragment)
        if chosen is not None and frame_us > at_us:
            break
        chosen, chosen_us = frame, frame_us
    return _picture(chosen, chosen_us, width)


def key_picture(media: bytes, fragment: Fragment, *, width: int | None, patience: Patience) -> Picture:
    """The key frame that the fragment starts with: one decoded frame. Raises PictureBroken."""
    frame = next(_frames(media, patience, keys_only=True), None)
    return _picture(frame, fragment.start_us, width)


def bare_key_picture(codec: str, annex_b: bytes, *, width: int | None, patience: Patience) -> Picture:
    """One key frame that is in no file: NAL units behind start codes, parameter sets first. Raises PictureBroken."""
    try:
        context = _decoder(CodecContext.create(codec, "r"))
        end = patience.clock.monotonic() + patience.seconds
        for packet in (av.Packet(annex_b), None):
            for frame in context.decode(packet):
                _check(frame, patience.clock.monotonic() > end)
                return _picture(frame, 0, width)
    except (av.error.FFmpegError, ValueError) as error:
        raise _broken() from error
    return _picture(None, 0, width)


def moment_of(pts: int | None, fragment: Fragment) -> int:
    """The server's UTC of a frame from its ticks in the segment. The camera's clock is stretched to the server's."""
    ticks = max(0, (pts or 0) - fragment.tfdt)
    if fragment.duration <= 0:
        return fragment.start_us + ticks * 1_000_000 // RTP_CLOCK_HZ
    return fragment.start_us + ticks * (fragment.end_us - fragment.start_us) // fragment.duration


def jpeg(frame: VideoFrame, width: int, height: int) -> bytes:
    """The frame as JPEG of that size in pixels."""
    context = CodecContext.create("mjpeg", "w")
    if not isinstance(context, VideoCodecContext):
        raise _broken()
    context.width, context.height, context.pix_fmt = width, height, "yuvj420p"
    context.framerate = Fraction(25)
    context.options = {"qmin": "3", "qmax": "5"}
    shown = frame.reformat(width=width, height=height, format="yuvj420p")
    shown.pts = None
    return b"".join(bytes(packet) for step in (shown, None) for packet in context.encode(step))


def _frames(media: bytes, patience: Patience, *, keys_only: bool) -> Iterator[VideoFrame]:
    end = patience.clock.monotonic() + patience.seconds
    try:
        with av.open(io.BytesIO(media), "r", format="mp4") as container:
            if not container.streams.video:
                raise _broken()
            stream = container.streams.video[0]
            context = _decoder(stream.codec_context)
            if keys_only:
                context.skip_frame = "NONKEY"
            count = 0
            for packet in container.demux(stream):
                if count == 0 and packet.size and not packet.is_keyframe:
                    raise PictureBroken("The pictures before this one are missing.", advice=_ADVICE)
                for frame in packet.decode():
                    count += 1
                    _check(frame, count > _MOST_FRAMES or patience.clock.monotonic() > end)
                    yield frame
    except (av.error.FFmpegError, ValueError, EOFError, MemoryError) as error:
        raise _broken() from error


def _decoder(context: CodecContext) -> VideoCodecContext:
    if not isinstance(context, VideoCodecContext) or context.width * context.height > _MOST_PIXELS:
        raise _broken()
    context.thread_count = 1
    context.options = {"max_pixels": str(_MOST_PIXELS)}
    return context


def _check(frame: VideoFrame, over: bool) -> None:
    if over:
        raise PictureBroken("Making a picture of this footage took too long.", advice=_ADVICE)
    if not 0 < frame.width * frame.height <= _MOST_PIXELS:
        raise _broken()


def _picture(frame: VideoFrame | None, at_us: int, width: int | None) -> Picture:
    if frame is None:
        raise _broken()
    shown = even(min(width or frame.width, frame.width))
    height = even(max(2, round(frame.height * shown / frame.width)))
    try:
        return Picture(jpeg(frame, shown, height), at_us, shown, height)
    except av.error.FFmpegError as error:
        raise _broken() from error


def even(pixels: int) -> int:
    """The next even number at or below: pictures are stored with colour at half the size."""
    return max(2, pixels - pixels % 2)


def _broken() -> PictureBroken:
    return PictureBroken("No picture could be made of this footage.", advice=_ADVICE)
