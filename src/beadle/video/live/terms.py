"""What the media socket asks of the recorder behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from beadle.video.live.fanout import Viewer
from beadle.video.live.feed import EventFeed
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

    async def configure(self, version: int, cameras: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Take up a configuration and keep it. Raises Invalid; nothing has changed then."""
