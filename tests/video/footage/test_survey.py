"""What lies on the disk."""

from __future__ import annotations

import pytest
from tests.factories.video import record

from beadle.platform.clock import FixedClock
from beadle.video.footage.survey import all_cameras, camera_folders, files_of, row_of, rows_of, start_of
from beadle.video.footage.volume import Volume, segment_name


@pytest.mark.parametrize("start", [0, 1_780_315_200_000_001, 2_147_483_648_000_000, 4_102_444_799_999_999])
def test_a_files_name_tells_its_start_to_the_microsecond(start: int):
    _, day, name = segment_name("gate", start).split("/")
    assert start_of(day, name) == start


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-06-01", "12-00-00.000000Z.mp4.part"),
        ("2026-06-01", "25-00-00.000000Z.mp4"),
        ("2026-13-01", "12-00-00.000000Z.mp4"),
        ("2026-06-01", "12:00:00.mp4"),
    ],
)
def test_other_names_are_no_segments(day: str, name: str):
    assert start_of(day, name) is None


def test_disk_and_index_side_by_side(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    (volume.path / "market").mkdir()
    assert camera_folders(volume) == ["gate", "market"]
    assert list(all_cameras(volume, volume.index.query)) == ["gate", "market"]
    files, foreign = files_of(volume, "gate")
    rows = rows_of(volume.index.query, "gate")
    assert files.keys() == rows.keys() == {start}
    assert (files[start], foreign) == (rows[start].size, [])
    assert row_of(volume.index.query, "gate", start) == rows[start]
    assert row_of(volume.index.query, "gate", 5) is None
    assert files_of(volume, "nobody") == ({}, [])
