"""News of cameras and volumes to whoever listens: each change is packed once, and a listener that lags is let go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from beadle.video.live.wire import pack_json


class Listener(Protocol):
    """Somebody who wants the news; called in the event loop, must not block."""

    def tell(self, message: bytes) -> None:
        """One packed JSON message."""


class EventFeed:
    """The listeners of one recorder."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def add(self, listener: Listener) -> None:
        self._listeners.add(listener)

    def remove(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    def publish(self, event: Mapping[str, Any]) -> None:
        """Send to everybody; costs nothing when nobody listens."""
        if not self._listeners:
            return
        message = pack_json(event)
        for listener in tuple(self._listeners):
            listener.tell(message)
