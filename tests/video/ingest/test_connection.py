from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.video.ingest.certificates import self_signed
from tests.video.ingest.fake_camera import FakeCamera, Peer, deaf_socket, deaf_url, reply
from tests.video.ingest.rtp_packets import in_band
from tests.video.ingest.sinks import KeepingSink

from beadle.platform.clock import SYSTEM
from beadle.video.ingest.connection import Connection, connect
from beadle.video.ingest.errors import ConnectionLost, Malformed, NameUnknown, NoAnswer, Refused, TlsFailed
from beadle.video.ingest.interleaved import torn_bytes
from beadle.video.ingest.session import Session
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.sign_in import SignIn
from beadle.video.ingest.spec import StreamSpec

QUICK = IngestSettings(answer_s=0.2, connect_s=5)


async def connected(camera: FakeCamera, settings: IngestSettings = DEFAULTS, **spec: object) -> Connection:
    made = StreamSpec(camera.url, **spec)  # type: ignore[arg-type]
    return await connect(made, made.address, settings)


async def test_a_request_gets_its_answer() -> None:
    async with FakeCamera() as camera:
        connection = await connected(camera)
        answer = await connection.ask("OPTIONS", camera.url, {})
        assert answer.status == 200
        assert connection.octets > 50
        assert connection.peer == connection.local == "127.0.0.1"
        connection.close()


async def test_a_wrong_cseq_is_no_answer() -> None:
    async with FakeCamera(answers={"OPTIONS": lambda *_: b"RTSP/1.0 200 OK\r\nCSeq: 999\r\n\r\n"}) as camera:
        connection = await connected(camera, QUICK)
        with pytest.raises(NoAnswer):
            await connection.ask("OPTIONS", camera.url, {})
        connection.close()


async def test_a_missing_cseq_is_taken_for_the_only_open_request() -> None:
    async with FakeCamera(answers={"OPTIONS": lambda *_: b"RTSP/1.0 200 OK\r\n\r\n"}) as camera:
        connection = await connected(camera)
        assert (await connection.ask("OPTIONS", camera.url, {})).status == 200
        connection.close()


async def test_no_answer_at_all() -> None:
    async with FakeCamera(answers={"OPTIONS": lambda *_: None}) as camera:
        connection = await connected(camera, QUICK)
        with pytest.raises(NoAnswer, match="OPTIONS"):
            await connection.ask("OPTIONS", camera.url, {})
        connection.close()


async def test_a_camera_that_hangs_up_ends_what_waits() -> None:
    def hang_up(_asked: object, peer: Peer) -> None:
        peer.writer.close()

    async with FakeCamera(answers={"OPTIONS": hang_up}) as camera:
        connection = await connected(camera)
        with pytest.raises(ConnectionLost):
            await connection.ask("OPTIONS", camera.url, {})
        assert isinstance(await connection.ended, ConnectionLost)
        assert await connection.send("OPTIONS", camera.url, {}) is None


async def test_rubbish_ends_the_connection() -> None:
    async with FakeCamera(answers={"OPTIONS": lambda *_: b"\x00\x01\x02\x03"}) as camera:
        connection = await connected(camera)
        with pytest.raises(Malformed):
            await connection.ask("OPTIONS", camera.url, {})


async def test_requests_of_the_camera_are_answered() -> None:
    def ask_back(asked: object, _peer: Peer) -> bytes:
        theirs = (
            b"OPTIONS * RTSP/1.0\r\nCSeq: 5\r\n\r\nREDIRECT * RTSP/1.0\r\nCSeq: 6\r\nLocation: rtsp://evil/\r\n\r\n"
        )
        return theirs + reply(asked)  # type: ignore[arg-type]

    async with FakeCamera(answers={"OPTIONS": ask_back}) as camera:
        connection = await connected(camera)
        await connection.ask("OPTIONS", camera.url, {})
        await connection.ask("DESCRIBE", camera.url, {})
        answers = b"".join(camera.received)
        assert b"RTSP/1.0 200 OK\r\nCSeq: 5" in answers
        assert b"RTSP/1.0 501 Not Implemented\r\nCSeq: 6" in answers
        connection.close()


async def test_unanswered_requests_do_not_pile_up() -> None:
    async with FakeCamera(answers={"OPTIONS": lambda *_: None}) as camera:
        connection = await connected(camera)
        futures = [connection.send("OPTIONS", camera.url, {}) for _ in range(20)]
        assert [future.done() for future in futures] == [True] * 12 + [False] * 8
        connection.fail(ConnectionLost("enough"))
        assert all(future.done() for future in futures)


