"""One RTSP connection: requests and their answers on the way out, packets and messages on the way in.

The transport hands over what one `recv` brought, as one bytes object out of the loop's single receive buffer (uvloop
keeps one for all connections), so 80 cameras share that buffer, and nothing here is kept per packet but its payload.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Mapping
from typing import cast

from beadle.platform.errors import BeadleError
from beadle.video.ingest.address import Address
from beadle.video.ingest.breath import LONG_BREATH_S, breath_of
from beadle.video.ingest.errors import ConnectionLost, NameUnknown, NoAnswer, Refused, TlsFailed
from beadle.video.ingest.interleaved import Interleaved, torn_bytes
from beadle.video.ingest.message import Request, Response, build_answer, build_request
from beadle.video.ingest.rounds import Reader, rounds_of
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.spec import StreamSpec
from beadle.video.ingest.tls import build_context, check_fingerprint

_MOST_PENDING = 8
_SMALL_READ = 8_192
"""Bytes: a read of less in mid-picture means that the camera sends it piece by piece."""
_FULL_READ = 200_000
"""Bytes: after a read of more there may be as much again in the kernel, and the camera must not be kept waiting."""
_ANSWERED = frozenset({"OPTIONS", "GET_PARAMETER", "SET_PARAMETER"})


class Connection(asyncio.Protocol):
    """The protocol of one connection. `ended` gets the error that ended it."""

    def __init__(self, settings: IngestSettings = DEFAULTS) -> None:
        self._settings = settings
        self._transport: asyncio.Transport | None = None
        self._carry = b""
        self._breath = breath_of(asyncio.get_running_loop())
        self._long_breath = breath_of(asyncio.get_running_loop(), LONG_BREATH_S)
        self._relaxed = False
        self._reader: Reader | None = None
        self._cseq = 0
        self._pending: dict[int, asyncio.Future[Response | None]] = {}
        self.stream = Interleaved(self, settings)
        self.octets = 0
        """Bytes received."""
        self.ended: asyncio.Future[BeadleError] = asyncio.get_running_loop().create_future()
        self.rtcp: Callable[[bytes], None] = lambda _packet: None
        """Takes the RTCP packets of the video track."""

    # -- what the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.taken(data)
        units, transport = self.stream.units, self._transport
        if units is None or units.extended < 0 or transport is None or transport.is_closing():
            return
        if self._relaxed:
            if not self._read_in_turn(transport) and len(data) < _FULL_READ:
                self._long_breath.hold(transport)
        elif len(data) < _SMALL_READ and units.next_word >= 0:
            self._breath.hold(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(ConnectionLost("The connection to the camera broke." if exc else "The camera closed the connection."))

    def _end(self, error: BeadleError) -> None:
        self._carry = b""
        self.stream.units = None
        if self._reader is not None:
            self._reader.stop()
        if not self.ended.done():
            self.ended.set_result(error)
        for future in self._pending.values():
            if not future.done():
                future.set_result(None)
        self._pending.clear()
        if self._transport is not None:
            self._transport.abort()

    # -- reading in turn

    @property
    def relaxed(self) -> bool:
        """Whether pictures may be gathered for a fifth of a second, because nobody watches. From the first one on."""
        return self._relaxed

    @relaxed.setter
    def relaxed(self, relaxed: bool) -> None:
        self._relaxed = relaxed
        reader, transport = self._reader, self._transport
        if relaxed or reader is None or transport is None:
            return
        self._reader = None
        reader.stop()
        if not transport.is_closing():
            transport.resume_reading()

    def _read_in_turn(self, transport: asyncio.Transport) -> bool:
        """From now on `rounds` reads the socket, not the loop. False where it is encrypted: that needs the loop."""
        opened = transport.get_extra_info("socket")
        if opened is None or transport.get_extra_info("ssl_object") is not None:
            return False
        transport.pause_reading()
        self._reader = Reader(self, opened.fileno())
        rounds_of(asyncio.get_running_loop()).join(self._reader)
        return True

    def taken(self, data: bytes) -> None:
        """See `rounds.Taker`: parse what came, and keep what is not whole yet."""
        self.octets += len(data)
        at = 0
        if self._carry:
            # Only the packet that was torn is put together anew, not all that came behind it.
            at = torn_bytes(self._carry, len(data))
            data, rest = (self._carry + data[:at], data) if at else (self._carry + data, b"")
        try:
            taken = self.stream.feed(data)
            if at:
                data, taken = rest, self.stream.feed(rest, at)
        except BeadleError as error:
            self._end(error)
            return
        self._carry = data[taken:] if taken < len(data) else b""

    def broke_off(self, error: OSError | None) -> None:
        """See `rounds.Taker`."""
        self.connection_lost(error)

    def is_closing(self) -> bool:
        """See `rounds.Taker`."""
        return self._transport is None or self._transport.is_closing()

    # -- what the parser calls

    def on_message(self, message: Response | Request) -> None:
        """See `StreamEvents`. An answer to a request that nobody made is ignored."""
        if isinstance(message, Request):
            self._write(build_answer("200 OK" if message.method in _ANSWERED else "501 Not Implemented", message))
            return
        cseq = message.cseq
        if not message.headers.get("cseq") and len(self._pending) == 1:
            cseq = next(iter(self._pending))
        future = self._pending.pop(cseq, None)
        if future is not None and not future.done():
            future.set_result(message)

    def on_rtcp(self, packet: bytes) -> None:
        """See `StreamEvents`."""
        self.rtcp(packet)

    # -- what the session calls

    @property
    def peer(self) -> str:
        """The camera's numeric address."""
        assert self._transport is not None
        return str(self._transport.get_extra_info("peername")[0])

    @property
    def local(self) -> str:
        """Our own numeric address towards the camera."""
        assert self._transport is not None
        return str(self._transport.get_extra_info("sockname")[0])

    @property
    def certificate(self) -> bytes | None:
        """The camera's certificate (DER), where the connection is encrypted."""
        assert self._transport is not None
        tls = self._transport.get_extra_info("ssl_object")
        return None if tls is None else tls.getpeercert(binary_form=True)

    def send(self, method: str, url: str, headers: Mapping[str, str]) -> asyncio.Future[Response | None]:
        """Send a request; the future brings the answer, or None when the connection ends first."""
        future: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        if self.ended.done():
            future.set_result(None)
            return future
        self._cseq += 1
        while len(self._pending) >= _MOST_PENDING:
            self._pending.pop(next(iter(self._pending))).set_result(None)
        self._pending[self._cseq] = future
        self._write(build_request(method, url, self._cseq, headers))
        return future

    async def ask(self, method: str, url: str, headers: Mapping[str, str]) -> Response:
        """Send a request and wait for its answer. Raises NoAnswer, or what ended the connection."""
        future = self.send(method, url, headers)
        try:
            answer = await asyncio.wait_for(future, self._settings.answer_s)
        except TimeoutError as error:
            raise NoAnswer(f"The camera did not answer {method} within {self._settings.answer_s:g} seconds.") from error
        if answer is None:
            raise self.ended.result() if self.ended.done() else ConnectionLost("The camera does not answer.")
        return answer

    def send_rtcp(self, packet: bytes) -> None:
        """Send an RTCP packet inside the connection."""
        channel = self.stream.control_channel
        if channel >= 0:
            self._write(bytes((0x24, channel)) + len(packet).to_bytes(2, "big") + packet)

    def _write(self, data: bytes) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > self._settings.body_bytes:
            self._end(ConnectionLost("The camera takes nothing in."))
            return
        transport.write(data)

    def fail(self, error: BeadleError) -> None:
        """End the connection for this reason."""
        self._end(error)

    def close(self) -> None:
        """Let what is written go out, then close."""
        self.stream.units = None
        if self._transport is not None:
            self._transport.close()


