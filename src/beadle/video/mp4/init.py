"""The first part of every file: `ftyp` and `moov`, written from a format and read back."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from beadle.video.mp4.boxes import box, full_box
from beadle.video.mp4.fragment import TIMESCALE, TRACK_ID
from beadle.video.mp4.parameter_sets import avcc, hvcc, mime
from beadle.video.terms import Codec, StreamFormat

__all__ = ["init_segment", "joint_init_segment", "mime"]

_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def init_segment(fmt: StreamFormat) -> bytes:
    """`ftyp` and `moov` for one format. Raises ValueError where the parameter sets are not sound."""
    return joint_init_segment((fmt,))


def joint_init_segment(formats: Sequence[StreamFormat]) -> bytes:
    """`ftyp` and `moov` with one `stsd` entry a format, in this order; sizes are those of the largest."""
    width = max(fmt.width for fmt in formats)
    height = max(fmt.height for fmt in formats)
    entries = [_sample_entry(fmt) for fmt in formats]
    ftyp = box(b"ftyp", b"isom", (512).to_bytes(4, "big"), b"isomiso6msdhmp41")
    return ftyp + box(b"moov", _mvhd(), _trak(width, height, entries), _mvex())


def _mvhd() -> bytes:
    numbers = struct.pack(">IIII IHHII", 0, 0, TIMESCALE, 0, 0x10000, 0x100, 0, 0, 0)
    return full_box(b"mvhd", 0, 0, numbers, _UNITY, bytes(24), (TRACK_ID + 1).to_bytes(4, "big"))


def _trak(width: int, height: int, entries: list[bytes]) -> bytes:
    tkhd = full_box(
        b"tkhd",
        0,
        3,  # enabled, in the movie
        struct.pack(">IIIII II hhhH", 0, 0, TRACK_ID, 0, 0, 0, 0, 0, 0, 0, 0),
        _UNITY,
        struct.pack(">II", width << 16, height << 16),
    )
    mdhd = full_box(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, TIMESCALE, 0, 0x55C4, 0))  # 0x55C4 is "und"
    hdlr = full_box(b"hdlr", 0, 0, bytes(4), b"vide", bytes(12), b"VideoHandler\0")
    url = full_box(b"url ", 0, 1)
    dinf = box(b"dinf", full_box(b"dref", 0, 0, (1).to_bytes(4, "big"), url))
    stsd = full_box(b"stsd", 0, 0, len(entries).to_bytes(4, "big"), *entries)
    none = bytes(4)
    stbl = box(
        b"stbl",
        stsd,
        full_box(b"stts", 0, 0, none),
        full_box(b"stsc", 0, 0, none),
        full_box(b"stsz", 0, 0, none, none),
        full_box(b"stco", 0, 0, none),
    )
    minf = box(b"minf", full_box(b"vmhd", 0, 1, bytes(8)), dinf, stbl)
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf))


def _mvex() -> bytes:
    return box(b"mvex", full_box(b"trex", 0, 0, struct.pack(">IIIII", TRACK_ID, 1, 0, 0, 0)))


def _sample_entry(fmt: StreamFormat) -> bytes:
    if not (0 < fmt.width < 65536 and 0 < fmt.height < 65536):
        raise ValueError("The picture's size cannot be written.")
    head = struct.pack(
        ">6xH 16x HH II I H 32s Hh", 1, fmt.width, fmt.height, 0x480000, 0x480000, 0, 1, bytes(32), 24, -1
    )
    if fmt.codec is Codec.H264:
        return box(b"avc1", head, box(b"avcC", avcc(fmt.parameter_sets)))
    return box(b"hvc1", head, box(b"hvcC", hvcc(fmt.parameter_sets)))
