"""Calls out of the building: the one way. Nothing is called that an administrator did not configure.

    async with open_client(settings.section(OutgoingSettings)) as http:
        answer = await http.get("https://login.example/.well-known/openid-configuration")

Each call is https (http to this machine where that is set, and for answers that are signed by themselves), goes to the
address that its name had when it was checked, to no loopback, link-local, metadata or multicast address, follows no
redirect, asks no environment variable for a proxy, and is bounded in time and size.

BeadleError
├── Invalid
│   └── OutgoingRefused   the address may not be called
└── Unavailable
    └── OutgoingFailed    it was called, and no usable answer came
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Sequence
from typing import Annotated, Any, ClassVar, cast

import httpcore
import httpx
from pydantic import AfterValidator, Field

from beadle.platform.errors import Invalid, Unavailable
from beadle.platform.log import get_logger
from beadle.platform.networks import Networks, fault_of, is_loopback, parse_networks
from beadle.platform.settings import Section

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Numeric addresses of a name and port. Raises OSError where there are none."""

_log = get_logger("outgoing")
_MOST_ADDRESSES = 16


class OutgoingRefused(Invalid):
    """The address may not be called."""


class OutgoingFailed(Unavailable):
    """It was called, and no usable answer came."""


def _networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    parse_networks(texts)
    return texts


class OutgoingSettings(Section):
    """Calls out of the building, such as to a sign-in provider or a time stamp authority; none is made by itself."""

    section: ClassVar[str] = "outgoing"

    seconds: float = Field(
        default=20.0, gt=0, le=300, description="The longest that one call may take, from name to last byte."
    )
    largest_answer_kib: int = Field(default=1024, ge=1, le=65_536, description="The largest answer, in KiB.")
    proxy: str = Field(
        default="",
        max_length=300,
        pattern=r"^(https?://[^\s/@]+/?)?$",
        description="Proxy for every call beyond this machine, such as http://proxy.council.example:3128; none by "
        "default, and the environment is not asked.",
    )
    ca_file: str = Field(
        default="", description="File (PEM) with the council's own authorities, trusted besides the machine's."
    )
    loopback: bool = Field(default=False, description="Allow calls to this machine itself, also by http.")
    allowed: Annotated[tuple[str, ...], AfterValidator(_networks)] = Field(
        default=(),
        description="Networks that may be called although they are link-local, metadata, loopback or multicast ones, "
        "such as 169.254.7.0/24.",
    )


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that the machine's resolver gives."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def open_client(
    settings: OutgoingSettings, *, resolver: Resolver = resolve, largest: int | None = None, plain: bool = False
) -> httpx.AsyncClient:
    """A client for calls out of the building. Raises OutgoingRefused and OutgoingFailed, never httpx's own errors.

    largest: bytes of an answer, where the setting's are not right. plain: http will do, because what is sent is no
    secret and the answer is signed and checked by itself, as a time stamp's is.
    """
    transport = OutgoingTransport(settings, resolver=resolver, largest=largest, plain=plain)
    return httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)


def call_blocking(
    settings: OutgoingSettings, method: str, url: str, *, largest: int | None = None, plain: bool = False, **more: Any
) -> httpx.Response:
    """One call from a thread that has no event loop. `more` is what httpx takes: content, headers, json."""

    async def call() -> httpx.Response:
        async with open_client(settings, largest=largest, plain=plain) as http:
            return await http.request(method, url, **more)

    return asyncio.run(call())


