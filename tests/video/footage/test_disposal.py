"""Deleting footage."""

from __future__ import annotations

import errno

import pytest
from tests.factories.video import record
from tests.video.footage.faulty_disk import FaultyDisk

from beadle.platform.clock import FixedClock
from beadle.video.footage.check import check
from beadle.video.footage.disposal import Sweeper, candidates, disposals, dispose
from beadle.video.footage.errors import VolumeReadOnly
from beadle.video.footage.find import Archive
from beadle.video.footage.holds import place, release
from beadle.video.footage.retention import Held, Policy
from beadle.video.footage.terms import DAY_US, GapReason, Hold, Span, VolumeState
from beadle.video.footage.volume import Volume

GROUP_US = 2_000_000


def fill(volume: Volume, camera: str, start: int, count: int) -> None:
    for number in range(count):
        record(volume, camera, start + number * GROUP_US, groups=1)


def left(volume: Volume, camera: str) -> list[int]:
    return [each.start_us for each in Archive([volume]).segments(camera, 0, 1 << 60)]


def test_by_age_each_camera_by_its_own_days(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fill(volume, "gate", start, 3)
    fill(volume, "market", start, 3)
    volume.index.add_gap("gate", Span(start - 9, start), "x")
    sweeper = Sweeper(volume, Policy({"gate": 1}, default_days=2, headroom_bytes=0))
    assert sweeper.sweep().deleted_segments == 0
    for _ in range(25):
        clock.advance(3600)
        report = sweeper.sweep()
    assert (left(volume, "gate"), len(left(volume, "market"))) == ([], 3)
    assert not list((volume.path / "gate").iterdir()), "empty days are tidied away"
    for _ in range(25):
        clock.advance(3600)
        report = sweeper.sweep()
    assert left(volume, "market") == []
    assert report.waiting == ""
    assert check(volume).sound


def test_for_room_oldest_first_over_all_cameras_and_never_more(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    for number in range(4):
        record(volume, ("gate", "market")[number % 2], start + number * GROUP_US, groups=1)
    sizes = [each.bytes for each in candidates(volume.index)]
    volume.reserve_bytes = 0
    wanted = volume.free_bytes() + sizes[0] + 1
    report = Sweeper(volume, Policy(headroom_bytes=wanted)).sweep()
    assert report.deleted_segments >= 2
    assert left(volume, "gate")[:1] != [start]
    proof = disposals(volume)
    assert sum(each.segments for each in proof) == report.deleted_segments
    assert {each.reason for each in proof} == {"space"}


def test_held_footage_is_kept_and_told_of(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fill(volume, "gate", start, 5)
    place([volume], Hold("h", ("gate",), start + GROUP_US, start + 2 * GROUP_US, "a crime", start))
    sweeper = Sweeper(volume, Policy(default_days=1, headroom_bytes=0))
    clock.advance(86_500)
    report = sweeper.sweep()
    assert (report.deleted_segments, report.held_segments) == (4, 1)
    assert report.held_bytes > 0
    assert left(volume, "gate") == [start + GROUP_US]
    (line,) = Archive([volume]).timeline(["gate"], start, start + 5 * GROUP_US, 10)
    assert [(each.start_us, each.reason) for each in line.gaps] == [
        (start, GapReason.DISPOSED),
        (start + 2 * GROUP_US, GapReason.DISPOSED),
    ]
    assert line.activity[:2] == b"\0\0"
    assert any(line.activity[2:4])
    release([volume], "h", at_us=clock.now_us())
    assert sweeper.sweep().deleted_segments == 1


def test_a_hold_placed_between_choosing_and_deleting_wins(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fill(volume, "gate", start, 3)
    batch = list(candidates(volume.index))
    place([volume], Hold("h", (), start, start + 1, "a crime", start))
    gone, kept = dispose(volume, batch, "age")
    assert [each.start_us for each in kept] == [start]
    assert len(gone) == 2


def test_holds_of_another_volume_count(volume: Volume, faulty: Volume, clock: FixedClock):
    start = clock.now_us()
    fill(volume, "gate", start, 2)
    place([faulty], Hold("h", ("gate",), 0, None, "a crime", start))
    sweeper = Sweeper(volume, Policy(default_days=1), [volume, faulty])
    clock.advance(90_000)
    assert sweeper.sweep().held_segments == 2


def test_a_hold_that_cannot_be_read_stops_all_deletion_and_says_so(volume: Volume, clock: FixedClock):
    fill(volume, "gate", clock.now_us(), 2)
    (volume.path / "holds" / "h.json").write_text("torn")
    sweeper = Sweeper(volume, Policy(default_days=0, headroom_bytes=1 << 60))
    clock.advance(90_000)
    report = sweeper.sweep()
    assert "h.json" in report.waiting
    assert len(left(volume, "gate")) == 2
    assert volume.state is VolumeState.READY


def test_a_wrong_clock_does_not_empty_the_archive(volume: Volume, clock: FixedClock):
    fill(volume, "gate", clock.now_us(), 2)
    sweeper = Sweeper(volume, Policy(headroom_bytes=0))
    sweeper.sweep()
    clock.step_wall(10 * 365 * 86_400)
    report = sweeper.sweep()
    assert "leapt" in report.waiting
    assert report.deleted_segments == 0
    assert Sweeper(volume, Policy(headroom_bytes=0)).sweep().deleted_segments == 0
    clock.step_wall(-10 * 365 * 86_400)
    assert sweeper.sweep().waiting == ""


def test_an_open_segment_is_never_deleted(volume: Volume, clock: FixedClock):
    record(volume, "gate", clock.now_us(), groups=1, close=False)
    sweeper = Sweeper(volume, Policy(default_days=0, headroom_bytes=1 << 60))
    report = sweeper.sweep()
    assert report.deleted_segments == 0
    assert report.short_bytes > 0


def test_a_disk_that_will_not_delete_is_an_alarm(faulty: Volume, disk: FaultyDisk, clock: FixedClock):
    fill(faulty, "gate", clock.now_us(), 2)
    disk.fail("remove", 1, errno.EIO)
    sweeper = Sweeper(faulty, Policy(default_days=0, headroom_bytes=1 << 60))
    with pytest.raises(VolumeReadOnly):
        sweeper.sweep()
    assert faulty.state is VolumeState.READ_ONLY
    assert sweeper.sweep().waiting


def test_what_is_deleted_day_by_day_is_one_line_of_proof_a_day(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fill(volume, "gate", start, 6)
    batch = list(candidates(volume.index))
    for each in batch:
        dispose(volume, [each], "age")
    (line,) = disposals(volume)
    assert (line.from_us, line.to_us, line.segments) == (start, start + 6 * GROUP_US, 6)
    assert line.bytes == sum(each.bytes for each in batch)
    assert disposals(volume, line.at_us + 1) == []


def test_an_export_that_is_under_way_reads_deleted_footage_to_its_end(volume: Volume, clock: FixedClock):
    from beadle.platform.errors import TooLate
    from beadle.video.footage.clip import plan_clips
    from beadle.video.footage.files import RecordedFiles

    start = clock.now_us()
    fill(volume, "gate", start, 3)
    archive = Archive([volume])
    (plan,) = plan_clips(archive.recorded("gate", start, start + 3 * GROUP_US), start, start + 3 * GROUP_US)
    with RecordedFiles() as files:
        reading = plan.read(0, plan.size, files)
        first = next(reading) + next(reading)
        dispose(volume, list(candidates(volume.index)), "age")
        while len(first) < plan.pieces[0].end:
            first += next(reading)
        with pytest.raises(TooLate, match="deleted"):
            list(reading)
        assert len(first) == plan.pieces[0].end, "the file that was open was read to its end"


def test_the_outlook_is_part_of_the_report(volume: Volume, clock: FixedClock):
    fill(volume, "gate", clock.now_us(), 5)
    place([volume], Hold("h", ("gate",), 0, None, "a crime", 0))
    clock.advance(60)
    report = Sweeper(volume, Policy(headroom_bytes=0)).sweep()
    assert report.outlook.ring_us is not None
    assert report.outlook.starved_us is not None
    assert report.outlook.starved_us > DAY_US or report.outlook.alarm


def test_what_is_held_is_passed_over_in_one_step(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fill(volume, "gate", start, 30)
    asked: list[str] = []
    query = volume.index.query

    def counting(sql: str, values: object = ()) -> list[tuple]:
        asked.append(sql)
        return query(sql, values)  # type: ignore[arg-type]

    volume.index.query = counting  # type: ignore[method-assign]
    hold = Hold("h", ("gate",), start + 2 * GROUP_US, start + 28 * GROUP_US, "why", 0)
    found = [(each.start_us - start) // GROUP_US for each in candidates(volume.index, Held([hold]))]
    assert found == [0, 1, 28, 29]
    assert len(asked) == 3
    assert [each.start_us for each in candidates(volume.index, Held([Hold("h", (), 0, None, "why", 0)]))] == []


def test_a_camera_that_is_kept_for_years_costs_a_sweep_nothing(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fill(volume, "gate", start, 30)
    fill(volume, "market", start, 2)
    found = list(candidates(volume.index, None, lambda camera: start - 1 if camera == "gate" else start))
    assert [each.camera for each in found] == ["market"]
