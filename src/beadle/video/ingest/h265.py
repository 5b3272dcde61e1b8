"""H.265 (ITU-T H.265, RFC 7798): kinds of NAL unit, and the picture's size from a sequence parameter set. No I/O."""

from __future__ import annotations

from beadle.video.ingest.bits import BitReader, OutOfBits
from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.h264 import LARGEST

FIRST_IRAP, LAST_IRAP, LAST_VCL = 16, 23, 31
VPS, SPS, PPS, DELIMITER, SEI = 32, 33, 34, 35, 39
AP, FU, PACI = 48, 49, 50

_LONGEST_SPS = 4_096


def parse_sps(nal: bytes) -> tuple[int, int]:
    """(width, height) in pixels after the conformance window. Raises Malformed for what no encoder would send."""
    if not 15 <= len(nal) <= _LONGEST_SPS or (nal[0] >> 1) & 63 != SPS:
        raise Malformed("The camera's sequence parameter set has no sensible length or type.")
    try:
        return _read(nal)
    except OutOfBits as error:
        raise Malformed("The camera's sequence parameter set ends too early.") from error


def _read(nal: bytes) -> tuple[int, int]:
    bits = BitReader(nal[2:])
    bits.u(4)
    layers = bits.u(3)
    bits.flag()
    if layers > 6:
        raise Malformed("The camera's sequence parameter set has an absurd count.")
    _skip_profile(bits, layers)
    if bits.ue() > 15:
        raise Malformed("The camera's sequence parameter set has an impossible number.")
    chroma = bits.ue()
    if chroma > 3:
        raise Malformed("The camera's sequence parameter set has an unknown colour format.")
    if chroma == 3 and bits.flag():
        chroma = 0
    width, height = bits.ue(), bits.ue()
    if width > LARGEST or height > LARGEST:
        raise Malformed("The camera claims a picture of an absurd size.")
    if bits.flag():
        unit_x, unit_y = {0: (1, 1), 1: (2, 2), 2: (2, 1), 3: (1, 1)}[chroma]
        left, right, top, bottom = (bits.ue() for _ in range(4))
        width, height = width - unit_x * (left + right), height - unit_y * (top + bottom)
    if width < 1 or height < 1:
        raise Malformed("The camera claims a picture of no size.")
    return width, height


def _skip_profile(bits: BitReader, layers: int) -> None:
    """profile_tier_level( 1, layers ), clause 7.3.3."""
    bits.u(88)
    bits.u(8)
    present = [(bits.flag(), bits.flag()) for _ in range(layers)]
    if layers:
        bits.u(2 * (8 - layers))
    for has_profile, has_level in present:
        bits.u(88 * has_profile + 8 * has_level)


def parse_pps_id(nal: bytes) -> int:
    """pps_pic_parameter_set_id, 0..63. Raises Malformed."""
    try:
        number = BitReader(nal[2:16]).ue()
    except OutOfBits as error:
        raise Malformed("The camera's picture parameter set ends too early.") from error
    if number > 63:
        raise Malformed("The camera's picture parameter set has an impossible number.")
    return number
