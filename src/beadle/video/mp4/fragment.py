"""The header of one movie fragment: `prft` boxes, `moof`, and the head of `mdat`.

This is the recorder's hot path: a whole `trun` is packed in one call, and everything before it in another.

Times. Two `prft` boxes (ISO/IEC 14496-12, 8.16.5) may stand before the `moof`. The first has flags 0 (when the
picture was input to the encoder) and carries the camera's own clock from its RTCP reports. The second, next to the
`moof`, has flags 24 (a consistent offset from real time) and carries the server's UTC at which the frame arrived.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from beadle.video.mp4.ntp import to_ntp

TIMESCALE = 90_000
TRACK_ID = 1
PRFT_BYTES = 32
PRFT_CAMERA_FLAGS = 0x01000000
PRFT_SERVER_FLAGS = 0x01000018
"""Version 1 (64-bit media time) and the flags."""

KEY_FLAGS = 0x02000000
"""sample_depends_on = 2: on no other picture."""
DELTA_FLAGS = 0x01010000
"""sample_depends_on = 1, sample_is_non_sync_sample = 1."""

LARGEST_FRAGMENT = 0x7FFFFFFF
"""Bytes; keeps every size and offset within 32 signed bits."""

_TRUN_KEY_FIRST = 0x01000305
_TRUN_KEY_FIRST_OFFSETS = 0x01000B05
_TRUN_FLAGS = 0x01000701
_TRUN_FLAGS_OFFSETS = 0x01000F01
# data offset 0x001, first sample's flags 0x004, durations 0x100, sizes 0x200, flags 0x400, composition offsets 0x800

_TFHD_FLAGS = 0x02002A
# default-base-is-moof 0x020000, default duration 0x8, default flags 0x20, sample description index 0x2

_HEAD = struct.Struct(">I4s I4sII I4s I4sIIIII I4sIQ I4sIIi")
_HEAD_BYTES = _HEAD.size
_PRFT = struct.Struct(">I4sIIQQ")
_ONE = struct.Struct(">I4s I4sII I4s I4sIIIII I4sIQ I4sIIiIIIi I4s")


class Samples(NamedTuple):
    """A fragment's pictures in the order of decoding.

    sizes: bytes. durations: 90 kHz ticks between decoding times.
    offsets: presentation less decoding time, signed ticks; None where the two orders are the same.
    keys: a flag a picture; None where the first is a key frame and no other is.
    """

    sizes: Sequence[int]
    durations: Sequence[int]
    offsets: Sequence[int] | None = None
    keys: Sequence[bool] | None = None


def sample_times(pts: Sequence[int], total: int) -> tuple[list[int], list[int] | None]:
    """Durations and composition offsets of pictures with these presentation times, given in decoding order.

    Decoding times are the presentation times in order of size (a camera tells no others); `total` is the number of
    ticks until the next fragment's first. Whatever a camera sends, the answers fit their fields in the file.
    """
    ordered = sorted(pts)
    durations = [after - before for before, after in pairwise(ordered)]
    durations.append(max(0, total - (ordered[-1] - ordered[0])))
    if max(durations) > LARGEST_FRAGMENT:
        durations = [min(each, LARGEST_FRAGMENT) for each in durations]
    if ordered == list(pts):
        return durations, None
    limit = LARGEST_FRAGMENT
    offsets = [max(-limit, min(limit, shown - decoded)) for shown, decoded in zip(pts, ordered, strict=True)]
    return durations, offsets


def prft(flags: int, unix_us: int, media_time: int) -> bytes:
    """One producer reference time box."""
    return _PRFT.pack(PRFT_BYTES, b"prft", flags, TRACK_ID, to_ntp(unix_us), media_time)


def reference_times(tfdt: int, server_us: int | None, camera_us: int | None) -> bytes:
    """The boxes before a `moof`: the camera's time, then the server's; each only where it is known."""
    camera = b"" if camera_us is None else prft(PRFT_CAMERA_FLAGS, camera_us, tfdt)
    return camera if server_us is None else camera + prft(PRFT_SERVER_FLAGS, server_us, tfdt)


def fragment_header(
    sequence: int,
    tfdt: int,
    samples: Samples,
    *,
    server_us: int | None = None,
    camera_us: int | None = None,
    description: int = 1,
) -> bytes:
    """Everything before the pictures of one fragment; the pictures follow, in the same order, with nothing between.

    sequence: 1 for a file's first fragment. tfdt: decoding time of the first picture, 90 kHz ticks, 64 bits.
    description: number of the `stsd` entry. Raises ValueError where the pictures have more than 2 GiB.
    """
    sizes, durations, _, keys = samples
    count = len(sizes)
    payload = sum(sizes)
    if payload > LARGEST_FRAGMENT - 16 * count - 1024:
        raise ValueError("A fragment of more than 2 GiB cannot be written.")
    lead = b"" if keys is not None else KEY_FLAGS.to_bytes(4, "big")
    flags, table = _table(samples)
    trun = 20 + len(lead) + len(table)
    traf = 8 + 28 + 20 + trun
    moof = 8 + 16 + traf
    return b"".join(
        (
            reference_times(tfdt, server_us, camera_us),
            _HEAD.pack(
                *(moof, b"moof", 16, b"mfhd", 0, sequence, traf, b"traf"),
                *(28, b"tfhd", _TFHD_FLAGS, TRACK_ID, description, durations[0], DELTA_FLAGS),
                *(20, b"tfdt", 0x01000000, tfdt),
                *(trun, b"trun", flags, count, moof + 8),
            ),
            lead,
            table,
            (payload + 8).to_bytes(4, "big"),
            b"mdat",
        )
    )


def _table(samples: Samples) -> tuple[int, bytes]:
    """The version and flags of the `trun`, and its rows."""
    sizes, durations, offsets, keys = samples
    columns: list[Sequence[int]] = [durations, sizes]
    flags = _TRUN_KEY_FIRST
    if keys is not None:
        flags = _TRUN_FLAGS
        columns.append([KEY_FLAGS if key else DELTA_FLAGS for key in keys])
    if offsets is not None:
        flags = _TRUN_KEY_FIRST_OFFSETS if keys is None else _TRUN_FLAGS_OFFSETS
        columns.append([each & 0xFFFFFFFF for each in offsets])
    width = len(columns)
    flat = [0] * (len(sizes) * width)
    for place, column in enumerate(columns):
        flat[place::width] = column
    return flags, struct.pack(f">{len(flat)}I", *flat)


def one_frame_header(sequence: int, tfdt: int, size: int, duration: int, *, key: bool, offset: int = 0) -> bytes:
    """The header of a live fragment of one picture, without reference times."""
    return _ONE.pack(
        *(116, b"moof", 16, b"mfhd", 0, sequence, 92, b"traf"),
        *(28, b"tfhd", _TFHD_FLAGS, TRACK_ID, 1, duration, KEY_FLAGS if key else DELTA_FLAGS),
        *(20, b"tfdt", 0x01000000, tfdt),
        *(36, b"trun", _TRUN_FLAGS_OFFSETS, 1, 124),
        *(duration, size, KEY_FLAGS if key else DELTA_FLAGS, offset),
        *(size + 8, b"mdat"),
    )
