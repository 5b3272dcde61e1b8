"""Viewers for tests that are not about viewers."""

from __future__ import annotations

import asyncio

from beadle.video.live.viewer import SocketViewer


def viewer_on(transport: asyncio.Transport) -> SocketViewer:
    """A viewer that writes to this transport."""
    return SocketViewer(transport)
