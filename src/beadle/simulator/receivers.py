"""The two ways to a viewer: interleaved with RTSP on its TCP connection, or UDP."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import Callable

from beadle.platform.errors import Unavailable
from beadle.simulator.rtp import Packets, RtpSender

MOST_WAITING = 4 << 20
"""Bytes that may wait for a slow viewer, about ten seconds; then the connection is ended."""


class NoPorts(Unavailable):
    """No pair of neighbouring UDP ports is free."""


def _without_some(data: bytearray, parts: list[Packets], lose: float, chance: random.Random) -> bytearray:
    """Take a share of the packets out."""
    kept = bytearray()
    at = 0
    for part in parts:
        for size in part.sizes:
            if chance.random() >= lose:
                kept += data[at : at + size]
            at += size
    return kept


class TcpReceiver:
    """RTP on the RTSP connection."""

    def __init__(self, transport: asyncio.Transport, sender: RtpSender, close: Callable[[], None]) -> None:
        self._transport = transport
        self._sender = sender
        self._close = close
        self._chance = random.Random(sender.ssrc)
        self._pending = bytearray()

    @property
    def sender(self) -> RtpSender:
        """The stream's numbers."""
        return self._sender

    def send(self, parts: list[Packets], timestamp: int, lose: float) -> None:
        """Write one access unit; a viewer that does not read is dropped."""
        data = self._sender.address(parts, timestamp)
        if lose:
            data = _without_some(data, parts, lose, self._chance)
        if self._pending:  # what a slow spell left over
            data[:0] = self._pending
            self._pending = bytearray()
        if self._transport.get_write_buffer_size() > MOST_WAITING:
            self._close()
            return
        self._transport.write(data)

    def trickle(self, parts: list[Packets], timestamp: int) -> None:
        """Write one byte."""
        if not self._pending:
            self._pending = self._sender.address(parts, timestamp)
        self._transport.write(bytes(self._pending[:1]))
        del self._pending[0]

    def report(self, moment_us: int, timestamp: int) -> None:
        """Write a sender report."""
        if not self._pending:
            self._transport.write(self._sender.interleaved_report(moment_us, timestamp))

    def close(self) -> None:
        """End the connection."""
        self._close()


def _bound_pair(host: str) -> tuple[socket.socket, socket.socket]:
    """Two UDP sockets on neighbouring ports, the first even (RFC 3550 section 11)."""
    for _ in range(64):
        first = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        second = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            first.bind((host, 0))
            port = first.getsockname()[1]
            if port % 2 == 0:
                second.bind((host, port + 1))
                first.setblocking(False)
                second.setblocking(False)
                return first, second
        except OSError:
            pass
        first.close()
        second.close()
    raise NoPorts("No pair of UDP ports is free.", advice="Try again, or use TCP.")


class UdpReceiver:
    """RTP and RTCP from two ports of ours to two of the viewer's."""

    def __init__(
        self, hosts: tuple[str, str], ports: tuple[int, int], sender: RtpSender, close: Callable[[], None]
    ) -> None:
        """hosts: our address and the viewer's. ports: the viewer's, for RTP and RTCP. Raises NoPorts."""
        self._sender = sender
        self._close = close
        self._chance = random.Random(sender.ssrc)
        self._rtp, self._rtcp = _bound_pair(hosts[0])
        self._rtp.connect((hosts[1], ports[0]))
        self._rtcp.connect((hosts[1], ports[1]))
        self.server_ports = self._rtp.getsockname()[1], self._rtcp.getsockname()[1]

    @property
    def sender(self) -> RtpSender:
        """The stream's numbers."""
        return self._sender

    def send(self, parts: list[Packets], timestamp: int, lose: float) -> None:
        """Send one access unit, a datagram a packet. What the network does not take is lost, as UDP does."""
        data = memoryview(self._sender.address(parts, timestamp))
        if lose:
            data = memoryview(_without_some(bytearray(data), parts, lose, self._chance))
        at = 0
        while at < len(data):
            (size,) = struct.unpack_from(">H", data, at + 2)
            self._deliver(self._rtp, data[at + 4 : at + 4 + size])
            at += 4 + size

    @staticmethod
    def _deliver(link: socket.socket, packet: memoryview | bytes) -> None:
        try:
            link.send(packet)
        except (BlockingIOError, ConnectionRefusedError):
            return

    def trickle(self, _parts: list[Packets], _timestamp: int) -> None:
        """Send a datagram of one byte."""
        self._deliver(self._rtp, b"\x80")

    def report(self, moment_us: int, timestamp: int) -> None:
        """Send a sender report."""
        self._deliver(self._rtcp, self._sender.report(moment_us, timestamp))

    def heard(self) -> bool:
        """Whether anything came from the viewer, such as a receiver report, since the last call."""
        found = False
        while True:
            try:
                found = bool(self._rtcp.recv(2048)) or found
            except (BlockingIOError, ConnectionRefusedError):
                return found

    def release(self) -> None:
        """Give the ports back."""
        self._rtp.close()
        self._rtcp.close()

    def close(self) -> None:
        """End the connection."""
        self._close()
