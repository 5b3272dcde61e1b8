from __future__ import annotations

import zlib

from tests.video.ingest.rtp_packets import PPS, SPS_CIF, idr, with_lengths

from beadle.video.ingest.freeze import FreezeDetector, picture_checksum
from beadle.video.ingest.settings import IngestSettings
from beadle.video.terms import Codec


def fed(checksums: list[int], *, every: float = 2.0, largest: int = 5000, **settings: float) -> list[bool]:
    detector = FreezeDetector(IngestSettings.model_validate(settings))
    verdicts = []
    for index, checksum in enumerate(checksums):
        detector.key(checksum, largest if index else 0, 100 + index * every)
        verdicts.append(detector.frozen)
    return verdicts


def test_a_living_picture_is_never_frozen() -> None:
    assert not any(fed(list(range(100))))


def test_the_same_key_frame_again_and_again_is_frozen() -> None:
    assert fed([7] * 7) == [False] * 5 + [True] * 2


def test_an_encoder_that_alternates_its_numbering_is_seen_through() -> None:
    assert fed([7, 8] * 5)[-1]


def test_a_change_thaws_at_once() -> None:
    assert fed([7] * 8 + [9])[-2:] == [True, False]


def test_many_key_frames_in_a_short_time_prove_nothing() -> None:
    assert not any(fed([7] * 50, every=0.1))


def test_a_longer_loop_is_not_judged() -> None:
    assert not any(fed([1, 2, 3] * 30))


def test_nothing_but_skipped_pictures_is_frozen() -> None:
    verdicts = fed(list(range(40)), largest=30)
    assert not verdicts[29]
    assert verdicts[-1]
    assert not any(fed(list(range(40)), largest=30, skip_bytes=0))


def test_key_frames_alone_are_not_skipped_pictures() -> None:
    assert not any(fed(list(range(60)), largest=0))


def test_the_checksum_is_of_the_picture_and_not_of_the_messages_beside_it() -> None:
    def sei(text: bytes) -> bytes:
        return b"\x06" + text

    one = picture_checksum(with_lengths(SPS_CIF, PPS, sei(b"10:00"), idr(500)), Codec.H264)
    assert one == picture_checksum(with_lengths(SPS_CIF, PPS, sei(b"10:01:22"), idr(500)), Codec.H264)
    assert one == zlib.crc32(idr(500))
    assert one != picture_checksum(with_lengths(idr(500, 1)), Codec.H264)
    assert picture_checksum(with_lengths(b"\x40\x01vps", b"\x26\x01slice", b"\x4e\x01sei"), Codec.H265) == zlib.crc32(
        b"\x26\x01slice"
    )
    assert picture_checksum(b"\x00\x00", Codec.H264) == 0
