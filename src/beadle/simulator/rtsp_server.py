"""The RTSP server in front of the streams: one asyncio protocol a connection, one pacer for all of them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from beadle.platform.clock import Clock
from beadle.simulator.faults import Fault, FaultBoard
from beadle.simulator.pacer import Pacer
from beadle.simulator.receivers import NoPorts, TcpReceiver, UdpReceiver
from beadle.simulator.rtp import RtpSender
from beadle.simulator.rtsp_messages import (
    LARGEST_HEAD,
    BadRequest,
    Request,
    SignIn,
    answer,
    describe,
    parse,
    parse_transport,
)
from beadle.simulator.stream import Stream

_PUBLIC = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"


@dataclass(frozen=True, slots=True)
class ServedCamera:
    """A camera as the server sees it. `streams` by their name in the path (`main`, `sub`)."""

    number: int
    name: str
    streams: Mapping[str, Stream]
    faults: FaultBoard
    sign_in: SignIn | None


@dataclass(slots=True)
class Town:
    """What all connections share."""

    cameras: dict[int, ServedCamera]
    clock: Clock
    pacer: Pacer
    session_seconds: float = 60.0
    connections: set[RtspConnection] = field(default_factory=set)

    def close_silent(self) -> None:
        """End the sessions whose viewers have gone without a word."""
        for connection in list(self.connections):
            connection.close_if_silent()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a stream that may be had."""

    request: Request
    camera: ServedCamera
    stream: Stream


