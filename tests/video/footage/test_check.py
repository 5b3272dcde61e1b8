"""Does the index say what is on the disk?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.factories.video import record

from beadle.platform.clock import FixedClock
from beadle.video.footage.check import Fault, check
from beadle.video.footage.find import Archive
from beadle.video.footage.holds import list_holds, place
from beadle.video.footage.terms import Hold
from beadle.video.footage.volume import Volume, segment_name

GROUP_US = 2_000_000


def fill(volume: Volume, start: int, count: int = 3, camera: str = "gate") -> list[Path]:
    for number in range(count):
        record(volume, camera, start + number * GROUP_US, groups=1)
    return [volume.path / segment_name(camera, start + number * GROUP_US) for number in range(count)]


def faults(volume: Volume, **how: bool) -> list[tuple[Fault, str]]:
    return [(each.fault, each.path) for each in check(volume, **how).findings]


def rel(volume: Volume, path: Path) -> str:
    return path.relative_to(volume.path).as_posix()


def test_a_sound_volume(volume: Volume, clock: FixedClock):
    files = fill(volume, clock.now_us())
    report = check(volume, full=True)
    assert (report.sound, report.files, report.hashed) == (True, 3, 3)
    assert report.bytes == sum(each.stat().st_size for each in files)
    assert report.as_json()["sound"] is True


def test_a_flipped_bit_is_found_only_by_reading_and_is_never_repaired_away(volume: Volume, clock: FixedClock):
    files = fill(volume, clock.now_us())
    data = bytearray(files[1].read_bytes())
    data[len(data) // 2] ^= 4
    files[1].write_bytes(data)
    assert check(volume).sound
    assert faults(volume, full=True) == [(Fault.FLIPPED, rel(volume, files[1]))]
    assert not check(volume, full=True, repair=True).sound
    assert faults(volume, full=True) == [(Fault.FLIPPED, rel(volume, files[1]))]


def test_a_missing_file_leaves_a_gap(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    files = fill(volume, start)
    files[1].unlink()
    assert faults(volume) == [(Fault.MISSING, rel(volume, files[1]))]
    assert check(volume, repair=True).sound
    assert check(volume).findings == []
    (line,) = Archive([volume]).timeline(["gate"], start, start + 3 * GROUP_US, 3)
    assert len(line.spans) == 2
    assert {(each.start_us, each.end_us) for each in line.gaps} == {(start + GROUP_US, start + 2 * GROUP_US)}


def test_an_orphan_is_taken_in_with_its_torn_tail_cut(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    files = fill(volume, start)
    digest = Archive([volume]).segments("gate", start, start + 1)[0].sha256
    volume.index.forget_segment("gate", start)
    volume.index.rebuild_runs("gate")
    with files[0].open("ab") as file:
        file.write(b"torn")
    assert faults(volume) == [(Fault.ORPHAN, rel(volume, files[0]))]
    assert check(volume, repair=True).sound
    found = Archive([volume]).segments("gate", start, start + 3 * GROUP_US)
    assert found[0].sha256 == digest
    assert len(Archive([volume]).spans("gate", start, start + 3 * GROUP_US)) == 1


@pytest.mark.parametrize("longer", [True, False])
def test_a_file_of_another_length(volume: Volume, clock: FixedClock, longer: bool):
    start = clock.now_us()
    record(volume, "gate", start, groups=3)
    path = volume.path / segment_name("gate", start)
    whole = path.read_bytes()
    path.write_bytes(whole + b"more" if longer else whole[:-7])
    assert faults(volume) == [(Fault.TORN, rel(volume, path))]
    assert check(volume, repair=True).sound
    assert check(volume, full=True).findings == []
    (segment,) = Archive([volume]).segments("gate", start, start + 1)
    assert segment.end_us == start + (3 if longer else 2) * GROUP_US
    if longer:
        assert path.read_bytes() == whole


@pytest.mark.parametrize("content", [b"", b"#EXTM3U\n/etc/passwd\n", os.urandom(3000)])
def test_what_is_no_footage_is_told_and_left_alone(volume: Volume, clock: FixedClock, content: bytes):
    files = fill(volume, clock.now_us())
    odd = files[0].with_name("23-59-59.000000Z.mp4")
    odd.write_bytes(content)
    report = check(volume, repair=True)
    assert [(each.fault, each.repaired) for each in report.findings] == [(Fault.UNREADABLE, False)]
    assert odd.read_bytes() == content


def test_foreign_files_links_and_folders_are_named_and_not_followed(volume: Volume, clock: FixedClock, tmp_path: Path):
    files = fill(volume, clock.now_us())
    day = files[0].parent
    (day / "notes.txt").write_text("x")
    (day / "01-02-03.000000Z.mp4").symlink_to("/etc/passwd")
    (day.parent / "2026-99-99").mkdir()
    (day.parent / "2026-99-99" / "00-00-00.000000Z.mp4").write_bytes(b"")
    (volume.path / "..bad").mkdir()
    found = faults(volume, repair=True)
    assert {fault for fault, _ in found} == {Fault.FOREIGN}
    assert len(found) == 4


def test_the_index_is_made_anew_from_files_alone(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fill(volume, start, 4)
    fill(volume, start + 60_000_000, 2, "market")
    place([volume], Hold("h", ("gate",), start, None, "a crime", start))

    def all_of(archive: Archive) -> list[object]:
        return [
            (camera, each, [(f.offset, f.length, f.start_us, f.end_us, f.tfdt, f.duration, f.key) for f in fragments])
            for camera in ("gate", "market")
            for each, fragments in archive.recorded(camera, 0, 1 << 60)
        ]

    with Archive([volume]) as archive:
        before = all_of(archive)
    path = volume.path
    volume.close()
    for each in path.glob("index.db*"):
        each.unlink()
    with Volume.view(path, clock) as view:
        assert [each.fault for each in check(view).findings] == [Fault.INDEX]
    with Volume.open(path, clock) as again:
        assert again.index_incomplete
        assert not check(again).sound
        report = check(again, repair=True)
        assert report.sound
        assert {each.fault for each in report.findings} == {Fault.ORPHAN, Fault.INDEX}
        assert not again.index_incomplete
        assert check(again, full=True).findings == []
        with Archive([again]) as archive:
            assert all_of(archive) == before
            assert len(archive.spans("gate", 0, 1 << 60)) == 1
        assert [each.id for each in list_holds([again])] == ["h"]


def test_a_check_beside_the_recorder_leaves_open_segments_alone(volume: Volume, clock: FixedClock):
    fill(volume, clock.now_us())
    writer = record(volume, "gate", clock.now_us() + 60_000_000, groups=1, close=False)
    assert check(volume, repair=True, full=True).findings == []
    with Volume.view(volume.path, clock) as view:
        assert check(view, full=True).findings == []
    writer.close(writer.end_us)
    assert check(volume, full=True).files == 4


def test_holds_that_cannot_be_read_are_a_finding(volume: Volume):
    (volume.path / "holds" / "h.json").write_text("{")
    assert faults(volume) == [(Fault.HOLD, "holds/h.json")]
    (volume.path / "holds" / "h.json").unlink()
    (volume.path / "holds" / ".spare").unlink()
    (volume.path / "holds").rmdir()
    assert faults(volume) == [(Fault.HOLD, "holds")]
    assert check(volume, repair=True).sound
    assert faults(volume) == []


def test_progress_is_told(volume: Volume, clock: FixedClock):
    fill(volume, clock.now_us())
    told: list[tuple[str, int]] = []
    check(volume, progress=lambda camera, count: told.append((camera, count)))
    assert told == [("gate", 1)] * 3


def test_a_database_that_was_restored_without_its_files(volume: Volume, clock: FixedClock):
    files = fill(volume, clock.now_us())
    for each in files:
        each.unlink()
    files[0].parent.rmdir()
    files[0].parent.parent.rmdir()
    assert [fault for fault, _ in faults(volume)] == [Fault.MISSING] * 3
    assert check(volume, repair=True).sound
    assert Archive([volume]).segments("gate", 0, 1 << 60) == []
