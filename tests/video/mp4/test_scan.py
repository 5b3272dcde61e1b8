"""The scanner of files that may be torn, damaged or hostile."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.video import coded

from beadle.video.mp4.boxes import box, full_box
from beadle.video.mp4.fragment import Samples, fragment_header
from beadle.video.mp4.init import init_segment
from beadle.video.mp4.scan import LARGEST_MOOF, Scan, scan

INIT = init_segment(coded(1)[0])
UTC_US = 1_780_000_000_000_000


def fragment(number: int, payload: bytes = b"picture") -> bytes:
    head = fragment_header(number, number * 100, Samples([len(payload)], [100]), server_us=UTC_US, camera_us=UTC_US)
    return head + payload


FILE = INIT + fragment(1) + fragment(2) + fragment(3)
ENDS = [len(INIT) + len(fragment(1)) * n for n in range(4)]


class Reader:
    """A source that counts what is read of it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.read = 0

    def __call__(self, offset: int, length: int, /) -> bytes:
        assert offset >= 0
        assert length >= 0
        piece = self.data[offset : offset + length]
        self.read += len(piece)
        return piece


def look(data: bytes) -> Scan:
    source = Reader(data)
    seen = scan(source, len(data))
    assert source.read <= 3 * len(data) + 1024, "work is bounded by the length of the file"
    assert seen.end <= len(data)
    assert all(each.offset + each.length <= seen.end for each in seen.fragments)
    return seen


def test_a_whole_file():
    seen = look(FILE)
    assert (seen.init_bytes, seen.end, seen.fault) == (len(INIT), len(FILE), "")
    assert [each.sequence for each in seen.fragments] == [1, 2, 3]
    assert [each.server_us for each in seen.fragments] == [UTC_US] * 3


def test_truncation_at_every_byte_ends_at_the_last_whole_fragment():
    for cut in range(len(FILE)):
        seen = look(FILE[:cut])
        whole = sum(end <= cut for end in ENDS[1:])
        assert len(seen.fragments) == whole
        assert seen.end == (ENDS[whole] if cut >= ENDS[0] else 0)
        assert bool(seen.fault) == (cut not in ENDS)


def test_going_on_from_an_earlier_end():
    source = Reader(FILE)
    first = scan(Reader(FILE[: ENDS[2] - 1]), ENDS[2] - 1)
    seen = scan(source, len(FILE), start=first.end)
    assert [each.sequence for each in seen.fragments] == [2, 3]
    assert source.read < len(FILE)


@pytest.mark.parametrize("cut", [8, 16, 24, 40, 52, 60, 80, 96, 120, 140, 150])
@pytest.mark.parametrize("size", [0, 1, 7, 9, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_box_with_an_absurd_size_anywhere_never_passes_for_a_fragment_that_is_not_there(cut: int, size: int):
    data = bytearray(FILE)
    at = ENDS[1] + cut
    data[at : at + 4] = size.to_bytes(4, "big")
    seen = look(bytes(data))
    assert len(seen.fragments) >= 1
    assert seen.fragments[0].length == len(fragment(1))


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"#EXTM3U\n#EXT-X-VERSION:7\nconcat:/etc/passwd\n",
        b"\0" * 4096,
        box(b"ftyp", b"isom") + b"\0\0\0\0moov",
        box(b"ftyp", b"isom") + b"\0\0\0\x01moov" + struct.pack(">Q", 2**63),
        box(b"ftyp", b"isom") + struct.pack(">I", 2**31) + b"moov",
        b"\0\0\0\x01ftyp" + struct.pack(">Q", 2**64 - 1),
        b"\0\0\0\x01ftyp",
    ],
    ids=["empty", "playlist", "zeros", "zero size", "offset beyond the end", "size beyond", "2^64", "cut largesize"],
)
def test_what_is_not_our_file_has_no_fragments(junk: bytes):
    seen = look(junk)
    assert (seen.init_bytes, seen.fragments, seen.end) == (0, [], 0)
    assert seen.fault


def test_a_hundred_thousand_nested_boxes_neither_recurse_nor_hang():
    deep = b"".join(struct.pack(">I4s", 8 * (100_000 - n), b"moof") for n in range(100_000))
    assert look(INIT + deep).fragments == []
    traf = b"".join(struct.pack(">I4s", 8 * (100_000 - n), b"traf") for n in range(100_000))
    assert look(INIT + box(b"moof", traf) + box(b"mdat", b"")).fragments == []


