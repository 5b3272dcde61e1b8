"""Who is believed: a proxy that is named, and nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from beadle.platform.networks import is_in, parse_networks
from beadle.processes.forwarded import Forwarded, client_of, scheme_of

PROXIES = parse_networks(["10.2.0.5", "10.9.0.0/16", "fd00::/8"])


@pytest.mark.parametrize(
    ("peer", "hops", "client"),
    [
        ("10.2.0.5", [], "10.2.0.5"),
        ("10.2.0.5", ["192.0.2.7"], "192.0.2.7"),
        ("10.2.0.5", [" 192.0.2.7 "], "192.0.2.7"),
        ("10.2.0.5", ["192.0.2.7:51234"], "192.0.2.7"),
        ("10.2.0.5", ["[2001:db8::7]:51234"], "2001:db8::7"),
        ("10.2.0.5", ["2001:db8::7"], "2001:db8::7"),
        ("10.2.0.5", ["::ffff:192.0.2.7"], "192.0.2.7"),
        ("fd00::5", ["2001:db8::7"], "2001:db8::7"),
        ("::ffff:10.2.0.5", ["192.0.2.7"], "192.0.2.7"),
        # Two proxies, one behind the other.
        ("10.2.0.5", ["192.0.2.7", "10.9.1.1"], "192.0.2.7"),
        # What stands before the first address that is no proxy came from the client, and may be invented.
        ("10.2.0.5", ["127.0.0.1", "198.51.100.1", "192.0.2.7"], "192.0.2.7"),
        ("10.2.0.5", ["10.2.0.5", "192.0.2.7", "10.9.1.1"], "192.0.2.7"),
        # Nobody who is no proxy is listened to.
        ("192.0.2.66", ["127.0.0.1"], "192.0.2.66"),
        ("10.2.0.6", ["192.0.2.7"], "10.2.0.6"),
        # A hop that is no address ends the search.
        ("10.2.0.5", ["192.0.2.7", "unknown"], "10.2.0.5"),
        ("10.2.0.5", ["192.0.2.7", "unknown", "10.9.1.1"], "10.9.1.1"),
        ("10.2.0.5", [""], "10.2.0.5"),
        ("10.2.0.5", ["192.0.2.7", ""], "10.2.0.5"),
        ("10.2.0.5", ["1.2.3.4.5"], "10.2.0.5"),
        ("10.2.0.5", ["[::1"], "::1"),
        ("10.2.0.5", ["\u0661.2.3.4"], "10.2.0.5"),
        ("", ["192.0.2.7"], ""),
        ("testclient", ["192.0.2.7"], "testclient"),
    ],
)
def test_the_client_behind_a_chain(peer: str, hops: list[str], client: str) -> None:
    assert client_of(peer, hops, PROXIES) == client


def test_an_endless_chain_of_proxies_is_not_followed() -> None:
    assert client_of("10.2.0.5", ["192.0.2.7", *["10.9.1.1"] * 10_000], PROXIES) == "10.9.1.1"


@given(st.lists(st.text(max_size=60), max_size=20))
def test_whatever_a_stranger_says_changes_nothing(hops: list[str]) -> None:
    assert client_of("192.0.2.66", hops, PROXIES) == "192.0.2.66"
    found = client_of("10.2.0.5", [*hops, "198.51.100.1"], PROXIES)
    assert found == "198.51.100.1"
    assert not is_in(found, PROXIES)


@pytest.mark.parametrize(
    ("scheme", "said", "believed"),
    [
        ("http", ["https"], "https"),
        ("http", ["HTTPS "], "https"),
        ("ws", ["https"], "wss"),
        ("ws", ["wss"], "wss"),
        ("http", ["https", "http"], "http"),
        ("http", ["http", "https"], "https"),
        ("https", ["http"], "http"),
        ("http", [], "http"),
        ("http", ["javascript"], "http"),
        ("https", [""], "https"),
    ],
)
def test_the_scheme(scheme: str, said: list[str], believed: str) -> None:
    assert scheme_of(scheme, said) == believed


async def seen(peer: str | None, headers: dict[str, str], kind: str = "http") -> Scope:
    found: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(scope)

    async def nothing(*_: object) -> None:
        return None

    lines = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": kind, "scheme": "http", "client": (peer, 5) if peer else None, "headers": lines}
    await Forwarded(app, PROXIES)(scope, nothing, nothing)  # type: ignore[arg-type]
    return found[0]


async def test_the_headers_are_gone_whoever_sent_them() -> None:
    forged = {
        "X-Forwarded-For": "127.0.0.1",
        "x-forwarded-proto": "https",
        "X-Real-IP": "127.0.0.1",
        "Forwarded": "for=127.0.0.1;proto=https",
        "x-forwarded-host": "evil.example",
        "host": "cctv.example",
    }
    stranger = await seen("192.0.2.66", forged)
    assert (stranger["client"][0], stranger["scheme"]) == ("192.0.2.66", "http")
    assert stranger["headers"] == [(b"host", b"cctv.example")]
    proxy = await seen("10.2.0.5", forged | {"X-Forwarded-For": "192.0.2.7"})
    assert (proxy["client"], proxy["scheme"]) == (("192.0.2.7", 0), "https")
    assert proxy["headers"] == [(b"host", b"cctv.example")]
    assert (await seen(None, forged))["client"] is None
    assert (await seen("10.2.0.5", forged, "lifespan"))["scheme"] == "http"


async def test_several_lines_are_one_list() -> None:
    found: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(scope)

    async def nothing(*_: object) -> None:
        return None

    lines = [(b"x-forwarded-for", b"127.0.0.1, 192.0.2.7"), (b"X-Forwarded-For", b"10.9.1.1")]
    scope = {"type": "websocket", "scheme": "ws", "client": ("10.2.0.5", 5), "headers": lines}
    await Forwarded(app, PROXIES)(scope, nothing, nothing)  # type: ignore[arg-type]
    assert found[0]["client"][0] == "192.0.2.7"
