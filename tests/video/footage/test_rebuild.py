"""Setting the index right from files."""

from __future__ import annotations

from tests.factories.video import gops, record

from beadle.platform.clock import FixedClock
from beadle.video.footage.disposal import disposals
from beadle.video.footage.find import Archive
from beadle.video.footage.rebuild import TOUCHING_US, Rebuilder
from beadle.video.footage.survey import Row
from beadle.video.footage.terms import Gap, GapReason
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.footage.writer import SegmentWriter

GROUP_US = 2_000_000


def test_files_that_follow_one_another_touch_and_others_leave_a_gap(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    begins = [start, start + GROUP_US + TOUCHING_US, start + 2 * GROUP_US + 3 * TOUCHING_US]
    for begin in begins:
        record(volume, "gate", begin, groups=1)
        volume.index.forget_segment("gate", begin)
    rebuilder = Rebuilder(volume)
    assert all(rebuilder.enter("gate", begin) for begin in begins)
    rebuilder.finish_camera("gate")
    archive = Archive([volume])
    assert len(archive.spans("gate", 0, 1 << 60)) == 2
    hole = (begins[1] + GROUP_US, begins[2])
    assert archive.gaps("gate", 0, 1 << 60) == [Gap(*hole, GapReason.UNKNOWN)]
    rebuilder.finish_camera("gate")
    assert len(archive.gaps("gate", 0, 1 << 60)) == 1
    rebuilder.finish_camera("nobody")


def test_a_row_without_a_file_is_taken_out_on_record(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    assert Rebuilder(volume).take_out("gate", Row(start, start + GROUP_US, 1, 5, None))
    assert [each.reason for each in disposals(volume)] == ["the file was gone"]


def test_a_file_that_kept_its_length_in_bytes_but_not_in_truth_is_entered_as_it_is(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=2)
    path = volume.path / segment_name("gate", start)
    (segment,) = Archive([volume]).segments("gate", start, start + 1)
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data + b"x")
    assert Rebuilder(volume).mend_length("gate", Row(start, segment.end_us, 1, segment.size, segment.sha256))
    (mended,) = Archive([volume]).segments("gate", start, start + 1)
    assert mended.size == segment.size
    assert mended.sha256 != segment.sha256


def test_times_come_from_the_files_and_not_from_their_dates(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fmt, made = gops(3, start)
    made[1].start_us += 70_000  # as a server saw it, not as the camera counted
    made[0].end_us += 70_000
    writer = SegmentWriter(volume, "gate", fmt, start)
    for each in made:
        writer.append(each)
    writer.close(made[2].end_us)
    before = Archive([volume]).recorded("gate", start, start + 1)
    volume.index.forget_segment("gate", start)
    assert Rebuilder(volume).enter("gate", start)
    after = Archive([volume]).recorded("gate", start, start + 1)
    assert [f.start_us for f in after[0][1]] == [f.start_us for f in before[0][1]]
