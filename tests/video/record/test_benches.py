"""Writer threads against disks that fail, fill up, hang and come back. None may hold up another camera or the loop."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from tests.factories import video

from beadle.platform.clock import SYSTEM, FixedClock
from beadle.video.footage.disk import Disk
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import GapReason, VolumeState
from beadle.video.footage.volume import Volume
from beadle.video.record.benches import Benches
from beadle.video.record.lane import Break, Group

START = 1_780_315_200_000_000
SECOND = 1_000_000
WITHIN_S = 60.0


class FaultyDisk(Disk):
    """A disk that fails, or hangs, when it is told to."""

    def __init__(self) -> None:
        self.fault: OSError | None = None
        self.answers = threading.Event()
        self.answers.set()
        self.hangs = threading.Event()

    def sync(self, handle: int) -> None:
        if not self.answers.is_set():
            self.hangs.set()
        assert self.answers.wait(60)
        if self.fault is not None:
            raise self.fault
        super().sync(handle)

    def write(self, handle: int, parts: Sequence[bytes]) -> int:
        if self.fault is not None and self.fault.errno == errno.ENOSPC:
            raise self.fault
        return super().write(handle, parts)


class Yard:
    """Volumes with their disks, and benches over them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.disks: list[FaultyDisk] = []
        self.volumes: list[Volume] = []
        self.benches = Benches(SYSTEM, lane_bytes=1000, all_bytes=3000)

    def add(self) -> FaultyDisk:
        disk = FaultyDisk()
        volume = Volume.create(self._folder / str(len(self.disks)), SYSTEM, disk=disk)
        volume.reserve_bytes = 0
        self.disks.append(disk)
        self.volumes.append(volume)
        self.benches.add(volume)
        return disk

    def put(self, camera: str, count: int, start_us: int = START, size: int = 10) -> list[bool]:
        fmt, gops = video.gops(count, start_us)
        lane = self.benches.lane(camera)
        return [self.benches.put(lane, Group(gop, fmt, place == 0, size)) for place, gop in enumerate(gops)]

    def seconds(self, camera: str) -> float:
        """Recorded on all volumes together, as the union of labels."""
        with Archive(self.volumes) as archive:
            (line,) = archive.timeline([camera], START - 3600 * SECOND, START + 3600 * SECOND)
        return sum(span.end_us - span.start_us for span in line.spans) / SECOND

    def preferring(self, place: int) -> str:
        """A camera whose footage goes to that volume."""
        wanted = self.volumes[place]
        return next(
            name for name in map(str, range(1000)) if (b := self.benches.preferred(name)) and b.volume is wanted
        )


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    made = Yard(tmp_path)
    yield made
    for disk in made.disks:
        disk.answers.set()
    made.benches.close(5)
    for volume in made.volumes:
        volume.close()


def until(look: Callable[[], object], benches: Benches | None = None) -> None:
    deadline = SYSTEM.monotonic() + WITHIN_S
    pause = threading.Event()
    while not look():
        assert SYSTEM.monotonic() < deadline, "it did not happen in time"
        if benches is not None:
            benches.check()
        pause.wait(0.01)


def test_all_cameras_reach_the_disk(yard: Yard):
    yard.add()
    for number in range(8):
        yard.put(f"c{number}", 5)
    assert yard.benches.drain(WITHIN_S)
    assert all(lane.written_at for lane in yard.benches.lanes)
    assert yard.benches.waiting_bytes == 0
    assert yard.seconds("c3") == 10


def test_a_hanging_disk_does_not_stop_the_caller_and_memory_is_bounded(yard: Yard):
    disk = yard.add()
    disk.answers.clear()
    taken = yard.put("a", 20, size=100)
    assert taken == [True] * 10 + [False] * 10
    taken = [each for name in "bcdefgh" for each in yard.put(name, 8, size=100)]
    assert sum(taken) == 20
    assert yard.benches.waiting_bytes <= 3000
    assert yard.benches.lane("a").dropped == 10
    disk.answers.set()
    assert yard.benches.drain(WITHIN_S)


def test_what_was_refused_is_a_gap_and_one_break_is_enough(yard: Yard):
    disk = yard.add()
    disk.answers.clear()
    lane = yard.benches.lane("a")
    yard.put("a", 3)
    assert disk.hangs.wait(WITHIN_S)
    yard.benches.refuse(lane)
    yard.benches.refuse(lane)
    assert sum(isinstance(item, Break) for item in lane.items) == 1
    disk.answers.set()
    assert yard.benches.drain(WITHIN_S)
    yard.put("a", 1, START + 20 * SECOND)
    assert yard.benches.drain(WITHIN_S)
    with Archive(yard.volumes) as archive:
        (gap,) = archive.gaps("a", 0, 1 << 60)
    assert (gap.reason, gap.end_us - gap.start_us) == (GapReason.OVERLOAD, 14 * SECOND)


def test_a_break_bears_the_moment_at_which_it_was_handed_over(clock: FixedClock):
    benches = Benches(clock)
    lane = benches.lane("a")
    benches.put(lane, Break(GapReason.NO_VIDEO))
    clock.advance(2)
    benches.refuse(lane)
    clock.advance(2)
    benches.refuse(lane)
    breaks = [(each.reason, each.at_us) for each in lane.items if isinstance(each, Break)]
    now_us = clock.now_us()
    assert breaks == [(GapReason.NO_VIDEO, now_us - 4 * SECOND), (GapReason.DISK_FAILED, now_us - 2 * SECOND)]


