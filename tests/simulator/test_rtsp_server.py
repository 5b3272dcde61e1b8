from __future__ import annotations

import asyncio
import itertools
import struct
from datetime import UTC, datetime

import pytest
from tests.factories.simulator import small_simulator
from tests.simulator.rtsp_client import RtspClient

from beadle.platform.clock import SYSTEM, FixedClock, to_us
from beadle.simulator.rtsp_messages import SignIn


async def test_the_whole_conversation() -> None:
    async with small_simulator(1) as simulator, RtspClient(simulator.camera(1).url()) as client:
        options = await client.ask("OPTIONS")
        assert "DESCRIBE" in options.headers["public"]
        described = await client.ask("DESCRIBE", headers={"Accept": "application/sdp"})
        assert described.headers["content-type"] == "application/sdp"
        assert described.headers["content-base"] == client.url + "/"
        assert "a=control:track1" in described.body
        setup = await client.set_up("RTP/AVP/TCP;unicast;interleaved=0-1")
        assert "interleaved=0-1" in setup.headers["transport"]
        assert setup.headers["session"].endswith(";timeout=60")
        played = await client.ask("PLAY")
        info = dict(part.split("=", 1) for part in played.headers["rtp-info"].split(";"))
        first = await client.rtp()
        assert first.sequence == int(info["seq"])
        assert (first.timestamp - int(info["rtptime"])) % 2**32 < 3 * 90_000
        assert (await client.ask("GET_PARAMETER")).status == 200
        assert (await client.ask("TEARDOWN")).status == 200
        assert simulator.camera(1).viewers == 0


async def test_pictures_are_3600_ticks_apart_and_sequence_numbers_have_no_gap() -> None:
    async with small_simulator(1) as simulator, RtspClient(simulator.camera(1).url()) as client:
        await client.play()
        pictures = [await client.picture() for _ in range(30)]

    numbers = [packet.sequence for picture in pictures for packet in picture]
    assert all((after - before) % 65536 == 1 for before, after in itertools.pairwise(numbers))
    times = [picture[0].timestamp for picture in pictures]
    assert all((after - before) % 2**32 == 3600 for before, after in itertools.pairwise(times))
    assert all(packet.timestamp == picture[0].timestamp for picture in pictures for packet in picture)
    keys = [index for index, picture in enumerate(pictures) if 7 in picture[0].nal_types()]
    assert keys == [0, 25]


async def test_sender_reports_tell_the_real_time() -> None:
    async with small_simulator(1) as simulator, RtspClient(simulator.camera(1).url()) as client:
        await client.play()
        packet = await client.packet()
        while packet.channel != 1:
            packet = await client.packet()
        now_us = SYSTEM.now_us()
        first = await client.rtp()

    _, kind, _, _, seconds, fraction, timestamp = struct.unpack_from(">BBHIIII", packet.data)
    assert kind == 200
    told_us = (seconds - 2_208_988_800) * 1_000_000 + fraction * 1_000_000 // 2**32
    assert abs(told_us - now_us) < 500_000
    assert abs((first.timestamp - timestamp + 2**31) % 2**32 - 2**31) < 45_000


@pytest.mark.parametrize("scheme", ["MD5", "SHA-256", "Basic"])
async def test_a_password_is_asked_for(scheme: str) -> None:
    sign_in = SignIn("beadle", "secret", scheme)  # type: ignore[arg-type]
    async with small_simulator(1, sign_in=sign_in) as simulator:
        url = simulator.camera(1).url()
        async with RtspClient(url, ("beadle", "secret")) as client:
            refused = await client.ask("DESCRIBE")
            assert refused.status == 401
            assert scheme in refused.headers["www-authenticate"]
            assert (await client.ask("DESCRIBE")).status == 200
            await client.play()
            assert 7 in (await client.picture())[0].nal_types()
        async with RtspClient(url, ("beadle", "wrong")) as client:
            await client.ask("DESCRIBE")
            assert (await client.ask("DESCRIBE")).status == 401
            assert (await client.ask("SETUP", headers={"Transport": "RTP/AVP/TCP"})).status == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DESCRIBE", "/cam/99/main", 404),
        ("DESCRIBE", "/cam/1/third", 404),
        ("DESCRIBE", "/", 404),
        ("DESCRIBE", "/cam/x/main", 404),
        ("PLAY", "/cam/1/main", 455),
        ("SETUP", "/cam/1/main", 461),
        ("RECORD", "/cam/1/main", 501),
    ],
)
async def test_what_cannot_be_had_is_refused(method: str, path: str, status: int) -> None:
    async with small_simulator(1) as simulator:
        base = f"rtsp://127.0.0.1:{simulator.port}"
        async with RtspClient(base) as client:
            assert (await client.ask(method, base + path)).status == status


