"""What parameter sets of H.264 and H.265 share: a number, a bounded size, and a window cut out of it. No I/O."""

from __future__ import annotations

from collections.abc import Callable

from beadle.video.ingest.bits import BitReader, OutOfBits
from beadle.video.ingest.errors import Malformed

LARGEST = 16_384
"""Pixels on either side: level 6.2 ends at 8,192 x 4,320; nothing in a street is larger."""
_LONGEST_SPS = 4_096
_UNITS = {0: (1, 1), 1: (2, 2), 2: (2, 1), 3: (1, 1)}
"""Pixels that one step of the window is wide and high, by chroma_format_idc."""

Size = tuple[int, int]


def read_sps(nal: bytes, *, header: int, sound: bool, read: Callable[[BitReader], Size]) -> Size:
    """(width, height) in pixels as `read` finds them behind the header's bytes. sound: of the right type and length.

    Raises Malformed for what no encoder would send.
    """
    if not sound or len(nal) > _LONGEST_SPS:
        raise Malformed("The camera's sequence parameter set has no sensible length or type.")
    try:
        return read(BitReader(nal[header:]))
    except OutOfBits as error:
        raise Malformed("The camera's sequence parameter set ends too early.") from error


def windowed(bits: BitReader, coded: Size, chroma: int, *, fields: int = 1) -> Size:
    """The coded size less the window that follows, where a flag says that one does. fields: 2 where rows are fields'.

    Raises Malformed for a size that no camera has, OutOfBits.
    """
    width, height = coded
    if width > LARGEST or height > LARGEST:
        raise Malformed("The camera claims a picture of an absurd size.")
    if bits.flag():
        unit_x, unit_y = _UNITS[chroma]
        left, right, top, bottom = (bits.ue() for _ in range(4))
        width, height = width - unit_x * (left + right), height - unit_y * fields * (top + bottom)
    if width < 1 or height < 1:
        raise Malformed("The camera claims a picture of no size.")
    return width, height


def read_pps_id(nal: bytes, *, header: int, most: int) -> int:
    """The picture parameter set's number, at most `most`. Raises Malformed."""
    try:
        number = BitReader(nal[header:16]).ue()
    except OutOfBits as error:
        raise Malformed("The camera's picture parameter set ends too early.") from error
    if number > most:
        raise Malformed("The camera's picture parameter set has an impossible number.")
    return number
