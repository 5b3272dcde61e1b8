"""Calls out of the building, with real sockets and a resolver that lies."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from beadle.platform import authority
from beadle.platform.certificates import LocalAuthority, ServerTls
from beadle.platform.clock import SYSTEM
from beadle.platform.errors import Invalid
from beadle.platform.outgoing import (
    OutgoingFailed,
    OutgoingRefused,
    OutgoingSettings,
    OutgoingTransport,
    call_blocking,
    open_client,
)

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HERE = OutgoingSettings(loopback=True, seconds=5)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Names:
    """A resolver that gives what the test says, and remembers what it was asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(f"{host}:{port}")
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@asynccontextmanager
async def server(answer: bytes | Serve = OK, tls: ServerTls | None = None) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answers every request with these bytes; its port, and the heads of the requests that came."""
    heads: list[bytes] = []
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            if callable(answer):
                await answer(reader, writer)
            else:
                writer.write(answer)
                await writer.drain()
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()

    context = tls.context if tls else None
    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as running:
        yield running.sockets[0].getsockname()[1], heads
        if serving:
            await asyncio.wait(serving, timeout=5)


async def get(url: str, settings: OutgoingSettings = HERE, **more: object) -> httpx.Response:
    async with open_client(settings, **more) as http:  # type: ignore[arg-type]
        return await http.get(url)


async def test_a_call_over_tls_goes_to_the_address_that_was_looked_at(tmp_path: Path) -> None:
    local = LocalAuthority(tmp_path)
    local.make("Council", authority.checked_hosts(["login.example"]), SYSTEM)
    settings = OutgoingSettings(allowed=("127.0.0.0/8",), ca_file=str(local.certificate))
    names = Names(["127.0.0.1"], ["169.254.169.254"])  # the second answer would be the rebinding
    async with server(tls=ServerTls(*local.pair)) as (port, heads):
        answer = await get(f"https://login.example:{port}/keys?a=1", settings, resolver=names)
    assert (answer.status_code, answer.text) == (200, "ok")
    assert names.asked == [f"login.example:{port}"]
    assert heads[0].startswith(b"GET /keys?a=1 HTTP/1.1\r\n")
    assert f"host: login.example:{port}".encode() in heads[0].lower()
    assert b"accept-encoding: identity" in heads[0].lower()


async def test_a_certificate_of_somebody_else_is_refused(tmp_path: Path) -> None:
    local = LocalAuthority(tmp_path)
    local.make("Council", authority.checked_hosts(["login.example"]), SYSTEM)
    trusting = OutgoingSettings(loopback=True, ca_file=str(local.certificate))
    async with server(tls=ServerTls(*local.pair)) as (port, heads):
        with pytest.raises(OutgoingFailed, match="certificate is not trusted"):
            await get(f"https://other.example:{port}/", trusting, resolver=Names(["127.0.0.1"]))
        with pytest.raises(OutgoingFailed, match="certificate is not trusted"):
            await get(f"https://login.example:{port}/", resolver=Names(["127.0.0.1"]))
    assert heads == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["169.254.169.254"],
        ["::ffff:169.254.169.254"],
        ["fd00:ec2::254"],
        ["224.0.0.1"],
        ["0.0.0.0"],
        ["192.0.2.7", "127.0.0.1"],
    ],
)
async def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(addresses: list[str]) -> None:
    async with server() as (port, heads):
        with pytest.raises(OutgoingRefused, match="may not be called"):
            await get(f"https://login.example:{port}/", OutgoingSettings(), resolver=Names(addresses))
    assert heads == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_numbers_in_disguise_are_refused(host: str) -> None:
    with pytest.raises((OutgoingRefused, OutgoingFailed)) as caught:
        await get(f"https://{host}:1/", OutgoingSettings())
    assert "may not be called" in str(caught.value) or "name is not known" in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://login.example/", "ftp://login.example/", "file:///etc/passwd", "https://ann:pw@login.example/"]
)
async def test_only_https_and_no_sign_in_in_the_address(url: str) -> None:
    names = Names(["192.0.2.7"])
    with pytest.raises(OutgoingRefused) as caught:
        await get(url, resolver=names)
    assert names.asked == []
    assert "pw" not in str(caught.value)


async def test_http_to_this_machine_only_where_it_is_set() -> None:
    async with server() as (port, _):
        assert (await get(f"http://127.0.0.1:{port}/")).text == "ok"
        with pytest.raises(OutgoingRefused, match="without encryption"):
            await get(f"http://127.0.0.1:{port}/", OutgoingSettings())


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    async with server(moved) as (port, heads):
        assert (await get(f"http://127.0.0.1:{port}/")).status_code == 302
    assert len(heads) == 1


async def test_a_library_that_follows_redirects_is_checked_at_each_step() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    async with server(moved) as (port, _):
        transport = OutgoingTransport(HERE)
        async with httpx.AsyncClient(transport=transport, follow_redirects=True, trust_env=False) as http:
            with pytest.raises(OutgoingRefused):
                await http.get(f"http://127.0.0.1:{port}/")


async def test_an_answer_is_bounded_whatever_it_says_of_itself() -> None:
    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with server(endless) as (port, _):
        with pytest.raises(OutgoingFailed, match="more than 64 KiB"):
            await get(f"http://127.0.0.1:{port}/", largest=65536)


async def test_a_packed_answer_is_refused() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    async with server(head + bomb) as (port, _):
        with pytest.raises(OutgoingFailed, match="packs"):
            await get(f"http://127.0.0.1:{port}/")


async def test_a_call_is_bounded_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nso ")
        await reader.read()

    async with server(silent) as (port, _):
        with pytest.raises(OutgoingFailed, match=r"within 0\.3 seconds"):
            await get(f"http://127.0.0.1:{port}/", OutgoingSettings(loopback=True, seconds=0.3))


async def test_rubbish_closed_ports_and_unknown_names_are_said_plainly() -> None:
    async with server(b"\x00\x01rubbish\r\n\r\n") as (port, _):
        with pytest.raises(OutgoingFailed, match="cannot be read"):
            await get(f"http://127.0.0.1:{port}/")
    with pytest.raises(OutgoingFailed, match="could not be reached"):
        await get(f"http://127.0.0.1:{port}/")

    async def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(OutgoingFailed, match="name is not known"):
        await get("https://nowhere.example/", resolver=unknown)
    with pytest.raises(OutgoingFailed, match="no address"):
        await get("https://nowhere.example/", resolver=Names([]))


async def test_the_next_address_is_tried_where_the_first_is_deaf() -> None:
    settings = OutgoingSettings(allowed=("127.0.0.0/8",), loopback=True)
    async with server() as (port, heads):
        names = Names(["127.0.0.2", "127.0.0.1"])
        assert (await get(f"http://localhost:{port}/", settings, resolver=names)).text == "ok"
    assert len(heads) == 1


async def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with server() as (port, _):
        assert (await get(f"http://127.0.0.1:{port}/")).text == "ok"


async def test_a_proxy_from_the_settings_is_asked_and_the_inside_is_not_reached_through_it() -> None:
    refused = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    async with server(refused) as (port, heads):
        settings = OutgoingSettings(proxy=f"http://127.0.0.1:{port}")
        with pytest.raises(OutgoingFailed):
            await get("https://login.example/", settings)
        assert heads[0].startswith(b"CONNECT login.example:443 ")
        for inside in ("169.254.169.254", "127.0.0.1"):
            with pytest.raises(OutgoingRefused):
                await get(f"https://{inside}/", settings)
        assert len(heads) == 1


@pytest.mark.parametrize(
    "wrong", [{"allowed": ["somewhere"]}, {"proxy": "socks5://x"}, {"proxy": "http://u:p@x"}, {"seconds": 0}]
)
def test_settings_that_cannot_be_meant(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OutgoingSettings.model_validate(wrong)


def test_authorities_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pem", tmp_path):
        with pytest.raises(Invalid, match="ca_file"):
            OutgoingTransport(OutgoingSettings(ca_file=str(path)))


async def test_what_is_signed_by_itself_may_come_unencrypted_but_not_from_inside() -> None:
    settings = OutgoingSettings(allowed=("127.0.0.0/8",))
    async with server() as (port, _):
        async with open_client(settings, resolver=Names(["127.0.0.1"]), plain=True) as http:
            assert (await http.get(f"http://stamps.example:{port}/")).text == "ok"
        async with open_client(OutgoingSettings(), resolver=Names(["127.0.0.1"]), plain=True) as http:
            with pytest.raises(OutgoingRefused, match="this machine itself"):
                await http.get(f"http://stamps.example:{port}/")


async def test_from_a_thread() -> None:
    async with server() as (port, heads):
        url = f"http://127.0.0.1:{port}/stamp"
        answer = await asyncio.to_thread(call_blocking, HERE, "POST", url, content=b"question", headers={"x-a": "b"})
    assert answer.content == b"ok"
    assert heads[0].startswith(b"POST /stamp HTTP/1.1")
    assert b"x-a: b" in heads[0]
