"""RTCP (RFC 3550 section 6): sender reports in, receiver reports out. No I/O."""

from __future__ import annotations

import struct
from dataclasses import dataclass

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, BYE = 200, 201, 202, 203

_HEAD = struct.Struct(">BBH")
_SENDER = struct.Struct(">IQI")
_RECEIVER = struct.Struct(">BBHIIIIIII")
_MOST_PACKETS = 32


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What a camera says of its clocks: `ntp` is 64-bit NTP time, `stamp` the RTP time stamp of the same moment."""

    ssrc: int
    ntp: int
    stamp: int


@dataclass(frozen=True, slots=True)
class Reception:
    """What a receiver report says. lost: missing in all; fraction: of the last interval, in 256ths."""

    ssrc: int
    extended: int
    lost: int
    fraction: int


def find_sender_report(packet: bytes) -> SenderReport | None:
    """The sender report in a compound packet, or None; rubbish counts as none."""
    at = 0
    for _ in range(_MOST_PACKETS):
        if at + 4 > len(packet):
            return None
        first, kind, words = _HEAD.unpack_from(packet, at)
        stop = at + 4 + 4 * words
        if first >> 6 != 2 or stop > len(packet):
            return None
        if kind == SENDER_REPORT and words >= 6:
            ssrc, ntp, stamp = _SENDER.unpack_from(packet, at + 4)
            return SenderReport(ssrc, ntp, stamp)
        at = stop
    return None


def build_receiver_report(own_ssrc: int, reception: Reception, report: SenderReport, delay_s: float) -> bytes:
    """A receiver report and a source description, as RFC 3550 asks for together.

    delay_s: seconds since `report` arrived. Jitter is given as 0: nothing here reads it, and no camera acts on it.
    """
    last = report.ntp >> 16 & 0xFFFF_FFFF
    delay = min(max(round(delay_s * 65536), 0), 0xFFFF_FFFF)
    fraction_and_lost = (reception.fraction & 0xFF) << 24 | min(reception.lost, 0x7F_FFFF)
    receiver = _RECEIVER.pack(
        0x81, RECEIVER_REPORT, 7, own_ssrc, reception.ssrc,
        fraction_and_lost, reception.extended & 0xFFFF_FFFF, 0, last, delay,
    )  # fmt: skip
    name = b"beadle"
    item = bytes((1, len(name))) + name + b"\0"
    item += bytes(-len(item) % 4)
    words = 1 + len(item) // 4
    return receiver + _HEAD.pack(0x81, SOURCE_DESCRIPTION, words) + struct.pack(">I", own_ssrc) + item
