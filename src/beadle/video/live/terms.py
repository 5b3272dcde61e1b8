"""What the media socket asks of the recorder behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from beadle.video.live.fanout import Viewer
from beadle.video.live.feed import EventFeed
from beadle.video.live.keyframe import KeyFrame
from beadle.video.terms import StreamName


class Station(Protocol):
    """The recorder, as seen from the socket."""

    events: EventFeed

    def watch(self, camera: str, stream: StreamName, viewer: Viewer) -> None:
        """Begin to offer frames, opening the stream where nobody else needs it yet. Raises NoSuchStream."""

    def unwatch(self, camera: str, stream: StreamName, viewer: Viewer) -> None:
        """Stop offering; harmless when it was never begun."""

    def status(self) -> dict[str, Any]:
        """The whole state, as JSON."""

    def reopen_volume(self, path: str) -> bool:
        """The operator has seen to a disk: open it anew. False: there is no volume at that path."""

    def key_frame(self, camera: str, stream: StreamName | None) -> tuple[KeyFrame | None, dict[str, Any]]:
        """The newest key frame of a stream that is open, and what a watcher has to know. Raises NoSuchStream.

        stream: the one to take where it is open; else, and for None, the smallest that is. None is opened for this.
        """

    def note_findings(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """What was found in cameras' pictures; the answer is how many of the cameras are known here."""

    def accept_view(self, camera: str) -> None:
        """A camera's view is right as it is now, whatever it was before. Raises NoSuchStream."""

    async def configure(self, version: int, cameras: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Take up a configuration and keep it. Raises Invalid; nothing has changed then."""
