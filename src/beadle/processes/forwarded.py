"""Who asks, where a reverse proxy stands in between. What a proxy says is believed; what anybody else says is not.

A proxy adds the address it was called from to the end of `X-Forwarded-For`. Read from that end, addresses of trusted
proxies are passed over, and the first that is none of them is the client: what stands before it came from the client
itself, and may be invented. `X-Forwarded-Proto` says whether the client's own connection was encrypted.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from beadle.platform.networks import Networks, address_of, is_in

_MOST_HOPS = 16
_NAMES = frozenset(
    (
        *(b"forwarded", b"x-real-ip", b"via"),
        *(b"x-forwarded-" + name for name in (b"for", b"proto", b"host", b"port", b"prefix", b"server", b"by")),
    )
)
"""Taken out of every request, so that nothing behind this reads one by mistake."""
_ENCRYPTED = {"http": "https", "ws": "wss"}
_PLAIN = {"https": "http", "wss": "ws"}


def client_of(peer: str, hops: Sequence[str], proxies: Networks) -> str:
    """The client's address. peer: who is connected; hops: what X-Forwarded-For says, from left to right.

    A hop that is no address ends the search: the proxy that passed it on is then all that is known.
    """
    address = peer
    for hop in reversed(hops[-_MOST_HOPS:]):
        if not is_in(address, proxies):
            break
        found = _address(hop)
        if found is None:
            break
        address = found
    return address


def _address(hop: str) -> str | None:
    """10.0.0.1, 10.0.0.1:5000, 2001:db8::1 or [2001:db8::1]:5000, without the port; None where it is none of them."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    found = address_of(text)
    return None if found is None else str(found)


def scheme_of(scheme: str, said: Sequence[str]) -> str:
    """http, https, ws or wss. said: what X-Forwarded-Proto says; the last one is from the proxy that is nearest."""
    last = said[-1].strip().lower() if said else ""
    if last in {"https", "wss"}:
        return _ENCRYPTED.get(scheme, scheme)
    if last in {"http", "ws"}:
        return _PLAIN.get(scheme, scheme)
    return scheme


class Forwarded:
    """Puts the client's own address and scheme into each request, and takes the headers about them out."""

    def __init__(self, app: ASGIApp, proxies: Networks) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] in {"http", "websocket"}:
            scope = self._believed(scope)
        await self._app(scope, receive, send)

    def _believed(self, scope: Scope) -> Scope:
        kept = [(name, value) for name, value in scope["headers"] if name.lower() not in _NAMES]
        changed = {**scope, "headers": kept}
        peer = scope["client"][0] if scope.get("client") else ""
        if not is_in(peer, self._proxies):
            return changed
        changed["client"] = (client_of(peer, _values(scope, b"x-forwarded-for"), self._proxies), 0)
        changed["scheme"] = scheme_of(scope["scheme"], _values(scope, b"x-forwarded-proto"))
        return changed


def _values(scope: Scope, wanted: bytes) -> list[str]:
    """The header's values, several lines of it in order, each cut at its commas."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted]
    return ",".join(lines).split(",") if lines else []
