"""H.265 over RTP (RFC 7798): single NAL units, AP and FU, without decoding order numbers. No I/O."""

from __future__ import annotations

from functools import lru_cache

from beadle.video.ingest.h265 import AP, FIRST_IRAP, FU, LAST_IRAP, LAST_VCL, PPS, VPS
from beadle.video.ingest.units import UnitAssembler


class H265Units(UnitAssembler):
    """Access units of an H.265 track. PACI packets and unknown kinds are counted as strange."""

    __slots__ = ()

    def _payload(self, data: bytes, body: int, end: int) -> None:
        kind = data[body] >> 1 & 63
        if kind == FU:
            self._take_fragment(data, body, end)
            return
        self._drop_fragment()
        if kind == AP:
            self._add_aggregate(data, body + 2, end, 2)
        elif kind < AP:
            self._add(data, body, end, 2)
        else:
            self.strange += 1

    def _take_fragment(self, data: bytes, body: int, end: int) -> None:
        if end - body < 4 or data[body] & 0x80:
            self.strange += 1
            self._damaged = True
            return
        first, second, header = data[body], data[body + 1], data[body + 2]
        kind = header & 63
        head, middle, final = _heads(first, second, kind)
        if header & 0x80:
            self._open_fragment(head, middle, final)
        self._fragment(data, body + 3, end, head, last=bool(header & 0x40))

    def _note(self, head: int, second: bytes) -> bool:
        kind = head >> 1 & 63
        if kind <= LAST_VCL:
            self._note_picture(key=FIRST_IRAP <= kind <= LAST_IRAP, first=second)
            return False
        return VPS <= kind <= PPS


@lru_cache(maxsize=256)
def _heads(first: int, second: int, kind: int) -> tuple[bytes, bytes, bytes]:
    """The header of a fragmented NAL unit, and how the payloads of its middle and last fragments begin."""
    head = bytes((first & 0x81 | kind << 1, second))
    return head, bytes((first, second, kind)), bytes((first, second, kind | 0x40))
