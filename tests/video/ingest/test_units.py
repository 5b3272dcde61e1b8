"""What H.264 and H.265 have in common: sequence, time stamps, senders, markers, bounds."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.video.ingest.rtp_packets import PPS, SPS_CIF, SSRC, delta, fragment_h264, idr, picture, rtp, with_lengths
from tests.video.ingest.unit_lists import UnitList

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.h264_units import H264Units
from beadle.video.ingest.settings import IngestSettings


def assembled(packets: list[bytes], **limits: int) -> tuple[UnitList, H264Units]:
    sink = UnitList()
    units = H264Units(sink, 96, IngestSettings.model_validate(limits))
    for packet in packets:
        units.packet(b"??" + packet + b"??", 2, 2 + len(packet))
    return sink, units


def stream(start: int = 0, stamp: int = 0, pictures: int = 4, size: int = 4000) -> list[list[bytes]]:
    """Packets of a key frame and some more, picture by picture."""
    made = []
    for index in range(pictures):
        nals = [SPS_CIF, PPS, idr(size)] if index == 0 else [delta(size)]
        made.append(picture(nals, start, stamp + index * 3600))
        start += len(made[-1])
    return made


def flat(pictures: list[list[bytes]]) -> list[bytes]:
    return [packet for packets in pictures for packet in packets]


def test_pictures_come_out_whole() -> None:
    sink, units = assembled(flat(stream()))
    assert [unit.data for unit in sink.units] == [with_lengths(SPS_CIF, PPS, idr(4000))] + [
        with_lengths(delta(4000))
    ] * 3
    assert [unit.key for unit in sink.units] == [True, False, False, False]
    assert [unit.stamp for unit in sink.units] == [0, 3600, 7200, 10800]
    assert sink.units[0].sets == (SPS_CIF, PPS)
    assert (units.lost, units.damaged, units.strange) == (0, 0, 0)


def test_the_sequence_number_wraps() -> None:
    sink, units = assembled(flat(stream(start=65_533)))
    assert len(sink.units) == 4
    assert units.lost == 0
    assert units.extended == 65_533 + len(flat(stream())) - 1


def test_the_time_stamp_wraps() -> None:
    sink, _ = assembled(flat(stream(stamp=2**32 - 3600)))
    assert [unit.stamp for unit in sink.units] == [2**32 - 3600, 0, 3600, 7200]


def test_a_missing_middle_drops_the_nal_and_is_counted() -> None:
    pictures = stream()
    del pictures[1][1]
    sink, units = assembled(flat(pictures))
    assert [unit.stamp for unit in sink.units] == [0, 7200, 10800]
    assert [unit.lost for unit in sink.units] == [0, 1, 0]
    assert (units.lost, units.damaged) == (1, 1)


def test_a_damaged_key_frame_is_no_key_frame() -> None:
    nals = [SPS_CIF, PPS, idr(500), idr(3000)]
    packets = picture(nals, 0, 0)
    sink, _ = assembled(packets[:4] + packets[5:])
    assert [(unit.key, unit.data) for unit in sink.units] == [(False, with_lengths(SPS_CIF, PPS, idr(500)))]


def test_a_missing_end_with_its_marker() -> None:
    pictures = stream()
    del pictures[1][-1]
    sink, _ = assembled(flat(pictures))
    assert [unit.stamp for unit in sink.units] == [0, 7200, 10800]


def test_a_missing_start() -> None:
    pictures = stream()
    del pictures[1][0]
    sink, units = assembled(flat(pictures))
    assert [unit.stamp for unit in sink.units] == [0, 7200, 10800]
    assert units.strange > 0


def test_a_fragment_without_end_is_dropped_at_the_next_picture() -> None:
    first, second = list(fragment_h264(delta(4000))), delta(300)
    packets = [rtp(index, 0, payload) for index, payload in enumerate(first[:-1])]
    packets.append(rtp(len(packets), 3600, second, marker=True))
    sink, units = assembled(packets)
    assert [unit.data for unit in sink.units] == [with_lengths(second)]
    assert units.damaged == 1


def test_fragments_without_end_and_without_any_other_packet_meet_the_bound() -> None:
    head, middle, *_ = fragment_h264(delta(4000))
    with pytest.raises(Malformed):
        assembled([rtp(0, 0, head)] + [rtp(index, 0, middle) for index in range(1, 100)], unit_bytes=50_000)


def test_a_nal_of_twenty_megabytes_is_refused_at_the_bound() -> None:
    big = [rtp(index, 0, payload) for index, payload in enumerate(fragment_h264(idr(20_000_000), 60_000))]
    with pytest.raises(Malformed, match="too large"):
        assembled(big)


def test_too_many_pieces_are_refused() -> None:
    with pytest.raises(Malformed):
        assembled([rtp(index, 0, delta(3)) for index in range(300)], unit_parts=400)


def test_late_and_repeated_packets_are_ignored() -> None:
    packets = flat(stream())
    sink, units = assembled([*packets[:5], packets[2], *packets[5:]])
    assert len(sink.units) == 4
    assert (units.lost, units.damaged) == (0, 0)


def test_a_sender_that_starts_its_count_again_is_followed() -> None:
    first, second = stream(start=40_000), stream(start=100, stamp=900_000)
    sink, units = assembled(flat(first) + flat(second))
    # The first packet of the new count looks like a straggler; the second proves that it is not.
    assert [unit.stamp for unit in sink.units][4:] == [900_000, 903_600, 907_200, 910_800]
    assert units.lost == 1


def test_a_new_sender_begins_anew() -> None:
    second = [picture([delta(3000)], 7, 5, ssrc=99), picture([delta(3000)], 10, 3605, ssrc=99)]
    sink, units = assembled(flat(stream())[:-1] + flat(second))
    assert sink.sources == 1
    assert [unit.stamp for unit in sink.units] == [0, 3600, 7200, 5, 3605]
    assert (units.ssrc, units.lost) == (99, 0)


def test_without_markers_the_time_stamp_ends_a_picture() -> None:
    packets = [packet[:1] + bytes((packet[1] & 0x7F,)) + packet[2:] for packet in flat(stream())]
    sink, _ = assembled(packets)
    assert [unit.stamp for unit in sink.units] == [0, 3600, 7200]
    assert sink.units[0].data == with_lengths(SPS_CIF, PPS, idr(4000))


def test_a_marker_after_each_slice_is_seen_through() -> None:
    def slices(stamp: int, start: int) -> list[bytes]:
        first, second = delta(100), b"\x41\x40" + b"\x11" * 98
        return [rtp(start, stamp, first, marker=True), rtp(start + 1, stamp, second, marker=True)]

    sink, _ = assembled([packet for index in range(4) for packet in slices(index * 3600, index * 2)])
    assert [unit.stamp for unit in sink.units][2:] == [3600, 7200]
    assert all(len(unit.data) == 208 for unit in sink.units[2:])


def test_parameter_sets_on_their_own_wait_for_their_picture() -> None:
    packets = [
        rtp(0, 0, SPS_CIF, marker=True),
        rtp(1, 0, PPS, marker=True),
        rtp(2, 40, idr(200), marker=True),
    ]
    sink, _ = assembled(packets)
    assert [unit.data for unit in sink.units] == [with_lengths(SPS_CIF, PPS, idr(200))]
    assert sink.units[0].key


def test_a_flood_of_nal_units_without_pictures_is_bounded() -> None:
    sink, units = assembled([rtp(index, index, SPS_CIF, marker=True) for index in range(10_000)])
    assert sink.units == []
    assert len(units.parts) < 200


@pytest.mark.parametrize("csrcs", [0, 3, 15])
@pytest.mark.parametrize("extension", [None, 0, 2])
@pytest.mark.parametrize("padding", [0, 1, 7])
def test_long_rtp_headers_and_padding(csrcs: int, extension: int | None, padding: int) -> None:
    first = 0x80 | (padding > 0) << 5 | (extension is not None) << 4 | csrcs
    packet = struct.pack(">BBHII", first, 0x80 | 96, 5, 7, SSRC) + bytes(4 * csrcs)
    if extension is not None:
        packet += struct.pack(">HH", 0xBEDE, extension) + bytes(4 * extension)
    packet += delta(50) + (bytes(padding - 1) + bytes((padding,)) if padding else b"")
    sink, _ = assembled([packet])
    assert [unit.data for unit in sink.units] == [with_lengths(delta(50))]


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x80\x60",
        bytes(12),
        b"\x40" + rtp(0, 0, delta(9))[1:],
        rtp(0, 0, b""),
        b"\x8f" + rtp(0, 0, delta(9))[1:],
        b"\x90" + rtp(0, 0, b"\x00\x00\xff\xff\x41\x9a")[1:],
        b"\x90" + rtp(0, 0, b"\x00")[1:],
        b"\xa0" + rtp(0, 0, b"\x41\x9a\xff")[1:],
        b"\xa0" + rtp(0, 0, b"\x41\x9a\x00")[1:],
        rtp(0, 0, delta(9), payload_type=97),
    ],
)
def test_packets_that_make_no_sense_leave_no_unit(packet: bytes) -> None:
    sink, _ = assembled([packet, packet])
    assert sink.units == []


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.binary(max_size=8), st.booleans()), max_size=60))
def test_any_packets_give_units_that_are_well_formed(items: list[tuple[int, int, bytes, bool]]) -> None:
    sink, units = UnitList(), None
    units = H264Units(sink, 96)
    sequence = 0
    for step, stamp, payload, marker in items:
        sequence += step
        packet = rtp(sequence, stamp, payload, marker=marker, ssrc=stamp // 3)
        units.packet(packet, 0, len(packet))
    for unit in sink.units:
        at = 0
        while at < len(unit.data):
            size = int.from_bytes(unit.data[at : at + 4], "big")
            assert size > 0
            at += 4 + size
        assert at == len(unit.data)
        assert unit.data
