from __future__ import annotations

import asyncio
import re

import pytest
from tests.video.ingest.fake_camera import SDP, Asked, FakeCamera, Peer, reply
from tests.video.ingest.rtp_packets import PPS, SPS_1080P, idr, picture
from tests.video.ingest.sinks import KeepingSink

from beadle.platform.clock import SYSTEM, FixedClock
from beadle.platform.errors import BeadleError
from beadle.video.ingest.errors import (
    LeftHost,
    Malformed,
    NoAnswer,
    NoVideo,
    Refused,
    SignInFailed,
    StreamNotFound,
    UnsupportedCodec,
)
from beadle.video.ingest.session import Session
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.sign_in import SignIn
from beadle.video.ingest.spec import StreamSpec, Transport


def session_for(
    camera: FakeCamera,
    name: str = "",
    password: str = "",
    *,
    transport: Transport = Transport.TCP,
    clock: FixedClock | None = None,
    settings: IngestSettings = DEFAULTS,
) -> Session:
    spec = StreamSpec(camera.url, name, password, transport)
    return Session(spec, clock or SYSTEM, SignIn(name, password), settings)


async def played(camera: FakeCamera, session: Session) -> KeepingSink:
    """Open and play, and wait for the first frame."""
    sink = KeepingSink()
    await session.open()
    await session.play(sink)
    await sink.until(lambda: bool(sink.frames))
    await session.end()
    return sink


async def failure(camera: FakeCamera, session: Session) -> BeadleError:
    try:
        await session.open()
        await session.play(KeepingSink())
    except BeadleError as error:
        return error
    finally:
        session.close()
    raise AssertionError("the session opened")


def digest(nonce: str = "n1", more: str = "") -> str:
    return f'WWW-Authenticate: Digest realm="cam", nonce="{nonce}"{more}\r\n'


async def test_the_dialogue_of_a_usual_camera() -> None:
    async with FakeCamera() as camera:
        await played(camera, session_for(camera))
        assert camera.methods() == ["OPTIONS", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]
        setup, play = camera.asked[2], camera.asked[3]
        assert setup.url == f"{camera.url}/trackID=1"
        assert setup.headers["transport"] == "RTP/AVP/TCP;unicast;interleaved=0-1"
        assert (play.url, play.headers["session"]) == (f"{camera.url}/", "4711")


async def test_audio_is_never_set_up() -> None:
    async with FakeCamera() as camera:
        await played(camera, session_for(camera))
        assert [asked.url for asked in camera.asked if asked.method == "SETUP"] == [f"{camera.url}/trackID=1"]


@pytest.mark.parametrize("more", ["", ', algorithm=SHA-256, qop="auth"'])
async def test_signing_in_with_digest(more: str) -> None:
    def describe(asked: Asked, peer: Peer) -> bytes:
        if 'nonce="n1"' not in asked.headers.get("authorization", ""):
            return reply(asked, "401 Unauthorized", digest("n1", more))
        return peer.camera.usual(asked, peer)

    async with FakeCamera(answers={"DESCRIBE": describe}) as camera:
        await played(camera, session_for(camera, "olivia", "geheim"))
        assert camera.methods().count("DESCRIBE") == 2
        for asked in camera.asked[2:]:
            assert re.search(f'uri="{re.escape(asked.url)}"', asked.headers["authorization"])
            assert "geheim" not in str(asked.headers)


async def test_a_401_loop_ends_at_once() -> None:
    async with FakeCamera(answers={"DESCRIBE": lambda asked, _: reply(asked, "401 Unauthorized", digest())}) as camera:
        assert isinstance(await failure(camera, session_for(camera, "olivia", "geheim")), SignInFailed)
        assert camera.methods().count("DESCRIBE") == 2


async def test_a_401_loop_of_stale_nonces_ends_too() -> None:
    def stale(asked: Asked, _: Peer) -> bytes:
        return reply(asked, "401 Unauthorized", digest(f"n{asked.cseq}", ", stale=true"))

    async with FakeCamera(answers={"DESCRIBE": stale}) as camera:
        assert isinstance(await failure(camera, session_for(camera, "olivia", "geheim")), SignInFailed)
        assert camera.methods().count("DESCRIBE") <= 4


