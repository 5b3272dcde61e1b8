"""Packed tables of the index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beadle.video.footage.packing import (
    BUCKETS_AN_HOUR,
    activity_by_hour,
    join_activity,
    pack_fragments,
    unpack_fragments,
)
from beadle.video.footage.terms import HOUR_US, Fragment

START = 1_780_315_200_000_000


@given(
    st.lists(
        st.tuples(
            *(st.integers(0, 2**32 - 1),) * 5,
            st.integers(0, 255),
            st.booleans(),
        ),
        max_size=40,
    ),
    st.integers(0, 10_000),
)
def test_fragments_come_back(rows: list[tuple[int, int, int, int, int, int, bool]], init: int):
    offset = init
    fragments = []
    for length, begin, end, tfdt, duration, activity, key in rows:
        fragments.append(Fragment(offset, length, START + begin, START + end, tfdt, duration, activity, key))
        offset += length
    assert unpack_fragments(START, init, pack_fragments(START, fragments)) == fragments


def test_what_does_not_fit_is_clamped_and_never_an_error():
    odd = Fragment(0, 5, START - 9, START + 10**13, 10**12, 10**12, 255)
    (back,) = unpack_fragments(START, 0, pack_fragments(START, [odd]))
    assert (back.start_us, back.tfdt) == (START, 2**32 - 1)


def test_activity_lies_in_its_ten_seconds_over_the_edge_of_an_hour():
    hour = START // HOUR_US
    edge = (hour + 1) * HOUR_US
    levels = activity_by_hour(
        [Fragment(0, 1, edge - 12_000_000, edge + 1, 0, 1, 40), Fragment(0, 1, edge, edge + 5, 0, 1, 9)]
    )
    assert sorted(levels) == [hour, hour + 1]
    assert bytes(levels[hour][-3:]) == bytes([0, 40, 40])
    assert levels[hour + 1][0] == 40
    assert len(levels[hour]) == BUCKETS_AN_HOUR


def test_a_still_scene_is_told_from_no_footage():
    (levels,) = activity_by_hour([Fragment(0, 1, START, START + 1, 0, 1, 0)]).values()
    assert levels[0] == 1


def test_one_absurd_fragment_does_not_fill_the_index():
    levels = activity_by_hour([Fragment(0, 1, START, START + 10**15, 0, 1, 5)])
    assert len(levels) <= 2


def test_joining_takes_the_higher():
    assert join_activity(b"\x01\x09", b"\x05\x02") == b"\x05\x09"
