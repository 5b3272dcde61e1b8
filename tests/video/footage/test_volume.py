"""A volume knows itself, is written by one process, and is never written around."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.video import record, volume_at

from beadle.platform.clock import FixedClock
from beadle.video.footage.check import check
from beadle.video.footage.disposal import Sweeper
from beadle.video.footage.errors import (
    NotAVolume,
    VolumeAway,
    VolumeFull,
    VolumeInUse,
    VolumeReadOnly,
    WrongVolume,
)
from beadle.video.footage.find import Archive
from beadle.video.footage.holds import list_holds, place
from beadle.video.footage.recovery import recover
from beadle.video.footage.retention import Policy
from beadle.video.footage.terms import Hold, VolumeState
from beadle.video.footage.volume import HOLDS, Volume, segment_name


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB and 40 names, where the machine lets us mount one."""
    point = tmp_path / "small"
    point.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=40", "tmpfs", point], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no file system may be mounted here: {made.stderr.decode().strip()}")
    yield point
    subprocess.run(["umount", "-l", point], check=True)


def test_names_of_files_are_utc_and_readable():
    assert segment_name("gate-1", 1_780_315_200_000_001) == "gate-1/2026-06-01/12-00-00.000001Z.mp4"


def test_a_volume_is_made_only_in_an_empty_folder(tmp_path: Path, clock: FixedClock):
    (tmp_path / "lost+found").mkdir()
    Volume.create(tmp_path, clock).close()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("dear")
    with pytest.raises(WrongVolume, match="not empty"):
        Volume.create(tmp_path / "other", clock)
    with pytest.raises(WrongVolume):
        Volume.create(tmp_path, clock)


def test_an_unmounted_disk_is_an_empty_folder_and_is_not_written_on(tmp_path: Path, clock: FixedClock):
    for opened in (Volume.open, Volume.view):
        with pytest.raises(NotAVolume, match="no volume"):
            opened(tmp_path, clock)
        with pytest.raises(NotAVolume):
            opened(tmp_path / "nowhere", clock)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "id = 5", 'id = "../x"', "not toml", "\0"])
def test_an_identity_that_says_nothing_is_refused(tmp_path: Path, clock: FixedClock, text: str):
    (tmp_path / "volume.toml").write_text(text)
    with pytest.raises(NotAVolume):
        Volume.open(tmp_path, clock)


def test_swapped_disks_are_noticed_on_opening(tmp_path: Path, clock: FixedClock):
    with Volume.create(tmp_path / "a", clock) as one, Volume.create(tmp_path / "b", clock) as other:
        assert one.id != other.id
        expected = one.id
    with pytest.raises(WrongVolume, match="not"):
        Volume.open(tmp_path / "b", clock, expected_id=expected)


def test_two_recorders_on_one_volume_are_refused_and_readers_are_not(volume: Volume, clock: FixedClock):
    with pytest.raises(VolumeInUse):
        Volume.open(volume.path, clock)
    with Volume.view(volume.path, clock) as view:
        assert view.id == volume.id
        with pytest.raises(VolumeReadOnly):
            record(view, "gate", clock.now_us())
    path = volume.path
    volume.close()
    Volume.open(path, clock).close()


def test_a_disk_that_is_swapped_while_recording_is_noticed_and_never_written_around(tmp_path: Path, clock: FixedClock):
    path = tmp_path / "volume"
    with volume_at(path, clock) as volume:
        told: list[VolumeState] = []
        volume.watch(lambda changed: told.append(changed.state))
        record(volume, "gate", clock.now_us())
        path.rename(tmp_path / "away")
        path.mkdir()
        with pytest.raises(VolumeAway):
            record(volume, "gate", clock.now_us() + 60_000_000)
        assert volume.state is VolumeState.MISSING
        assert told == [VolumeState.MISSING]
        assert not list(path.iterdir())
        (tmp_path / "away").rename(tmp_path / "back")
        with pytest.raises(VolumeAway):
            volume.verify()


def test_another_identity_over_ours_is_noticed(volume: Volume):
    shutil.copy(volume.path / "volume.toml", volume.path / "copy")
    (volume.path / "copy").replace(volume.path / "volume.toml")
    with pytest.raises(VolumeAway, match="identity"):
        volume.verify()


def test_full_passes_when_there_is_room_again(volume: Volume):
    volume.reserve_bytes = 1 << 60
    with pytest.raises(VolumeFull):
        volume.verify()
    assert volume.state is VolumeState.FULL
    assert volume.free_bytes() == 0
    volume.reserve_bytes = 0
    volume.verify()
    assert volume.state is VolumeState.READY
    assert 0 < volume.free_bytes() <= volume.total_bytes()


def test_a_failure_stays_until_the_volume_is_opened_anew(volume: Volume, clock: FixedClock):
    raised = volume.failed(OSError(errno.EIO, "Input/output error"), "Writing footage")
    assert isinstance(raised, VolumeReadOnly)
    with pytest.raises(VolumeReadOnly, match="Writing footage failed"):
        volume.verify()
    assert volume.state is VolumeState.READ_ONLY
    path = volume.path
    volume.close()
    with Volume.open(path, clock) as again:
        assert again.state is VolumeState.READY


def test_an_index_without_room_means_full_and_a_failing_one_read_only(volume: Volume):
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert isinstance(volume.failed(full, "Writing"), VolumeFull)
    assert isinstance(volume.failed(sqlite3.OperationalError("disk I/O error"), "Writing"), VolumeReadOnly)


