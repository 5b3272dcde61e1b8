"""H.264 over RTP (RFC 6184): single NAL units, STAP-A and FU-A. No I/O."""

from __future__ import annotations

from functools import lru_cache

from beadle.video.ingest.h264 import FU_A, IDR, PPS, SLICE, SPS, STAP_A
from beadle.video.ingest.units import UnitAssembler


class H264Units(UnitAssembler):
    """Access units of an H.264 track. The interleaved kinds of packet (STAP-B, MTAP, FU-B) are counted as strange."""

    __slots__ = ()

    def _payload(self, data: bytes, body: int, end: int) -> None:
        kind = data[body] & 31
        if kind == FU_A:
            self._take_fragment(data, body, end)
            return
        self._drop_fragment()
        if kind == STAP_A:
            self._add_aggregate(data, body + 1, end, 1)
        elif 0 < kind < STAP_A:
            self._add(data, body, end, 1)
        else:
            self.strange += 1

    def _take_fragment(self, data: bytes, body: int, end: int) -> None:
        if end - body < 3 or data[body] & 0x80:
            self.strange += 1
            self._damaged = True
            return
        indicator, header = data[body], data[body + 1]
        kind = header & 31
        head, middle, final = _heads(indicator, kind)
        if header & 0x80:
            self._open_fragment(head, middle, final)
        self._fragment(data, body + 2, end, head, last=bool(header & 0x40))

    def _note(self, head: int, second: bytes) -> bool:
        kind = head & 31
        if SLICE <= kind <= IDR:
            # Only the partitions A (2) of a partitioned slice and whole slices (1, 5) begin with first_mb_in_slice.
            self._note_picture(key=kind == IDR, first=second if kind in (1, 2, 5) else b"\x80")
            return False
        return kind in (SPS, PPS)


@lru_cache(maxsize=256)
def _heads(indicator: int, kind: int) -> tuple[bytes, bytes, bytes]:
    """The header of a fragmented NAL unit, and how the payloads of its middle and last fragments begin."""
    return bytes((indicator & 0xE0 | kind,)), bytes((indicator, kind)), bytes((indicator, kind | 0x40))
