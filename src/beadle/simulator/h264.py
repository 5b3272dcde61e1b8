"""What the simulator has to know of H.264 headers: it puts slices of its own into pictures that x264 encoded.

Only what x264 writes with `profile=baseline` is understood: CAVLC, frames, 4:2:0, no B pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from beadle.platform.errors import Invalid
from beadle.simulator.bits import BitReader, BitWriter, protect, unprotect

NAL_SLICE, NAL_IDR, NAL_SEI, NAL_SPS, NAL_PPS = 1, 5, 6, 7, 8
MACROBLOCK = 16
_BASELINE_LIKE = (66, 77, 88)
"""Profiles whose parameter set carries no chroma format and no scaling lists (section 7.3.2.1.1)."""


class UnusableStream(Invalid):
    """A stream that the simulator cannot add its clock to."""


@dataclass(frozen=True, slots=True)
class SequenceParameters:
    """The part of a sequence parameter set that slices depend on. Sizes in macroblocks."""

    frame_num_bits: int
    poc_type: int
    poc_bits: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SliceHeader:
    """The part of a slice header that all slices of one picture share (section 7.3.3)."""

    nal_ref_idc: int
    idr: bool
    pps_id: int
    frame_num: int
    idr_pic_id: int
    poc_lsb: int
    inter: bool


def split_annex_b(data: bytes) -> list[bytes]:
    """NAL units, without start codes, of a byte stream (annex B)."""
    parts = data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return [part for part in parts[1:] if part]


def nal_type(nal: bytes) -> int:
    """nal_unit_type of a NAL unit."""
    return nal[0] & 0x1F


def sequence_of(sps: bytes) -> SequenceParameters:
    """What slices need of a sequence parameter set. Raises UnusableStream, EOFError."""
    reader = BitReader(unprotect(sps[1:]))
    profile = reader.u(8)
    if profile not in _BASELINE_LIKE:
        raise UnusableStream(f"Profile {profile} is not one that the simulator encodes with.")
    reader.u(16)  # constraint flags and level
    reader.ue()  # identity
    frame_num_bits = reader.ue() + 4
    poc_type = reader.ue()
    if poc_type == 1:
        raise UnusableStream("Picture order count type 1 is not one that the simulator encodes with.")
    poc_bits = reader.ue() + 4 if poc_type == 0 else 0
    reader.ue()  # max_num_ref_frames
    reader.u(1)  # gaps_in_frame_num_value_allowed_flag
    width, rows = reader.ue() + 1, reader.ue() + 1
    if reader.u(1) != 1:
        raise UnusableStream("Interlaced pictures are not what the simulator encodes.")
    return SequenceParameters(frame_num_bits, poc_type, poc_bits, width, rows)


def check_pps(pps: bytes) -> None:
    """Refuse a picture parameter set under which hand-written slices would be wrong."""
    reader = BitReader(unprotect(pps[1:]))
    reader.ue()
    reader.ue()
    cabac, bottom_order = reader.u(1), reader.u(1)
    groups = reader.ue()
    references = reader.ue()
    reader.ue()
    weighted = reader.u(3)
    reader.se()
    reader.se()
    reader.se()
    deblocking_control, _constrained, redundant = reader.u(1), reader.u(1), reader.u(1)
    if cabac or bottom_order or groups or references or weighted or redundant or not deblocking_control:
        raise UnusableStream("The encoder used a tool that the simulator's own slices do not follow.")


def first_macroblock(nal: bytes) -> int:
    """Where a slice begins."""
    return BitReader(unprotect(nal[1:12])).ue()


def parse_slice(nal: bytes, sps: SequenceParameters) -> SliceHeader:
    """Read the header of a picture's first slice. Raises UnusableStream, EOFError."""
    reader = BitReader(unprotect(nal[1:48]))
    if reader.ue() != 0:
        raise UnusableStream("The picture's first slice does not begin at its first macroblock.")
    kind = reader.ue() % 5
    if kind not in (0, 2):  # P, I
        raise UnusableStream("The encoder wrote a slice that is neither P nor I.")
    idr = nal_type(nal) == NAL_IDR
    pps_id = reader.ue()
    frame_num = reader.u(sps.frame_num_bits)
    idr_pic_id = reader.ue() if idr else 0
    poc_lsb = reader.u(sps.poc_bits) if sps.poc_type == 0 else 0
    return SliceHeader(nal[0] >> 5 & 3, idr, pps_id, frame_num, idr_pic_id, poc_lsb, kind == 0)


def as_inter(header: SliceHeader) -> SliceHeader:
    """The header for a P slice in the same picture; what is added to a picture never depends on its own kind."""
    return replace(header, inter=True)


def start_slice(header: SliceHeader, sps: SequenceParameters, first_macroblock: int) -> BitWriter:
    """Write the header of one more slice of the picture, without its NAL byte; slice data follows.

    Deblocking is off in it: the decoder leaves its samples as they are written.
    """
    writer = BitWriter()
    writer.ue(first_macroblock)
    writer.ue(0 if header.inter else 2)
    writer.ue(header.pps_id)
    writer.u(sps.frame_num_bits, header.frame_num)
    if header.idr:
        writer.ue(header.idr_pic_id)
    if sps.poc_type == 0:
        writer.u(sps.poc_bits, header.poc_lsb)
    if header.inter:
        writer.u(2, 0)  # num_ref_idx_active_override_flag, ref_pic_list_modification_flag_l0
    if header.nal_ref_idc:
        writer.u(2 if header.idr else 1, 0)  # dec_ref_pic_marking: nothing special
    writer.se(0)  # slice_qp_delta
    writer.ue(1)  # disable_deblocking_filter_idc
    return writer


def nal_byte(header: SliceHeader) -> int:
    """The first byte of a slice's NAL unit."""
    return header.nal_ref_idc << 5 | (NAL_IDR if header.idr else NAL_SLICE)


def still_picture(header: SliceHeader, sps: SequenceParameters, macroblocks: int) -> bytes:
    """One P slice that repeats the picture before it in `macroblocks` macroblocks from the first on."""
    writer = start_slice(as_inter(header), sps, 0)
    writer.ue(macroblocks)  # mb_skip_run
    writer.align(trailing=True)
    return bytes([nal_byte(header)]) + protect(writer.data())
