"""H.265 over RTP (RFC 7798): single NAL units, AP and FU, without decoding order numbers. No I/O."""

from __future__ import annotations

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
        head = bytes((first & 0x81 | kind << 1, second))
        if header & 0x80:
            self._open_fragment(head, bytes((first, second, kind)))
        self._fragment(data, body + 3, end, head, last=bool(header & 0x40))

    def _note(self, head: int, second: bytes) -> None:
        kind = head >> 1 & 63
        if kind <= LAST_VCL:
            self._note_picture(key=FIRST_IRAP <= kind <= LAST_IRAP, first=second)

    def _is_set(self, head: int) -> bool:
        return VPS <= head >> 1 & 63 <= PPS
