"""RTP packets of one access unit, laid out once for TCP with blank headers, and RTCP sender reports (RFC 3550).

H.264 goes by RFC 6184 (single NAL units, STAP-A, FU-A), H.265 by RFC 7798 (single NAL units, AP, FU).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from beadle.video.terms import RTP_CLOCK_HZ, Codec

PAYLOAD_TYPE = 96
LARGEST_PAYLOAD = 1388
"""Bytes of payload in a packet: with all headers it stays below an Ethernet frame's 1500."""

_HEADERS = 16
"""Interleaving header of four bytes (RFC 2326 section 10.12) and RTP header of twelve."""

_PACK = struct.Struct(">BBHBBHII").pack_into
_NTP_EPOCH = 2_208_988_800
"""Seconds from 1900, where NTP begins, to 1970."""


@dataclass(frozen=True, slots=True)
class Packets:
    """Packets of (a part of) an access unit.

    data: for each packet 16 blank bytes for headers, then its payload. sizes: bytes of each packet with its headers.
    """

    data: bytes
    sizes: tuple[int, ...]


def _from_payloads(payloads: Sequence[bytes]) -> Packets:
    blank = bytes(_HEADERS)
    data = b"".join(part for payload in payloads for part in (blank, payload))
    return Packets(data, tuple(len(payload) + _HEADERS for payload in payloads))


def _fragments_h264(nal: bytes) -> list[bytes]:
    indicator, kind = (nal[0] & 0xE0) | 28, nal[0] & 0x1F
    starts = range(1, len(nal), LARGEST_PAYLOAD - 2)
    last = starts[-1]
    return [
        bytes((indicator, kind | (0x80 if at == 1 else 0) | (0x40 if at == last else 0)))
        + nal[at : at + LARGEST_PAYLOAD - 2]
        for at in starts
    ]


def _fragments_h265(nal: bytes) -> list[bytes]:
    header = bytes(((nal[0] & 0x81) | 49 << 1, nal[1]))
    kind = nal[0] >> 1 & 0x3F
    starts = range(2, len(nal), LARGEST_PAYLOAD - 3)
    last = starts[-1]
    return [
        header
        + bytes((kind | (0x80 if at == 2 else 0) | (0x40 if at == last else 0),))
        + nal[at : at + LARGEST_PAYLOAD - 3]
        for at in starts
    ]


def _aggregate_h264(nals: Sequence[bytes]) -> bytes:
    importance = max(nal[0] & 0x60 for nal in nals)
    return bytes((importance | 24,)) + b"".join(len(nal).to_bytes(2, "big") + nal for nal in nals)


def _aggregate_h265(nals: Sequence[bytes]) -> bytes:
    return bytes((48 << 1, nals[0][1])) + b"".join(len(nal).to_bytes(2, "big") + nal for nal in nals)


_FRAGMENTS: dict[Codec, Callable[[bytes], list[bytes]]] = {Codec.H264: _fragments_h264, Codec.H265: _fragments_h265}
_AGGREGATE: dict[Codec, Callable[[Sequence[bytes]], bytes]] = {
    Codec.H264: _aggregate_h264,
    Codec.H265: _aggregate_h265,
}


def packetise(nals: Sequence[bytes], codec: Codec = Codec.H264) -> Packets:
    """Packets for NAL units in their order: small neighbours share a packet, large ones are cut."""
    payloads: list[bytes] = []
    waiting: list[bytes] = []
    room = LARGEST_PAYLOAD - 2

    def flush() -> None:
        if len(waiting) == 1:
            payloads.append(waiting[0])
        elif waiting:
            payloads.append(_AGGREGATE[codec](waiting))
        waiting.clear()

    taken = 0
    for nal in nals:
        if len(nal) + 2 + taken > room:
            flush()
            taken = 0
        if len(nal) + 2 > room:
            payloads += _FRAGMENTS[codec](nal) if len(nal) > LARGEST_PAYLOAD else [nal]
        else:
            waiting.append(nal)
            taken += len(nal) + 2
    flush()
    return _from_payloads(payloads)


class RtpSender:
    """What one receiver's RTP stream is at: sequence number, source, counters."""

    def __init__(self, ssrc: int, sequence: int, channel: int = 0) -> None:
        self.ssrc = ssrc
        self.sequence = sequence
        self.channel = channel
        self.packets = 0
        self.bytes = 0

    def address(self, parts: Sequence[Packets], timestamp: int) -> bytearray:
        """One access unit's packets with their headers filled in, as they go over TCP; the last has the marker."""
        data = bytearray().join([part.data for part in parts])
        at, sequence, channel, ssrc = 0, self.sequence, self.channel, self.ssrc
        for part in parts:
            for size in part.sizes:
                _PACK(data, at, 0x24, channel, size - 4, 0x80, PAYLOAD_TYPE, sequence, timestamp, ssrc)
                sequence = (sequence + 1) & 0xFFFF
                at += size
                self.packets += 1
        last = parts[-1].sizes[-1]
        data[at - last + 5] |= 0x80
        self.sequence = sequence
        self.bytes += at - _HEADERS * sum(len(part.sizes) for part in parts)
        return data

    def report(self, moment_us: int, timestamp: int, name: str = "camera") -> bytes:
        """A sender report and source description (RFC 3550 section 6.4.1).

        moment_us: the sender's time, microseconds since 1970, UTC, of the RTP time `timestamp`.
        """
        seconds, micro = divmod(moment_us, 1_000_000)
        report = struct.pack(
            ">BBHIIIIII",
            0x80,
            200,
            6,
            self.ssrc,
            (seconds + _NTP_EPOCH) & 0xFFFFFFFF,
            (micro << 32) // 1_000_000,
            timestamp & 0xFFFFFFFF,
            self.packets & 0xFFFFFFFF,
            self.bytes & 0xFFFFFFFF,
        )
        text = name.encode()[:255]
        chunk = struct.pack(">IBB", self.ssrc, 1, len(text)) + text + b"\0"
        chunk += bytes(-len(chunk) % 4)
        return report + struct.pack(">BBH", 0x81, 202, len(chunk) // 4) + chunk

    def interleaved_report(self, moment_us: int, timestamp: int) -> bytes:
        """The same, framed for the RTCP channel of a TCP connection."""
        report = self.report(moment_us, timestamp)
        return struct.pack(">BBH", 0x24, self.channel + 1, len(report)) + report


def ticks(seconds: float) -> int:
    """RTP time of that many seconds, modulo 2^32."""
    return round(seconds * RTP_CLOCK_HZ) & 0xFFFFFFFF
