"""H.264 (ITU-T H.264, RFC 6184): kinds of NAL unit, and the picture's size from a sequence parameter set. No I/O."""

from __future__ import annotations

from beadle.video.ingest.bits import BitReader, OutOfBits
from beadle.video.ingest.errors import Malformed

SLICE, IDR, SEI, SPS, PPS, DELIMITER = 1, 5, 6, 7, 8, 9
STAP_A, FU_A = 24, 28

LARGEST = 16_384
"""Pixels on either side: level 6.2 ends at 8,192 x 4,320; nothing in a street is larger."""
_LONGEST_SPS = 4_096
_HIGH_PROFILES = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})


def parse_sps(nal: bytes) -> tuple[int, int]:
    """(width, height) in pixels after cropping. Raises Malformed for what no encoder would send."""
    if not 4 <= len(nal) <= _LONGEST_SPS or nal[0] & 31 != SPS:
        raise Malformed("The camera's sequence parameter set has no sensible length or type.")
    try:
        return _read(nal)
    except OutOfBits as error:
        raise Malformed("The camera's sequence parameter set ends too early.") from error


def _read(nal: bytes) -> tuple[int, int]:
    bits = BitReader(nal[1:])
    profile = bits.u(8)
    bits.u(16)
    if bits.ue() > 31:
        raise Malformed("The camera's sequence parameter set has an impossible number.")
    chroma = _skip_high(bits) if profile in _HIGH_PROFILES else 1
    bits.ue()
    _skip_order_count(bits)
    bits.ue()
    bits.flag()
    width, rows = (bits.ue() + 1) * 16, (bits.ue() + 1) * 16
    frames_only = bits.flag()
    if not frames_only:
        bits.flag()
    bits.flag()
    height = rows if frames_only else rows * 2
    if width > LARGEST or height > LARGEST:
        raise Malformed("The camera claims a picture of an absurd size.")
    if bits.flag():
        unit_x, unit_y = {0: (1, 1), 1: (2, 2), 2: (2, 1), 3: (1, 1)}[chroma]
        unit_y *= 1 if frames_only else 2
        left, right, top, bottom = (bits.ue() for _ in range(4))
        width, height = width - unit_x * (left + right), height - unit_y * (top + bottom)
    if width < 1 or height < 1:
        raise Malformed("The camera claims a picture of no size.")
    return width, height


def _skip_high(bits: BitReader) -> int:
    """Read over the fields of the high profiles; chroma_format_idc, with separate planes as 0."""
    chroma = bits.ue()
    if chroma > 3:
        raise Malformed("The camera's sequence parameter set has an unknown colour format.")
    separate = chroma == 3 and bits.flag()
    if bits.ue() > 6 or bits.ue() > 6:
        raise Malformed("The camera's sequence parameter set has an unknown bit depth.")
    bits.flag()
    if bits.flag():
        for index in range(8 if chroma != 3 else 12):
            if bits.flag():
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return 0 if separate else chroma


def _skip_scaling_list(bits: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.se()) % 256
        last = following or last


def _skip_order_count(bits: BitReader) -> None:
    kind = bits.ue()
    if kind == 0:
        bits.ue()
    elif kind == 1:
        bits.flag()
        bits.se()
        bits.se()
        count = bits.ue()
        if count > 255:
            raise Malformed("The camera's sequence parameter set has an absurd count.")
        for _ in range(count):
            bits.se()
    elif kind > 2:
        raise Malformed("The camera's sequence parameter set has an unknown picture order.")


def parse_pps_id(nal: bytes) -> int:
    """pic_parameter_set_id, 0..255. Raises Malformed."""
    try:
        number = BitReader(nal[1:16]).ue()
    except OutOfBits as error:
        raise Malformed("The camera's picture parameter set ends too early.") from error
    if number > 255:
        raise Malformed("The camera's picture parameter set has an impossible number.")
    return number
