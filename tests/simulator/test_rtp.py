from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.simulator.rtp import LARGEST_PAYLOAD, Packets, RtpSender, packetise, ticks
from beadle.video.terms import Codec


def payloads(packets: Packets) -> list[bytes]:
    found, at = [], 0
    for size in packets.sizes:
        found.append(packets.data[at + 16 : at + size])
        at += size
    assert at == len(packets.data)
    return found


def unpack_h264(packets: Packets) -> list[bytes]:
    nals: list[bytes] = []
    for payload in payloads(packets):
        kind = payload[0] & 0x1F
        if kind == 24:
            at = 1
            while at < len(payload):
                (size,) = struct.unpack_from(">H", payload, at)
                nals.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
        elif kind == 28:
            if payload[1] & 0x80:
                nals.append(bytes([payload[0] & 0xE0 | payload[1] & 0x1F]))
            nals[-1] += payload[2:]
        else:
            nals.append(payload)
    return nals


def unpack_h265(packets: Packets) -> list[bytes]:
    nals: list[bytes] = []
    for payload in payloads(packets):
        kind = payload[0] >> 1 & 0x3F
        if kind == 48:
            at = 2
            while at < len(payload):
                (size,) = struct.unpack_from(">H", payload, at)
                nals.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
        elif kind == 49:
            if payload[2] & 0x80:
                nals.append(bytes([payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]]))
            nals[-1] += payload[3:]
        else:
            nals.append(payload)
    return nals


SIZES = st.lists(st.sampled_from([3, 20, 700, 1380, 1384, 1385, 1386, 1387, 1388, 1389, 2800, 9000]), min_size=1)


@given(SIZES)
def test_h264_arrives_whole_and_no_packet_is_too_large(sizes: list[int]) -> None:
    nals = [bytes([0x65]) + bytes(index % 251 for index in range(size - 1)) for size in sizes]
    packets = packetise(nals)

    assert unpack_h264(packets) == nals
    assert all(len(payload) <= LARGEST_PAYLOAD for payload in payloads(packets))


@given(SIZES)
def test_h265_arrives_whole_and_no_packet_is_too_large(sizes: list[int]) -> None:
    nals = [bytes([0x26, 0x01]) + bytes(index % 251 for index in range(size - 2)) for size in sizes]
    packets = packetise(nals, Codec.H265)

    assert unpack_h265(packets) == nals
    assert all(len(payload) <= LARGEST_PAYLOAD for payload in payloads(packets))


def test_headers_are_bit_exact() -> None:
    sender = RtpSender(ssrc=0x11223344, sequence=0xFFFF, channel=2)
    data = sender.address([packetise([b"\x67ab"]), packetise([b"\x65" + bytes(2000)])], timestamp=0x01020304)

    first = bytes.fromhex("24 02 00 0f 80 60 ffff 01020304 11223344") + b"\x67ab"
    assert data[:19] == first
    assert data[19:35] == bytes.fromhex("24 02") + (12 + 1388).to_bytes(2, "big") + bytes.fromhex(
        "80 60 0000 01020304 11223344"
    )
    last = len(data) - (16 + 2 + 2000 - 1386)
    assert data[last : last + 16] == bytes.fromhex("24 02") + (12 + 2 + 614).to_bytes(2, "big") + bytes.fromhex(
        "80 e0 0001 01020304 11223344"
    )
    assert sender.sequence == 2
    assert (sender.packets, sender.bytes) == (3, 3 + 1388 + 616)


def test_a_sender_report_pairs_ntp_time_with_rtp_time() -> None:
    sender = RtpSender(7, 0)
    report = sender.report(1_795_363_200_250_000, 90_000, "camera")
    kind, length, ssrc, seconds, fraction, timestamp = struct.unpack_from(">xBHIIII", report)

    assert (kind, length, ssrc, timestamp) == (200, 6, 7, 90_000)
    assert seconds == 1_795_363_200 + 2_208_988_800
    assert fraction == 1 << 30
    assert report[28:30] == b"\x81\xca"
    assert len(report) % 4 == 0
    assert b"camera" in report


def test_an_interleaved_report_goes_to_the_channel_after_the_streams() -> None:
    framed = RtpSender(7, 0, channel=4).interleaved_report(0, 0)

    assert framed[:2] == b"\x24\x05"
    assert int.from_bytes(framed[2:4], "big") == len(framed) - 4


@pytest.mark.parametrize(("seconds", "expected"), [(0.0, 0), (1.0, 90_000), (2**32 / 90_000, 0)])
def test_ticks_wrap(seconds: float, expected: int) -> None:
    assert ticks(seconds) == expected