async def test_a_camera_that_takes_nothing_in_is_given_up() -> None:
    connection = Connection(DEFAULTS)

    class Full(asyncio.Transport):
        aborted = False

        def get_write_buffer_size(self) -> int:
            return 10_000_000

        def is_closing(self) -> bool:
            return False

        def abort(self) -> None:
            self.aborted = True

    transport = Full()
    connection.connection_made(transport)
    connection.send("OPTIONS", "rtsp://h/", {})
    assert transport.aborted
    assert isinstance(connection.ended.result(), ConnectionLost)


async def test_nothing_listens() -> None:
    with deaf_socket() as sock:
        spec = StreamSpec(deaf_url(sock))
        with pytest.raises(Refused):
            await connect(spec, spec.address)


async def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    async def fail(*_args: object, **_more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", fail)
    spec = StreamSpec("rtsp://no-such-camera.invalid/")
    with pytest.raises(NameUnknown, match="no-such-camera"):
        await connect(spec, spec.address)


@pytest.mark.parametrize(
    ("raised", "kind"),
    [(TimeoutError(), NoAnswer), (OSError(113, "No route to host"), Refused), (OSError("odd"), Refused)],
)
async def test_other_faults_of_the_network(monkeypatch: pytest.MonkeyPatch, raised: Exception, kind: type) -> None:
    async def fail(*_args: object, **_more: object) -> None:
        raise raised

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", fail)
    spec = StreamSpec("rtsp://user:geheim@10.0.0.7/")
    with pytest.raises(kind) as caught:
        await connect(spec, spec.address)
    assert "geheim" not in str(caught.value)


async def test_an_untrusted_certificate_is_refused_and_a_known_one_accepted(tmp_path: Path) -> None:
    context, fingerprint = self_signed(tmp_path)
    async with FakeCamera(tls=context) as camera:
        with pytest.raises(TlsFailed, match="not trusted"):
            await connected(camera)
        with pytest.raises(TlsFailed, match="another certificate"):
            await connected(camera, tls_fingerprint="ab" * 32)
        for how in ({"tls_fingerprint": fingerprint.hex()}, {"tls_verify": False}):
            connection = await connected(camera, **how)
            assert (await connection.ask("OPTIONS", camera.url, {})).status == 200
            connection.close()


async def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path, expired=True)
    async with FakeCamera(tls=context) as camera:
        with pytest.raises(TlsFailed):
            await connected(camera)


async def test_a_camera_that_speaks_no_tls() -> None:
    async with FakeCamera() as camera:
        spec = StreamSpec(camera.url.replace("rtsp:", "rtsps:"))
        with pytest.raises((TlsFailed, Refused, NoAnswer)):
            await connect(spec, spec.address, IngestSettings(connect_s=1))


async def test_while_nobody_watches_the_socket_is_read_in_turn_and_no_picture_is_lost_at_a_change() -> None:
    asked = asyncio.Event()

    async def stream(peer: Peer) -> None:
        await peer.key()
        for _ in range(40):
            await asked.wait()
            asked.clear()
            await peer.delta(30_000)

    sink = KeepingSink()
    async with FakeCamera(stream=stream) as camera:
        session = Session(StreamSpec(camera.url), SYSTEM, SignIn("", ""))
        await session.open()
        connection = session.connection
        connection.relaxed = True
        await session.play(sink)
        for number in range(1, 41):
            await sink.until(lambda number=number: len(sink.frames) >= number)  # type: ignore[misc]
            connection.relaxed = number % 10 < 5
            asked.set()
        await sink.until(lambda: len(sink.frames) == 41)
        assert [frame.pts for frame in sink.frames] == [3600 * number for number in range(41)]
        assert not any(frame.lost for frame in sink.frames)
        await session.end()


async def test_a_camera_that_hangs_up_while_it_is_read_in_turn_is_lost() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        await peer.delta()
        await peer.gone.wait()

    sink = KeepingSink()
    async with FakeCamera(stream=stream) as camera:
        session = Session(StreamSpec(camera.url), SYSTEM, SignIn("", ""))
        await session.open()
        session.connection.relaxed = True
        await session.play(sink)
        await sink.until(lambda: len(sink.frames) == 2)
        for peer in camera.peers:
            peer.writer.close()
        async with asyncio.timeout(60):
            assert isinstance(await session.connection.ended, ConnectionLost)
        session.close()


def test_a_torn_packet_is_put_together_and_nothing_else() -> None:
    packet = in_band(0, b"x" * 100)
    assert torn_bytes(packet[:50], 500) == 54
    assert torn_bytes(packet[:50], 10) == 0, "it is still not whole"
    assert torn_bytes(packet[:3], 500) == 0, "its length is not known"
    assert torn_bytes(b"RTSP/1.0 200", 500) == 0, "a message says its length elsewhere"
