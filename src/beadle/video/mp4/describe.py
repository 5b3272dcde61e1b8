"""Reads the format back from an init segment, believing nothing in it."""

from __future__ import annotations

import struct

from beadle.video.terms import Codec, StreamFormat

_MOST_SETS = 64


def formats_of(init: bytes) -> list[StreamFormat]:
    """The formats that the `stsd` of a `moov` lists. Raises ValueError where one is unsound or not ours."""
    begin, end = _moov(init)
    for kind in (b"trak", b"mdia", b"minf", b"stbl", b"stsd"):
        begin, end = _child(init, begin, end, kind)
    if end - begin < 8:
        raise ValueError("The list of formats is too short.")
    count = int.from_bytes(init[begin + 4 : begin + 8], "big")
    formats: list[StreamFormat] = []
    at = begin + 8
    for _ in range(count):
        size = int.from_bytes(init[at : at + 4], "big")
        if size < 94 or at + size > end or len(formats) >= _MOST_SETS:
            raise ValueError("A format reaches out of its list.")
        formats.append(_format(init[at : at + size]))
        at += size
    if not formats:
        raise ValueError("The file describes no format.")
    return formats


def _moov(init: bytes) -> tuple[int, int]:
    return _child(init, 0, len(init), b"moov")


def _child(data: bytes, begin: int, end: int, kind: bytes) -> tuple[int, int]:
    """Where the content of the first box of that kind begins and ends."""
    while end - begin >= 8:
        size = int.from_bytes(data[begin : begin + 4], "big")
        if size < 8 or size > end - begin:
            break
        if data[begin + 4 : begin + 8] == kind:
            return begin + 8, begin + size
        begin += size
    raise ValueError(f"The file has no sound box {kind.decode('ascii', 'replace')!r}.")


def _format(entry: bytes) -> StreamFormat:
    kind = entry[4:8]
    width, height = struct.unpack_from(">HH", entry, 32)
    if kind == b"avc1":
        begin, end = _child(entry, 86, len(entry), b"avcC")
        return StreamFormat(Codec.H264, _avc_sets(entry[begin:end]), width, height)
    if kind == b"hvc1":
        begin, end = _child(entry, 86, len(entry), b"hvcC")
        return StreamFormat(Codec.H265, _hevc_sets(entry[begin:end]), width, height)
    raise ValueError(f"The codec {kind!r} is not one that Beadle records.")


class _Sets:
    """Takes sized units off a record."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at
        self.found: list[bytes] = []

    def number(self, size: int) -> int:
        if self.at + size > len(self.data):
            raise ValueError("The codec's configuration is cut.")
        value = int.from_bytes(self.data[self.at : self.at + size], "big")
        self.at += size
        return value

    def units(self, count: int) -> None:
        if count + len(self.found) > _MOST_SETS:
            raise ValueError("The codec's configuration has too many parameter sets.")
        for _ in range(count):
            size = self.number(2)
            if self.at + size > len(self.data):
                raise ValueError("The codec's configuration is cut.")
            self.found.append(self.data[self.at : self.at + size])
            self.at += size


def _avc_sets(record: bytes) -> tuple[bytes, ...]:
    sets = _Sets(record, 5)
    sets.units(sets.number(1) & 31)
    sets.units(sets.number(1))
    return tuple(sets.found)


def _hevc_sets(record: bytes) -> tuple[bytes, ...]:
    sets = _Sets(record, 22)
    for _ in range(sets.number(1)):
        sets.number(1)
        sets.units(sets.number(2))
    return tuple(sets.found)
