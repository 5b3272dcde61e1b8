"""A recorder with one camera, for the other end of the media socket; a test sends its frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.factories import video

from beadle.video.live.errors import NoSuchStream
from beadle.video.live.fanout import Channel, Viewer
from beadle.video.live.feed import EventFeed
from beadle.video.live.keyframe import KeyFrame
from beadle.video.terms import CameraState, Codec, Frame, StreamName

_FRAMES = 40
_STEP_US = 1_000_000 // video.FPS


class OneCameraStation:
    """What the media socket asks of a recorder. `configured` is what it was handed; `told` its status."""

    start_us = 1_780_315_200_000_000

    def __init__(self, camera: str, codec: Codec = Codec.H264) -> None:
        self.events = EventFeed()
        self.camera = camera
        self.channel = Channel(camera, StreamName.MAIN)
        self.configured: list[tuple[int, list[dict[str, Any]]]] = []
        self.accepted: list[str] = []
        self.told: dict[str, Any] = {"recorder": {"version": 0, "since_us": 1}, "cameras": [], "volumes": []}
        self._fmt, self._frames = video.frames(_FRAMES, self.start_us, codec)
        self._sent = 0

    def watch(self, camera: str, stream: StreamName, viewer: Viewer) -> None:
        if camera != self.camera or stream is not StreamName.MAIN:
            raise NoSuchStream("No such stream.", advice="Look.")
        self.channel.join(viewer)

    def unwatch(self, camera: str, stream: StreamName, viewer: Viewer) -> None:
        self.channel.leave(viewer)

    def status(self) -> dict[str, Any]:
        return self.told

    def reopen_volume(self, path: str) -> bool:
        return False

    def key_frame(self, camera: str, stream: StreamName | None) -> tuple[KeyFrame | None, dict[str, Any]]:
        return self.channel.key_frame() if camera == self.camera else None, {}

    def note_findings(self, rows: Sequence[Mapping[str, Any]]) -> int:
        return len(rows)

    def accept_view(self, camera: str) -> None:
        if camera != self.camera:
            raise NoSuchStream("No such camera.", advice="Look.")
        self.accepted.append(camera)

    async def configure(self, version: int, cameras: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        self.configured.append((version, [dict(camera) for camera in cameras]))
        self.told["recorder"]["version"] = version
        return {"version": version, "cameras": len(cameras)}

    def begin(self) -> None:
        """The camera comes online."""
        self.channel.on_state(CameraState.ONLINE, "")
        self.channel.on_format(self._fmt)

    def send(self, count: int) -> None:
        """The next frames, round and round."""
        for _ in range(count):
            given = self._frames[self._sent % _FRAMES]
            moment = self.start_us + self._sent * _STEP_US
            self.channel.on_frame(Frame(given.data, self._sent * video.TICKS, given.key, moment))
            self._sent += 1
