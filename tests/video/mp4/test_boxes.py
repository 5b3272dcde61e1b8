"""The least pieces of a file."""

from __future__ import annotations

from beadle.video.mp4.boxes import box, full_box


def test_a_box_counts_itself_and_everything_in_it():
    assert box(b"free", b"ab", b"c") == b"\0\0\0\x0bfreeabc"


def test_a_full_box_has_a_version_and_flags():
    assert full_box(b"tfdt", 1, 0x20001, b"x") == b"\0\0\0\x0dtfdt\x01\x02\x00\x01x"