class OutgoingTransport(httpx.AsyncBaseTransport):
    """The transport behind `open_client`, with the same arguments, for libraries that make their own httpx client."""

    def __init__(
        self,
        settings: OutgoingSettings,
        *,
        resolver: Resolver = resolve,
        largest: int | None = None,
        plain: bool = False,
    ) -> None:
        self._settings = settings
        self._plain = plain
        self._largest = largest or settings.largest_answer_kib * 1024
        tls = _tls(settings.ca_file)
        bounds: dict[str, Any] = {"ssl_context": tls, "max_connections": 8, "keepalive_expiry": 10.0}
        self._direct = httpcore.AsyncConnectionPool(network_backend=_Checked(settings, resolver), **bounds)
        self._proxy = httpcore.AsyncHTTPProxy(settings.proxy, **bounds) if settings.proxy else None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it and read the whole answer, within the bounds."""
        url = request.url
        _check_url(url, self._settings, plain=self._plain)
        request.headers["accept-encoding"] = "identity"  # a small answer must not unpack into a large one
        try:
            async with asyncio.timeout(self._settings.seconds):
                status, headers, body = await self._send(request)
        except TimeoutError as error:
            raise OutgoingFailed(f"{url.host} did not answer within {self._settings.seconds:g} seconds.") from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProxyError, ssl.SSLError) as error:
            raise OutgoingFailed(f"{url.host} could not be reached: {_plain(error)}.") from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise OutgoingFailed(f"{url.host} gave an answer that cannot be read.") from error
        _log.info("called", host=url.host, port=url.port, method=request.method, status=status, bytes=len(body))
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    async def aclose(self) -> None:
        """Close what is open."""
        await self._direct.aclose()
        if self._proxy is not None:
            await self._proxy.aclose()

    async def _send(self, request: httpx.Request) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=cast("AsyncIterable[bytes]", request.stream),
        )
        answer = await self._pool(url).handle_async_request(sent)
        try:
            packed = [value for name, value in answer.headers if name.lower() == b"content-encoding"]
            if any(value.strip().lower() != b"identity" for value in packed):
                raise OutgoingFailed(f"{url.host} packs its answers, which was not asked for.")
            body = bytearray()
            async for piece in cast("AsyncIterable[bytes]", answer.stream):
                body += piece
                if len(body) > self._largest:
                    raise OutgoingFailed(f"{url.host} answers with more than {self._largest // 1024} KiB.")
        finally:
            await answer.aclose()
        return answer.status, answer.headers, bytes(body)

    def _pool(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        return self._direct if self._proxy is None or _says_loopback(url.host) else self._proxy


class _Checked(httpcore.AsyncNetworkBackend):
    """Looks a name up once, refuses what may not be called, and connects to the address that was looked at."""

    def __init__(self, settings: OutgoingSettings, resolver: Resolver) -> None:
        self._settings = settings
        self._resolver = resolver
        self._allowed: Networks = parse_networks(settings.allowed)
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's own
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the name that answers."""
        try:
            found = list(dict.fromkeys(await self._resolver(host, port)))[:_MOST_ADDRESSES]
        except OSError as error:
            raise httpcore.ConnectError("the name is not known") from error
        for address in found:  # all of them before any: a name with one good and one bad address is a trick
            if fault := fault_of(address, self._allowed, loopback=self._settings.loopback):
                raise _refused(host, fault)
        failure: Exception = httpcore.ConnectError("the name has no address")
        for address in found:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


def _check_url(url: httpx.URL, settings: OutgoingSettings, *, plain: bool) -> None:
    if url.scheme not in {"https", "http"} or not url.host:
        raise OutgoingRefused("Only https addresses are called.", advice="Correct the address in the settings.")
    if url.scheme == "http" and not plain and not (settings.loopback and _says_loopback(url.host)):
        raise OutgoingRefused(
            f"{url.host} would be called without encryption.", advice="Use https; http is for this machine alone."
        )
    if url.userinfo:
        raise OutgoingRefused(f"The address of {url.host} holds a sign-in.", advice="Take it out of the address.")
    if settings.proxy and (fault := fault_of(url.host, parse_networks(settings.allowed), loopback=settings.loopback)):
        raise _refused(url.host, fault)  # the proxy would look it up, so what can be seen is looked at here


def _says_loopback(host: str) -> bool:
    return host == "localhost" or is_loopback(host)


def _refused(host: str, fault: str) -> OutgoingRefused:
    return OutgoingRefused(
        f"{host} may not be called: it is {fault}.",
        advice="Correct the address, or allow its network with outgoing.allowed.",
    )


def _plain(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return f"its certificate is not trusted ({cause.verify_message})"
    return str(error).rstrip(".") or "the connection broke"


@functools.cache
def _tls(ca_file: str) -> ssl.SSLContext:
    """Made once: reading the machine's authorities takes some 20 ms, in which nobody else would be served."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise Invalid(
                f"outgoing.ca_file cannot be read: {ca_file}.", advice="Name a file with certificates in PEM form."
            ) from error
    return context
