"""A browser's WebSocket, as those who send to it want it: live pictures, news, reads of number plates."""

from __future__ import annotations

import asyncio
import contextlib

from fastapi import WebSocket, WebSocketDisconnect


class BrowserSocket:
    """A WebSocket as the relay wants it: a connection that is gone is a ConnectionError, whoever noticed."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def send_text(self, data: str) -> None:
        """Send a text."""
        try:
            await self._socket.send_text(data)
        except WebSocketDisconnect as error:
            raise ConnectionResetError from error

    async def send_bytes(self, data: bytes) -> None:
        """Send bytes."""
        try:
            await self._socket.send_bytes(data)
        except WebSocketDisconnect as error:
            raise ConnectionResetError from error

    async def gone(self) -> None:
        """Read and drop what the browser says, until it closes."""
        with contextlib.suppress(RuntimeError):
            while (await self._socket.receive())["type"] != "websocket.disconnect":
                pass

    async def close(self) -> None:
        """Close, where it is still open."""
        with contextlib.suppress(RuntimeError, WebSocketDisconnect, OSError, TimeoutError):
            async with asyncio.timeout(1):
                await self._socket.close()