def test_a_hundred_thousand_boxes_side_by_side():
    assert look(INIT + box(b"moof", box(b"free") * 100_000) + box(b"mdat")).fragments == []
    assert look(INIT + box(b"free") * 100_000).fragments == []


def moof(trun: bytes, *, tfhd: bytes | None = None, tfdt: bytes | None = None) -> bytes:
    inside = [
        full_box(b"tfhd", 0, 0x20000, struct.pack(">I", 1)) if tfhd is None else tfhd,
        full_box(b"tfdt", 1, 0, bytes(8)) if tfdt is None else tfdt,
        trun,
    ]
    return box(b"moof", full_box(b"mfhd", 0, 0, bytes(4)), box(b"traf", *inside))


@pytest.mark.parametrize(
    "made",
    [
        moof(full_box(b"trun", 1, 0x301, struct.pack(">Ii", 2**32 - 1, 0))),
        moof(full_box(b"trun", 1, 0x1, struct.pack(">Ii", 2**32 - 1, 0))),
        moof(full_box(b"trun", 1, 0x201, struct.pack(">IiI", 1, -(2**31), 4))),
        moof(full_box(b"trun", 1, 0x201, struct.pack(">IiI", 1, 2**31 - 1, 4))),
        moof(full_box(b"trun", 1, 0x201, struct.pack(">IiI", 1, 100, 2**32 - 1))),
        moof(full_box(b"trun", 1, 0x200, struct.pack(">II", 1, 4))),
        moof(full_box(b"trun", 1, 0x201, b"")),
        moof(full_box(b"trun", 1, 0x201, struct.pack(">IiI", 1, 100, 4)), tfhd=b""),
        moof(full_box(b"trun", 1, 0x201, struct.pack(">IiI", 1, 100, 4)), tfdt=full_box(b"tfdt", 1, 0, b"")),
        moof(full_box(b"trun", 1, 0x201, struct.pack(">IiI", 1, 100, 4)), tfhd=full_box(b"tfhd", 0, 0x3B, bytes(4))),
        moof(full_box(b"trun", 1, 0x201, struct.pack(">IiI", 1, 100, 4)), tfhd=full_box(b"tfhd", 0, 0, b"\0\0\0\x09")),
        box(b"moof", full_box(b"mfhd", 0, 0, bytes(4))),
        box(b"moof"),
    ],
)
def test_a_moof_that_claims_what_is_not_there_is_the_end(made: bytes):
    seen = look(INIT + made + box(b"mdat", b"pict") + fragment(2))
    assert seen.fragments == []
    assert seen.end == len(INIT)
    assert seen.fault


def test_an_enormous_moof_is_not_read():
    head = struct.pack(">I4s", LARGEST_MOOF + 8, b"moof")
    source = Reader(INIT + head + bytes(LARGEST_MOOF) + box(b"mdat"))
    assert scan(source, len(source.data)).fragments == []
    assert source.read < 4096


def test_a_fragment_may_have_foreign_boxes_before_it_and_a_64_bit_size():
    head = fragment_header(1, 0, Samples([3], [9]))
    long = head[:-8] + struct.pack(">I4sQ", 1, b"mdat", 19) + b"abc"
    # the data offset counts a short head, so the pictures would begin inside the long one: refused, not misread
    assert look(INIT + long).fragments == []
    seen = look(INIT + box(b"free", b"x") + box(b"styp", b"msdh") + head + b"abc")
    assert [each.offset for each in seen.fragments] == [len(INIT)]


def test_an_index_at_the_end_is_no_fault():
    seen = look(FILE + box(b"mfra"))
    assert (seen.end, seen.fault) == (len(FILE), "")


def test_a_short_reference_time_is_the_end():
    assert look(INIT + box(b"prft", b"abc") + fragment(1)).fragments == []


@settings(max_examples=400)
@given(st.data())
def test_flipped_bytes_never_raise_and_never_claim_more_than_is_there(data: st.DataObject):
    file = bytearray(FILE)
    for _ in range(data.draw(st.integers(1, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    look(bytes(file[: data.draw(st.integers(0, len(file)))]))


@given(st.binary(max_size=600))
def test_any_bytes_behind_the_header(junk: bytes):
    look(INIT + junk)
