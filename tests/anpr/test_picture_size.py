"""How large a picture is, before anybody decodes it."""

from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beadle.anpr.picture_size import size_of

PICTURE = np.random.default_rng(1).integers(0, 255, (37, 61, 3), np.uint8)


@pytest.mark.parametrize("ending", [".jpg", ".png", ".bmp", ".webp", ".tiff"])
def test_what_is_written_is_what_is_read(ending: str) -> None:
    _, data = cv2.imencode(ending, PICTURE)
    assert size_of(data.tobytes()) == (61, 37)


def test_webp_without_loss_and_extended() -> None:
    _, data = cv2.imencode(".webp", PICTURE, [cv2.IMWRITE_WEBP_QUALITY, 101])
    assert size_of(data.tobytes()) == (61, 37)
    extended = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + (60).to_bytes(3, "little") + (36).to_bytes(3, "little")
    assert size_of(extended) == (61, 37)


def test_gif_and_a_tiff_of_the_other_order() -> None:
    assert size_of(b"GIF89a" + struct.pack("<HH", 61, 37)) == (61, 37)
    entries = struct.pack(">HHIHH", 256, 3, 1, 61, 0) + struct.pack(">HHII", 257, 4, 1, 37)
    assert size_of(b"MM\0*" + struct.pack(">IH", 8, 2) + entries) == (61, 37)


def test_a_jpeg_with_much_before_its_frame() -> None:
    _, data = cv2.imencode(".jpg", PICTURE)
    comment = b"\xff\xfe" + struct.pack(">H", 60_000) + bytes(59_998)
    assert size_of(data.tobytes()[:2] + comment + data.tobytes()[2:]) == (61, 37)


@settings(deadline=None)
@given(st.binary(max_size=64))
def test_any_bytes_are_no_accident(data: bytes) -> None:
    for start in (b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"RIFF\0\0\0\0WEBP", b"BM", b"GIF89a"):
        size_of(start + data)


def test_what_is_no_picture() -> None:
    assert size_of(b"") is None
    assert size_of(b"hello") is None
    assert size_of(b"\x89PNG\r\n\x1a\n") is None