async def connect(
    spec: StreamSpec, address: Address, settings: IngestSettings = DEFAULTS, *, pinned: str = ""
) -> Connection:
    """Open a connection to `address`, encrypted as `spec` asks for.

    pinned: the numeric address that the host's name had before, so that a redirect cannot lead elsewhere by a name
    that has changed in between.
    Raises NameUnknown, Refused, NoAnswer, TlsFailed.
    """
    loop = asyncio.get_running_loop()
    context = build_context(spec) if address.secure else None
    connection: Connection | None = None
    try:
        async with asyncio.timeout(settings.connect_s):
            _transport, connection = await loop.create_connection(
                lambda: Connection(settings),
                pinned or address.host,
                address.port,
                ssl=context,
                server_hostname=address.host if context else None,
            )
    except (OSError, TimeoutError) as error:
        raise _explain(error, address, settings) from error
    try:
        if context is not None:
            check_fingerprint(spec, connection.certificate)
    except TlsFailed:
        connection.close()
        raise
    return connection


def _explain(error: OSError | TimeoutError, address: Address, settings: IngestSettings) -> BeadleError:
    place = f"{address.host} port {address.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return TlsFailed(
            f"The certificate of {place} is not trusted: {error.verify_message}.",
            advice="Enter the certificate's fingerprint if this is the right camera.",
        )
    if isinstance(error, ssl.SSLError):
        return TlsFailed(f"No encrypted connection to {place} could be set up.")
    if isinstance(error, TimeoutError):
        return NoAnswer(
            f"Nothing answers at {place} within {settings.connect_s:g} seconds.",
            advice="Check the address, the camera's power and the network.",
        )
    if isinstance(error, socket.gaierror):
        return NameUnknown(f"The name {address.host} is not known to the network.", advice="Check the address.")
    if isinstance(error, ConnectionRefusedError):
        return Refused(
            f"{place} refuses the connection: nothing serves streams there.", advice="Check the port, usually 554."
        )
    with contextlib.suppress(ValueError, TypeError):
        return Refused(f"{place} cannot be reached: {(error.strerror or 'network error').lower()}.")
    return Refused(f"{place} cannot be reached.")
