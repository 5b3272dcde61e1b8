"""One camera's way to the disk: files, their ends, and the gaps between them, on a real volume."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories import video

from beadle.platform.clock import FixedClock
from beadle.video.footage.find import Archive
from beadle.video.footage.gaps import account
from beadle.video.footage.terms import GapReason, Gop
from beadle.video.footage.volume import Volume
from beadle.video.record.lane import Break, Extend, Group, Lane, Seat
from beadle.video.terms import StreamFormat

START = 1_780_315_200_000_000
SECOND = 1_000_000


@pytest.fixture
def volume(tmp_path: Path, clock: FixedClock) -> Iterator[Volume]:
    with video.volume_at(tmp_path / "v", clock) as made:
        yield made


def groups(count: int, start_us: int = START) -> list[Group]:
    fmt, gops = video.gops(count, start_us)
    return [Group(gop, fmt, place == 0, 100) for place, gop in enumerate(gops)]


def perform(lane: Lane, seat: Seat, *items: Group | Break | Extend) -> None:
    lane.seat = seat
    for item in items:
        lane.perform(seat, item, 5.0)


def segments(volume: Volume, camera: str = "c") -> list[tuple[float, float]]:
    with Archive([volume]) as archive:
        found = archive.segments(camera, 0, 1 << 60)
    return [((each.start_us - START) / SECOND, (each.end_us - START) / SECOND) for each in found]


def gaps(volume: Volume) -> list[tuple[float, float, str]]:
    with Archive([volume]) as archive:
        found = archive.gaps("c", 0, 1 << 60)
    return [((gap.start_us - START) / SECOND, (gap.end_us - START) / SECOND, gap.reason) for gap in found]


def test_groups_go_into_one_file_until_the_minute_is_over(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    perform(lane, seat, *groups(60))
    lane.leave(seat, None)
    found = segments(volume)
    assert [end - start for start, end in found][1:-1] in ([60.0], [])
    assert all(end - start <= 60 for start, end in found)
    assert (found[0][0], found[-1][1]) == (0, 120)
    assert all(before[1] == after[0] for before, after in itertools.pairwise(found))
    assert lane.ended_us == START + 120 * SECOND
    assert gaps(volume) == []


def test_a_break_closes_the_file_and_its_reason_stands_in_the_gap(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    perform(lane, seat, *groups(2), Break(GapReason.CONNECTION_LOST), Break(GapReason.NO_VIDEO))
    assert segments(volume) == [(0, 4)]
    perform(lane, seat, *groups(1, START + 30 * SECOND))
    assert gaps(volume) == [(4, 30, "connection_lost")]
    assert {reason: count for reason, count in lane.gaps.items() if count} == {"connection_lost": 1}


def test_a_gap_that_goes_on_is_counted_when_it_ends(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    perform(lane, seat, *groups(1), Break(GapReason.NO_VIDEO), Extend(START + 20 * SECOND))
    assert gaps(volume) == [(2, 20, "no_video")]
    assert sum(lane.gaps.values()) == 0
    perform(lane, seat, *groups(1, START + 30 * SECOND))
    assert lane.gaps["no_video"] == 1


def at(second: float, reason: GapReason) -> Break:
    return Break(reason, at_us=round(START + second * SECOND))


LOST, NO_VIDEO, DISK_FULL = GapReason.CONNECTION_LOST, GapReason.NO_VIDEO, GapReason.DISK_FULL


def test_another_cause_that_stays_has_a_gap_of_its_own(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    perform(lane, seat, *groups(2), at(4, LOST), at(6, NO_VIDEO), Extend(START + 15 * SECOND))
    assert gaps(volume) == [(4, 6, "connection_lost")], "nothing is told twice while the new cause may yet go"
    perform(lane, seat, at(15, NO_VIDEO), Extend(START + 16 * SECOND), Extend(START + 25 * SECOND))
    assert gaps(volume) == [(4, 6, "connection_lost"), (6, 25, "no_video")]
    perform(lane, seat, at(30, DISK_FULL), *groups(1, START + 50 * SECOND))
    told = [(4, 6, "connection_lost"), (6, 30, "no_video"), (30, 50, "disk_full")]
    assert gaps(volume) == told
    perform(lane, seat, at(52, NO_VIDEO), *groups(1, START + 60 * SECOND))
    assert gaps(volume) == [*told, (52, 60, "no_video")]
    lane.leave(seat, None)
    end_us = START + 62 * SECOND
    with Archive([volume]) as archive:
        spans = [each for line in archive.timeline(["c"], START, end_us) for each in line.spans]
        assert account(START, end_us, spans, archive.gaps("c", 0, 1 << 60)).balanced


def test_what_is_over_soon_is_part_of_the_gap_that_was_open(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    perform(lane, seat, *groups(2), at(4, LOST), at(6, NO_VIDEO), at(9, LOST), Extend(START + 30 * SECOND))
    assert gaps(volume) == [(4, 30, "connection_lost")]
    perform(lane, seat, at(31, NO_VIDEO), *groups(1, START + 35 * SECOND))
    assert gaps(volume) == [(4, 35, "connection_lost")]


def test_a_cause_that_stayed_counts_though_another_came_before_anybody_looked(volume: Volume):
    lane = Lane("c")
    perform(lane, Seat(volume), *groups(2), at(4, LOST), at(6, NO_VIDEO), at(30, LOST), *groups(1, START + 32 * SECOND))
    assert gaps(volume) == [(4, 6, "connection_lost"), (6, 32, "no_video")]


def test_causes_of_a_camera_that_never_was_recorded_or_whose_clock_was_set_back_make_no_gap_before_it(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    perform(lane, seat, at(-60, LOST), at(-50, NO_VIDEO), Extend(START - 20 * SECOND), *groups(2))
    assert gaps(volume) == []
    perform(lane, seat, at(4, LOST), at(-100, NO_VIDEO), Extend(START + 20 * SECOND))
    assert gaps(volume) == [(4, 20, "no_video")], "nobody can tell when it came, but it is what stays"


def test_a_gap_that_goes_on_is_logged_as_it_grows(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    perform(lane, seat, *groups(2), Break(GapReason.CONNECTION_LOST), Extend(START + 10 * SECOND))
    assert gaps(volume) == [(4, 10, "connection_lost")]
    perform(lane, seat, Extend(START + 20 * SECOND), *groups(1, START + 30 * SECOND), Extend(START + 40 * SECOND))
    assert gaps(volume) == [(4, 30, "connection_lost")]


def test_the_gap_from_before_a_restart(volume: Volume):
    lane = Lane("c", ended_us=START - 90 * SECOND)
    perform(lane, Seat(volume), *groups(1))
    assert gaps(volume) == [(-90, 0, "recorder_stopped")]


def test_a_camera_that_is_new_has_no_gap_before_it(volume: Volume):
    perform(Lane("c"), Seat(volume), *groups(1))
    assert gaps(volume) == []


def test_a_clock_set_back_overlaps_and_makes_no_gap(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    perform(lane, seat, *groups(3), Break(GapReason.CLOCK_STEPPED), *groups(3, START - 60 * SECOND))
    lane.leave(seat, None)
    assert segments(volume) == [(-60, -54), (0, 6)]
    assert gaps(volume) == []


def test_a_new_format_begins_a_new_file_without_a_gap(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    first, second = groups(2)
    other = StreamFormat(first.fmt.codec, first.fmt.parameter_sets, 64, 64)
    perform(lane, seat, first, Group(second.gop, other, False, 1))
    lane.leave(seat, None)
    assert segments(volume) == [(0, 2), (2, 4)]
    assert gaps(volume) == []


def test_the_rest_of_a_group_whose_beginning_was_lost_is_left_out(volume: Volume):
    lane = Lane("c")
    first, second = groups(2)
    gop = second.gop
    rest = Gop(gop.frames[1:], gop.start_us, gop.end_us, gop.frames[1].pts, gop.duration)
    perform(lane, Seat(volume), Group(rest, first.fmt, False, 1))
    assert segments(volume) == []
    assert lane.reason is GapReason.RECORDER_STOPPED


def test_a_seat_that_was_given_up_on_changes_nothing(volume: Volume):
    lane = Lane("c")
    lane.seat = Seat(volume)
    lane.perform(Seat(volume), groups(1)[0], 5.0)
    assert lane.ended_us is None
    assert lane.written_at is None


def test_recorded_and_gaps_make_up_the_wall_time(volume: Volume):
    lane = Lane("c")
    seat = Seat(volume)
    at = START
    for number in range(12):
        perform(lane, seat, *groups(7, at), Break(GapReason.CONNECTION_LOST))
        at += 14 * SECOND + number * 1_234_567
    perform(lane, seat, *groups(1, at), Break(GapReason.RECORDER_STOPPED))
    with Archive([volume]) as archive:
        spans = [each for line in archive.timeline(["c"], START, at + 2 * SECOND) for each in line.spans]
        assert account(START, at + 2 * SECOND, spans, archive.gaps("c", 0, 1 << 60)).balanced


def test_tells_which_file_it_writes(volume: Volume):
    lane = Lane("c")
    assert lane.path is None
    perform(lane, Seat(volume), *groups(1))
    assert lane.path is not None
    assert Path(lane.path).exists()
