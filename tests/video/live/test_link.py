"""The server's end of the media socket, over a real socket."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.factories.waiting import eventually
from tests.video.live.stage import OneCamera

from beadle.platform.errors import Conflict, NotAllowed, NotFound
from beadle.video.live.errors import RecorderAway
from beadle.video.live.link import RecorderLink
from beadle.video.live.settings import LiveSettings, node_token
from beadle.video.live.socket import MediaSocket
from beadle.video.live.wire import INIT, KEY, unpack_media


@pytest.fixture
async def station() -> OneCamera:
    return OneCamera()


@pytest.fixture
async def link(tmp_path: Path, station: OneCamera) -> AsyncIterator[RecorderLink]:
    async with MediaSocket(station, tmp_path / "m.sock"):
        yield RecorderLink(tmp_path / "m.sock")


async def test_live_pictures(link: RecorderLink, station: OneCamera):
    station.begin()
    station.send(3)
    async with link.live("c", "main") as stream:
        assert stream.header["mime"].startswith("video/mp4")
        messages = aiter(stream)
        first, second = await anext(messages), await anext(messages)
        assert [unpack_media(each)[0] for each in (first, second) if isinstance(each, bytes)] == [INIT, KEY]
        station.send(1)
        third = await asyncio.wait_for(anext(messages), 60)
        assert isinstance(third, bytes)
        assert unpack_media(third)[0] == 0
        station.channel.close("Gone.")
        assert await anext(messages) == {"type": "ended", "reason": "Gone."}


async def test_a_stream_that_has_to_wait_for_its_first_picture(link: RecorderLink, station: OneCamera):
    async def watch() -> str:
        async with link.live("c") as stream:
            return str(stream.header["stream"])

    watching = asyncio.get_running_loop().create_task(watch())
    await eventually(lambda: station.channel.watched)
    station.begin()
    station.send(1)
    assert await asyncio.wait_for(watching, 60) == "main"


async def test_refusals_are_raised_as_what_they_are(link: RecorderLink):
    with pytest.raises(NotFound, match="No such stream"):
        async with link.live("nobody"):
            pass
    with pytest.raises(Conflict, match="Too old"):
        await link.configure(1, [])


async def test_status_configuration_and_a_disk_that_was_seen_to(link: RecorderLink, station: OneCamera):
    assert (await link.status())["cameras"] == [{"key": "c"}]
    assert await link.configure(7, [{"key": "c"}]) == {"version": 7, "cameras": 1}
    assert station.configured == [(7, [{"key": "c"}])]
    assert await link.reopen_volume("/disk")
    assert not await link.reopen_volume("/other")


async def test_news_begins_with_the_whole_state(link: RecorderLink, station: OneCamera):
    news = link.events()
    assert (await anext(news))["type"] == "status"
    station.events.publish({"type": "camera", "camera": "c", "state": "lost"})
    assert await asyncio.wait_for(anext(news), 60) == {"type": "camera", "camera": "c", "state": "lost"}
    await news.aclose()


async def test_a_recorder_that_ends_is_away(tmp_path: Path, station: OneCamera):
    async with MediaSocket(station, tmp_path / "m.sock"):
        news = RecorderLink(tmp_path / "m.sock").events()
        await anext(news)
    with pytest.raises(RecorderAway):
        await anext(news)
    with pytest.raises(RecorderAway):
        await RecorderLink(tmp_path / "m.sock").status()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "recorder")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=3650))
        .not_valid_after(now + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("recorder")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "c.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "k.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "c.pem", folder / "k.pem"


async def test_over_tls_with_the_right_token_only(tmp_path: Path, station: OneCamera):
    chain, key = certificate(tmp_path)
    settings = LiveSettings(host="127.0.0.1", certificate=chain, private_key=key)
    trust = ssl.create_default_context(cafile=str(chain))
    trust.check_hostname = False
    token = node_token(b"k" * 32)
    station.begin()
    station.send(1)
    async with MediaSocket(station, address=("127.0.0.1", 0), tls=settings.tls(), token=token) as socket:
        address = ("127.0.0.1", socket.port)
        async with RecorderLink(address=address, tls=trust, token=token).live("c") as stream:
            assert isinstance(await anext(aiter(stream)), bytes)
        for wrong in ("", node_token(b"j" * 32)):
            with pytest.raises(NotAllowed):
                await RecorderLink(address=address, tls=trust, token=wrong).status()
        with pytest.raises(RecorderAway):
            await RecorderLink(address=address, tls=ssl.create_default_context(), token=token).status()


async def test_key_frames_are_asked_for_one_at_a_time(link: RecorderLink, station: OneCamera):
    assert await link.key_frame("c", "main") == ({"motion": True, "view_us": 7}, None)
    station.begin()
    station.send(3)
    about, frame = await link.key_frame("c", "main")
    assert (about["motion"], about["view_us"]) == (True, 7)
    assert frame is not None
    assert frame.data.endswith(station._frames[0].data)
    again, nothing = await link.key_frame("c", "", frame.received_us)
    assert nothing is None
    assert again["view_us"] == 7
    assert station.asked_for == ["main", "main", None]
    with pytest.raises(NotFound):
        await link.key_frame("elsewhere")


async def test_findings_and_accepted_views_reach_the_recorder(link: RecorderLink, station: OneCamera):
    rows = [{"camera": "c", "state": "moved", "detail": "", "at_us": 1, "motion": None}, {"camera": "gone"}]
    assert await link.note_findings(rows) == 1
    assert station.found == rows
    await link.accept_view("c")
    assert station.accepted == ["c"]
    with pytest.raises(NotFound):
        await link.accept_view("elsewhere")