async def test_a_nonce_of_a_megabyte_is_refused() -> None:
    async with FakeCamera(
        answers={"DESCRIBE": lambda asked, _: reply(asked, "401 Unauthorized", digest("n" * 1_000_000))}
    ) as camera:
        assert isinstance(await failure(camera, session_for(camera, "olivia", "geheim")), Malformed)


async def test_a_downgrade_to_basic_is_refused() -> None:
    def answer(asked: Asked, peer: Peer) -> bytes:
        if asked.method == "DESCRIBE" and "authorization" not in asked.headers:
            return reply(asked, "401 Unauthorized", digest())
        if asked.method == "SETUP":
            return reply(asked, "401 Unauthorized", 'WWW-Authenticate: Basic realm="cam"\r\n')
        return peer.camera.usual(asked, peer)

    async with FakeCamera(answers={"DESCRIBE": answer, "SETUP": answer}) as camera:
        assert isinstance(await failure(camera, session_for(camera, "olivia", "geheim")), SignInFailed)
        assert not any(asked.headers.get("authorization", "").startswith("Basic") for asked in camera.asked)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("403 Forbidden", SignInFailed),
        ("404 Not Found", StreamNotFound),
        ("453 Not Enough Bandwidth", Refused),
        ("503 Service Unavailable", Refused),
        ("500 Internal Server Error", Refused),
        ("100 Continue", Refused),
    ],
)
async def test_answers_that_say_no(status: str, kind: type[BeadleError]) -> None:
    async with FakeCamera(answers={"DESCRIBE": lambda asked, _: reply(asked, status)}) as camera:
        assert isinstance(await failure(camera, session_for(camera)), kind)


@pytest.mark.parametrize(
    ("sdp", "kind"),
    [
        ("", NoVideo),
        ("v=0\r\nm=audio 0 RTP/AVP 0\r\n", NoVideo),
        ("m=audio 0 RTP/AVP 0\r\n" * 500, NoVideo),
        ("v=0\r\nm=video 0 RTP/AVP 26\r\n", UnsupportedCodec),
        (SDP.replace("trackID=1", "http://127.0.0.1/x"), LeftHost),
    ],
)
async def test_descriptions_that_cannot_be_played(sdp: str, kind: type[BeadleError]) -> None:
    async with FakeCamera(sdp=sdp) as camera:
        assert isinstance(await failure(camera, session_for(camera)), kind)
        assert "SETUP" not in camera.methods()


@pytest.mark.parametrize("control", ["rtsp://169.254.169.254/latest", "rtsp://localhost:1/x", "rtsp://user@evil/x"])
async def test_a_hostile_control_url_stays_on_the_camera(control: str) -> None:
    async with FakeCamera(sdp=SDP.replace("trackID=1", control)) as camera:
        await played(camera, session_for(camera))
        assert all(asked.url.startswith(camera.url[:22]) for asked in camera.asked)
        assert len(camera.peers) == 1


async def test_a_hostile_content_base_stays_on_the_camera() -> None:
    def describe(asked: Asked, _: Peer) -> bytes:
        return reply(asked, headers="Content-Base: rtsp://169.254.169.254/x/\r\n", body=SDP)

    async with FakeCamera(answers={"DESCRIBE": describe}) as camera:
        await played(camera, session_for(camera))
        assert all(f":{camera.port}/" in asked.url for asked in camera.asked)


async def test_a_redirect_on_the_same_host_is_followed() -> None:
    async with FakeCamera() as second:
        there = f"Location: {second.url}/other\r\n"
        async with FakeCamera(answers={"DESCRIBE": lambda asked, _: reply(asked, "302 Moved", there)}) as first:
            session = session_for(first)
            await played(second, session)
        assert first.methods() == ["OPTIONS", "DESCRIBE"]
        assert second.asked[1].url == f"{second.url}/other"


@pytest.mark.parametrize(
    "location",
    ["rtsp://169.254.169.254/latest/meta-data", "rtsp://localhost/x", "http://127.0.0.1/", "", "rtsp://[::1/"],
)
async def test_a_redirect_to_elsewhere_is_refused(location: str) -> None:
    def describe(asked: Asked, _: Peer) -> bytes:
        return reply(asked, "301 Moved", f"Location: {location}\r\n")

    async with FakeCamera(answers={"DESCRIBE": describe}) as camera:
        assert isinstance(await failure(camera, session_for(camera)), LeftHost | Malformed)


