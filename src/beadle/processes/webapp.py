"""The web app's files, and the headers that keep a page to its own origin."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PACKAGE = Path(__file__).parent.parent
_SOURCES = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # the component library sets styles on elements
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in _SOURCES.items()),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_MISSING = (
    "<!doctype html><meta charset=utf-8><title>Beadle</title><p>The web app is not built. Run <code>make web</code>."
)


def folder() -> Path | None:
    """Where the built web app lies: in the package, or in a checkout's web/dist."""
    for place in (_PACKAGE / "web", _PACKAGE.parent.parent / "web" / "dist"):
        if (place / "index.html").is_file():
            return place
    return None


class SecurityHeaders:
    """Adds the headers to every answer; what the API says is never kept by a cache unless the route allows it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


def install(app: FastAPI) -> None:
    """Serve the web app: its own files by name, and the start page for every other path that is a screen."""
    app.add_middleware(SecurityHeaders)

    async def page(path: str) -> Response:
        """A file of the web app, or its start page."""
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404, "There is nothing at this address.")
        root = folder()
        if root is None:
            return Response(_MISSING, status_code=503, media_type="text/html")
        wanted = (root / path).resolve()
        if path and wanted.is_relative_to(root.resolve()) and wanted.is_file():
            lasting = path.startswith("assets/")  # their names carry a hash of their content
            return FileResponse(
                wanted, headers={"cache-control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
            )
        if "." in path.rsplit("/", 1)[-1]:
            raise HTTPException(404, "There is nothing at this address.")
        return FileResponse(root / "index.html", headers={"cache-control": "no-cache"})

    app.add_api_route("/{path:path}", page, methods=["GET", "HEAD"], include_in_schema=False, name="web_app")