async def test_a_wrong_session_is_refused() -> None:
    async with small_simulator(1) as simulator, RtspClient(simulator.camera(1).url()) as client:
        await client.set_up()
        client.session = "another"
        assert (await client.ask("PLAY")).status == 454


async def test_nonsense_is_answered_and_ends_the_connection() -> None:
    async with small_simulator(1) as simulator, RtspClient(simulator.camera(1).url()) as client:
        await client.send(b"GET / HTTP/1.1\r\n\r\n")
        assert (await client.reply()).status == 400
        assert await client.ended()


async def test_a_head_without_end_is_cut_off() -> None:
    async with small_simulator(1) as simulator, RtspClient(simulator.camera(1).url()) as client:
        await client.send(b"OPTIONS * RTSP/1.0\r\nX: " + b"a" * 20_000)
        assert (await client.reply()).status == 400


async def test_requests_may_come_in_pieces_and_between_interleaved_packets() -> None:
    async with small_simulator(1) as simulator, RtspClient(simulator.camera(1).url()) as client:
        await client.send(b"$\x01\x00\x04abcdOPTIONS * RTSP/1.0\r\nCS")
        await client.send(b"eq: 1\r\n\r\n$\x01\x00")
        assert (await client.reply()).status == 200
        await client.send(b"\x02xxOPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n")
        assert (await client.reply()).headers["cseq"] == "2"


async def test_a_session_without_a_word_ends_and_one_that_speaks_does_not() -> None:
    clock = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    async with small_simulator(1, session_seconds=60, clock=clock) as simulator:
        url = simulator.camera(1).url()
        async with RtspClient(url) as silent, RtspClient(url) as speaking:
            await silent.set_up()
            await speaking.set_up()
            clock.advance(50)
            await speaking.ask("GET_PARAMETER")
            clock.advance(20)
            assert await silent.ended()
            assert (await speaking.ask("GET_PARAMETER")).status == 200


async def test_a_viewer_that_does_not_read_is_dropped() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        async with RtspClient(camera.url()) as client:
            await client.play()
            (connection,) = simulator._town.connections
            assert connection._transport is not None
            connection._transport.get_write_buffer_size = lambda: 5 << 20  # type: ignore[method-assign]
            assert await client.ended()
        assert camera.viewers == 0


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.queue.put_nowait(data)


async def test_udp_carries_the_same_packets() -> None:
    loop = asyncio.get_running_loop()
    async with small_simulator(1) as simulator, RtspClient(simulator.camera(1).url()) as client:
        rtp, received = await loop.create_datagram_endpoint(_Datagrams, ("127.0.0.1", 0))
        rtcp, reports = await loop.create_datagram_endpoint(_Datagrams, ("127.0.0.1", 0))
        ports = [one.get_extra_info("sockname")[1] for one in (rtp, rtcp)]
        reply = await client.set_up(f"RTP/AVP;unicast;client_port={ports[0]}-{ports[1]}")
        assert "server_port=" in reply.headers["transport"]
        assert (await client.ask("PLAY")).status == 200
        async with asyncio.timeout(60):
            first = await received.queue.get()
            report = await reports.queue.get()
        rtp.close()
        rtcp.close()

    assert first[0] == 0x80
    assert first[12] & 0x1F in (24, 28)
    assert report[1] == 200
    assert to_us(SYSTEM.now()) > 0
