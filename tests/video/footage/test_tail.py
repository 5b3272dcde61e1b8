"""Files that the index does not list yet."""

from __future__ import annotations

import os

from tests.factories.video import gops

from beadle.platform.clock import FixedClock
from beadle.video.footage.tail import Tail, as_fragments, look_through, ticks_to_us
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.footage.writer import SegmentWriter
from beadle.video.mp4.scan import FoundFragment

GROUP_US = 2_000_000


def found(tfdt: int, server_us: int | None) -> FoundFragment:
    return FoundFragment(0, 10, 1, tfdt, 90_000, (5, 5), key=True, server_us=server_us, camera_us=None)


def test_a_fragment_ends_where_the_next_begins_and_the_last_by_its_length():
    made = as_fragments([found(0, 100), found(90_000, 1_000_300)], 50)
    assert [(each.start_us, each.end_us) for each in made] == [(100, 1_000_300), (1_000_300, 2_000_300)]


def test_a_file_without_times_gets_them_from_its_name():
    made = as_fragments([found(0, None), found(90_000, None)], 50)
    assert [each.start_us for each in made] == [50, 1_000_050]


def test_times_that_run_back_give_no_negative_length():
    made = as_fragments([found(0, 10**9), found(90_000, 5)], 50)
    assert all(each.end_us > each.start_us for each in made)
    assert ticks_to_us(90_000) == 1_000_000


def test_a_tail_reads_only_what_is_new_and_notices_a_cut(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fmt, made = gops(3, start)
    writer = SegmentWriter(volume, "gate", fmt, start)
    tail = Tail(start)
    path = volume.path / segment_name("gate", start)
    for number, each in enumerate(made):
        writer.append(each)
        handle = os.open(path, os.O_RDONLY)
        assert len(tail.look(handle)) == number + 1
        assert tail.end == path.stat().st_size
        os.close(handle)
    handle = os.open(path, os.O_RDWR)
    look = look_through(handle, start)
    assert (look.format, look.size, len(look.fragments)) == (fmt, path.stat().st_size, 3)
    os.ftruncate(handle, look.fragments[1].offset)
    assert len(tail.look(handle)) == 1
    os.close(handle)
    writer.abandon()
