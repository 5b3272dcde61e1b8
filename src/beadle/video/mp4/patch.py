"""Giving a recorded fragment another place in another file: its number, its decoding time, its description. No more."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from beadle.video.mp4.fragment import PRFT_BYTES

HEAD_BYTES = 2 * PRFT_BYTES + 80
"""Two `prft` boxes, and a `moof` up to the end of its `tfdt`: all that may change lies in the first so many bytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fragment goes: its number from 1, decoding time in 90 kHz ticks, number of its `stsd` entry from 1."""

    sequence: int
    tfdt: int
    description: int


def patched(head: bytes, place: Place) -> bytes:
    """The first bytes of a fragment with another place written over its own; as long as before.

    The media time of its `prft` boxes follows, so that they go on naming the same picture; their clock times stay.
    Raises ValueError where the bytes are not the head of a fragment that Beadle wrote.
    """
    out = bytearray(head)
    at = 0
    while head[at + 4 : at + 8] == b"prft" and len(head) - at > PRFT_BYTES:
        struct.pack_into(">Q", out, at + 24, place.tfdt)
        at += PRFT_BYTES
    kinds = [(4, b"moof"), (12, b"mfhd"), (28, b"traf"), (36, b"tfhd"), (64, b"tfdt")]
    # moof 8, mfhd 16, traf 8, tfhd 28 with the description at 16, tfdt 20 with the time at 12
    if len(head) < at + 80 or any(head[at + where : at + where + 4] != kind for where, kind in kinds):
        raise ValueError("These bytes are not the head of a recorded fragment.")
    if not head[at + 43] & 2 or head[at + 68] != 1:
        raise ValueError("The fragment's head has no room for another place.")
    struct.pack_into(">I", out, at + 20, place.sequence)
    struct.pack_into(">I", out, at + 48, place.description)
    struct.pack_into(">Q", out, at + 72, place.tfdt)
    return bytes(out)
