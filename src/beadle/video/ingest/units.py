"""RTP packets (RFC 3550) into access units: what H.264 and H.265 have in common. No I/O.

The state that the hot loop in `interleaved` needs is public and documented here; everything rarer than the middle
fragment of a large NAL unit goes through `packet`.

Loss. A NAL unit that misses a fragment is dropped; the whole ones of its picture are kept, because decoders conceal,
and a picture with a hole is better evidence than none. A picture with damage never counts as a key frame, so a broken
reference chain is never presented as the clean start of a GOP; `lost` on the next frame says how many packets
went missing, and `damaged` counts the pictures.
"""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from typing import Protocol

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.settings import DEFAULTS, IngestSettings

_RTP = struct.Struct(">III").unpack_from
_MARKER = 0x0080_0000
_PADDING = 0x2000_0000
_EXTENSION = 0x1000_0000
_ODD_HEADER = 0x3F00_0000
"""Padding, extension or contributing sources: the header is not the plain twelve bytes."""
_MOST_MISSING = 3_000
"""Packets in a row that may be missing; a wider step is another count (RFC 3550, appendix A.1)."""
_MOST_LOOSE = 64
"""NAL units without a picture that are kept for the next picture."""


class UnitSink(Protocol):
    """Takes what an assembler puts together."""

    def on_unit(self, parts: list[bytes], stamp: int, *, key: bool, lost: int, sets: list[bytes]) -> None:
        """One access unit. parts: NAL units behind their lengths, in pieces; sets: the parameter sets among them."""

    def on_new_source(self) -> None:
        """The sender began anew (SSRC changed): time stamps before and after have nothing in common."""


