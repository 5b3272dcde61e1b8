"""A small RTSP client for tests: it says what a test tells it to, and shows what came."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import Self

PATIENCE = 10.0


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Packet:
    channel: int
    data: bytes

    @property
    def marker(self) -> bool:
        return bool(self.data[1] & 0x80)

    @property
    def sequence(self) -> int:
        return int.from_bytes(self.data[2:4], "big")

    @property
    def timestamp(self) -> int:
        return int.from_bytes(self.data[4:8], "big")

    @property
    def payload(self) -> bytes:
        return self.data[12:]

    def nal_types(self) -> list[int]:
        """H.264 types that begin in this packet."""
        kind = self.payload[0] & 0x1F
        if kind == 24:
            found, at = [], 1
            while at < len(self.payload):
                (size,) = struct.unpack_from(">H", self.payload, at)
                found.append(self.payload[at + 2] & 0x1F)
                at += 2 + size
            return found
        if kind == 28:
            return [self.payload[1] & 0x1F] if self.payload[1] & 0x80 else []
        return [kind]


class RtspClient:
    def __init__(self, url: str, credentials: tuple[str, str] | None = None) -> None:
        self.url = url
        self._credentials = credentials
        self._sequence = 0
        self._challenge = ""
        self.session = ""
        self.host, port = re.match(r"rtsp://([^:/]+):(\d+)", url).groups()  # type: ignore[union-attr]
        self._port = int(port)

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self.host, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    def _sign(self, method: str, url: str) -> str:
        if not self._credentials or not self._challenge:
            return ""
        name, password = self._credentials
        if self._challenge.startswith("Basic"):
            return f"Authorization: Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}\r\n"
        values = dict(re.findall(r'(\w+)="?([^",]*)"?', self._challenge[7:]))
        kind = "sha256" if values.get("algorithm") == "SHA-256" else "md5"

        def digest(text: str) -> str:
            return hashlib.new(kind, text.encode()).hexdigest()

        secret = digest(f"{name}:{values['realm']}:{password}")
        middle = f"{values['nonce']}:00000001:abcd:auth"
        response = digest(f"{secret}:{middle}:{digest(f'{method}:{url}')}")
        return (
            f'Authorization: Digest username="{name}", realm="{values["realm"]}", nonce="{values["nonce"]}", '
            f'uri="{url}", qop=auth, nc=00000001, cnonce="abcd", response="{response}"\r\n'
        )

    async def ask(self, method: str, url: str = "", headers: dict[str, str] | None = None) -> Reply:
        self._sequence += 1
        url = url or self.url
        lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        if self.session:
            lines += f"Session: {self.session}\r\n"
        head = f"{method} {url} RTSP/1.0\r\nCSeq: {self._sequence}\r\n{self._sign(method, url)}{lines}\r\n"
        await self.send(head.encode())
        reply = await self.reply()
        if "www-authenticate" in reply.headers:
            self._challenge = reply.headers["www-authenticate"]
        return reply

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def reply(self) -> Reply:
        async with asyncio.timeout(PATIENCE):
            while True:
                first = await self._reader.readexactly(1)
                if first != b"$":
                    break
                await self._packet_after_mark()
            head = (first + await self._reader.readuntil(b"\r\n\r\n")).decode()
            lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
            body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        return Reply(int(lines[0].split(" ")[1]), headers, body.decode())

    async def _packet_after_mark(self) -> Packet:
        channel, size = struct.unpack(">BH", await self._reader.readexactly(3))
        return Packet(channel, await self._reader.readexactly(size))

    async def packet(self, patience: float = PATIENCE) -> Packet:
        """The next interleaved packet. Raises TimeoutError, IncompleteReadError when the connection ended."""
        async with asyncio.timeout(patience):
            mark = await self._reader.readexactly(1)
            assert mark == b"$", mark
            return await self._packet_after_mark()

    async def rtp(self) -> Packet:
        """The next RTP packet."""
        while True:
            packet = await self.packet()
            if packet.channel == 0:
                return packet

    async def picture(self) -> list[Packet]:
        """Packets up to the next marker."""
        found = [await self.rtp()]
        while not found[-1].marker:
            found.append(await self.rtp())
        return found

    async def rest(self, patience: float = PATIENCE) -> bytes:
        """Everything until the connection ends."""
        async with asyncio.timeout(patience):
            return await self._reader.read(-1)

    async def ended(self) -> bool:
        """Wait until the other side ends the connection."""
        async with asyncio.timeout(PATIENCE):
            try:
                while await self._reader.read(65536):
                    pass
            except ConnectionError:
                return True
        return True

    async def read_some(self, patience: float) -> bytes:
        """Some bytes, or none when nothing comes in that many seconds."""
        try:
            async with asyncio.timeout(patience):
                return await self._reader.read(65536)
        except TimeoutError:
            return b""

    async def set_up(self, transport: str = "RTP/AVP/TCP;unicast;interleaved=0-1") -> Reply:
        reply = await self.ask("SETUP", f"{self.url}/track1", {"Transport": transport})
        self.session = reply.headers["session"].split(";")[0]
        return reply

    async def play(self) -> Reply:
        """SETUP over TCP and PLAY."""
        await self.set_up()
        reply = await self.ask("PLAY")
        assert reply.status == 200
        return reply
