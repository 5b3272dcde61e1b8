"""HTTP/1.1 as uvicorn speaks it, with bounds that it lacks: how long a request's head may be, and how slowly it comes.

Without them anybody who can reach the port, signed in or not, fills the memory with one header that never ends, or
holds every connection by sending a byte now and then.
"""

from __future__ import annotations

import asyncio
import json

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 32 * 1024
"""Request line and headers together; ours have about one kilobyte."""
HEAD_S = 10.0
"""From the first byte of a request, or from the connection, to the end of its headers."""
BODY_S = 20.0
"""How often a body that is on its way is looked at ..."""
BODY_BYTES = 20 * 1024
"""... and how much must have come in between: a kilobyte a second is less than any line that can be worked on."""

_REASONS = {400: "Bad Request", 431: "Request Header Fields Too Large"}


class HeadTooLongError(Exception):
    """A request's line and headers are longer than HEAD_BYTES."""


class BoundedHttp(HttpToolsProtocol):
    """One connection. `head_s` and `body_s` are seconds."""

    head_s = HEAD_S
    body_s = BODY_S
    _timer: asyncio.TimerHandle | None = None
    _in_head = True
    _turned = False
    """Whether these bytes begin or end a request, so that they are not the middle of a head."""
    _head = 0
    _body = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A browser has connected; its first request is awaited."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes have come: of a head, of a body, or of both."""
        self._turned = False
        if self._in_head and self._timer is None:  # kept alive, and now something comes, be it an empty line
            self._await_head()
        super().data_received(data)
        if self.transport.is_closing() or not self._in_head:
            return
        if not self._turned:
            self._head += len(data)
        if self._head > HEAD_BYTES:
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - our words in place of uvicorn's
        """Refuse what is no request, or one whose head is too long, and hang up. It is our own form of answer."""
        status = 431 if self._head > HEAD_BYTES else 400
        said = "The request's address and headers are too long." if status == 431 else "This is no HTTP request."
        document = {"type": "about:blank", "title": "Refused", "status": status, "detail": said, "advice": ""}
        body = json.dumps(document).encode()
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def handle_websocket_upgrade(self) -> None:
        """From here on another protocol watches the connection."""
        self._disarm()
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._turned = True
        self._head = 0
        if self._timer is None:  # behind another request in the same bytes
            self._await_head()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A whole header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head has come; the body, where there is one, has to follow."""
        self._in_head = False
        self._body = 0
        self._arm(self.body_s, self._look_at_body)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has come; how long the answer takes is no concern of this clock."""
        self._in_head = self._turned = True
        self._head = 0
        self._disarm()
        super().on_message_complete()

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > HEAD_BYTES:
            raise HeadTooLongError

    def _await_head(self) -> None:
        self._head = 0
        self._arm(self.head_s, self.transport.close)

    def _look_at_body(self) -> None:
        # What is not read because nobody here asks for it yet is not the sender's delay.
        if self._body < BODY_BYTES and not self.flow.read_paused:
            self.transport.close()
            return
        self._body = 0
        self._arm(self.body_s, self._look_at_body)

    def _arm(self, seconds: float, then: object) -> None:
        self._disarm()
        self._timer = self.loop.call_later(seconds, then)  # type: ignore[arg-type]

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