async def test_a_redirect_loop_ends() -> None:
    def describe(asked: Asked, peer: Peer) -> bytes:
        return reply(asked, "302 Moved", f"Location: {peer.camera.url}\r\n")

    async with FakeCamera(answers={"DESCRIBE": describe}) as camera:
        assert isinstance(await failure(camera, session_for(camera)), LeftHost)
        assert camera.methods().count("DESCRIBE") == 4


@pytest.mark.parametrize("header", ["", "Session: \r\n", "Session: a b\r\n", "Session: ;timeout=9\r\n"])
async def test_a_setup_without_a_sensible_session_is_refused(header: str) -> None:
    def setup(asked: Asked, _: Peer) -> bytes:
        return reply(asked, headers=f"Transport: RTP/AVP/TCP;interleaved=0-1\r\n{header}")

    async with FakeCamera(answers={"SETUP": setup}) as camera:
        assert isinstance(await failure(camera, session_for(camera)), Malformed)


async def test_a_wrong_session_in_a_later_answer_changes_nothing() -> None:
    async with FakeCamera(answers={"PLAY": lambda asked, _: reply(asked, headers="Session: 666\r\n")}) as camera:
        await played(camera, session_for(camera))
        assert camera.asked[-1].headers["session"] == "4711"


@pytest.mark.parametrize("channels", ["300-301", "0-0", "x"])
async def test_odd_channels_are_refused(channels: str) -> None:
    async with FakeCamera(transport=f"RTP/AVP/TCP;interleaved={channels}") as camera:
        assert isinstance(await failure(camera, session_for(camera)), Malformed)


async def test_other_channels_than_asked_for_are_taken() -> None:
    async def stream(peer: Peer) -> None:
        await peer.packets(picture([SPS_1080P, PPS, idr(5000)], 0, 0), channel=6)

    async with FakeCamera(transport="RTP/AVP/TCP;interleaved=6-7", stream=stream) as camera:
        sink = await played(camera, session_for(camera))
        assert sink.frames[0].key


@pytest.mark.parametrize(
    "answer",
    [
        b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 5000,
        b"RTSP/1.0 200 OK\r\nX: " + b"a" * 10_000_000,
        b"RTSP/1.0 200 OK\r\nX: a\r\n" + b" b\r\n" * 100_000,
        b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: -1\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 9223372036854775808\r\n\r\n",
        b"\xff" * 1000,
    ],
    ids=["without end", "10 MB header", "continuation flood", "negative length", "2^63 length", "rubbish"],
)
async def test_hostile_answers_are_refused(answer: bytes) -> None:
    async with FakeCamera(answers={"DESCRIBE": lambda *_: answer}) as camera:
        assert isinstance(await failure(camera, session_for(camera)), Malformed)


async def test_a_body_that_never_comes_ends_in_time() -> None:
    half = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 100\r\n\r\nv=0"
    async with FakeCamera(answers={"DESCRIBE": lambda *_: half}) as camera:
        error = await failure(camera, session_for(camera, settings=IngestSettings(answer_s=0.1)))
        assert isinstance(error, NoAnswer)


async def test_keep_alive_in_half_the_sessions_time(clock: FixedClock) -> None:
    def setup(asked: Asked, _: Peer) -> bytes:
        return reply(asked, headers="Transport: RTP/AVP/TCP;interleaved=0-1\r\nSession: 9;timeout=10\r\n")

    async with FakeCamera(answers={"SETUP": setup}) as camera:
        session = session_for(camera, clock=clock)
        await session.open()
        await session.play(KeepingSink())
        clock.advance(4.9)
        session.keep_alive()
        clock.advance(0.2)
        session.keep_alive()
        session.keep_alive()
        await camera.until(lambda: "GET_PARAMETER" in camera.methods())
        await session.end()
        assert camera.methods().count("GET_PARAMETER") == 1
        assert camera.asked[-2].headers["session"] == "9"


