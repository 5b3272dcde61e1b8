"""Care of a volume: opened, watched, mended, swept, and taken back when it returns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.factories import video

from beadle.platform.clock import SYSTEM, FixedClock
from beadle.platform.errors import NotFound
from beadle.video.footage.disposal import disposals
from beadle.video.footage.errors import WrongVolume
from beadle.video.footage.find import Archive
from beadle.video.footage.holds import place
from beadle.video.footage.terms import DAY_US, Hold, VolumeState
from beadle.video.footage.volume import Volume
from beadle.video.record import keeper as keeper_module
from beadle.video.record.keeper import Keeper, Opener, unmounted
from beadle.video.record.known import KnownVolumes


class Yard:
    """A keeper that notes what it says."""

    def __init__(self, path: Path, opener: Opener) -> None:
        self.came: list[Volume] = []
        self.went: list[Volume] = []
        self.changes = 0
        self.days: dict[str, int] = {}
        self.keeper = Keeper(
            path, opener, came=self.came.append, went=self.went.append, changed=self._changed, days=lambda: self.days
        )

    def _changed(self, _keeper: Keeper) -> None:
        self.changes += 1


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Yard]]:
    monkeypatch.setattr(keeper_module, "LOOK_S", 0.02)
    monkeypatch.setattr(keeper_module, "REOPEN_S", 0.02)
    monkeypatch.setattr(keeper_module, "MEND_AFTER_S", 0.02)
    made: list[Yard] = []

    def one(path: Path | None = None, opener: Opener | None = None) -> Yard:
        made.append(Yard(path or tmp_path / "v", opener or Opener(SYSTEM)))
        return made[-1]

    yield one
    for yard in made:
        yard.keeper.stop(5)
        if yard.keeper.volume is not None:
            yard.keeper.volume.close()


def until(look: Callable[[], object]) -> None:
    deadline = SYSTEM.monotonic() + 60
    pause = threading.Event()
    while not look():
        assert SYSTEM.monotonic() < deadline, "it did not happen in time"
        pause.wait(0.01)


def test_a_new_folder_becomes_a_volume(make: Callable[..., Yard], tmp_path: Path):
    yard = make()
    assert yard.keeper.open()
    assert [volume.path for volume in yard.came] == [tmp_path / "v"]
    status = yard.keeper.status()
    assert (status["state"], status["alarm"], status["hanging"]) == ("ready", False, False)
    assert 0 < status["free_bytes"] <= status["total_bytes"]


def test_a_folder_with_other_things_in_it_does_not(make: Callable[..., Yard], tmp_path: Path):
    (tmp_path / "v").mkdir()
    (tmp_path / "v/holiday.jpg").touch()
    yard = make()
    assert not yard.keeper.open()
    assert yard.keeper.status()["state"] == "missing"
    assert "no volume" in yard.keeper.status()["detail"]
    assert yard.changes == 1
    assert not yard.keeper.open()
    assert yard.changes == 1  # said once


def test_a_folder_whose_disk_is_not_mounted_does_not_become_a_volume(tmp_path: Path):
    table = tmp_path / "fstab"
    table.write_text(f"# disks\n/dev/sda1 / ext4 defaults 0 1\n/dev/sdb1 {tmp_path} ext4 defaults 0 2\nnone swap\n")
    assert unmounted(tmp_path / "footage", table)
    assert unmounted(tmp_path, table)
    assert not unmounted(tmp_path.parent, table)
    assert not unmounted(tmp_path, tmp_path / "none")


def test_a_known_volume_is_never_replaced_by_an_empty_folder(tmp_path: Path):
    known = KnownVolumes(tmp_path)
    Opener(SYSTEM, known).open(tmp_path / "v").close()
    (tmp_path / "v").rename(tmp_path / "elsewhere")
    (tmp_path / "v").mkdir()
    with pytest.raises(NotFound, match="no volume"):
        Opener(SYSTEM, KnownVolumes(tmp_path)).open(tmp_path / "v")


def test_a_swapped_disk_is_noticed(tmp_path: Path):
    opener = Opener(SYSTEM, KnownVolumes(tmp_path))
    opener.open(tmp_path / "a").close()
    opener.open(tmp_path / "b").close()
    (tmp_path / "a").rename(tmp_path / "c")
    (tmp_path / "b").rename(tmp_path / "a")
    with pytest.raises(WrongVolume, match="swapped"):
        opener.open(tmp_path / "a")


def test_a_volume_that_goes_is_handed_back_and_taken_again_when_it_returns(make: Callable[..., Yard], tmp_path: Path):
    yard = make()
    yard.keeper.open()
    yard.keeper.start()
    (tmp_path / "v").rename(tmp_path / "away")
    until(lambda: yard.went)
    assert yard.keeper.status()["state"] == "missing"
    (tmp_path / "away").rename(tmp_path / "v")
    until(lambda: len(yard.came) == 2)
    assert yard.came[0].id == yard.came[1].id


def test_a_failed_volume_stays_out_until_the_operator_says_so(make: Callable[..., Yard]):
    yard = make()
    yard.keeper.open()
    yard.came[0].failed(OSError(5, "I/O error"), "Making footage durable")
    assert yard.keeper.state is VolumeState.READ_ONLY
    yard.keeper.start()
    changes = yard.changes
    yard.keeper.retry()
    until(lambda: len(yard.came) == 2)
    assert yard.keeper.state is VolumeState.READY
    assert yard.went == [yard.came[0]]
    assert changes == 1


def test_what_a_crash_left_open_is_mended_behind_the_recording(make: Callable[..., Yard], tmp_path: Path):
    with video.volume_at(tmp_path / "v", SYSTEM) as volume:
        video.record(volume, "c", SYSTEM.now_us() - DAY_US, close=False)
    yard = make()
    yard.keeper.open()
    assert yard.came[0].unfinished
    yard.keeper.start()
    until(lambda: not yard.came[0].unfinished)


def test_old_footage_is_deleted_and_the_rest_is_kept(make: Callable[..., Yard], tmp_path: Path, clock: FixedClock):
    now = clock.now_us()
    with video.volume_at(tmp_path / "v", clock) as volume:
        for age in (40, 20, 1):
            for camera in ("short", "long"):
                video.record(volume, camera, now - age * DAY_US)
    yard = make(opener=Opener(clock))
    yard.days = {"short": 10, "long": 31}
    yard.keeper.open()
    yard.came[0].reserve_bytes = 0
    yard.keeper.start()
    until(lambda: len(disposals(yard.came[0])) == 2)
    assert len(list((tmp_path / "v/short").glob("*/*.mp4"))) == 1
    assert len(list((tmp_path / "v/long").glob("*/*.mp4"))) == 2


def test_a_lost_index_is_written_anew_from_the_files(make: Callable[..., Yard], tmp_path: Path):
    with video.volume_at(tmp_path / "v", SYSTEM) as volume:
        video.record(volume, "c", SYSTEM.now_us() - DAY_US)
    for name in ("index.db", "index.db-wal", "index.db-shm"):
        (tmp_path / "v" / name).unlink(missing_ok=True)
    yard = make()
    yard.keeper.open()
    assert yard.came[0].index_incomplete
    yard.keeper.start()
    until(lambda: not yard.came[0].index_incomplete)
    with Archive([yard.came[0]]) as archive:
        assert len(archive.segments("c", 0, SYSTEM.now_us())) == 1


def test_a_hold_on_one_volume_holds_on_the_others_and_is_carried_over(
    make: Callable[..., Yard], tmp_path: Path, clock: FixedClock
):
    now = clock.now_us()
    with video.volume_at(tmp_path / "old", clock) as other, video.volume_at(tmp_path / "v", clock) as volume:
        video.record(volume, "c", now - 40 * DAY_US)
        place([other], Hold("h", ("c",), now - 50 * DAY_US, None, "a reason", now))
    yard = make(opener=Opener(clock))
    yard.days = {"c": 10}
    other = Volume.open(tmp_path / "old", clock)
    yard.keeper.others = lambda: [other]
    yard.keeper.open()
    yard.came[0].reserve_bytes = 0
    yard.keeper.start()
    until((tmp_path / "v" / "holds" / "h.json").exists)
    until(lambda: yard.keeper.status()["held_bytes"] > 0)
    assert len(list((tmp_path / "v/c").glob("*/*.mp4"))) == 1
    yard.keeper.stop(5)
    other.close()
