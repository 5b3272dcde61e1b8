"""`avcC`, `hvcC` and codec strings from the parameter sets that a camera sent (ISO/IEC 14496-15, RFC 6381)."""

from __future__ import annotations

from typing import NamedTuple

from beadle.video.mp4.bits import Bits, unescape
from beadle.video.terms import Codec, StreamFormat

_MOST_BYTES = 4096
"""No sound parameter set is longer; what is behind it is kept, but not looked into."""

_AVC_WITH_CHROMA = frozenset({100, 110, 122, 144, 244, 44, 83, 86, 118, 128, 138})
"""Profiles whose SPS and whose `avcC` tell chroma and bit depth."""

H265_VPS, H265_SPS, H265_PPS = 32, 33, 34
H264_SPS, H264_PPS, H264_SPS_EXTENSION = 7, 8, 13


class AvcProfile(NamedTuple):
    """What `avcC` repeats of the SPS."""

    profile: int
    compatibility: int
    level: int
    chroma: int = 1
    luma_depth: int = 8
    chroma_depth: int = 8


class HevcProfile(NamedTuple):
    """What `hvcC` repeats of the SPS. `general` are the 12 bytes from the profile space to the level."""

    general: bytes
    sub_layers: int
    nested: bool
    chroma: int
    luma_depth: int
    chroma_depth: int


def avc_profile(sps: bytes) -> AvcProfile:
    """Reads an H.264 SPS. Raises ValueError where it is cut or absurd."""
    if len(sps) < 4:
        raise ValueError("The SPS is too short.")
    profile, compatibility, level = sps[1:4]
    if profile not in _AVC_WITH_CHROMA:
        return AvcProfile(profile, compatibility, level)
    bits = Bits(unescape(sps[4:_MOST_BYTES]))
    bits.exp_golomb()  # seq_parameter_set_id
    chroma = bits.exp_golomb()
    if chroma == 3:
        bits.skip(1)  # separate_colour_plane_flag
    luma, colour = bits.exp_golomb() + 8, bits.exp_golomb() + 8
    if chroma > 3 or luma > 14 or colour > 14:
        raise ValueError("The SPS tells an absurd chroma format or bit depth.")
    return AvcProfile(profile, compatibility, level, chroma, luma, colour)


def hevc_profile(sps: bytes) -> HevcProfile:
    """Reads an H.265 SPS. Raises ValueError where it is cut or absurd."""
    payload = unescape(sps[2:_MOST_BYTES])
    bits = Bits(payload)
    bits.skip(4)  # sps_video_parameter_set_id
    sub_layers = bits.take(3)
    nested = bool(bits.take(1))
    general = bits.take(96).to_bytes(12, "big")
    if sub_layers > 6:
        raise ValueError("The SPS tells an absurd number of sub-layers.")
    _skip_sub_layers(bits, sub_layers)
    bits.exp_golomb()  # sps_seq_parameter_set_id
    chroma = bits.exp_golomb()
    if chroma == 3:
        bits.skip(1)  # separate_colour_plane_flag
    bits.exp_golomb()  # width
    bits.exp_golomb()  # height
    if bits.take(1):  # conformance window
        for _ in range(4):
            bits.exp_golomb()
    luma, colour = bits.exp_golomb() + 8, bits.exp_golomb() + 8
    if chroma > 3 or luma > 15 or colour > 15:
        raise ValueError("The SPS tells an absurd chroma format or bit depth.")
    return HevcProfile(general, sub_layers + 1, nested, chroma, luma, colour)


def _skip_sub_layers(bits: Bits, count: int) -> None:
    """Pass over the profiles and levels of temporal sub-layers (H.265, 7.3.3)."""
    if not count:
        return
    present = [(bits.take(1), bits.take(1)) for _ in range(count)]
    bits.skip(2 * (8 - count))
    for profile, level in present:
        bits.skip(88 * profile + 8 * level)


def avcc(sets: tuple[bytes, ...]) -> bytes:
    """The payload of an `avcC` box."""
    sps = [each for each in sets if each and each[0] & 31 == H264_SPS]
    pps = [each for each in sets if each and each[0] & 31 == H264_PPS]
    more = [each for each in sets if each and each[0] & 31 == H264_SPS_EXTENSION]
    if not sps or not pps:
        raise ValueError("An H.264 stream needs an SPS and a PPS.")
    about = avc_profile(sps[0])
    parts = [bytes([1, about.profile, about.compatibility, about.level, 0xFF, 0xE0 | len(sps)])]
    parts += [_sized(each) for each in sps]
    parts.append(bytes([len(pps)]))
    parts += [_sized(each) for each in pps]
    if about.profile in _AVC_WITH_CHROMA:
        depths = [0xFC | about.chroma, 0xF8 | (about.luma_depth - 8), 0xF8 | (about.chroma_depth - 8), len(more)]
        parts.append(bytes(depths))
        parts += [_sized(each) for each in more]
    return b"".join(parts)


def hvcc(sets: tuple[bytes, ...]) -> bytes:
    """The payload of an `hvcC` box. The sets may also be in band: array_completeness stays 0."""
    kinds = {kind: [each for each in sets if len(each) > 2 and each[0] >> 1 & 63 == kind] for kind in (32, 33, 34)}
    if not all(kinds.values()):
        raise ValueError("An H.265 stream needs a VPS, an SPS and a PPS.")
    about = hevc_profile(kinds[H265_SPS][0])
    head = b"".join(
        (
            b"\x01",
            about.general,
            b"\xf0\x00",  # min_spatial_segmentation_idc unknown
            b"\xfc",  # parallelismType unknown
            bytes([0xFC | about.chroma, 0xF8 | ((about.luma_depth - 8) & 7), 0xF8 | ((about.chroma_depth - 8) & 7)]),
            b"\x00\x00",  # avgFrameRate unknown
            bytes([(about.sub_layers << 3) | (about.nested << 2) | 3, len(kinds)]),  # lengths in 4 bytes
        )
    )
    arrays = [
        bytes([kind]) + len(units).to_bytes(2, "big") + b"".join(map(_sized, units)) for kind, units in kinds.items()
    ]
    return head + b"".join(arrays)


def _sized(unit: bytes) -> bytes:
    if len(unit) > 0xFFFF:
        raise ValueError("A parameter set of more than 65,535 bytes cannot be filed.")
    return len(unit).to_bytes(2, "big") + unit


def codec_string(fmt: StreamFormat) -> str:
    """The codec as a browser wants to hear it: `avc1.64001F`, `hvc1.1.6.L93.B0`."""
    if fmt.codec is Codec.H264:
        sps = next((each for each in fmt.parameter_sets if each and each[0] & 31 == H264_SPS), b"")
        about = avc_profile(sps)
        return f"avc1.{about.profile:02x}{about.compatibility:02x}{about.level:02x}"
    sps = next((each for each in fmt.parameter_sets if len(each) > 2 and each[0] >> 1 & 63 == H265_SPS), b"")
    general = hevc_profile(sps).general
    space = ("", "A", "B", "C")[general[0] >> 6]
    reverse = int(f"{int.from_bytes(general[1:5], 'big'):032b}"[::-1], 2)
    tier = "H" if general[0] & 0x20 else "L"
    constraints = general[5:11].rstrip(b"\0")
    tail = "".join(f".{each:x}" for each in constraints)
    return f"hvc1.{space}{general[0] & 31}.{reverse:x}.{tier}{general[11]}{tail}"


def mime(fmt: StreamFormat) -> str:
    """The type of a segment with this format, as Media Source Extensions take it."""
    return f'video/mp4; codecs="{codec_string(fmt)}"'
