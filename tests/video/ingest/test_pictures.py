from __future__ import annotations

import pytest
from tests.video.ingest.rtp_packets import PPS, SPS_1080P, SPS_CIF, delta, idr, with_lengths
from tests.video.ingest.sinks import KeepingSink

from beadle.platform.clock import FixedClock, to_us
from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.pictures import Pictures
from beadle.video.ingest.rtcp import SenderReport
from beadle.video.ingest.settings import IngestSettings
from beadle.video.terms import Codec


class Camera:
    def __init__(self, clock: FixedClock, **settings: float) -> None:
        self.clock, self.sink, self.keys = clock, KeepingSink(), 0
        self.pictures = Pictures(
            Codec.H264, self.sink, clock, settings=IngestSettings.model_validate(settings), on_key=self.on_key
        )
        self.stamp = 5000

    def on_key(self) -> None:
        self.keys += 1

    def send(self, *nals: bytes, key: bool = False, lost: int = 0, seconds: float = 0.04) -> None:
        parts = [with_lengths(nal) for nal in nals]
        sets = [nal for nal in nals if nal[0] & 31 in (7, 8)]
        self.pictures.on_unit(parts, self.stamp & 0xFFFF_FFFF, key=key, lost=lost, sets=sets)
        self.clock.advance(seconds)
        self.stamp += round(seconds * 90_000)


def test_nothing_goes_on_before_the_first_key_frame(clock: FixedClock) -> None:
    camera = Camera(clock)
    camera.send(delta(50))
    camera.send(SPS_CIF, PPS, delta(50))
    assert camera.sink.order == []
    camera.send(SPS_CIF, PPS, idr(50), key=True)
    camera.send(delta(60), lost=3)
    assert camera.sink.order == ["format", "key", "frame"]
    assert [frame.pts for frame in camera.sink.frames] == [0, 3600]
    assert [frame.lost for frame in camera.sink.frames] == [0, 3]
    assert camera.sink.frames[0].data == with_lengths(SPS_CIF, PPS, idr(50))
    assert (camera.pictures.units, camera.pictures.frames, camera.pictures.keys, camera.keys) == (4, 2, 1, 1)


def test_a_key_frame_without_any_parameter_set_does_not_count(clock: FixedClock) -> None:
    camera = Camera(clock)
    camera.send(idr(50), key=True)
    assert camera.sink.order == []
    assert camera.pictures.keys_without_format == 1
    camera.pictures.sets.take_lenient([SPS_CIF, PPS])
    camera.send(idr(50), key=True)
    assert camera.sink.order == ["format", "key"]


def test_a_new_sps_in_mid_stream_is_a_new_format_before_its_key_frame(clock: FixedClock) -> None:
    camera = Camera(clock)
    camera.send(SPS_CIF, PPS, idr(50), key=True)
    camera.send(delta(50))
    camera.send(SPS_CIF, PPS, idr(50), key=True)
    camera.send(SPS_1080P, PPS, idr(50), key=True)
    assert camera.sink.order == ["format", "key", "frame", "key", "format", "key"]
    assert [fmt.width for fmt in camera.sink.formats] == [176, 1920]


def test_an_absurd_sps_is_refused(clock: FixedClock) -> None:
    with pytest.raises(Malformed):
        Camera(clock).send(b"\x67" + bytes(40), PPS, idr(50), key=True)


def test_times_of_server_and_camera_stand_apart(clock: FixedClock) -> None:
    camera = Camera(clock)
    start = clock.now_us()
    camera.send(SPS_CIF, PPS, idr(50), key=True)
    camera.pictures.on_report(SenderReport(1, (2_208_988_800 + 77) << 32, 5000))
    clock.step_wall(3600)
    camera.send(delta(50))
    first, second = camera.sink.frames
    assert (first.received_us, first.camera_us) == (start, None)
    assert second.received_us == start + 3_600_040_000
    assert second.camera_us == 77_040_000
    assert second.pts == 3600
    camera.pictures.on_new_source()
    camera.send(delta(50))
    assert camera.sink.frames[2].camera_us is None
    assert to_us(clock.now()) == clock.now_us()


def test_a_frozen_picture_is_seen(clock: FixedClock) -> None:
    camera = Camera(clock)
    for _ in range(10):
        camera.send(SPS_CIF, PPS, idr(500), key=True, seconds=1)
        camera.send(delta(300), seconds=1)
    assert camera.pictures.frozen
    camera.send(SPS_CIF, PPS, idr(500, 1), key=True)
    assert not camera.pictures.frozen


def test_nothing_but_skipped_pictures_is_seen(clock: FixedClock) -> None:
    camera = Camera(clock, skip_s=20)
    for index in range(15):
        camera.send(SPS_CIF, PPS, idr(500, index), key=True, seconds=1)
        camera.send(delta(20), seconds=1)
    assert camera.pictures.frozen
