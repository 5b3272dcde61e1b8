"""A station with one camera, for the media socket."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from tests.factories import video

from beadle.platform.errors import Conflict
from beadle.video.live.errors import NoSuchStream
from beadle.video.live.fanout import Channel, Viewer
from beadle.video.live.feed import EventFeed
from beadle.video.live.keyframe import KeyFrame
from beadle.video.terms import CameraState, Frame, StreamName

START = 1_780_315_200_000_000


class OneCamera:
    """Camera "c" with a main stream, whose frames a test sends."""

    def __init__(self) -> None:
        self.events = EventFeed()
        self.channel = Channel("c", StreamName.MAIN)
        self.configured: list[tuple[int, Sequence[Mapping[str, Any]]]] = []
        self.reopened: list[str] = []
        self.left = asyncio.Event()
        self.asked_for: list[StreamName | None] = []
        self.found: list[Mapping[str, Any]] = []
        self.accepted: list[str] = []
        self._fmt, self._frames = video.frames(40, START)
        self._sent = 0

    def watch(self, camera: str, stream: StreamName, viewer: Viewer) -> None:
        if camera != "c" or stream is not StreamName.MAIN:
            raise NoSuchStream("No such stream.", advice="Look.")
        self.channel.join(viewer)

    def unwatch(self, camera: str, stream: StreamName, viewer: Viewer) -> None:
        self.channel.leave(viewer)
        self.left.set()

    def status(self) -> dict[str, Any]:
        return {"cameras": [{"key": "c"}], "volumes": []}

    def reopen_volume(self, path: str) -> bool:
        self.reopened.append(path)
        return path == "/disk"

    def key_frame(self, camera: str, stream: StreamName | None) -> tuple[KeyFrame | None, dict[str, Any]]:
        if camera != "c":
            raise NoSuchStream("No such camera.", advice="Look.")
        self.asked_for.append(stream)
        return self.channel.key_frame(), {"motion": True, "view_us": 7}

    def note_findings(self, rows: Sequence[Mapping[str, Any]]) -> int:
        self.found += rows
        return sum(row["camera"] == "c" for row in rows)

    def accept_view(self, camera: str) -> None:
        if camera != "c":
            raise NoSuchStream("No such camera.", advice="Look.")
        self.accepted.append(camera)

    async def configure(self, version: int, cameras: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        if version < 5:
            raise Conflict("Too old.", advice="Send a newer one.")
        self.configured.append((version, cameras))
        return {"version": version, "cameras": len(cameras)}

    def begin(self) -> None:
        """The camera comes online."""
        self.channel.on_state(CameraState.ONLINE, "")
        self.channel.on_format(self._fmt)

    def send(self, count: int) -> None:
        """The next frames, round and round."""
        for _ in range(count):
            at = self._sent
            given = self._frames[at % 40]
            self.channel.on_frame(Frame(given.data, at * video.TICKS, given.key, START + at * 200_000))
            self._sent += 1
