"""What no encoder would send is refused, whatever the codec; the window is cut out in steps of the colour format."""

from __future__ import annotations

import pytest
from tests.video.ingest.test_bits import exp_golomb, packed

from beadle.video.ingest.bits import BitReader
from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.sps import LARGEST, Size, read_pps_id, read_sps, windowed


def window(*steps: int) -> BitReader:
    """A flag that a window follows, and its four sides."""
    return BitReader(packed("1" + "".join(exp_golomb(each) for each in steps) + "1"))


@pytest.mark.parametrize(
    ("chroma", "fields", "size"),
    [(0, 1, (94, 86)), (1, 1, (88, 72)), (2, 1, (88, 86)), (3, 1, (94, 86)), (1, 2, (88, 44))],
)
def test_a_window(chroma: int, fields: int, size: Size) -> None:
    assert windowed(window(1, 5, 6, 8), (100, 100), chroma, fields=fields) == size


def test_no_window() -> None:
    assert windowed(BitReader(b"\x00"), (LARGEST, 1), 1) == (LARGEST, 1)


@pytest.mark.parametrize("coded", [(LARGEST + 1, 10), (10, LARGEST + 1), (0, 10), (10, 0)])
def test_a_size_that_no_camera_has(coded: Size) -> None:
    with pytest.raises(Malformed):
        windowed(BitReader(b"\x00"), coded, 1)


def test_a_window_that_leaves_nothing() -> None:
    with pytest.raises(Malformed, match="no size"):
        windowed(window(25, 25, 0, 0), (100, 100), 1)


def test_a_set_that_is_not_sound_is_not_read() -> None:
    def never(_bits: BitReader) -> Size:
        raise AssertionError

    for nal, sound in ((bytes(10), False), (bytes(4097), True)):
        with pytest.raises(Malformed, match="no sensible length or type"):
            read_sps(nal, header=1, sound=sound, read=never)


def test_a_set_that_ends_too_early() -> None:
    with pytest.raises(Malformed, match="ends too early"):
        read_sps(bytes(4), header=1, sound=True, read=lambda bits: (bits.u(24), bits.u(1)))
    with pytest.raises(Malformed, match="ends too early"):
        read_pps_id(b"\x68", header=1, most=255)


def test_the_number_of_a_picture_parameter_set() -> None:
    nal = b"\x44\x01" + packed(exp_golomb(64))
    assert read_pps_id(nal, header=2, most=64) == 64
    with pytest.raises(Malformed, match="impossible number"):
        read_pps_id(nal, header=2, most=63)