class UnitAssembler(ABC):
    """Access units of one track, from its RTP packets in order of arrival.

    next_word: first four bytes, as a number, of the packet that would continue the open fragment; -1 without one.
    middle: what follows those four bytes in a middle fragment of it: time stamp, SSRC, and the payload's first bytes.
    parts: the open unit; size: bytes in it (RTP headers included); fragment_bytes: of the open fragment's payload.
    extended: highest sequence number with its cycles.
    """

    __slots__ = (
        "_damaged",
        "_final",
        "_fragment_at",
        "_fragment_head",
        "_fragment_kind",
        "_key",
        "_last_stamp",
        "_lost",
        "_marker_lies",
        "_most_bytes",
        "_most_parts",
        "_payload_type",
        "_pictures",
        "_resync",
        "_sets",
        "_sink",
        "_stamp",
        "damaged",
        "extended",
        "fragment_bytes",
        "lost",
        "middle",
        "next_word",
        "parts",
        "size",
        "ssrc",
        "strange",
    )

    def __init__(self, sink: UnitSink, payload_type: int, settings: IngestSettings = DEFAULTS) -> None:
        self._sink = sink
        self._payload_type = payload_type
        # Asked for with every packet that is not a middle fragment, and a settings object is slow to ask.
        self._most_bytes, self._most_parts = settings.unit_bytes, settings.unit_parts
        self.parts: list[bytes] = []
        self.size = 0
        self.next_word = -1
        self.middle = b""
        self.fragment_bytes = 0
        self.ssrc = -1
        self.extended = -1
        self.lost = 0
        """Packets missing in all."""
        self.damaged = 0
        """Pictures that missed something."""
        self.strange = 0
        """Packets and NAL units that made no sense."""
        self._lost = 0
        self._stamp = -1
        self._last_stamp = -1
        self._sets: list[bytes] = []
        self._key = False
        self._pictures = 0
        self._damaged = False
        self._marker_lies = False
        self._resync = -1
        self._fragment_at = -1
        self._fragment_head = b""
        self._fragment_kind = (b"", b"")
        self._final = b""

    def packet(self, data: bytes, start: int, end: int) -> None:
        """Take the RTP packet data[start:end]. Raises Malformed when the unit goes over its bound."""
        if end - start < 12:
            self.strange += 1
            return
        head = _RTP(data, start)
        if head[0] == self.next_word | _MARKER and data.startswith(self._final, start + 4):
            body = start + 4 + len(self._final)
            if body < end:
                self._end_picture(data, body, end)
                return
        self._any_packet(data, start, end, head)

    def _end_picture(self, data: bytes, body: int, end: int) -> None:
        """The usual end of a picture: the last fragment of the open NAL unit, with the marker."""
        self.extended += 1
        self._resync = -1
        self.size += end - body
        self.fragment_bytes += end - body
        self.parts.append(data[body:end])
        self.check_bounds()
        self._close_fragment()
        if not self._marker_lies:
            self._finish()

    def _any_packet(self, data: bytes, start: int, end: int, head: tuple[int, int, int]) -> None:
        """A packet of any kind; `head` is its word, time stamp and SSRC."""
        word, stamp, ssrc = head
        if word >> 30 != 2 or not self._in_order(word & 0xFFFF, ssrc):
            self.strange += 1
            return
        body = start + 12
        if word & _ODD_HEADER:
            body, end = _payload_bounds(data, start, end, word)
        if body >= end or (word >> 16) & 127 != self._payload_type:
            return
        if stamp != self._stamp:
            self._begin(stamp)
        self.size += end - start
        self.check_bounds()
        self._payload(data, body, end)
        if word & _MARKER:
            self._on_marker()
        if self._fragment_at >= 0:
            self.next_word = 0x8000_0000 | self._payload_type << 16 | (self.extended + 1) & 0xFFFF
            source = data[start + 4 : start + 12]
            middle, final = self._fragment_kind
            self.middle, self._final = source + middle, source + final

    def check_bounds(self) -> None:
        """Raise Malformed when the open unit is larger than any picture."""
        if self.size > self._most_bytes or len(self.parts) > self._most_parts:
            raise Malformed("The camera sends pictures that are too large.")

    def _in_order(self, sequence: int, ssrc: int) -> bool:
        """Follow the sequence numbers; False for a packet that comes late or twice."""
        if ssrc != self.ssrc:
            self._new_source(sequence, ssrc)
            return True
        ahead = (sequence - self.extended) & 0xFFFF
        if not 0 < ahead <= _MOST_MISSING:
            # One such packet is a straggler; two in a row mean that the sender started its count again.
            if sequence != self._resync:
                self._resync = (sequence + 1) & 0xFFFF
                return False
            ahead = 1
            self.extended = (self.extended & ~0xFFFF) + 0x1_0000 + sequence - 1
            self._on_gap(1)
        elif ahead > 1:
            self._on_gap(ahead - 1)
        self._resync = self.next_word = -1
        self.extended += ahead
        return True

    def _new_source(self, sequence: int, ssrc: int) -> None:
        if self.ssrc >= 0:
            self._damaged = self._damaged or bool(self.parts)
            self._drop_fragment()
            self._finish()
            self._sink.on_new_source()
        self.ssrc = ssrc
        self.extended = sequence
        self._resync = self._stamp = self._last_stamp = -1

    def _on_gap(self, missing: int) -> None:
        self.lost += missing
        self._lost += missing
        self._drop_fragment()
        if self.parts:
            self._damaged = True

    def _begin(self, stamp: int) -> None:
        """A new time stamp: what is still open ends here, marker or not."""
        if self.parts or self._damaged:
            self._drop_fragment()
            self._finish()
        self._stamp = stamp

    def _on_marker(self) -> None:
        if not self._marker_lies:
            self._drop_fragment()
            self._finish()

    def _finish(self) -> None:
        """Hand the open unit on, if it holds a picture; parameter sets alone wait for the next picture."""
        self.damaged += self._damaged
        if self._pictures == 0:
            self._damaged = False
            if len(self.parts) > _MOST_LOOSE:
                self.strange += 1
                self._clear()
            return
        parts, sets, lost = self.parts, self._sets, self._lost
        key = self._key and not self._damaged
        self._last_stamp = self._stamp
        self._lost = 0
        self._clear()
        self._sink.on_unit(parts, self._last_stamp, key=key, lost=lost, sets=sets)

    def _clear(self) -> None:
        self.parts = []
        self._sets = []
        self.size = 0
        self._pictures = 0
        self._key = self._damaged = False

    @abstractmethod
    def _payload(self, data: bytes, body: int, end: int) -> None:
        """Take a payload of at least one byte."""

    @abstractmethod
    def _note(self, head: int, second: bytes) -> bool:
        """Look at a NAL unit that is about to be added: its first byte, and the byte behind its header.

        Returns whether it is a parameter set.
        """

    def _add(self, data: bytes, start: int, end: int, header: int) -> None:
        """Add the whole NAL unit data[start:end], whose header has that many bytes."""
        if end - start < header or data[start] & 0x80:
            self.strange += 1
            self._damaged = True
            return
        if self._note(data[start], data[start + header : start + header + 1]):
            self._sets.append(data[start:end])
        self.parts.append((end - start).to_bytes(4, "big"))
        self.parts.append(data[start:end])

    def _add_aggregate(self, data: bytes, start: int, end: int, header: int) -> None:
        """Add NAL units that stand behind their lengths in two bytes (STAP-A, AP)."""
        while end - start > 2:
            stop = start + 2 + (data[start] << 8 | data[start + 1])
            if stop > end or stop == start + 2:
                self.strange += 1
                self._damaged = True
                return
            self._add(data, start + 2, stop, header)
            start = stop

    def _open_fragment(self, head: bytes, middle: bytes, final: bytes) -> None:
        """A fragmented NAL unit with this header begins; its fragments' payloads begin with `middle`, or `final`."""
        self._drop_fragment()
        self._fragment_at = len(self.parts)
        self._fragment_head = head
        self._fragment_kind = middle, final
        self.fragment_bytes = 0
        self.parts.append(b"")

    def _close_fragment(self) -> None:
        at, head, parts = self._fragment_at, self._fragment_head, self.parts
        parts[at] = (len(head) + self.fragment_bytes).to_bytes(4, "big") + head
        if self._note(head[0], parts[at + 1][:1]):
            self._sets.append(head + b"".join(parts[at + 1 :]))
        self._fragment_at = self.next_word = -1

    def _fragment(self, data: bytes, start: int, end: int, head: bytes, *, last: bool) -> None:
        """A middle or last fragment of the NAL unit with that header."""
        if self._fragment_at < 0 or head != self._fragment_head:
            self._drop_fragment()
            self.strange += 1
            self._damaged = True
            return
        self.parts.append(data[start:end])
        self.fragment_bytes += end - start
        if last:
            self._close_fragment()

    def _drop_fragment(self) -> None:
        """Forget a fragmented NAL unit whose end never came."""
        if self._fragment_at >= 0:
            del self.parts[self._fragment_at :]
            self._fragment_at = self.next_word = -1
            self._damaged = True

    def _note_picture(self, *, key: bool, first: bytes) -> None:
        """A slice begins; the top bit of `first` says that it is the first of its picture (both codecs)."""
        opens = bool(first) and first[0] >= 0x80
        if self._pictures == 0 and not opens:
            self._damaged = True
            if self._stamp == self._last_stamp:
                # The marker came in mid-picture: from now on only a new time stamp ends a unit.
                self._marker_lies = True
        self._pictures += 1
        self._key = self._key or key


def _payload_bounds(data: bytes, start: int, end: int, word: int) -> tuple[int, int]:
    """(begin, end) of the payload behind contributing sources and extension, before padding; begin >= end if bad."""
    body = start + 12 + 4 * (word >> 24 & 15)
    if word & _EXTENSION:
        if body + 4 > end:
            return end, end
        body += 4 + 4 * (data[body + 2] << 8 | data[body + 3])
    if word & _PADDING and body < end:
        end -= data[end - 1] or end
    return body, end
