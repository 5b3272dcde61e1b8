from __future__ import annotations

import base64
import io
from pathlib import Path

import av
import pytest
from tests.factories.simulator import small_simulator
from tests.video.ingest.certificates import self_signed
from tests.video.ingest.fake_camera import FakeCamera

from beadle.platform.clock import SYSTEM
from beadle.video.errors import TooBusy
from beadle.video.ingest.spec import StreamSpec
from beadle.video.probing import Prober, split


async def test_a_camera_that_works_is_shown() -> None:
    async with small_simulator(1) as simulator:
        found = await Prober(SYSTEM).look(StreamSpec(simulator.camera(1).url()))
    assert found.ok
    assert found.stream is not None
    assert (found.stream.codec, found.stream.width, found.stream.height) == ("h264", 320, 240)
    assert found.picture is not None
    kind, _, data = found.picture.partition(",")
    assert kind == "data:image/jpeg;base64"
    with av.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert picture.streams.video[0].width == 320


async def test_a_camera_that_shows_its_own_certificate(tmp_path: Path) -> None:
    context, fingerprint = self_signed(tmp_path)
    async with FakeCamera(tls=context) as camera:
        found = await Prober(SYSTEM).look(StreamSpec(camera.url))
    assert not found.ok
    assert found.certificate is not None
    assert (found.certificate.fingerprint, found.certificate.subject) == (fingerprint.hex(), "camera")
    assert not found.certificate.trusted


async def test_only_a_few_at_once() -> None:
    prober = Prober(SYSTEM)
    prober._running = 4
    with pytest.raises(TooBusy):
        await prober.look(StreamSpec("rtsp://127.0.0.1:1/"))


def test_a_length_that_does_not_fit_ends_the_list() -> None:
    assert split(b"\0\0\0\2ab\0\0\0\1c") == [b"ab", b"c"]
    assert split(b"\0\0\0\2ab\xff\xff\xff\xffc") == [b"ab"]
    assert split(b"\0\0\0\0") == []
    assert split(b"") == []
