from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.video.ingest.certificates import self_signed
from tests.video.ingest.fake_camera import SDP, Answer, Asked, FakeCamera, Peer, Stream, deaf_socket, deaf_url, reply
from tests.video.ingest.rtp_packets import PPS, SPS_1080P, delta, idr, rtp, with_lengths

from beadle.video.ingest.probe import ProbeResult, probe
from beadle.video.ingest.settings import IngestSettings
from beadle.video.ingest.spec import StreamSpec
from beadle.video.terms import Codec


async def probed(
    answers: dict[str, Answer] | None = None,
    stream: Stream | None = None,
    *,
    sdp: str = SDP,
    timeout: float = 1.0,  # noqa: ASYNC109 - the length of the test
    name: str = "",
) -> ProbeResult:
    more = {} if stream is None else {"stream": stream}
    async with FakeCamera(answers=answers, sdp=sdp, **more) as camera:  # type: ignore[arg-type]
        return await probe(StreamSpec(camera.url, name, "geheim"), timeout=timeout)


def error(result: ProbeResult) -> str:
    assert not result.ok
    assert [finding.level for finding in result.findings] == ["error"]
    assert "geheim" not in repr(result)
    return result.findings[0].text


async def test_a_good_stream_is_described() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key(size=50_000)
        for _ in range(60):
            await peer.delta(size=20_000)

    result = await probed(stream=stream, timeout=10)
    assert result.ok
    assert result.format is not None
    assert (result.format.codec, result.format.width, result.format.height) == (Codec.H264, 1920, 1080)
    assert result.frames_per_second == pytest.approx(25)
    assert result.bits_per_second == pytest.approx(4.1e6, rel=0.1)
    assert result.key_frame is not None
    assert result.key_frame.data == with_lengths(SPS_1080P, PPS, idr(50_000))
    assert "1920 x 1080" in result.findings[0].text
    assert [finding.level for finding in result.findings] == ["ok"]


async def test_a_single_picture_is_enough() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()

    result = await probed(stream=stream)
    assert result.ok
    assert result.frames_per_second is None
    assert [finding.level for finding in result.findings] == ["ok"]


async def test_loss_and_an_early_end_are_warnings() -> None:
    async def stream(peer: Peer) -> None:
        await peer.key()
        peer.sequence += 2
        await peer.delta()
        await peer.write(b"\xff\xff\xff\xff")

    result = await probed(stream=stream, timeout=5)
    assert result.ok
    assert [finding.level for finding in result.findings] == ["ok", "warning", "warning"]
    assert "2 packets" in result.findings[2].text


async def test_a_password_in_the_clear_is_a_warning() -> None:
    def describe(asked: Asked, peer: Peer) -> bytes:
        if "authorization" not in asked.headers:
            return reply(asked, "401 Unauthorized", 'WWW-Authenticate: Basic realm="c"\r\n')
        return peer.camera.usual(asked, peer)

    result = await probed({"DESCRIBE": describe}, name="olivia")
    assert any("in the clear" in finding.text for finding in result.findings)


async def test_a_wrong_password() -> None:
    def describe(asked: Asked, _: Peer) -> bytes:
        return reply(asked, "401 Unauthorized", 'WWW-Authenticate: Digest realm="c", nonce="n"\r\n')

    assert "password" in error(await probed({"DESCRIBE": describe}, name="olivia"))
    assert "none is entered" in error(await probed({"DESCRIBE": describe}))


async def test_a_wrong_path() -> None:
    assert "path" in error(await probed({"DESCRIBE": lambda asked, _: reply(asked, "404 Not Found")}))


async def test_no_video_and_another_codec() -> None:
    assert "no video" in error(await probed(sdp="v=0\r\nm=audio 0 RTP/AVP 0\r\n"))
    assert "JPEG" in error(await probed(sdp="v=0\r\nm=video 0 RTP/AVP 26\r\n"))


async def test_nothing_listens() -> None:
    with deaf_socket() as sock:
        assert "refuses the connection" in error(await probe(StreamSpec(deaf_url(sock)), timeout=5))


async def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    async def fail(*_args: object, **_more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", fail)
    assert "not known" in error(await probe(StreamSpec("rtsp://no-such-camera.invalid/"), timeout=5))


async def test_no_answer() -> None:
    assert "did not describe" in error(await probed({"OPTIONS": lambda *_: None}))
    assert "did not start" in error(await probed({"PLAY": lambda *_: None}, lambda _: asyncio.Event().wait()))  # type: ignore[arg-type,return-value]


async def test_a_connection_that_never_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(*_args: object, **_more: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", hang)
    limits = IngestSettings(connect_s=0.05)
    assert "Nothing answers" in error(await probe(StreamSpec("rtsp://10.0.0.7/"), timeout=5, settings=limits))


async def test_nothing_comes() -> None:
    async def stream(_: Peer) -> None:
        return

    assert "no picture arrives" in error(await probed(stream=stream))


async def test_pieces_come_but_no_picture() -> None:
    async def stream(peer: Peer) -> None:
        await peer.packets([rtp(0, 0, b"\x7c\x05" + bytes(50))])

    assert "no whole picture" in error(await probed(stream=stream))


async def test_pictures_come_but_no_key_frame() -> None:
    async def stream(peer: Peer) -> None:
        for _ in range(3):
            await peer.picture(delta(500))

    assert "no key frame" in error(await probed(stream=stream))


async def test_pictures_come_but_no_format() -> None:
    async def stream(peer: Peer) -> None:
        await peer.picture(idr(500))

    bare = "\r\n".join(line for line in SDP.split("\r\n") if "fmtp" not in line)
    assert "parameter sets" in error(await probed(stream=stream, sdp=bare))


async def test_a_hostile_camera_is_only_a_finding() -> None:
    assert "too long" in error(await probed({"DESCRIBE": lambda *_: b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 9999}))


async def test_an_untrusted_certificate_is_shown_before_anything_is_said(tmp_path: Path) -> None:
    context, fingerprint = self_signed(tmp_path)
    async with FakeCamera(tls=context) as camera:
        result = await probe(StreamSpec(camera.url, "olivia", "geheim"), timeout=2)
        assert "not trusted" in error(result)
        assert camera.asked == []
    assert result.certificate is not None
    assert result.certificate.fingerprint == fingerprint.hex()
    assert not result.trusted


async def test_a_certificate_that_was_entered_is_enough(tmp_path: Path) -> None:
    context, fingerprint = self_signed(tmp_path)
    async with FakeCamera(tls=context) as camera:
        result = await probe(StreamSpec(camera.url, tls_fingerprint=fingerprint.hex()), timeout=1)
        assert result.ok
        assert result.certificate is not None
        assert result.certificate.fingerprint == fingerprint.hex()
        assert not result.trusted  # by a person, not by the machine's authorities
        assert all("not checked" not in finding.text for finding in result.findings)
        other = await probe(StreamSpec(camera.url, "olivia", "geheim", tls_fingerprint="ab" * 32), timeout=1)
        assert "another certificate" in error(other)
        assert other.certificate == result.certificate


async def test_a_certificate_that_nobody_checks_is_a_warning(tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    async with FakeCamera(tls=context) as camera:
        result = await probe(StreamSpec(camera.url, tls_verify=False), timeout=1)
    assert result.ok
    assert any("certificate is not checked" in each.text for each in result.findings if each.level == "warning")