@pytest.mark.parametrize("damage", [b"this is no database at all, and long enough to be one" * 100, b""])
def test_a_damaged_index_is_put_aside_and_recording_goes_on(volume: Volume, clock: FixedClock, damage: bytes):
    record(volume, "gate", clock.now_us())
    path = volume.path
    volume.close()
    (path / "index.db").write_bytes(damage)
    with Volume.open(path, clock) as again:
        again.reserve_bytes = 0
        assert again.index_incomplete
        record(again, "gate", clock.now_us() + 60_000_000)
        report = check(again, repair=True)
        assert report.sound
        assert not again.index_incomplete
        assert len(Archive([again]).segments("gate", 0, 1 << 60)) == 2


def fill_bytes(ballast: Path) -> None:
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def fill_names(folder: Path) -> list[Path]:
    made: list[Path] = []
    with contextlib.suppress(OSError):
        while True:
            path = folder / f"name{len(made)}"
            path.touch()
            made.append(path)
    return made


def test_full_disk_and_full_inodes_in_every_writer(small: Path, clock: FixedClock):
    """A real full file system: segments, index, holds and deletion each meet it; nothing safe is lost."""
    with volume_at(small / "v", clock) as volume:
        record(volume, "gate", clock.now_us(), groups=2)
        ballast = small / "ballast"
        fill_bytes(ballast)
        with pytest.raises(VolumeFull):
            record(volume, "gate", clock.now_us() + 60_000_000)
        assert volume.state is VolumeState.FULL
        hold = Hold("h", ("gate",), clock.now_us(), None, "a crime", clock.now_us())
        place([volume], hold)
        assert list_holds([volume]) == [hold]
        ballast.unlink()
        record(volume, "gate", clock.now_us() + 120_000_000)
        names = fill_names(small)
        with pytest.raises(VolumeFull):
            record(volume, "other", clock.now_us())
        place([volume], Hold("h2", ("gate",), clock.now_us(), None, "another", clock.now_us()))
        assert len(list_holds([volume])) == 2
        for each in names:
            each.unlink()
        record(volume, "other", clock.now_us())
        assert check(volume, full=True).sound
        assert [each.camera for each in Archive([volume]).segments("other", 0, 1 << 60)] == ["other"]


def test_a_disk_that_something_else_has_filled_is_swept_all_the_same(small: Path, clock: FixedClock):
    """Noting what is deleted takes a little room in the index, and there is none: the spare makes it."""
    with volume_at(small / "v", clock) as volume:
        for number in range(3):
            record(volume, "gate", clock.now_us() + number * 60_000_000, groups=1)
        volume.index.query("PRAGMA wal_checkpoint(TRUNCATE)")
        fill_bytes(small / "ballast")
        sweeper = Sweeper(volume, Policy(headroom_bytes=1 << 20))
        assert sweeper.sweep().deleted_segments > 0
        (small / "ballast").unlink()
        sweeper.sweep()
        assert (volume.path / HOLDS / ".spare").exists(), "it is set aside again as soon as there is room"
        assert check(volume, full=True).sound


def test_a_disk_that_turns_read_only_while_recording(small: Path, clock: FixedClock):
    with volume_at(small / "v", clock) as volume:
        writer = record(volume, "gate", clock.now_us(), close=False)
        writer.abandon()
        volume.index.close()
        subprocess.run(["mount", "-o", "remount,ro", small], check=True)
        with pytest.raises(VolumeReadOnly):
            volume.verify()
        assert volume.state is VolumeState.READ_ONLY
        with pytest.raises(VolumeReadOnly):
            record(volume, "gate", clock.now_us() + 60_000_000)
        volume.close()
        with pytest.raises(VolumeReadOnly, match="read-only"):
            Volume.open(small / "v", clock)
        with Volume.view(small / "v", clock) as view:
            (segment,) = Archive([view]).segments("gate", 0, 1 << 60)
            assert segment.open
        subprocess.run(["mount", "-o", "remount,rw", small], check=True)
        with Volume.open(small / "v", clock) as again:
            recover(again)
            assert check(again, full=True).sound


def test_an_index_with_a_log_on_a_read_only_disk_is_read_whole(small: Path, clock: FixedClock):
    volume = volume_at(small / "v", clock)
    record(volume, "gate", clock.now_us(), groups=1)
    saved = {name: (small / "v" / name).read_bytes() for name in ("index.db", "index.db-wal")}
    volume.close()
    assert saved["index.db-wal"]
    for name, data in saved.items():
        (small / "v" / name).write_bytes(data)
    (small / "v" / "index.db-shm").unlink(missing_ok=True)
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    try:
        with Volume.view(small / "v", clock) as view:
            assert len(Archive([view]).segments("gate", 0, 1 << 60)) == 1
    finally:
        subprocess.run(["mount", "-o", "remount,rw", small], check=True)


def test_unmounting_under_a_recorder_is_noticed(small: Path, clock: FixedClock):
    with volume_at(small / "v", clock) as volume:
        record(volume, "gate", clock.now_us())
        subprocess.run(["umount", "-l", small], check=True)
        try:
            with pytest.raises(VolumeAway):
                record(volume, "gate", clock.now_us() + 60_000_000)
            assert volume.state is VolumeState.MISSING
            assert not list(small.iterdir())
        finally:
            subprocess.run(["mount", "-t", "tmpfs", "tmpfs", small], check=True)


def test_a_volume_whose_making_was_cut_short_is_made_again(tmp_path: Path, clock: FixedClock):
    (tmp_path / "holds").mkdir()
    (tmp_path / "holds" / ".spare").touch()
    Volume.create(tmp_path, clock).close()
    (tmp_path / "volume.toml").unlink()
    for each in tmp_path.glob("index.db*"):
        each.unlink()
    (tmp_path / "holds" / "h.json").touch()
    with pytest.raises(WrongVolume):
        Volume.create(tmp_path, clock)
