"""A scripted RTSP camera on a loopback socket: well behaved unless a test replaces an answer or the stream."""

from __future__ import annotations

import asyncio
import base64
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.video.ingest.rtp_packets import PPS, SPS_1080P, delta, idr, in_band, picture

SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=Camera\r\nt=0 0\r\na=control:*\r\n"
    "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    "a=fmtp:96 packetization-mode=1;sprop-parameter-sets="
    f"{base64.b64encode(SPS_1080P).decode()},{base64.b64encode(PPS).decode()}\r\n"
    "a=control:trackID=1\r\n"
    "m=audio 0 RTP/AVP 0\r\na=control:trackID=2\r\n"
)


@dataclass
class Asked:
    """A request that came."""

    method: str
    url: str
    headers: dict[str, str]

    @property
    def cseq(self) -> str:
        return self.headers.get("cseq", "0")


@dataclass
class Peer:
    """One connection at the camera's end."""

    camera: FakeCamera
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int
    sequence: int = 0
    stamp: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def packets(self, packets: list[bytes], channel: int = 0) -> None:
        await self.write(b"".join(in_band(channel, packet) for packet in packets))

    async def picture(self, *nals: bytes, step: int = 3600) -> None:
        """Send one picture and move on to the next time stamp."""
        packets = picture(list(nals), self.sequence, self.stamp)
        self.sequence += len(packets)
        self.stamp += step
        await self.packets(packets)

    async def key(self, fill: int = 0x5A, size: int = 5000) -> None:
        await self.picture(SPS_1080P, PPS, idr(size, fill))

    async def delta(self, size: int = 2000) -> None:
        await self.picture(delta(size))


Answer = Callable[[Asked, Peer], bytes | None]
Stream = Callable[[Peer], Awaitable[None]]


def reply(asked: Asked, status: str = "200 OK", headers: str = "", body: str = "") -> bytes:
    """An answer; `headers` are whole lines that end with a line break."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"RTSP/1.0 {status}\r\nCSeq: {asked.cseq}\r\n{headers}{length}\r\n{body}".encode()


@contextmanager
def deaf_socket() -> Iterator[socket.socket]:
    """A socket whose port is ours and refuses connections, until somebody listens on it."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock


def deaf_url(sock: socket.socket) -> str:
    """The address of a camera that is not there."""
    return f"rtsp://127.0.0.1:{sock.getsockname()[1]}/main"


async def _still(peer: Peer) -> None:
    """Three pictures, then silence."""
    await peer.key()
    await peer.delta()
    await peer.delta()


class FakeCamera:
    """`async with FakeCamera() as camera:` listens at `camera.url`; `asked` holds every request.

    answers: by method, replaces the usual answer; None sends nothing. stream: runs after each PLAY.
    """

    def __init__(
        self,
        *,
        sdp: str = SDP,
        answers: dict[str, Answer] | None = None,
        stream: Stream = _still,
        transport: str = "RTP/AVP/TCP;unicast;interleaved=0-1",
        tls: ssl.SSLContext | None = None,
        sock: socket.socket | None = None,
    ) -> None:
        self._sock = sock
        self.sdp = sdp
        self.answers = answers or {}
        self.stream = stream
        self.transport = transport
        self.tls = tls
        self.asked: list[Asked] = []
        self.received: list[bytes] = []
        self.peers: list[Peer] = []
        self.changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"rtsp{'s' if self.tls else ''}://127.0.0.1:{self.port}/main"

    async def __aenter__(self) -> Self:
        if self._sock is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        else:
            self._server = await asyncio.start_server(self._serve, sock=self._sock, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for peer in self.peers:
            peer.writer.transport.abort()
        await self._server.wait_closed()

    def methods(self) -> list[str]:
        """The methods asked for, in order."""
        return [asked.method for asked in self.asked]

    async def until(self, what: Callable[[], bool], within: float = 10.0) -> None:
        """Wait until `what` holds; it is looked at after every request."""
        async with asyncio.timeout(within), self.changed:
            await self.changed.wait_for(what)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(self, reader, writer, len(self.peers))
        self.peers.append(peer)
        with suppress(OSError, asyncio.IncompleteReadError):
            while await self._one(peer):
                pass
        peer.gone.set()
        writer.transport.abort()

    async def _one(self, peer: Peer) -> bool:
        first = await peer.reader.readexactly(1)
        if first == b"$":
            head = await peer.reader.readexactly(3)
            self.received.append(await peer.reader.readexactly(int.from_bytes(head[1:], "big")))
            async with self.changed:
                self.changed.notify_all()
            return True
        text = (first + await peer.reader.readuntil(b"\r\n\r\n")).decode()
        line, *rest = text.split("\r\n")
        match = re.fullmatch(r"(\S+) (\S+) RTSP/1.0", line)
        if match is None:  # an answer to a request of ours
            self.received.append(text.encode())
            return True
        pairs = (header.partition(":") for header in rest if header)
        asked = Asked(match[1], match[2], {name.lower(): value.strip() for name, _, value in pairs})
        self.asked.append(asked)
        answer = self.answers.get(asked.method, self.usual)(asked, peer)
        if answer is not None:
            await peer.write(answer)
            if asked.method == "PLAY" and b" 200 " in answer[:20]:
                task = asyncio.get_running_loop().create_task(self._play(peer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        async with self.changed:
            self.changed.notify_all()
        return asked.method != "TEARDOWN"

    async def _play(self, peer: Peer) -> None:
        with suppress(OSError):
            await self.stream(peer)

    def usual(self, asked: Asked, peer: Peer) -> bytes:
        """What a well-behaved camera answers."""
        if asked.method == "OPTIONS":
            return reply(asked, headers="Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER\r\n")
        if asked.method == "DESCRIBE":
            base = f"Content-Base: {asked.url}/\r\nContent-Type: application/sdp\r\n"
            return reply(asked, headers=base, body=self.sdp)
        if asked.method == "SETUP":
            return reply(asked, headers=f"Transport: {self.transport}\r\nSession: 4711;timeout=60\r\n")
        return reply(asked, headers="Session: 4711\r\n")
