from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from tests.factories.accounts import socket

from beadle.video.browser import BrowserSocket


def app_that(work: Any) -> FastAPI:
    app = FastAPI()

    @app.websocket("/there")
    async def there(websocket: WebSocket) -> None:
        await websocket.accept()
        await work(BrowserSocket(websocket))

    return app


async def test_what_is_sent_arrives_and_a_close_is_noticed() -> None:
    gone = asyncio.Event()

    async def work(browser: BrowserSocket) -> None:
        await browser.send_text("news")
        await browser.send_bytes(b"bytes")
        await browser.gone()
        gone.set()

    async with socket(app_that(work), "/there") as browser:
        said = [await browser.next() for _ in range(3)]
        assert [each["type"] for each in said] == ["websocket.accept", "websocket.send", "websocket.send"]
        assert (said[1]["text"], said[2]["bytes"]) == ("news", b"bytes")
        await browser.to_app.put({"type": "websocket.receive", "text": "ignored"})
        assert not gone.is_set()
        await browser.to_app.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(gone.wait(), 60)


class Gone:
    """A WebSocket whose other end has left, as Starlette says it."""

    async def send_text(self, _data: str) -> None:
        raise WebSocketDisconnect

    send_bytes = send_text

    async def close(self) -> None:
        raise RuntimeError("closed already")


async def test_a_browser_that_left_is_a_connection_error_and_closing_it_is_harmless() -> None:
    browser = BrowserSocket(Gone())  # type: ignore[arg-type]
    with pytest.raises(ConnectionError):
        await browser.send_text("news")
    with pytest.raises(ConnectionError):
        await browser.send_bytes(b"bytes")
    await browser.close()
