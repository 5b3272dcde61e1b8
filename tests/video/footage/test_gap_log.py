from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories.video import record

from beadle.platform.clock import FixedClock
from beadle.video.footage import gap_log, gaps
from beadle.video.footage.check import check
from beadle.video.footage.find import Archive
from beadle.video.footage.gap_log import GapLog, LoggedGap, logged_gaps
from beadle.video.footage.terms import Gap, GapReason, Span
from beadle.video.footage.volume import Volume

GROUP_US = 2_000_000


def gap(start: int, end: int, camera: str = "gate", reason: str = "no_video") -> LoggedGap:
    return LoggedGap(camera, Span(start, end), reason)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / gap_log.NAME


def test_what_was_noted_is_read_back(path: Path):
    log = GapLog(path)
    noted = [gap(5, 9), gap(5, 9, "market"), gap(20, 30, reason="disk_full")]
    for each in noted:
        log.note(each, final=True)
    log.close()
    assert list(logged_gaps(path)) == noted
    GapLog(path).note(gap(40, 50), final=True)
    assert list(logged_gaps(path)) == [*noted, gap(40, 50)]


def test_a_gap_that_goes_on_is_told_each_time_it_has_doubled_and_at_its_end(path: Path):
    log = GapLog(path)
    for end in range(2, 100):
        log.note(gap(1, end), final=False)
    log.note(gap(1, 99), final=True)
    assert [each.span.end_us for each in logged_gaps(path)] == [2, 3, 5, 9, 17, 33, 65, 99]


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\n",
        b'["gate", 5, 9\n',
        b'["gate", 9, 5, "x"]\n',
        b'["../up", 5, 9, "x"]\n',
        b'["gate", "a", 9, "x"]\n',
        b'[7, 5, 9, "x"]\n',
        b'["gate", 5, 9, "' + b"x" * 1000 + b'"]\n',
        b'{"gate": 5}\n',
        b"9" * 5000 + b"\n",
        b"[" * 390 + b"\n",
        b'["gate", 1e999, 9, "x"]\n',
    ],
)
def test_a_line_that_makes_no_sense_is_left_out(path: Path, line: bytes):
    log = GapLog(path)
    log.note(gap(5, 9), final=True)
    with path.open("ab") as file:
        file.write(line)
    log.note(gap(20, 30), final=True)
    assert list(logged_gaps(path)) == [gap(5, 9), gap(20, 30)]


def test_no_log_is_an_empty_one_and_one_that_cannot_be_written_is_no_fault(tmp_path: Path):
    assert list(logged_gaps(tmp_path / "none")) == []
    log = GapLog(tmp_path / "nowhere" / "gaps.log")
    log.note(gap(5, 9), final=True)
    assert not log.long
    log.close()


def test_a_long_log_is_written_anew_with_what_the_index_still_has(
    volume: Volume, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    gaps.record(volume, "gate", 5, 9, GapReason.NO_VIDEO)
    gaps.record(volume, "gate", 20, 30, GapReason.NO_VIDEO)
    volume.index.drop_gaps("gate", 9)
    volume.close()
    monkeypatch.setattr(gap_log, "TIDY_BYTES", 10)
    with Volume.open(volume.path, clock) as again:
        assert list(logged_gaps(again.path / gap_log.NAME)) == [gap(20, 30)]
        gaps.record(again, "gate", 40, 50, GapReason.NO_VIDEO)
    assert list(logged_gaps(volume.path / gap_log.NAME)) == [gap(20, 30), gap(40, 50)]


def test_the_reasons_outlive_the_index(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    begins = [start, start + 5 * GROUP_US, start + 9 * GROUP_US]
    for begin in begins:
        record(volume, "gate", begin, groups=1)
    gaps.record(volume, "gate", start + GROUP_US, begins[1], GapReason.CONNECTION_LOST)
    volume.close()
    for each in volume.path.glob("index.db*"):
        each.unlink()
    with Volume.open(volume.path, clock) as again, Archive([again]) as archive:
        assert again.index_incomplete
        check(again, repair=True)
        assert archive.gaps("gate", 0, 1 << 60) == [
            Gap(start + GROUP_US, begins[1], GapReason.CONNECTION_LOST),
            Gap(begins[1] + GROUP_US, begins[2], GapReason.UNKNOWN),
        ]
