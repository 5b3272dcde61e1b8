"""Fragment headers, read back by our scanner and by libav."""

from __future__ import annotations

import io
import timeit

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.video import TICKS, coded

from beadle.video.mp4.fragment import LARGEST_FRAGMENT, Samples, fragment_header, one_frame_header, sample_times
from beadle.video.mp4.init import init_segment
from beadle.video.mp4.scan import fragments_from, parse_moof

UTC_US = 1_780_000_000_123_456


def found(data: bytes):
    return list(fragments_from(lambda at, size: data[at : at + size], len(data), 0))


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2**31 - 1), st.booleans()), min_size=1, max_size=60),
    st.integers(1, 2**32 - 1),
    st.integers(0, 2**64 - 1),
)
def test_what_is_written_is_read_back(rows: list[tuple[int, int, bool]], sequence: int, tfdt: int):
    sizes, durations, keys = (list(column) for column in zip(*rows, strict=True))
    head = fragment_header(
        sequence, tfdt, Samples(sizes, durations, [-5] * len(rows), keys), server_us=UTC_US, camera_us=UTC_US - 7
    )
    (one,) = found(head + bytes(sum(sizes)))
    assert (one.offset, one.length) == (0, len(head) + sum(sizes))
    assert (one.sequence, one.tfdt, one.duration, list(one.sizes)) == (sequence, tfdt, sum(durations), sizes)
    assert (one.server_us, one.camera_us, one.key) == (UTC_US, UTC_US - 7, keys[0])


def test_times_are_left_out_where_they_are_not_known():
    (one,) = found(fragment_header(1, 0, Samples([3], [TICKS])) + b"abc")
    assert (one.server_us, one.camera_us, one.key) == (None, None, True)
    (one,) = found(fragment_header(1, 0, Samples([3], [TICKS]), server_us=UTC_US) + b"abc")
    assert (one.server_us, one.camera_us) == (UTC_US, None)


def test_a_live_fragment_of_one_frame():
    head = one_frame_header(9, 1 << 40, 5, TICKS, key=False, offset=-300)
    (one,) = found(head + b"abcde")
    assert (one.sequence, one.tfdt, one.sizes, one.key) == (9, 1 << 40, (5,), False)
    assert parse_moof(head[:-8]).duration == TICKS


def test_decoding_order_is_made_from_presentation_times():
    # I0 P3 B1 B2: the decoder needs P3 early, and shows it last.
    durations, offsets = sample_times([0, 9000, 3000, 6000], 12_000)
    assert durations == [3000, 3000, 3000, 3000]
    assert offsets == [0, 6000, -3000, -3000]


def test_without_b_frames_there_are_no_offsets():
    assert sample_times([0, 3600, 7200], 10_800) == ([3600, 3600, 3600], None)


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=40), st.integers(-(2**40), 2**40))
def test_whatever_a_camera_sends_fits_its_field(pts: list[int], total: int):
    durations, offsets = sample_times(pts, total)
    assert all(0 <= each <= LARGEST_FRAGMENT for each in durations)
    assert all(abs(each) <= LARGEST_FRAGMENT for each in offsets or [])
    fragment_header(1, 0, Samples([1] * len(pts), durations, offsets))


def test_two_gibibytes_are_refused():
    with pytest.raises(ValueError, match="2 GiB"):
        fragment_header(1, 0, Samples([2**30, 2**30], [1, 1]))


def test_libav_shows_live_frames_one_by_one():
    fmt, pictures = coded(20)
    file = init_segment(fmt)
    for number, (key, data) in enumerate(pictures):
        file += one_frame_header(number + 1, number * TICKS, len(data), TICKS, key=key) + data
    with av.open(io.BytesIO(file)) as container:
        assert [frame.pts for frame in container.decode(video=0)] == [n * TICKS for n in range(20)]


def test_the_hot_path_is_cheap():
    """The claims are 100 and 10 microseconds; the best of many turns does not depend on what else the machine does."""
    samples = Samples([20_000] * 50, [3600] * 50)
    gop = min(timeit.repeat(lambda: fragment_header(1, 5, samples, server_us=UTC_US), number=10, repeat=50)) / 10
    one = min(timeit.repeat(lambda: one_frame_header(1, 5, 9, 3600, key=True), number=10, repeat=50)) / 10
    assert gop < 100e-6
    assert one < 10e-6
