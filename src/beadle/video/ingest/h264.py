"""H.264 (ITU-T H.264, RFC 6184): kinds of NAL unit, and the picture's size from a sequence parameter set. No I/O."""

from __future__ import annotations

from beadle.video.ingest.bits import BitReader
from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.sps import Size, read_pps_id, read_sps, windowed

SLICE, IDR, SEI, SPS, PPS, DELIMITER = 1, 5, 6, 7, 8, 9
STAP_A, FU_A = 24, 28

_HIGH_PROFILES = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})


def parse_sps(nal: bytes) -> Size:
    """(width, height) in pixels after cropping. Raises Malformed for what no encoder would send."""
    sound = len(nal) >= 4 and nal[0] & 31 == SPS
    return read_sps(nal, header=1, sound=sound, read=_read)


def _read(bits: BitReader) -> Size:
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
    fields = 1 if frames_only else 2
    return windowed(bits, (width, rows * fields), chroma, fields=fields)


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
    return read_pps_id(nal, header=1, most=255)
