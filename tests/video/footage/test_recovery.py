"""After kill -9 and power cuts, at every step of writing, closing and deleting."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
from pathlib import Path

import av
import pytest
from tests.factories.video import GOP_FRAMES, gops, record
from tests.video.footage.faulty_disk import FaultyDisk, PowerCut

from beadle.platform.clock import FixedClock
from beadle.video.footage.check import check
from beadle.video.footage.disposal import Sweeper, candidates, dispose
from beadle.video.footage.errors import VolumeInUse
from beadle.video.footage.find import Archive
from beadle.video.footage.holds import place
from beadle.video.footage.recovery import recover
from beadle.video.footage.retention import Policy
from beadle.video.footage.terms import Hold
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.footage.writer import SegmentWriter

GROUP_US = 2_000_000


def reopened(path: Path, clock: FixedClock) -> Volume:
    volume = Volume.open(path, clock)
    volume.reserve_bytes = 0
    return volume


def decodes(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_an_open_segment_is_completed_and_reads_like_any_other(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=3, close=False)
    volume.close()
    with reopened(volume.path, clock) as again:
        (mended,) = recover(again)
        assert (mended.camera, mended.start_us, mended.end_us) == ("gate", start, start + 3 * GROUP_US)
        assert (mended.cut_bytes, mended.kept) == (0, True)
        assert not again.unfinished
        assert check(again, full=True).sound
        assert not recover(again)


def test_a_tail_torn_anywhere_is_cut_to_the_last_whole_fragment(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=3, close=False)
    path = volume.path / segment_name("gate", start)
    (segment,) = Archive([volume]).segments("gate", start, start + 1)
    fragments = Archive([volume]).fragments_of(segment)
    whole = path.read_bytes()
    volume.close()
    ends = [segment.init_bytes, *(each.offset + each.length for each in fragments)]
    inside = [ends[1] + n for n in (1, 7, 8, 31, 32, 40, 64, 100, 144, 200, fragments[1].length - 1)]
    for size in [0, 1, 8, ends[0] - 1, ends[0], ends[0] + 5, *inside, ends[2], ends[3]]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(whole[:size])
        with reopened(volume.path, clock) as again:
            if not again.unfinished:
                again.index.begin_segment("gate", start, segment.format, segment.init_bytes)
                again.unfinished = again.index.unfinished()
            recover(again)
            left = sum(end <= size for end in ends[1:])
            assert path.exists() == (left > 0)
            if left:
                assert path.stat().st_size == ends[left]
                assert decodes(path) == left * GOP_FRAMES
            assert check(again, full=True).sound
            again.index.forget_segment("gate", start)
            again.index.rebuild_runs("gate")


def test_garbage_and_zeros_behind_the_last_fragment_are_cut(volume: Volume, clock: FixedClock):
    """What ext4 leaves after a power cut: a length without the bytes."""
    for number, tail in enumerate((bytes(5000), os.urandom(5000), struct.pack(">I4s", 9999, b"moof") + bytes(3000))):
        start = clock.now_us() + number * 10 * GROUP_US
        record(volume, "gate", start, groups=2, close=False)
        with (volume.path / segment_name("gate", start)).open("ab") as file:
            file.write(tail)
    volume.close()
    with reopened(volume.path, clock) as again:
        done = recover(again)
        assert sorted(each.cut_bytes for each in done) == [3008, 5000, 5000]
        assert check(again, full=True).sound


def test_recovery_is_in_proportion_to_what_was_open(faulty: Volume, disk: FaultyDisk, clock: FixedClock):
    for number in range(20):
        record(faulty, "gate", clock.now_us() + number * GROUP_US, groups=1)
    record(faulty, "gate", clock.now_us() + 40 * GROUP_US, groups=1, close=False)
    path = faulty.path
    faulty.close()
    again_disk = FaultyDisk()
    with Volume.open(path, clock, disk=again_disk) as again:
        assert len(again.unfinished) == 1
        recover(again)
        assert again_disk.calls == ["open"]


def write_some(volume: Volume, start: int) -> list[tuple[int, int]]:
    """Two segments of two groups; returns what was acknowledged, as (start, end) of groups."""
    safe: list[tuple[int, int]] = []
    for number in range(2):
        begin = start + number * 2 * GROUP_US
        fmt, made = gops(2, begin)
        writer = SegmentWriter(volume, "gate", fmt, begin)
        try:
            for each in made:
                writer.append(each)
                safe.append((each.start_us, each.end_us))
            writer.close(begin + 2 * GROUP_US)
        except PowerCut:
            writer.abandon()
            return safe
    return safe


@pytest.mark.parametrize("keep", [0.0, 0.4, 1.0])
def test_a_power_cut_at_every_step_of_writing_loses_no_acknowledged_group(
    tmp_path: Path, clock: FixedClock, keep: float
):
    step = 0
    while True:
        step += 1
        disk = FaultyDisk()
        path = tmp_path / f"step {step}"
        volume = Volume.create(path, clock, disk=disk)
        volume.reserve_bytes = 0
        disk.cut(step)
        safe = write_some(volume, clock.now_us())
        cut = disk.dead
        volume.close()
        disk.after_the_cut(path, keep)
        with reopened(path, clock) as again, Archive([again]) as archive:
            recover(again)
            assert check(again, full=True).sound
            kept = [
                (fragment.start_us, fragment.end_us)
                for _, fragments in archive.fragments("gate", 0, 1 << 60)
                for fragment in fragments
            ]
            assert kept[: len(safe)] == safe
            assert len(kept) <= len(safe) + 1
            record(again, "gate", clock.now_us() + 100 * GROUP_US)
        if not cut:
            break
    assert step > 8


@pytest.mark.parametrize("keep", [0.0, 1.0])
def test_a_power_cut_at_every_step_of_deleting_leaves_disk_and_index_agreed(
    tmp_path: Path, clock: FixedClock, keep: float
):
    step = 0
    while True:
        step += 1
        disk = FaultyDisk()
        path = tmp_path / f"step {step}"
        volume = Volume.create(path, clock, disk=disk)
        volume.reserve_bytes = 0
        for number in range(4):
            record(volume, "gate", clock.now_us() + number * GROUP_US, groups=1)
        batch = list(candidates(volume.index))[:3]
        disk.cut(step)
        with contextlib.suppress(PowerCut):
            dispose(volume, batch, "age")
        cut = disk.dead
        volume.close()
        disk.after_the_cut(path, keep)
        with reopened(path, clock) as again:
            recover(again)
            report = check(again, full=True)
            assert report.sound, report.findings
            assert report.files in {1, 4}
            Sweeper(again, Policy(default_days=31)).sweep()
            assert check(again).sound
        if not cut:
            break
    assert step > 4


def test_a_deletion_that_was_cut_short_stops_at_a_hold_placed_meanwhile(
    faulty: Volume, disk: FaultyDisk, clock: FixedClock
):
    start = clock.now_us()
    for number in range(3):
        record(faulty, "gate", start + number * GROUP_US, groups=1)
    disk.cut(2)
    with pytest.raises(PowerCut):
        dispose(faulty, list(candidates(faulty.index)), "age")
    path = faulty.path
    faulty.close()
    with Volume.view(path, clock) as view:
        place([view], Hold("h", ("gate",), start + GROUP_US, start + GROUP_US + 1, "a crime", start))
    with reopened(path, clock) as again:
        assert len(again.unfinished) == 3
        recover(again)
        assert [each.start_us for each in candidates(again.index)] == [start + GROUP_US]
        assert check(again, full=True).sound


KILLED = """
import sys
from pathlib import Path
from beadle.platform.clock import SYSTEM
from beadle.video.footage.volume import Volume
from beadle.video.footage.writer import SegmentWriter
from tests.factories.video import gops
volume = Volume.open(Path(sys.argv[1]), SYSTEM)
volume.reserve_bytes = 0
fmt, made = gops(3, 1_780_315_200_000_000)
for minute in range(100000):
    start = made[0].start_us
    writer = SegmentWriter(volume, "gate", fmt, start)
    for each in made:
        writer.append(each)
        print(each.start_us, flush=True)
        each.start_us += 6_000_000
        each.end_us += 6_000_000
    writer.close(start + 6_000_000)
"""


@pytest.mark.parametrize("groups", [1, 2, 3, 4, 8])
def test_kill_9_costs_at_most_the_group_under_way(tmp_path: Path, clock: FixedClock, groups: int):
    path = tmp_path / "volume"
    Volume.create(path, clock).close()
    root = Path(__file__).parents[3]
    environment = {"PYTHONPATH": f"{root / 'src'}:{root}", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        safe = [int(process.stdout.readline()) for _ in range(groups)]
        with pytest.raises(VolumeInUse):
            Volume.open(path, clock)
        process.kill()
        safe += [int(line) for line in process.stdout.read().splitlines()]
    with reopened(path, clock) as again, Archive([again]) as archive:
        recover(again)
        assert check(again, full=True).sound
        found = archive.fragments("gate", 0, 1 << 60)
        kept = [each.start_us for _, fragments in found for each in fragments]
        assert kept[: len(safe)] == safe
        assert len(kept) <= len(safe) + 1
        assert sum(decodes(segment.path) for segment, _ in found) == len(kept) * GOP_FRAMES
        assert len(archive.spans("gate", 0, 1 << 60)) == 1
