"""One volume's index, read."""

from __future__ import annotations

import pytest
from tests.factories.video import record

from beadle.platform.clock import FixedClock
from beadle.video.footage.errors import IndexDamaged
from beadle.video.footage.reader import VolumeReader
from beadle.video.footage.schema import DELETING
from beadle.video.footage.terms import Gap, GapReason, Span
from beadle.video.footage.volume import Volume, segment_name

GROUP_US = 2_000_000


def test_what_is_being_deleted_is_no_longer_offered(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    record(volume, "gate", start + GROUP_US, groups=1)
    volume.index.set_state("gate", [start], DELETING)
    reader = VolumeReader(volume)
    assert [each.start_us for each in reader.segments("gate", 0, 1 << 60)] == [start + GROUP_US]
    assert reader.ends("gate") == (start + GROUP_US, start + 2 * GROUP_US)
    reader.close()


def test_an_open_row_without_a_file_is_no_footage(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    writer = record(volume, "gate", start, groups=1, close=False)
    (volume.path / segment_name("gate", start)).unlink()
    reader = VolumeReader(volume)
    assert reader.segments("gate", 0, 1 << 60) == []
    assert reader.spans("gate", 0, 1 << 60) == []
    writer.abandon()
    reader.close()


def test_questions_about_a_camera_that_is_not_there(volume: Volume):
    reader = VolumeReader(volume)
    assert reader.cameras() == []
    assert reader.activity("gate", 0, 9) == []
    assert reader.gaps("gate", 0, 9) == []
    assert reader.spans("gate", 0, 9) == []
    assert reader.ends("gate") is None
    reader.close()


def test_a_gap_and_its_reason(volume: Volume):
    volume.index.add_gap("gate", Span(5, 9), GapReason.NO_VIDEO)
    reader = VolumeReader(volume)
    assert reader.gaps("gate", 0, 6) == [Gap(5, 9, "no_video")]
    reader.close()


def test_a_bad_question_or_disk_is_a_clear_error(volume: Volume):
    reader = VolumeReader(volume)
    with pytest.raises(IndexDamaged, match="cannot be read"):
        reader.query("SELECT nothing FROM nowhere")
    assert reader.cameras() == []
    reader.close()
