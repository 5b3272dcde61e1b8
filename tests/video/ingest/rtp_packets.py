"""RTP and RTCP packets for tests, made by the RFCs and not by the code under test."""

from __future__ import annotations

import struct
from collections.abc import Iterator

SPS_1080P = bytes.fromhex("67640028acb200f0044fcb080000030008000003019478c19240")
SPS_CIF = bytes.fromhex("6764000bacb20589d0800000030080000019478a1524")
PPS = bytes.fromhex("68ebc3cb22c0")
H265_VPS = bytes.fromhex("40010c01ffff016000000300900000030000030078959809")
H265_SPS = bytes.fromhex("420101016000000300900000030000030078a003c08010e596566924cae68080000003008000000c84")
H265_PPS = bytes.fromhex("4401c172b46240")
SSRC = 0x1234_5678


def rtp(
    sequence: int, stamp: int, payload: bytes, *, marker: bool = False, ssrc: int = SSRC, payload_type: int = 96
) -> bytes:
    """A plain RTP packet."""
    head = struct.pack(">BBHII", 0x80, marker << 7 | payload_type, sequence & 0xFFFF, stamp & 0xFFFF_FFFF, ssrc)
    return head + payload


def idr(size: int, fill: int = 0x5A) -> bytes:
    """An H.264 IDR slice (not decodable): first_mb_in_slice is 0."""
    return bytes((0x65, 0x88)) + bytes((fill,)) * (size - 2)


def delta(size: int, fill: int = 0x3C) -> bytes:
    """An H.264 slice of another picture."""
    return bytes((0x41, 0x9A)) + bytes((fill,)) * (size - 2)


def fragment_h264(nal: bytes, limit: int = 1400) -> Iterator[bytes]:
    """FU-A payloads of a NAL unit, or the unit itself where it is short."""
    if len(nal) <= limit:
        yield nal
        return
    indicator, kind = nal[0] & 0xE0 | 28, nal[0] & 31
    pieces = [nal[at : at + limit - 2] for at in range(1, len(nal), limit - 2)]
    for index, piece in enumerate(pieces):
        header = kind | (index == 0) << 7 | (index == len(pieces) - 1) << 6
        yield bytes((indicator, header)) + piece


def fragment_h265(nal: bytes, limit: int = 1400) -> Iterator[bytes]:
    """FU payloads of a NAL unit, or the unit itself where it is short."""
    if len(nal) <= limit:
        yield nal
        return
    kind = nal[0] >> 1 & 63
    head = bytes((nal[0] & 0x81 | 49 << 1, nal[1]))
    pieces = [nal[at : at + limit - 3] for at in range(2, len(nal), limit - 3)]
    for index, piece in enumerate(pieces):
        yield head + bytes((kind | (index == 0) << 7 | (index == len(pieces) - 1) << 6,)) + piece


def aggregate(*nals: bytes, head: bytes = b"\x78") -> bytes:
    """STAP-A, or AP with a head of two bytes."""
    return head + b"".join(len(nal).to_bytes(2, "big") + nal for nal in nals)


def picture(
    nals: list[bytes], sequence: int, stamp: int, *, limit: int = 1400, h265: bool = False, ssrc: int = SSRC
) -> list[bytes]:
    """The RTP packets of one access unit; the last has the marker."""
    cut = fragment_h265 if h265 else fragment_h264
    payloads = [payload for nal in nals for payload in cut(nal, limit)]
    return [
        rtp(sequence + index, stamp, payload, marker=index == len(payloads) - 1, ssrc=ssrc)
        for index, payload in enumerate(payloads)
    ]


def in_band(channel: int, packet: bytes) -> bytes:
    """A packet as it stands in the RTSP connection."""
    return bytes((0x24, channel)) + len(packet).to_bytes(2, "big") + packet


def sender_report(ntp: int, stamp: int, ssrc: int = SSRC) -> bytes:
    """An RTCP sender report without report blocks."""
    return struct.pack(">BBHIQIII", 0x80, 200, 6, ssrc, ntp, stamp, 1, 1)


def with_lengths(*nals: bytes) -> bytes:
    """NAL units as a `Frame` holds them."""
    return b"".join(len(nal).to_bytes(4, "big") + nal for nal in nals)
