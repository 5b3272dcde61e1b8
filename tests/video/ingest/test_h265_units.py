from __future__ import annotations

import pytest
from tests.video.ingest.rtp_packets import H265_PPS, H265_SPS, H265_VPS, aggregate, fragment_h265, rtp, with_lengths
from tests.video.ingest.unit_lists import UnitList

from beadle.video.ingest.h265_units import H265Units

IDR = b"\x26\x01\xaf" + b"\x55" * 3000
TRAIL = b"\x02\x01\xd0" + b"\x33" * 3000


def payloads(*items: bytes, stamp: int = 0) -> tuple[UnitList, H265Units]:
    sink = UnitList()
    units = H265Units(sink, 96)
    for index, item in enumerate(items):
        packet = rtp(index, stamp, item, marker=index == len(items) - 1)
        units.packet(packet, 0, len(packet))
    return sink, units


def test_single_units_and_fragments() -> None:
    sink, units = payloads(H265_VPS, H265_SPS, H265_PPS, *fragment_h265(IDR))
    assert sink.units[0].data == with_lengths(H265_VPS, H265_SPS, H265_PPS, IDR)
    assert sink.units[0].key
    assert sink.units[0].sets == (H265_VPS, H265_SPS, H265_PPS)
    assert units.strange == 0


def test_aggregation_packets() -> None:
    sink, _ = payloads(aggregate(H265_VPS, H265_SPS, H265_PPS, head=b"\x60\x01"), IDR[:200])
    assert sink.units[0].data == with_lengths(H265_VPS, H265_SPS, H265_PPS, IDR[:200])


@pytest.mark.parametrize(
    ("kind", "key"), [(1, False), (0, False), (9, False), (16, True), (19, True), (20, True), (21, True)]
)
def test_random_access_pictures_are_key_frames(kind: int, key: bool) -> None:
    sink, _ = payloads(bytes((kind << 1, 1, 0x80)) + bytes(20))
    assert sink.units[0].key is key


def test_the_layer_and_temporal_bits_survive_fragmentation() -> None:
    nal = b"\x03\x0a\x80" + bytes(range(250)) * 20
    sink, _ = payloads(*fragment_h265(nal))
    assert sink.units[0].data == with_lengths(nal)


def test_loss_drops_the_unit() -> None:
    pieces = list(fragment_h265(TRAIL))
    sink = UnitList()
    units = H265Units(sink, 96)
    for sequence, piece in ((0, pieces[0]), (2, pieces[2])):
        packet = rtp(sequence, 0, piece, marker=sequence == 2)
        units.packet(packet, 0, len(packet))
    assert sink.units == []
    assert (units.lost, units.damaged) == (1, 1)


@pytest.mark.parametrize(
    "payload",
    [
        b"\x64\x01" + bytes(20),  # PACI
        b"\x7e\x01" + bytes(20),  # 63
        b"\x62",
        b"\x62\x01\x93",
        b"\xe2\x01\x93" + bytes(20),
        b"\xa6\x01" + bytes(20),
        b"\x26",
        b"\x60\x01\x00\x00\x00\x00",
        b"\x60\x01\xff\xff\x26",
        b"\x60\x01\x00\x01\x26\x00",
        b"\x62\x01\x13" + bytes(20),
    ],
)
def test_payloads_that_make_no_sense_are_counted(payload: bytes) -> None:
    sink, units = payloads(payload)
    assert sink.units == []
    assert units.strange >= 1