class RtspConnection(asyncio.Protocol):
    """One connection: requests come in, answers and interleaved RTP go out."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._nonce = secrets.token_hex(16)
        self._session = secrets.token_hex(8)
        self._receiver: TcpReceiver | UdpReceiver | None = None
        self._stream: Stream | None = None
        self._playing = False
        self._heard = town.clock.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class
        self._town.connections.add(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._end_session()
        self._town.connections.discard(self)
        self._transport = None

    def close(self) -> None:
        """End the connection at once; what was not sent is thrown away."""
        self._end_session()
        if self._transport is not None:
            self._transport.abort()

    def close_if_silent(self) -> None:
        """End a session whose viewer has sent nothing for longer than a session lasts."""
        if isinstance(self._receiver, UdpReceiver) and self._receiver.heard():
            self._heard = self._town.clock.monotonic()
        if self._town.clock.monotonic() - self._heard > self._town.session_seconds:
            self.close()

    def _end_session(self) -> None:
        if self._stream is not None and self._receiver is not None:
            self._stream.leave(self._receiver)
        if isinstance(self._receiver, UdpReceiver):
            self._receiver.release()
        self._stream = self._receiver = None
        self._playing = False

    def data_received(self, data: bytes) -> None:
        self._heard = self._town.clock.monotonic()
        self._buffer += data
        try:
            while self._buffer and self._take_one():
                pass
        except BadRequest:
            self._write(answer(None, 400))
            if self._transport is not None:
                self._transport.close()

    def _take_one(self) -> bool:
        """Take one request or interleaved packet off the buffer; False while it is not whole."""
        if self._buffer[0] == 0x24:  # '$': the viewer's RTCP
            size = 4 + int.from_bytes(self._buffer[2:4], "big")
            if len(self._buffer) < max(4, size):
                return False
            del self._buffer[:size]
            return True
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > LARGEST_HEAD:
                raise BadRequest("The request has no end.")
            return False
        request, length = parse(bytes(self._buffer[:end]).lstrip(b"\r\n"))
        if len(self._buffer) < end + 4 + length:
            return False
        del self._buffer[: end + 4 + length]
        self._serve(request)
        return True

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _find(self, request: Request) -> tuple[ServedCamera, Stream] | None:
        parts = request.path.split("/")
        if len(parts) < 4 or parts[1] != "cam" or not parts[2].isdecimal():
            return None
        camera = self._town.cameras.get(int(parts[2]))
        if camera is None or parts[3] not in camera.streams:
            return None
        return camera, camera.streams[parts[3]]

    def _serve(self, request: Request) -> None:
        if request.method == "OPTIONS":
            self._write(answer(request, 200, {"Public": _PUBLIC}))
            return
        found = self._find(request)
        if found is None or found[0].faults.has(Fault.NOT_FOUND):
            self._write(answer(request, 404))
            return
        camera, stream = found
        if camera.faults.has(Fault.REFUSE):
            self.close()
            return
        if not self._may(camera, request):
            scheme = camera.sign_in or SignIn("nobody", secrets.token_hex(16))
            self._write(answer(request, 401, {"WWW-Authenticate": scheme.challenge(self._nonce)}))
            return
        handler = self._HANDLERS.get(request.method)
        if handler is None:
            self._write(answer(request, 501))
        else:
            handler(self, Asked(request, camera, stream))

    def _may(self, camera: ServedCamera, request: Request) -> bool:
        if camera.faults.has(Fault.UNAUTHORISED):
            return False
        return camera.sign_in is None or camera.sign_in.accepts(request, self._nonce)

    def _describe(self, asked: Asked) -> None:
        faults = asked.camera.faults
        text = describe(
            asked.stream.source.offered(),
            asked.camera.name,
            video=not faults.has(Fault.NO_VIDEO),
            audio=faults.has(Fault.AUDIO_TOO),
            sets=not faults.has(Fault.NO_KEYFRAME),
        )
        base = asked.request.url.split("?")[0].rstrip("/") + "/"
        self._write(answer(asked.request, 200, {"Content-Base": base, "Content-Type": "application/sdp"}, text))

    def _setup(self, asked: Asked) -> None:
        wanted = parse_transport(asked.request.headers.get("transport", ""))
        if wanted is None or self._transport is None:
            self._write(answer(asked.request, 461))
            return
        session = f"{self._session};timeout={int(max(1, self._town.session_seconds))}"
        if asked.request.path.endswith("track2"):  # audio is offered for trials only, and never sent
            self._write(
                answer(asked.request, 200, {"Transport": asked.request.headers["transport"], "Session": session})
            )
            return
        self._end_session()
        sender = RtpSender(secrets.randbits(32), secrets.randbits(16))
        if wanted.interleaved is not None:
            sender.channel = wanted.interleaved[0]
            self._receiver = TcpReceiver(self._transport, sender, self.close)
            reply = f"RTP/AVP/TCP;unicast;interleaved={wanted.interleaved[0]}-{wanted.interleaved[1]}"
        else:
            assert wanted.ports is not None
            reply = self._setup_udp(sender, wanted.ports)
            if not reply:
                self._write(answer(asked.request, 461))
                return
        self._stream = asked.stream
        transport = f"{reply};ssrc={sender.ssrc:08X}"
        self._write(answer(asked.request, 200, {"Transport": transport, "Session": session}))

    def _setup_udp(self, sender: RtpSender, ports: tuple[int, int]) -> str:
        assert self._transport is not None
        ours, theirs = (self._transport.get_extra_info(name)[0] for name in ("sockname", "peername"))
        try:
            receiver = UdpReceiver((ours, theirs), ports, sender, self.close)
        except (NoPorts, OSError):
            return ""
        self._receiver = receiver
        first, second = receiver.server_ports
        return f"RTP/AVP;unicast;client_port={ports[0]}-{ports[1]};server_port={first}-{second}"

    def _play(self, asked: Asked) -> None:
        if self._receiver is None or self._stream is not asked.stream:
            self._write(answer(asked.request, 455))
            return
        if self._wrong_session(asked.request):
            return
        url = asked.request.url.rstrip("/") + "/track1"
        info = f"url={url};seq={self._receiver.sender.sequence};rtptime={asked.stream.timestamp()}"
        headers = {"Session": self._session, "Range": "npt=0-", "RTP-Info": info}
        self._write(answer(asked.request, 200, headers))
        if not self._playing:
            self._playing = True
            asked.stream.join(self._receiver)
            self._town.pacer.wake(asked.stream)

    def _keep(self, asked: Asked) -> None:
        if not self._wrong_session(asked.request):
            self._write(answer(asked.request, 200, {"Session": self._session}))

    def _teardown(self, asked: Asked) -> None:
        if not self._wrong_session(asked.request):
            self._end_session()
            self._write(answer(asked.request, 200, {"Session": self._session}))

    def _wrong_session(self, request: Request) -> bool:
        given = request.headers.get("session", self._session).split(";")[0].strip()
        if given != self._session:
            self._write(answer(request, 454))
            return True
        return False

    _HANDLERS: Mapping[str, Callable[[RtspConnection, Asked], None]] = {
        "DESCRIBE": _describe,
        "SETUP": _setup,
        "PLAY": _play,
        "GET_PARAMETER": _keep,
        "SET_PARAMETER": _keep,
        "TEARDOWN": _teardown,
    }
