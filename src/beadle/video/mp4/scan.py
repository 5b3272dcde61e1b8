"""Reading our own files back when nothing about them may be believed: after a crash, from a damaged disk, or foreign.

Nothing recurses, no number in a file is used before it was held against the bytes that are there, and work is
bounded by the length of the file, not by what it claims.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from beadle.video.mp4.fragment import PRFT_SERVER_FLAGS, TRACK_ID
from beadle.video.mp4.ntp import from_ntp

LARGEST_MOOF = 4 << 20
"""Bytes; one with 100,000 pictures is smaller."""
LARGEST_INIT = 1 << 20
_MOST_CHILDREN = 1000

_UINT32 = struct.Struct(">I")
_UINT64 = struct.Struct(">Q")


class Source(Protocol):
    """Bytes that can be read at any place."""

    def __call__(self, offset: int, length: int, /) -> bytes:
        """The bytes there; fewer behind the end."""


@dataclass(frozen=True, slots=True)
class FoundFragment:
    """A whole fragment. offset, length: bytes in the file, with the `prft` boxes before the `moof`.

    tfdt, duration: ticks of the track. server_us, camera_us: microseconds since 1970, where a `prft` told them.
    sizes: bytes of each picture. key: the first one is a key frame.
    """

    offset: int
    length: int
    sequence: int
    tfdt: int
    duration: int
    sizes: tuple[int, ...]
    key: bool
    server_us: int | None
    camera_us: int | None


@dataclass(frozen=True, slots=True)
class Scan:
    """What a file holds. `end` is where its last whole fragment ends; `fault` says why reading ended before the file.

    init_bytes is 0 where the file does not begin with a whole `ftyp` and `moov`.
    """

    init_bytes: int
    fragments: list[FoundFragment]
    end: int
    fault: str


class _Broken(Exception):
    """The box cannot be what it says."""


@dataclass(slots=True)
class _Head:
    kind: bytes
    offset: int
    header: int
    size: int

    @property
    def end(self) -> int:
        return self.offset + self.size


@dataclass(slots=True)
class _Moof:
    sequence: int = 0
    tfdt: int = 0
    duration: int = 0
    sizes: tuple[int, ...] = ()
    first_data: int = 0
    key: bool = False


def scan(read: Source, size: int, *, start: int = 0) -> Scan:
    """Look through a file of `size` bytes. With `start` (an earlier scan's `end`) only what came after is read."""
    init = 0
    at = start
    fragments: list[FoundFragment] = []
    try:
        if start == 0:
            init = at = init_length(read, size)
        for each in fragments_from(read, size, at):
            fragments.append(each)
            at = each.offset + each.length
    except _Broken as fault:
        return Scan(init, fragments, at, str(fault))
    return Scan(init, fragments, at, "")


def init_length(read: Source, size: int) -> int:
    """Length of `ftyp` and `moov` at the front. Raises an error that `scan` turns into a fault."""
    first = _head(read, 0, size)
    if first.kind != b"ftyp":
        raise _Broken("The file does not begin as an MP4 file.")
    second = _head(read, first.end, size)
    if second.kind != b"moov" or second.end > LARGEST_INIT:
        raise _Broken("The file has no movie header in its place.")
    return second.end


def _head(read: Source, offset: int, size: int) -> _Head:
    """The head of the box at `offset`, which has to lie within `size` bytes."""
    raw = read(offset, 16)
    if len(raw) < 8 or offset + 8 > size:
        raise _Broken(f"The file ends within a box's head at byte {offset}.")
    length, kind = _UINT32.unpack_from(raw)[0], raw[4:8]
    header = 8
    if length == 1:
        if len(raw) < 16:
            raise _Broken(f"The file ends within a box's head at byte {offset}.")
        length, header = _UINT64.unpack_from(raw, 8)[0], 16
    if length < header:
        raise _Broken(f"The box at byte {offset} claims {length} bytes.")
    if length > size - offset:
        raise _Broken(f"The box at byte {offset} reaches behind the end of the file.")
    return _Head(kind, offset, header, length)


def fragments_from(read: Source, size: int, offset: int) -> Iterator[FoundFragment]:
    """Whole fragments from a place in the file on, until its end or the first fault."""
    while offset < size:
        begin = offset
        times: dict[bool, int] = {}
        head = _head(read, offset, size)
        while head.kind in {b"prft", b"styp", b"free", b"skip", b"uuid", b"emsg", b"sidx"}:
            if head.kind == b"prft":
                _reference_time(read(offset, min(head.size, 64)), times)
            offset = head.end
            if offset >= size:
                raise _Broken(f"The file ends before the fragment at byte {begin}.")
            head = _head(read, offset, size)
        if head.kind == b"mfra":
            return
        yield _fragment(read, size, begin, head, times)
        offset = _head(read, head.end, size).end


def _fragment(read: Source, size: int, begin: int, head: _Head, times: dict[bool, int]) -> FoundFragment:
    if head.kind != b"moof" or head.size > LARGEST_MOOF:
        raise _Broken(f"There is no fragment at byte {head.offset}.")
    data = _head(read, head.end, size)
    if data.kind != b"mdat":
        raise _Broken(f"The fragment at byte {begin} has no pictures.")
    raw = read(head.offset, head.size)
    if len(raw) != head.size:
        raise _Broken(f"The fragment at byte {begin} cannot be read.")
    moof = parse_moof(raw)
    first = head.offset + moof.first_data
    if first < data.offset + data.header or first + sum(moof.sizes) > data.end:
        raise _Broken(f"The pictures of the fragment at byte {begin} lie outside it.")
    return FoundFragment(
        *(begin, data.end - begin, moof.sequence, moof.tfdt, moof.duration, moof.sizes, moof.key),
        *(times.get(True), times.get(False)),
    )


def _reference_time(raw: bytes, times: dict[bool, int]) -> None:
    """Keep the time of a `prft`: under True the server's, under False the camera's."""
    if len(raw) < 28:
        raise _Broken("A reference time is too short.")
    flags = _UINT32.unpack_from(raw, 8)[0]
    times[flags & 0xFFFFFF == PRFT_SERVER_FLAGS & 0xFFFFFF] = from_ntp(_UINT64.unpack_from(raw, 16)[0])


def _children(raw: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start of the content and end of each box inside another one, which is whole in memory."""
    count = 0
    while begin < end:
        count += 1
        if end - begin < 8 or count > _MOST_CHILDREN:
            raise _Broken("A box inside another one is cut, or there are too many.")
        length = _UINT32.unpack_from(raw, begin)[0]
        if length < 8 or length > end - begin:
            raise _Broken("A box inside another one reaches out of it.")
        yield raw[begin + 4 : begin + 8], begin + 8, begin + length
        begin += length


def parse_moof(raw: bytes) -> _Moof:
    """Reads a whole `moof` with one track and one run of pictures, as Beadle writes them."""
    moof = _Moof()
    tracks = 0
    for kind, begin, end in _children(raw, 8, len(raw)):
        if kind == b"mfhd" and end - begin >= 8:
            moof.sequence = _UINT32.unpack_from(raw, begin + 4)[0]
        elif kind == b"traf":
            tracks += 1
            _parse_traf(raw, begin, end, moof)
    if tracks != 1 or not moof.sizes:
        raise _Broken("A fragment has no pictures, or more than one track.")
    return moof


def _parse_traf(raw: bytes, begin: int, end: int, moof: _Moof) -> None:
    found = {kind: (start, stop) for kind, start, stop in _children(raw, begin, end)}
    try:
        default_duration, default_size, default_flags = _parse_tfhd(raw, *found[b"tfhd"])
        start, stop = found[b"tfdt"]
        wide = raw[start] == 1
        if stop - start < (12 if wide else 8):
            raise _Broken("A fragment's decoding time is too short.")
        moof.tfdt = (_UINT64 if wide else _UINT32).unpack_from(raw, start + 4)[0]
        _parse_trun(raw, found[b"trun"], moof, (default_duration, default_size, default_flags))
    except (KeyError, struct.error, IndexError) as error:
        raise _Broken("A fragment lacks a box, or one is too short.") from error


def _parse_tfhd(raw: bytes, begin: int, end: int) -> tuple[int, int, int]:
    """Default duration, size and flags."""
    flags, track = struct.unpack_from(">II", raw, begin)
    if track != TRACK_ID:
        raise _Broken("A fragment belongs to a track that does not exist.")
    at = begin + 8 + 8 * (flags & 1) + 2 * (flags & 2)
    values = []
    for bit in (0x8, 0x10, 0x20):
        values.append(_UINT32.unpack_from(raw, at)[0] if flags & bit else 0)
        at += 4 if flags & bit else 0
    if at > end:
        raise _Broken("A fragment's header is too short.")
    return values[0], values[1], values[2]


def _parse_trun(raw: bytes, place: tuple[int, int], moof: _Moof, defaults: tuple[int, int, int]) -> None:
    begin, end = place
    flags, count = struct.unpack_from(">II", raw, begin)
    at = begin + 8
    if not flags & 1:
        raise _Broken("A fragment does not say where its pictures begin.")
    moof.first_data = struct.unpack_from(">i", raw, at)[0]
    at += 4
    first_flags = defaults[2]
    if flags & 4:
        first_flags = _UINT32.unpack_from(raw, at)[0]
        at += 4
    columns = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    if not count or count * 4 * len(columns) > end - at or (not columns and count > 1):
        raise _Broken("A fragment claims more pictures than it lists.")
    rows = struct.unpack_from(f">{count * len(columns)}I", raw, at)
    table = {bit: rows[place :: len(columns)] for place, bit in enumerate(columns)}
    moof.sizes = table.get(0x200, (defaults[1],) * count)
    moof.duration = sum(table.get(0x100, (defaults[0],) * count))
    if 0x400 in table:
        first_flags = table[0x400][0]
    moof.key = not first_flags & 0x10000
