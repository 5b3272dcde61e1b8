"""What an unencrypted request gets: a way on to https, or a refusal."""

from __future__ import annotations

import re

from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from beadle.platform.networks import is_loopback
from beadle.processes.problems import problem

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\]")


class HttpsOnly:
    """Refuses what reached us unencrypted from another machine, such as past the proxy that should be in front."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        plain = scope.get("scheme") in {"http", "ws"}
        if scope["type"] == "lifespan" or not plain or is_loopback((scope.get("client") or ("127.0.0.1",))[0]):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        answer = problem(
            403, "Not encrypted", "Beadle is served over https only.", "Open its address with https in front."
        )
        await answer(scope, receive, send)


class ToHttps:
    """The application of the plain listener: sends browsers on to https, and answers nothing else.

    A program that calls the API in the clear is refused, so that it is noticed before it sends something that matters.
    """

    def __init__(self, port: int) -> None:
        self._port = "" if port == 443 else f":{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        name = host if host.endswith("]") else re.sub(r":[0-9]{1,5}\Z", "", host)
        if not _is_page(scope) or not _HOST.fullmatch(name):
            answer = PlainTextResponse("Beadle is served over https only.", 403)
            await answer(scope, receive, send)
            return
        path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        target = f"https://{name}{self._port}/{path.lstrip('/')}{query}"
        await RedirectResponse(target, 308, {"cache-control": "no-store"})(scope, receive, send)


def _is_page(scope: Scope) -> bool:
    path = scope["path"]
    return scope["method"] in {"GET", "HEAD"} and path != "/api" and not path.startswith("/api/")
