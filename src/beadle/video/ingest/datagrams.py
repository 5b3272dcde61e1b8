"""RTP and RTCP as datagrams: a pair of ports, only for packets from the camera's own address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

from beadle.platform.errors import BeadleError
from beadle.video.ingest.errors import Refused
from beadle.video.ingest.reorder import Reorder
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.units import UnitAssembler

_TRIES = 32
_RECEIVE_BYTES = 1 << 20
"""A key frame arrives as one burst; the usual buffer of 200 kB would lose its end."""
_RTP_PUNCH = b"\x80\x00\x00\x00" + bytes(8)
_RTCP_PUNCH = b"\x80\xc9\x00\x01" + bytes(4)


class _Port(asyncio.DatagramProtocol):
    """One socket: hands on what comes from the camera's address and drops everything else."""

    def __init__(self, camera: str, take: Callable[[bytes], None]) -> None:
        self._camera = camera
        self._take = take
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        if addr[0] == self._camera:
            self._take(data)

    def error_received(self, exc: Exception) -> None:
        """A refused datagram says nothing that the watchdog does not notice."""


class Datagrams:
    """The two sockets of one track. `rtcp` takes RTCP packets; `octets` counts what came."""

    def __init__(
        self,
        units: UnitAssembler,
        settings: IngestSettings = DEFAULTS,
        *,
        on_trouble: Callable[[BeadleError], None],
    ) -> None:
        self._units = units
        self._settings = settings
        self._on_trouble = on_trouble
        self._reorder = Reorder(settings)
        self._ports: list[_Port] = []
        self._camera = ""
        self._to: tuple[int, int] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.octets = 0
        self.rtcp: Callable[[bytes], None] = lambda _packet: None

    async def open(self, local: str, camera: str) -> tuple[int, int]:
        """Bind an even port and the one above it on our address `local`; (RTP, RTCP). Raises Refused."""
        self._camera = camera
        loop = asyncio.get_running_loop()
        for sock, take in zip(_bind_pair(local), (self._on_rtp, self._on_rtcp), strict=True):
            port = _Port(camera, take)
            await loop.create_datagram_endpoint(lambda port=port: port, sock=sock)  # type: ignore[misc]
            self._ports.append(port)
        first, second = (port.transport for port in self._ports)
        assert first is not None
        assert second is not None
        return first.get_extra_info("sockname")[1], second.get_extra_info("sockname")[1]

    def punch(self, ports: tuple[int, int] | None) -> None:
        """Send an empty packet from each of our ports to the camera's, so that firewalls on the way let it answer."""
        self._to = ports or self._to
        if self._to is not None:
            self._send(0, _RTP_PUNCH)
            self._send(1, _RTCP_PUNCH)

    def send_rtcp(self, packet: bytes) -> None:
        """Send an RTCP packet to the camera."""
        if self._to is not None:
            self._send(1, packet)

    def _send(self, which: int, packet: bytes) -> None:
        transport = self._ports[which].transport
        if transport is not None and self._to is not None and not transport.is_closing():
            transport.sendto(packet, (self._camera, self._to[which]))

    def _on_rtcp(self, packet: bytes) -> None:
        self.octets += len(packet)
        self.rtcp(packet)

    def _on_rtp(self, packet: bytes) -> None:
        self.octets += len(packet)
        if len(packet) < 12:
            return
        loop = asyncio.get_running_loop()
        ready = self._reorder.push(packet, loop.time())
        if not ready and self._timer is None:
            self._timer = loop.call_later(self._settings.reorder_s, self._on_timer)
        self._take(ready)

    def _on_timer(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        self._take(self._reorder.expire(now))
        if self._reorder.waiting and self._ports:
            self._timer = asyncio.get_running_loop().call_later(self._settings.reorder_s, self._on_timer)

    def _take(self, packets: list[bytes]) -> None:
        try:
            for packet in packets:
                self._units.packet(packet, 0, len(packet))
        except BeadleError as error:
            self._on_trouble(error)

    def close(self) -> None:
        """Close both sockets."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for port in self._ports:
            if port.transport is not None:
                port.transport.close()
        self._ports.clear()


def _bind_pair(local: str) -> tuple[socket.socket, socket.socket]:
    """Two sockets on an even port and the next one."""
    family = socket.AF_INET6 if ":" in local else socket.AF_INET
    for _ in range(_TRIES):
        pair = [socket.socket(family, socket.SOCK_DGRAM) for _ in range(2)]
        try:
            pair[0].bind((local, 0))
            port = pair[0].getsockname()[1]
            even = port & ~1
            if port != even:
                pair[0].close()
                pair[0] = socket.socket(family, socket.SOCK_DGRAM)
                pair[0].bind((local, even))
            pair[1].bind((local, even + 1))
        except OSError:
            for sock in pair:
                sock.close()
            continue
        for sock in pair:
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        return pair[0], pair[1]
    raise Refused("No pair of ports is free for datagrams on this machine.")