def test_a_failed_sync_moves_recording_to_the_next_volume_with_the_group_that_failed(yard: Yard):
    yard.add()
    yard.add()
    camera = yard.preferring(0)
    yard.put(camera, 3)
    assert yard.benches.drain(WITHIN_S)
    yard.disks[0].fault = OSError(errno.EIO, "I/O error")
    yard.put(camera, 3, START + 6 * SECOND)
    assert yard.benches.drain(WITHIN_S)
    assert yard.volumes[0].state is VolumeState.READ_ONLY
    with Archive(yard.volumes[1:]) as archive:
        found = archive.segments(camera, 0, 1 << 60)
        assert archive.gaps(camera, 0, 1 << 60) == []
    assert [(each.start_us - START) / SECOND for each in found] == [6]
    assert yard.seconds(camera) == 12


def test_other_cameras_do_not_notice_a_failed_volume(yard: Yard):
    yard.add()
    yard.add()
    failing, sound = yard.preferring(0), yard.preferring(1)
    yard.disks[0].fault = OSError(errno.EIO, "I/O error")
    for name in (failing, sound):
        yard.put(name, 5)
    assert yard.benches.drain(WITHIN_S)
    assert yard.seconds(sound) == 10
    assert yard.seconds(failing) == 10


def test_a_full_disk_is_written_again_when_there_is_room(yard: Yard):
    disk = yard.add()
    yard.put("a", 1)
    assert yard.benches.drain(WITHIN_S)
    disk.fault = OSError(errno.ENOSPC, "No space left")
    yard.put("a", 3, START + 2 * SECOND)
    until(lambda: yard.volumes[0].state is VolumeState.FULL)
    until(lambda: not yard.benches.lane("a").scheduled)
    assert yard.benches.trouble() is GapReason.DISK_FULL
    disk.fault = None
    yard.volumes[0].verify()
    yard.benches.check()
    assert yard.benches.drain(WITHIN_S)
    assert yard.seconds("a") == 8


def test_without_any_volume_footage_waits_and_then_is_refused(yard: Yard):
    assert yard.put("a", 12, size=100) == [True] * 10 + [False] * 2
    assert yard.benches.trouble() is GapReason.DISK_FAILED
    yard.add()
    assert yard.benches.drain(WITHIN_S)
    assert yard.seconds("a") == 20


def test_a_disk_that_hangs_loses_its_cameras_to_the_next(yard: Yard, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("beadle.video.record.benches.STALL_S", 0.05)
    yard.add()
    yard.add()
    camera = yard.preferring(0)
    yard.disks[0].answers.clear()
    yard.put(camera, 3)
    assert yard.disks[0].hangs.wait(WITHIN_S)
    until(yard.benches.idle, yard.benches)
    assert yard.benches.stalled(yard.volumes[0])
    with Archive(yard.volumes[1:]) as archive:
        assert archive.newest_us(camera) == START + 6 * SECOND
    yard.disks[0].answers.set()
    until(lambda: not yard.benches.stalled(yard.volumes[0]), yard.benches)


def test_a_volume_that_is_taken_away_hands_over_what_was_waiting(yard: Yard):
    yard.add()
    yard.add()
    camera = yard.preferring(0)
    yard.disks[0].answers.clear()
    yard.put(camera, 4)
    assert yard.disks[0].hangs.wait(WITHIN_S)
    yard.benches.remove(yard.volumes[0])
    assert yard.benches.drain(WITHIN_S)
    with Archive(yard.volumes[1:]) as archive:
        assert archive.newest_us(camera) == START + 8 * SECOND


def test_a_lane_goes_back_to_its_volume_between_two_files(yard: Yard):
    yard.add()
    yard.add()
    camera = yard.preferring(0)
    first = yard.volumes[0]
    first._set(VolumeState.FULL, "test")
    yard.put(camera, 1)
    assert yard.benches.drain(WITHIN_S)
    assert yard.benches.lane(camera).seat.volume is yard.volumes[1]
    first.verify()
    yard.put(camera, 1, START + 60 * SECOND)
    assert yard.benches.drain(WITHIN_S)
    assert yard.benches.lane(camera).seat.volume is first


def test_a_group_that_no_file_can_hold_stops_nobody(yard: Yard):
    yard.add()
    fmt, gops = video.gops(2, START)
    odd = type(fmt)(fmt.codec, (b"", b""), 320, 180)
    lane = yard.benches.lane("odd")
    yard.benches.put(lane, Group(gops[0], odd, True, 1))
    yard.put("a", 2)
    assert yard.benches.drain(WITHIN_S)
    assert yard.seconds("a") == 4


def test_cameras_are_spread_by_size_and_stay_where_they_are(yard: Yard):
    yard.add()
    yard.add()
    names = [str(number) for number in range(400)]
    before = {name: yard.benches.preferred(name).volume for name in names}
    assert 120 < sum(volume is yard.volumes[0] for volume in before.values()) < 280
    yard.add()
    after = {name: yard.benches.preferred(name).volume for name in names}
    assert all(after[name] in {before[name], yard.volumes[2]} for name in names)
