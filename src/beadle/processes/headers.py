"""What every answer tells the browser: load nothing from elsewhere, run nothing that we did not send, keep nothing."""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SOURCES = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",  # the map draws in a worker that it makes itself
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_WITH_NONCE = ("script-src", "style-src")
_OFF = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "display-capture")
_YEAR_S = 31_536_000


def content_security_policy(nonce: str = "") -> str:
    """The policy of one answer; with a nonce the page's own inline styles and scripts are let in, and no others."""
    let_in = f" 'nonce-{nonce}'" if nonce else ""
    return "; ".join(f"{name} {value}{let_in if name in _WITH_NONCE else ''}" for name, value in _SOURCES.items())


def new_nonce() -> str:
    """128 random bits, for one answer."""
    return secrets.token_urlsafe(16)


HEADERS = {
    "content-security-policy": content_security_policy(),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(
        (
            *(f"{name}=()" for name in _OFF),
            "publickey-credentials-get=(self)",
            "publickey-credentials-create=(self)",
        )
    ),
}
HSTS = f"max-age={_YEAR_S}"
"""Only on https. Without the subdomains: they are the council's other services, and not ours to decide for."""


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
                if scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", HSTS)
                if scope["path"].startswith("/api"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)
