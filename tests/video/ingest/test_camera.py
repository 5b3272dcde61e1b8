"""The whole part over real sockets: what a camera may do, and what the control room is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import uvloop
from tests.video.ingest.certificates import self_signed
from tests.video.ingest.fake_camera import SDP, Asked, FakeCamera, Peer, deaf_socket, deaf_url, reply
from tests.video.ingest.rtp_packets import (
    PPS,
    SPS_1080P,
    SPS_CIF,
    delta,
    fragment_h264,
    idr,
    in_band,
    picture,
    rtp,
    sender_report,
)
from tests.video.ingest.running import running

from beadle.platform.clock import FixedClock
from beadle.video.ingest.spec import StreamSpec, Transport
from beadle.video.terms import CameraState


async def test_pictures_reach_the_sink() -> None:
    async with FakeCamera() as camera:
        async with running(camera) as run:
            await run.until_frames(3)
            await run.until_state(CameraState.ONLINE)
            assert run.sink.states[0][0] is CameraState.CONNECTING
            assert run.sink.order.index("format") < run.sink.order.index("key")
            assert [frame.key for frame in run.sink.frames] == [True, False, False]
            assert [frame.pts for frame in run.sink.frames] == [0, 3600, 7200]
        assert camera.methods()[-1] == "TEARDOWN"


async def test_pictures_that_only_the_description_explains() -> None:
    async def stream(peer: Peer) -> None:
        await peer.picture(idr(3000))

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(1)
        assert run.sink.formats[0].width == 1920


async def test_it_comes_back_after_the_camera_hangs_up() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        if peer.number < 2:
            peer.writer.close()

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(3)
        assert [frame.pts for frame in run.sink.frames] == [0, 0, 0]
        assert len(run.sink.formats) == 3
        states = [state for state, _ in run.sink.states]
        assert states.count(CameraState.LOST) == 2


async def test_it_waits_for_a_camera_that_is_not_there_yet() -> None:
    with deaf_socket() as sock:
        camera = FakeCamera(sock=sock)
        async with running(camera, spec=StreamSpec(deaf_url(sock))) as run:
            await run.until_state(CameraState.LOST, "refuses the connection")
            async with camera:
                await run.until_frames(1)


async def test_silence_is_a_lost_camera(clock: FixedClock) -> None:
    async with FakeCamera() as camera, running(camera, clock) as run:
        await run.until_state(CameraState.ONLINE)
        clock.advance(4.5)
        await run.until_state(CameraState.LOST, "sent nothing")
        await camera.until(lambda: camera.methods().count("PLAY") == 2)


async def test_one_byte_a_second_is_no_video_and_no_hang(clock: FixedClock) -> None:
    async def trickle(peer: Peer) -> None:
        await peer.key()
        for byte in in_band(0, rtp(100, 7200, delta(600))):
            await peer.write(bytes((byte,)))
            seen = peer.camera.octets_seen + 1  # type: ignore[attr-defined]
            peer.camera.octets_seen = seen  # type: ignore[attr-defined]
            await peer.camera.step.wait()  # type: ignore[attr-defined]
            peer.camera.step.clear()  # type: ignore[attr-defined]

    camera = FakeCamera(stream=trickle)
    camera.octets_seen, camera.step = 0, asyncio.Event()  # type: ignore[attr-defined]
    async with camera, running(camera, clock) as run:
        await run.until_state(CameraState.ONLINE)
        for _ in range(8):
            source = run.source.session
            assert source is not None
            before = source.counts().octets
            camera.step.set()  # type: ignore[attr-defined]
            async with asyncio.timeout(60):
                while source.counts().octets == before:  # noqa: ASYNC110 - a byte sets no event
                    await asyncio.sleep(0)
            clock.advance(1)
        await run.until_state(CameraState.NO_VIDEO, "no whole picture")
        assert run.source.session is not None


async def test_never_a_key_frame_is_no_video_and_then_a_new_attempt(clock: FixedClock) -> None:
    async def stream(peer: Peer) -> None:
        while not peer.gone.is_set():
            await peer.delta()
            await asyncio.sleep(0)
            clock.advance(0.2)

    async with FakeCamera(stream=stream) as camera, running(camera, clock) as run:
        await run.until_state(CameraState.NO_VIDEO, "never a key frame")
        assert run.sink.frames == []
        await camera.until(lambda: camera.methods().count("PLAY") >= 2)


async def test_pictures_without_parameter_sets_are_no_video(clock: FixedClock) -> None:
    async def stream(peer: Peer) -> None:
        while not peer.gone.is_set():
            await peer.picture(idr(500))
            await asyncio.sleep(0)
            clock.advance(0.2)

    bare = "\r\n".join(line for line in SDP.split("\r\n") if "fmtp" not in line)
    async with FakeCamera(sdp=bare, stream=stream) as camera, running(camera, clock) as run:
        await run.until_state(CameraState.NO_VIDEO, "parameter sets")


async def looping(peer: Peer, clock: FixedClock, fills: list[int], changed: asyncio.Event) -> None:
    """Key frames from a loop, and other ones once `changed` is set."""
    turn = 0
    while not peer.gone.is_set():
        turn += 1
        await peer.key(turn % 251 if changed.is_set() else fills[turn % len(fills)])
        await peer.delta()
        await asyncio.sleep(0)
        clock.advance(0.5)


@pytest.mark.parametrize("fills", [[7], [7, 8]])
async def test_a_frozen_loop_is_reported_and_its_end_too(clock: FixedClock, fills: list[int]) -> None:
    changed = asyncio.Event()
    async with (
        FakeCamera(stream=lambda peer: looping(peer, clock, fills, changed)) as camera,
        running(camera, clock) as run,
    ):
        await run.until_state(CameraState.FROZEN, "stands still")
        changed.set()
        await run.sink.until(lambda: run.sink.state is CameraState.ONLINE)
        assert len(camera.peers) == 1


async def test_the_size_changes_in_mid_stream() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        await peer.delta()
        await peer.picture(SPS_CIF, PPS, idr(900))

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(3)
        assert [what for what in run.sink.order if what in {"format", "key", "frame"}] == [
            "format",
            "key",
            "frame",
            "format",
            "key",
        ]
        assert [fmt.width for fmt in run.sink.formats] == [1920, 176]


async def test_an_absurd_sps_is_a_lost_camera_and_no_crash() -> None:
    async def stream(peer: Peer) -> None:
        await peer.picture(b"\x67\x64\x00\x28" + bytes(60), PPS, idr(900))

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_state(CameraState.LOST, "parameter set")
        await camera.until(lambda: len(camera.peers) >= 2)


async def test_sequence_and_time_stamps_wrap() -> None:
    async def stream(peer: Peer) -> None:
        peer.sequence, peer.stamp = 65_530, 2**32 - 5000
        for _ in range(5):
            await peer.key()

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(5)
        assert [frame.pts for frame in run.sink.frames] == [0, 3600, 7200, 10800, 14400]
        assert [frame.lost for frame in run.sink.frames] == [0] * 5


async def test_a_new_ssrc_goes_on_without_a_leap() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        await peer.delta()
        await peer.packets(picture([SPS_1080P, PPS, idr(3000)], 999, 12345, ssrc=77))
        await peer.packets(picture([delta(3000)], 1004, 15945, ssrc=77))

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(4)
        places = [frame.pts for frame in run.sink.frames]
        assert places == sorted(places)
        assert places[2] - places[1] < 90_000
        assert places[3] - places[2] == 3600


async def test_lost_packets_are_counted_on_the_next_frame() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        peer.sequence += 3
        await peer.delta()

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(2)
        assert [frame.lost for frame in run.sink.frames] == [0, 3]


async def test_a_fragment_without_end_costs_its_picture_only() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        pieces = list(fragment_h264(delta(9000)))[:-1]
        await peer.packets([rtp(peer.sequence + index, 3600, piece) for index, piece in enumerate(pieces)])
        peer.sequence += len(pieces)
        peer.stamp = 7200
        await peer.delta()

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(2)
        assert [frame.pts for frame in run.sink.frames] == [0, 7200]


async def test_a_nal_of_twenty_megabytes_ends_the_session_and_not_the_recorder() -> None:
    async def stream(peer: Peer) -> None:
        if peer.number:
            await peer.key()
            return
        for index, piece in enumerate(fragment_h264(idr(20_000_000), 60_000)):
            await peer.packets([rtp(index, 0, piece)])

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_state(CameraState.LOST, "too large")
        await run.until_frames(1)


async def test_an_interleaved_length_of_65535_and_then_the_end() -> None:
    async def stream(peer: Peer) -> None:
        await peer.write(b"\x24\x00\xff\xff" + bytes(1000))
        peer.writer.close()

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_state(CameraState.LOST, "closed")
        await camera.until(lambda: len(camera.peers) >= 2)


async def test_packets_on_odd_channels_are_dropped() -> None:
    async def stream(peer: Peer) -> None:
        for channel in (2, 3, 200):
            await peer.packets([bytes(500)], channel)
        await peer.key()

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(1)


async def test_a_flood_is_cut_off(clock: FixedClock) -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        for _ in range(40):
            await peer.packets([bytes(60_000)] * 10, 9)
        clock.advance(2.1)
        await peer.packets([bytes(60_000)], 9)

    async with (
        FakeCamera(stream=stream) as camera,
        running(camera, clock, bits_per_second=10_000_000) as run,
    ):
        await run.until_state(CameraState.LOST, "far more data")


async def test_sender_reports_are_answered_and_date_the_frames() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        await peer.packets([sender_report((2_208_988_800 + 500) << 32, 0)], 1)
        await peer.delta()

    async with FakeCamera(stream=stream) as camera, running(camera) as run:
        await run.until_frames(2)
        assert [frame.camera_us for frame in run.sink.frames] == [None, 500_040_000]
        await camera.until(lambda: any(packet[1:2] == b"\xc9" for packet in camera.received))


async def test_a_wrong_password_is_said_in_plain_words_and_never_shown() -> None:
    def refuse(asked: Asked, _: Peer) -> bytes:
        return reply(asked, "401 Unauthorized", 'WWW-Authenticate: Digest realm="c", nonce="n"\r\n')

    async with FakeCamera(answers={"DESCRIBE": refuse}) as camera:
        spec = StreamSpec(camera.url, "olivia", "geheim")
        async with running(camera, spec=spec) as run:
            await run.until_state(CameraState.LOST, "refuses the user name or the password")
            assert "geheim" not in repr(run.sink.states)


@pytest.mark.parametrize(
    ("sdp", "text"),
    [("v=0\r\n", "no video"), ("m=video 0 RTP/AVP 26\r\n", "JPEG"), ("m=audio 0 RTP/AVP 0\r\n" * 500, "no video")],
)
async def test_a_description_without_video_is_no_video(sdp: str, text: str) -> None:
    async with FakeCamera(sdp=sdp) as camera, running(camera) as run:
        await run.until_state(CameraState.NO_VIDEO, text)


async def test_an_expired_certificate_is_a_lost_camera(tmp_path: Path) -> None:
    context, fingerprint = self_signed(tmp_path, expired=True)
    async with FakeCamera(tls=context) as camera:
        async with running(camera) as run:
            await run.until_state(CameraState.LOST, "certificate")
        async with running(camera, spec=StreamSpec(camera.url, tls_fingerprint=fingerprint.hex())) as run:
            await run.until_frames(3)


async def test_a_camera_that_never_answers_does_not_hold_the_end_up() -> None:
    async with FakeCamera(answers={"OPTIONS": lambda *_: None}) as camera, running(camera, answer_s=60) as run:
        await camera.until(lambda: "OPTIONS" in camera.methods())
        assert run.sink.state is CameraState.CONNECTING


async def test_a_camera_that_ignores_teardown_does_not_hold_the_end_up() -> None:
    async with FakeCamera(answers={"TEARDOWN": lambda *_: None}) as camera, running(camera) as run:
        await run.until_frames(1)


async def test_datagrams_reach_the_sink(clock: FixedClock) -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    own = transport.get_extra_info("sockname")[1]
    ports: list[int] = []

    def setup(asked: Asked, _: Peer) -> bytes:
        ports.append(int(asked.headers["transport"].split("client_port=")[1].split("-")[0]))
        return reply(asked, headers=f"Transport: RTP/AVP;server_port={own}-{own + 1}\r\nSession: 3\r\n")

    async def stream(_: Peer) -> None:
        for packet in picture([SPS_1080P, PPS, idr(5000)], 0, 0):
            transport.sendto(packet, ("127.0.0.1", ports[-1]))

    async with FakeCamera(answers={"SETUP": setup}, stream=stream) as camera:
        spec = StreamSpec(camera.url, transport=Transport.UDP)
        async with running(camera, clock, spec=spec) as run:
            await run.until_frames(1)
            clock.advance(4.5)
            await run.until_state(CameraState.LOST, "sent nothing")
            await run.until_frames(2)
    transport.close()


def test_the_same_on_the_loop_that_production_uses(tmp_path: Path) -> None:
    async def scenario() -> None:
        context, fingerprint = self_signed(tmp_path)
        for tls, print_of_it in ((None, ""), (context, fingerprint.hex())):
            async with FakeCamera(tls=tls) as camera:
                spec = StreamSpec(camera.url, tls_fingerprint=print_of_it)
                async with running(camera, spec=spec) as run:
                    await run.until_frames(3)
                    await run.until_state(CameraState.ONLINE)
                assert camera.methods()[-1] == "TEARDOWN"

    uvloop.run(scenario())


async def test_somebody_who_has_seen_to_the_camera_need_not_wait() -> None:
    refused = True

    def describe(asked: Asked, peer: Peer) -> bytes:
        if refused:
            return reply(asked, "401 Unauthorized", 'WWW-Authenticate: Digest realm="c", nonce="n"\r\n')
        return peer.camera.usual(asked, peer)

    async with FakeCamera(answers={"DESCRIBE": describe}) as camera:
        spec = StreamSpec(camera.url, "olivia", "geheim")
        async with running(camera, spec=spec, sign_in_backoff_s=3600) as run:
            await run.until_state(CameraState.LOST, "refuses")
            refused = False
            run.source.hasten()
            await run.until_frames(1)
            run.source.hasten()  # a stream that runs is left alone
            await run.until_frames(3)
        assert len(camera.peers) == 2
