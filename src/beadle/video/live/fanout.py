"""One stream of one camera to all who watch it: a frame is packed once for all of them, and only while there are any.

The current group of pictures is kept (the frames are shared with recording, so this costs a list), and a new viewer
gets it as its first message: a picture appears at once.
"""

from __future__ import annotations

from typing import Any, Protocol

from beadle.platform.log import get_logger
from beadle.video.live.keyframe import KeyFrame, key_frame
from beadle.video.live.wire import INIT, KEY, pack_json, pack_media
from beadle.video.mp4.fragment import Samples, fragment_header, one_frame_header, sample_times
from beadle.video.mp4.init import init_segment, mime
from beadle.video.terms import CameraState, Frame, StreamFormat, StreamName

_log = get_logger("live")

MOST_KEPT_BYTES = 12 * 1024 * 1024
MOST_KEPT_FRAMES = 1500
"""A group that grows beyond these is let go; a viewer who comes then waits for the next key frame."""
_USUAL_TICKS = 3600
_LONGEST_TICKS = 90_000


class Viewer(Protocol):
    """Somebody who watches; called in the event loop, must not block and must not raise."""

    def offer(self, message: bytes, received_us: int, key: bool) -> None:
        """The next frame; a viewer that is behind may leave it, and then every one up to the next key frame."""

    def start(self, header: dict[str, Any], messages: list[bytes], whole: bool) -> None:
        """What a decoder needs first, at the start and after each change of format.

        whole: the frames that are offered next can be decoded; otherwise only from the next key frame on.
        """

    def tell(self, message: bytes) -> None:
        """A packed JSON message."""


class Channel:
    """A `FrameSink` that fans out. `key` and `stream` name it."""

    __slots__ = (
        "_bytes", "_fmt", "_frames", "_header", "_init", "_last_pts", "_next_fmt", "_sequence", "_usual", "_viewers",
        "camera", "detail", "name", "online",
    )  # fmt: skip

    def __init__(self, camera: str, name: StreamName) -> None:
        self.camera = camera
        self.name = name
        self.online = False
        self.detail = "No picture has come yet."
        self._init = b""
        self._header: dict[str, Any] = {}
        self._next_fmt: StreamFormat | None = None
        self._fmt: StreamFormat | None = None
        self._frames: list[Frame] = []
        self._bytes = 0
        self._last_pts = 0
        self._usual = _USUAL_TICKS
        self._sequence = 0
        self._viewers: list[Viewer] = []

    @property
    def watched(self) -> int:
        """How many watch."""
        return len(self._viewers)

    def key_frame(self) -> KeyFrame | None:
        """The key frame of the current group, as it came; None while there is no group."""
        if self._fmt is None or not self._frames:
            return None
        return key_frame(self.name, self._fmt, self._frames[0])

    def join(self, viewer: Viewer) -> None:
        """From now on, until `leave`. With a format known, the viewer is started at once."""
        self._viewers.append(viewer)
        if self._init:
            self._start(viewer)

    def leave(self, viewer: Viewer) -> None:
        """No more; a viewer that has gone already is no error."""
        if viewer in self._viewers:
            self._viewers.remove(viewer)

    def on_format(self, fmt: StreamFormat) -> None:
        self._next_fmt = fmt

    def on_frame(self, frame: Frame) -> None:
        if frame.key:
            self._begin_group()
        elif self._bytes > MOST_KEPT_BYTES or len(self._frames) > MOST_KEPT_FRAMES:
            self._drop_group()
        passed = frame.pts - self._last_pts
        self._last_pts = frame.pts
        if 0 < passed < _LONGEST_TICKS:
            self._usual = passed
        if frame.key or self._frames:
            self._frames.append(frame)
            self._bytes += len(frame.data)
        if self._viewers and self._init:
            self._send(frame)

    def on_state(self, state: CameraState, detail: str) -> None:
        self.detail = detail
        was_online, self.online = self.online, state in {CameraState.ONLINE, CameraState.FROZEN}
        if was_online and not self.online:
            self._drop_group()
            self._tell({"type": "lost", "reason": detail})

    def close(self, reason: str) -> None:
        """The camera is gone from the configuration: everybody is told."""
        self._drop_group()
        self._tell({"type": "ended", "reason": reason})

    def _begin_group(self) -> None:
        self._drop_group()
        if self._next_fmt is None:
            return
        fmt, self._next_fmt = self._next_fmt, None
        self._fmt = fmt
        try:
            self._init = pack_media(INIT, 0, (init_segment(fmt),))
            self._header = {"mime": mime(fmt), "width": fmt.width, "height": fmt.height, "stream": str(self.name)}
        except ValueError:
            _log.warning("format not playable", camera=self.camera, stream=self.name, exc_info=True)
            self._init = b""
        for viewer in tuple(self._viewers if self._init else ()):
            self._start(viewer)

    def _drop_group(self) -> None:
        self._frames = []
        self._bytes = 0

    def _tell(self, content: dict[str, Any]) -> None:
        if self._viewers:
            message = pack_json(content)
            for viewer in tuple(self._viewers):
                viewer.tell(message)

    def _send(self, frame: Frame) -> None:
        data = frame.data
        self._sequence += 1
        head = one_frame_header(self._sequence, max(0, frame.pts), len(data), self._usual, key=frame.key)
        message = pack_media(KEY if frame.key else 0, frame.received_us, (head, data))
        received_us = frame.received_us
        key = frame.key
        for viewer in tuple(self._viewers):
            viewer.offer(message, received_us, key)

    def _start(self, viewer: Viewer) -> None:
        """Give the init segment and, where there is one, the current group in one fragment."""
        messages = [self._init, self._group()] if self._frames else [self._init]
        viewer.start(self._header, messages, bool(self._frames))

    def _group(self) -> bytes:
        frames = self._frames
        pts = [frame.pts for frame in frames]
        durations, offsets = sample_times(pts, max(pts) - min(pts) + self._usual)
        self._sequence += 1
        sizes = [len(frame.data) for frame in frames]
        head = fragment_header(self._sequence, max(0, min(pts)), Samples(sizes, durations, offsets))
        return pack_media(KEY, frames[0].received_us, (head, *(frame.data for frame in frames)))
