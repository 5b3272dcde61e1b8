from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.video.ingest.rtp_packets import SSRC, sender_report

from beadle.video.ingest.rtcp import Reception, SenderReport, build_receiver_report, find_sender_report


def test_finds_a_sender_report() -> None:
    assert find_sender_report(sender_report(0x1122334455667788, 99)) == SenderReport(SSRC, 0x1122334455667788, 99)


def test_finds_it_behind_other_packets() -> None:
    bye = struct.pack(">BBHI", 0x81, 203, 1, 5)
    assert find_sender_report(bye + sender_report(1, 2)) == SenderReport(SSRC, 1, 2)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x80\xc8",
        b"\x80\xc8\xff\xff" + bytes(40),
        b"\x00\xc8\x00\x06" + bytes(24),
        b"\x80\xc8\x00\x02" + bytes(8),
    ],
)
def test_rubbish_is_no_report(packet: bytes) -> None:
    assert find_sender_report(packet) is None


def test_a_receiver_report_is_as_rfc_3550_draws_it() -> None:
    report = SenderReport(SSRC, 0x1122334455667788, 99)
    packet = build_receiver_report(0xAABBCCDD, Reception(SSRC, 0x1_0005, 3, 12), report, 1.5)
    head = struct.unpack_from(">BBHIIIIIII", packet)
    assert head == (0x81, 201, 7, 0xAABBCCDD, SSRC, 12 << 24 | 3, 0x1_0005, 0, 0x33445566, 98304)
    flags, kind, words, ssrc = struct.unpack_from(">BBHI", packet, 32)
    assert (flags, kind, ssrc) == (0x81, 202, 0xAABBCCDD)
    assert len(packet) == 32 + 4 + 4 * words
    assert packet[40:48] == b"\x01\x06beadle"


def test_sums_out_of_range_are_cut() -> None:
    report = SenderReport(1, 0, 0)
    packet = build_receiver_report(1, Reception(1, 2**40, 2**40, 0), report, 1e9)
    assert struct.unpack_from(">I", packet, 12)[0] == 0x7F_FFFF
    assert struct.unpack_from(">I", packet, 28)[0] == 0xFFFF_FFFF


@given(st.binary(max_size=200))
def test_any_bytes_are_a_report_or_none(packet: bytes) -> None:
    find_sender_report(packet)
    find_sender_report(sender_report(1, 2)[:20] + packet)
