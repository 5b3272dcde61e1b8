from __future__ import annotations

import pytest
from tests.factories.simulator import tiny_clips

from beadle.simulator import h264
from beadle.simulator.bits import BitReader, unprotect
from beadle.simulator.clip_store import TINY, ClipStore
from beadle.simulator.clips import Clip


@pytest.fixture(scope="module")
def clip() -> Clip:
    return ClipStore(tiny_clips([1]), TINY).clips(1)["main"].scene


def test_byte_streams_are_split_at_both_kinds_of_start_code() -> None:
    assert h264.split_annex_b(b"\0\0\0\1abc\0\0\1de\0\0\0\1f") == [b"abc", b"de", b"f"]


def test_the_size_of_the_picture_is_read(clip: Clip) -> None:
    sequence = h264.sequence_of(clip.parameter_sets[0])

    assert (sequence.width, sequence.height) == (20, 15)


def test_slice_headers_are_read_as_the_encoder_wrote_them(clip: Clip) -> None:
    headers = [clip.header(index) for index in range(len(clip))]

    assert [index for index, header in enumerate(headers) if header.idr] == sorted(clip.keys) == [0, 25]
    assert headers[0].idr_pic_id != headers[25].idr_pic_id
    numbers = [header.frame_num for header in headers[:25]]
    assert numbers == [index % 16 for index in range(25)]
    assert not headers[0].inter
    assert headers[1].inter


def test_an_added_slice_has_the_pictures_own_header(clip: Clip) -> None:
    header, sequence = clip.header(3), clip.sequence
    nal = h264.still_picture(header, sequence, 40)
    reader = BitReader(unprotect(nal[1:]))

    assert nal[0] == clip.frames[3][0]
    assert h264.parse_slice(nal, sequence) == header
    assert [reader.ue(), reader.ue() % 5] == [0, 0]


def test_other_profiles_and_tools_are_refused(clip: Clip) -> None:
    sps, pps = clip.parameter_sets
    with pytest.raises(h264.UnusableStream, match="Profile 100"):
        h264.sequence_of(sps[:1] + b"\x64" + sps[2:])
    cabac = bytes([pps[0], pps[1] | 0b0010_0000])
    with pytest.raises(h264.UnusableStream, match="tool"):
        h264.check_pps(cabac + pps[2:])


def test_the_clips_own_parameter_set_is_fit(clip: Clip) -> None:
    h264.check_pps(clip.parameter_sets[1])
