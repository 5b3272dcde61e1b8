"""Counting requests, and the listener that tells the figures."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable

from fastapi.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beadle.platform.clock import Clock
from beadle.platform.metrics import CONTENT_TYPE, Meter, Reading

_NOWHERE = "none"
"""The route of what was answered before any was found."""


class Measured:
    """Counts each request when its answer has ended, under its route's template."""

    def __init__(self, app: ASGIApp, meter: Meter, clock: Clock) -> None:
        self._app = app
        self._meter = meter
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = self._clock.monotonic()
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._meter.requested(route_of(scope), scope["method"], status, self._clock.monotonic() - began)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        opened = ""

        async def noted(message: Message) -> None:
            nonlocal opened
            if message["type"] == "websocket.accept" and not opened:
                opened = route_of(scope)
                self._meter.opened(opened)
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            if opened:
                self._meter.closed(opened)


def route_of(scope: Scope) -> str:
    """The template of the route that was found, such as /api/cameras/{camera_id}."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(context, "path", None) or getattr(scope.get("route"), "path", None)
    return str(path) if path else _NOWHERE


class MetricsPage:
    """The application of the metrics listener: `GET /metrics`, with the token where there is one."""

    def __init__(self, meter: Meter, read: Callable[[], Awaitable[Iterable[Reading]]], token: str) -> None:
        self._meter = meter
        self._read = read
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        if scope["path"] != "/metrics" or scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("Only GET /metrics is served here.", 404)
        given = dict(scope["headers"]).get(b"authorization", b"")
        if self._token and not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            return PlainTextResponse("A token is needed.", 401, {"www-authenticate": "Bearer"})
        page = self._meter.page(await self._read())
        return Response(page, media_type=CONTENT_TYPE, headers={"cache-control": "no-store"})
