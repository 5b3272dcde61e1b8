"""H.265 (ITU-T H.265, RFC 7798): kinds of NAL unit, and the picture's size from a sequence parameter set. No I/O."""

from __future__ import annotations

from beadle.video.ingest.bits import BitReader
from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.sps import Size, read_pps_id, read_sps, windowed

FIRST_IRAP, LAST_IRAP, LAST_VCL = 16, 23, 31
VPS, SPS, PPS, DELIMITER, SEI = 32, 33, 34, 35, 39
AP, FU, PACI = 48, 49, 50


def parse_sps(nal: bytes) -> Size:
    """(width, height) in pixels after the conformance window. Raises Malformed for what no encoder would send."""
    sound = len(nal) >= 15 and (nal[0] >> 1) & 63 == SPS
    return read_sps(nal, header=2, sound=sound, read=_read)


def _read(bits: BitReader) -> Size:
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
    return windowed(bits, (bits.ue(), bits.ue()), chroma)


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
    return read_pps_id(nal, header=2, most=63)