async def test_keep_alive_by_options_where_nothing_else_is_public(clock: FixedClock) -> None:
    def options(asked: Asked, _: Peer) -> bytes:
        return reply(asked, headers="Public: DESCRIBE, SETUP, PLAY\r\n")

    async with FakeCamera(answers={"OPTIONS": options}) as camera:
        session = session_for(camera, clock=clock)
        await session.open()
        await session.play(KeepingSink())
        clock.advance(26)
        session.keep_alive()
        await camera.until(lambda: camera.methods().count("OPTIONS") == 2)
        session.close()


async def test_keep_alive_renews_a_nonce(clock: FixedClock) -> None:
    def describe(asked: Asked, peer: Peer) -> bytes:
        if "authorization" not in asked.headers:
            return reply(asked, "401 Unauthorized", digest("n1"))
        return peer.camera.usual(asked, peer)

    def alive(asked: Asked, _: Peer) -> bytes:
        if 'nonce="n2"' not in asked.headers["authorization"]:
            return reply(asked, "401 Unauthorized", digest("n2", ", stale=true"))
        return reply(asked)

    async with FakeCamera(answers={"DESCRIBE": describe, "GET_PARAMETER": alive}) as camera:
        session = session_for(camera, "olivia", "geheim", clock=clock)
        await session.open()
        await session.play(KeepingSink())
        clock.advance(26)
        session.keep_alive()
        await camera.until(lambda: camera.methods().count("GET_PARAMETER") == 2)
        assert 'nonce="n2"' in camera.asked[-1].headers["authorization"]
        session.close()


async def test_keep_alive_with_a_password_that_no_longer_holds_ends_the_session(clock: FixedClock) -> None:
    def alive(asked: Asked, _: Peer) -> bytes:
        return reply(asked, "401 Unauthorized", digest())

    async with FakeCamera(answers={"GET_PARAMETER": alive}) as camera:
        session = session_for(camera, clock=clock)
        await session.open()
        await session.play(KeepingSink())
        clock.advance(26)
        session.keep_alive()
        async with asyncio.timeout(60):
            assert isinstance(await asyncio.shield(session.connection.ended), SignInFailed)
        session.close()


class UdpCamera:
    """Answers SETUP with ports of its own and sends one picture there after PLAY."""

    def __init__(self, *, first: str = "") -> None:
        self.first = first
        self.loop = asyncio.get_running_loop()
        self.punched: asyncio.Queue[bytes] = asyncio.Queue()
        self.ports: list[asyncio.DatagramTransport] = []

    def datagram_received(self, data: bytes, _address: object) -> None:
        self.punched.put_nowait(data)

    async def open(self) -> None:
        protocol = type(
            "P", (asyncio.DatagramProtocol,), {"datagram_received": lambda _, d, a: self.datagram_received(d, a)}
        )
        for _ in range(2):
            transport, _p = await self.loop.create_datagram_endpoint(protocol, local_addr=("127.0.0.1", 0))
            self.ports.append(transport)

    def setup(self, asked: Asked, _: Peer) -> bytes:
        if "TCP" in asked.headers["transport"]:
            return reply(asked, "461 Unsupported Transport")
        match = re.search(r"client_port=(\d+)-(\d+)", asked.headers["transport"])
        assert match
        self.client = int(match[1])
        own = [port.get_extra_info("sockname")[1] for port in self.ports]
        return reply(asked, headers=f"Transport: RTP/AVP;unicast;server_port={own[0]}-{own[1]}\r\nSession: 1\r\n")

    async def stream(self, _: Peer) -> None:
        for packet in picture([SPS_1080P, PPS, idr(5000)], 0, 0):
            self.ports[0].sendto(packet, ("127.0.0.1", self.client))

    def close(self) -> None:
        for port in self.ports:
            port.close()


@pytest.mark.parametrize("transport", list(Transport))
async def test_datagrams_when_asked_for_or_when_the_camera_sends_nothing_else(transport: Transport) -> None:
    udp = UdpCamera()
    await udp.open()
    async with FakeCamera(answers={"SETUP": udp.setup}, stream=udp.stream) as camera:
        session = session_for(camera, transport=transport)
        sink = await played(camera, session)
        assert sink.frames[0].key
        assert camera.methods().count("SETUP") == (2 if transport is Transport.TCP else 1)
        async with asyncio.timeout(60):
            assert {(await udp.punched.get())[:2] for _ in range(2)} == {b"\x80\x00", b"\x80\xc9"}
        assert session.counts().octets > 5000
    udp.close()
