"""The working copy of a master: H.264 that any player shows, with the camera's name and the time burnt in."""

from __future__ import annotations

import bisect
import contextlib
import hashlib
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import av.error
from av.container import InputContainer, OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from beadle.platform.storage import free_bytes, fsync_dir
from beadle.video.errors import DiskFull, PictureBroken
from beadle.video.export.overlay import captioned, captions, strip_height
from beadle.video.export.plan import ClipPlan
from beadle.video.mp4.fragment import TIMESCALE

_MOST_PIXELS = 8192 * 4320
_TIME = Fraction(1, TIMESCALE)
_FRAMES_A_STEP = 25


class WorkingCopy:
    """Makes the copy of `master` at `path`. Blocking; for one thread at a time.

    A transcoder does not make the same bytes twice, so one that was interrupted begins again.
    """

    def __init__(self, plan: ClipPlan, master: Path, path: Path, *, camera: str, zone: ZoneInfo) -> None:
        self.path = path
        self._plan = plan
        self._master = master
        self._camera = camera
        self._zone = zone
        self._part = path.with_name(f".{path.name}.part.mp4")
        self._size = (0, 0)
        self._starts = [piece.place.tfdt for piece in plan.pieces]

    def steps(self, *, reserve_bytes: int) -> Iterator[float]:
        """Do the work; each step is about a second of video, and yields the share that is done.

        Raises DiskFull or PictureBroken.
        """
        try:
            with (
                av.open(str(self._master), "r", format="mp4") as source,
                av.open(str(self._part), "w", format="mp4", options={"movflags": "+faststart"}) as sink,
            ):
                yield from self._transcode(source, sink, reserve_bytes)
        except av.error.FFmpegError as error:
            if isinstance(error, OSError) and error.errno in {28, 122}:  # ENOSPC, EDQUOT
                raise _full() from error
            raise PictureBroken(f"The working copy could not be made: {error.strerror}.") from error
        handle = os.open(self._part, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        self._part.rename(self.path)
        fsync_dir(self.path.parent)

    def _transcode(self, source: InputContainer, sink: OutputContainer, reserve_bytes: int) -> Iterator[float]:
        stream = source.streams.video[0]
        stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}
        stream.thread_count = 1
        out = self._encoder(sink)
        whole = max(1, self._starts[-1] + self._plan.pieces[-1].fragment.duration)
        count = 0
        for count, frame in enumerate(_pictures(source, stream), 1):
            sink.mux(out.encode(self._stamped(frame)))
            if count % _FRAMES_A_STEP == 0:
                if free_bytes(self.path.parent) < reserve_bytes:
                    raise _full()
                yield min(1.0, (frame.pts or 0) / whole)
        if not count:
            raise PictureBroken("Nothing in the recorded file could be decoded, so there is no working copy.")
        sink.mux(out.encode(None))

    def _encoder(self, sink: OutputContainer) -> VideoStream:
        fmt = self._plan.formats[0]
        out = sink.add_stream("libx264", rate=25)
        assert isinstance(out, VideoStream)
        assert isinstance(out.codec_context, VideoCodecContext)
        self._size = max(2, fmt.width & ~1), max(2, fmt.height & ~1)
        width, height = self._size
        out.width, out.height, out.pix_fmt = width, height + strip_height(width, height), "yuv420p"
        out.codec_context.time_base = out.time_base = _TIME
        out.codec_context.thread_count = 1
        out.codec_context.options = {"preset": "veryfast", "crf": "23", "profile": "high", "bf": "0"}
        return out

    def _stamped(self, frame: VideoFrame) -> VideoFrame:
        pts = frame.pts or 0
        width, height = self._size
        picture = frame.reformat(width=width, height=height, format="yuv420p")
        shown = captioned(picture, captions(self._camera, self.moment(pts), self._zone))
        shown.pts, shown.time_base = pts, _TIME
        return shown

    def moment(self, pts: int) -> int:
        """The server's UTC of a picture of the clip, from its ticks."""
        piece = self._plan.pieces[max(0, bisect.bisect_right(self._starts, pts) - 1)]
        fragment = piece.fragment
        ticks = max(0, pts - piece.place.tfdt)
        if fragment.duration <= 0:
            return fragment.start_us + ticks * 1_000_000 // TIMESCALE
        return fragment.start_us + ticks * (fragment.end_us - fragment.start_us) // fragment.duration

    def discard(self) -> None:
        """Remove what an interrupted attempt left."""
        with contextlib.suppress(FileNotFoundError):
            self._part.unlink()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pictures(source: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Every picture with a time of its own, in the order in which they are shown."""
    last = -1
    for packet in source.demux(stream):
        for frame in _decoded(stream, packet):
            if frame.pts is not None and frame.pts > last:
                last = frame.pts
                yield frame


def _decoded(stream: VideoStream, packet: av.Packet[VideoStream]) -> Iterator[VideoFrame]:
    """The pictures in a packet; one that is damaged is left out, as a player would."""
    try:
        yield from stream.codec_context.decode(packet)
    except av.error.InvalidDataError:
        return


def _full() -> DiskFull:
    return DiskFull(
        "The disk for exports has no room left.", advice="Remove old exports or make room, then ask for it again."
    )
