from __future__ import annotations

import pytest
from tests.video.ingest.rtp_packets import PPS, SPS_CIF, aggregate, delta, fragment_h264, idr, rtp, with_lengths
from tests.video.ingest.unit_lists import UnitList

from beadle.video.ingest.h264_units import H264Units


def payloads(*items: bytes) -> tuple[UnitList, H264Units]:
    """One picture of these payloads."""
    sink = UnitList()
    units = H264Units(sink, 96)
    for index, item in enumerate(items):
        packet = rtp(index, 0, item, marker=index == len(items) - 1)
        units.packet(packet, 0, len(packet))
    return sink, units


def test_single_nal_units() -> None:
    sink, _ = payloads(SPS_CIF, PPS, idr(90))
    assert sink.units[0].data == with_lengths(SPS_CIF, PPS, idr(90))
    assert sink.units[0].sets == (SPS_CIF, PPS)


def test_stap_a() -> None:
    sink, _ = payloads(aggregate(SPS_CIF, PPS, idr(90)))
    assert sink.units[0].data == with_lengths(SPS_CIF, PPS, idr(90))
    assert sink.units[0].key
    assert sink.units[0].sets == (SPS_CIF, PPS)


def test_fu_a_keeps_the_importance_bits() -> None:
    nal = b"\x25" + idr(5000)[1:]
    sink, _ = payloads(*fragment_h264(nal))
    assert sink.units[0].data == with_lengths(nal)


def test_start_and_end_in_one_fragment() -> None:
    sink, _ = payloads(b"\x7c\xc5" + idr(60)[1:])
    assert sink.units[0].data == with_lengths(idr(60))


def test_a_fragmented_parameter_set_is_noticed() -> None:
    sink, _ = payloads(*fragment_h264(SPS_CIF, 12), PPS, idr(30))
    assert sink.units[0].sets == (SPS_CIF, PPS)


def test_the_kind_decides_on_the_key_frame() -> None:
    assert not payloads(delta(50))[0].units[0].key
    assert payloads(b"\x06\x05sei", idr(50))[0].units[0].key


def test_data_partitions_count_as_one_picture() -> None:
    sink, units = payloads(b"\x42\x9a" + bytes(30), b"\x43\x11" + bytes(30), b"\x44\x11" + bytes(30))
    assert len(sink.units) == 1
    assert units.damaged == 0


def test_a_picture_whose_first_slice_is_missing_is_no_key_frame() -> None:
    sink, _ = payloads(b"\x65\x40" + bytes(50))
    assert not sink.units[0].key


@pytest.mark.parametrize(
    "payload",
    [
        b"\x00" + bytes(20),  # type 0
        b"\x1e" + bytes(20),  # 30
        b"\x1f" + bytes(20),  # 31
        b"\x19" + bytes(20),  # STAP-B
        b"\x1a" + bytes(20),  # MTAP16
        b"\x1b" + bytes(20),  # MTAP24
        b"\x1d" + bytes(20),  # FU-B
        b"\x7c",
        b"\x7c\x85",
        b"\xfc\x85" + bytes(20),
        b"\xe5" + bytes(20),
        b"\x78\x00\x00\x00\x00",
        b"\x78\xff\xff\x65",
        b"\x7c\x05" + bytes(20),  # a middle without a start
    ],
)
def test_payloads_that_make_no_sense_are_counted(payload: bytes) -> None:
    sink, units = payloads(payload)
    assert sink.units == []
    assert units.strange == 1
    sink, units = payloads(idr(40), payload)
    assert [unit.data for unit in sink.units] == [with_lengths(idr(40))]


def test_an_aggregate_that_breaks_off_keeps_what_was_whole() -> None:
    sink, units = payloads(aggregate(SPS_CIF, PPS) + b"\x00\x40\x65", idr(40))
    assert sink.units[0].data == with_lengths(SPS_CIF, PPS, idr(40))
    assert not sink.units[0].key
    assert units.strange == 1


def test_a_fragment_of_another_unit_breaks_the_open_one() -> None:
    first, middle, *_ = fragment_h264(delta(4000))
    other = b"\x7c\x05" + middle[2:]
    sink, units = payloads(first, middle, other, idr(40))
    assert sink.units[0].data == with_lengths(idr(40))
    assert not sink.units[0].key
    assert units.damaged == 1
