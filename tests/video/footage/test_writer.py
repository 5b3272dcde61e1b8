"""Writing segments, on sound disks and bad ones."""

from __future__ import annotations

import errno
import hashlib

import av
import pytest
from tests.factories.video import GOP_FRAMES, frames, gops, record
from tests.video.footage.faulty_disk import FaultyDisk

from beadle.platform.clock import FixedClock
from beadle.video.footage.disk import Disk
from beadle.video.footage.errors import SegmentClosed, VolumeFull, VolumeReadOnly
from beadle.video.footage.find import Archive
from beadle.video.footage.recovery import recover
from beadle.video.footage.terms import Gop, VolumeState
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.footage.writer import SegmentWriter
from beadle.video.mp4.scan import scan
from beadle.video.terms import Codec, Frame


def pictures(path: object) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


@pytest.mark.parametrize("codec", list(Codec))
def test_a_segment_is_a_file_that_any_player_opens(volume: Volume, clock: FixedClock, codec: Codec):
    start = clock.now_us()
    writer = record(volume, "gate", start, groups=3, codec=codec)
    path = volume.path / segment_name("gate", start)
    assert path.relative_to(volume.path).as_posix() == "gate/2026-06-01/12-00-00.000000Z.mp4"
    assert pictures(path) == 3 * GOP_FRAMES
    (segment,) = Archive([volume]).segments("gate", start, start + 1)
    assert segment.sha256 == hashlib.sha256(path.read_bytes()).digest()
    assert segment.size == path.stat().st_size == writer.bytes
    assert (segment.start_us, segment.end_us, segment.open) == (start, start + 6_000_000, False)


def test_one_write_and_one_sync_a_group(faulty: Volume, disk: FaultyDisk, clock: FixedClock):
    fmt, made = gops(3, clock.now_us())
    writer = SegmentWriter(faulty, "gate", fmt, clock.now_us())
    assert not disk.calls, "making a writer touches no disk"
    writer.append(made[0])
    disk.calls.clear()
    writer.append(made[1])
    assert disk.calls == ["write", "sync"]
    writer.close(made[2].end_us)
    writer.close(made[2].end_us)
    with pytest.raises(SegmentClosed):
        writer.append(made[2])


def test_short_writes_are_gone_on_with(faulty: Volume, disk: FaultyDisk, clock: FixedClock):
    disk.short_by = 100
    record(faulty, "gate", clock.now_us(), groups=2)
    assert pictures(faulty.path / segment_name("gate", clock.now_us())) == 2 * GOP_FRAMES


def test_a_disk_that_takes_nothing_is_an_error_and_no_loop(volume: Volume, clock: FixedClock):
    class Stubborn(Disk):
        def write(self, handle: int, parts: object) -> int:
            return 0

    volume.disk = Stubborn()
    with pytest.raises(VolumeReadOnly):
        record(volume, "gate", clock.now_us(), groups=1)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_costs_nothing_that_was_written_and_the_group_may_be_tried_again(
    faulty: Volume, disk: FaultyDisk, clock: FixedClock, error: int
):
    fmt, made = gops(3, clock.now_us())
    writer = SegmentWriter(faulty, "gate", fmt, clock.now_us())
    writer.append(made[0])
    before = writer.bytes
    disk.short_by = 60
    disk.fail("write", disk.calls.count("write") + 1, error)
    with pytest.raises(VolumeFull):
        writer.append(made[1])
    path = faulty.path / segment_name("gate", writer.start_us)
    assert path.stat().st_size == before == writer.bytes
    assert faulty.state is VolumeState.FULL
    disk.short_by = 0
    writer.append(made[1])
    writer.append(made[2])
    writer.close(made[2].end_us)
    assert pictures(path) == 3 * GOP_FRAMES
    assert hashlib.sha256(path.read_bytes()).digest() == Archive([faulty]).segments("gate", 0, 1 << 60)[0].sha256
    faulty.verify()
    assert faulty.state is VolumeState.READY


@pytest.mark.parametrize("error", [errno.EIO, errno.EROFS])
def test_a_failing_write_ends_writing_on_the_volume(faulty: Volume, disk: FaultyDisk, clock: FixedClock, error: int):
    told: list[VolumeState] = []
    faulty.watch(lambda volume: told.append(volume.state))
    fmt, made = gops(2, clock.now_us())
    writer = SegmentWriter(faulty, "gate", fmt, clock.now_us())
    writer.append(made[0])
    disk.fail("write", disk.calls.count("write") + 1, error)
    with pytest.raises(VolumeReadOnly):
        writer.append(made[1])
    assert told == [VolumeState.READ_ONLY]
    with pytest.raises(SegmentClosed):
        writer.append(made[1])
    with pytest.raises(VolumeReadOnly):
        record(faulty, "other", clock.now_us())


def test_a_failed_sync_is_never_tried_again_and_never_trusted(faulty: Volume, disk: FaultyDisk, clock: FixedClock):
    fmt, made = gops(2, clock.now_us())
    writer = SegmentWriter(faulty, "gate", fmt, clock.now_us())
    writer.append(made[0])
    disk.fail("sync", disk.calls.count("sync") + 1, errno.EIO)
    with pytest.raises(VolumeReadOnly):
        writer.append(made[1])
    syncs = disk.calls.count("sync")
    with pytest.raises(SegmentClosed):
        writer.append(made[1])
    assert disk.calls.count("sync") == syncs
    assert faulty.state is VolumeState.READ_ONLY
    assert writer.end_us == made[0].end_us
    writer.abandon()
    path = faulty.path
    faulty.close()
    with Volume.open(path, clock) as again:
        (mended,) = recover(again)
        assert (mended.kept, mended.end_us) == (True, made[0].end_us)


@pytest.mark.parametrize("kind", ["open", "make_folder", "sync_folder"])
@pytest.mark.parametrize(("error", "raised"), [(errno.ENOSPC, VolumeFull), (errno.EIO, VolumeReadOnly)])
def test_a_beginning_that_fails_leaves_neither_row_nor_file(
    faulty: Volume, disk: FaultyDisk, clock: FixedClock, kind: str, error: int, raised: type[Exception]
):
    disk.fail(kind, 1, error)
    with pytest.raises(raised):
        record(faulty, "gate", clock.now_us())
    assert not list(faulty.path.rglob("*.mp4"))
    assert not faulty.index.unfinished()


def test_two_segments_of_one_moment_get_names_of_their_own(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    second = record(volume, "gate", start, groups=1)
    assert second.start_us == start + 1
    assert len(Archive([volume]).segments("gate", start, start + 2)) == 2


def test_a_segment_without_a_picture_leaves_nothing(volume: Volume, clock: FixedClock):
    fmt, _ = gops(1, 0)
    SegmentWriter(volume, "gate", fmt, clock.now_us()).close(clock.now_us())
    assert not volume.index.unfinished()


def test_a_camera_whose_clock_runs_back_does_not_turn_a_file_back(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fmt, made = gops(3, start)
    made[1].base_pts = -(10**9)
    for each in made[1].frames:
        each.pts -= 10**9
    writer = SegmentWriter(volume, "gate", fmt, start)
    for each in made:
        writer.append(each)
    writer.close(made[-1].end_us)
    data = (volume.path / segment_name("gate", start)).read_bytes()
    times = [each.tfdt for each in scan(lambda at, size: data[at : at + size], len(data)).fragments]
    assert times == sorted(set(times))
    assert pictures(volume.path / segment_name("gate", start)) == 3 * GOP_FRAMES


def test_a_group_in_pieces_is_marked(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fmt, sent = frames(GOP_FRAMES, start)
    writer = SegmentWriter(volume, "gate", fmt, start)
    writer.append(Gop(sent[:4], start, start + 800_000, 0, 4 * 18_000))
    writer.append(Gop(sent[4:], start + 800_000, start + 2_000_000, 4 * 18_000, 6 * 18_000))
    writer.close(start + 2_000_000)
    (segment,) = Archive([volume]).segments("gate", start, start + 1)
    assert [each.key for each in Archive([volume]).fragments_of(segment)] == [True, False]
    assert pictures(segment.path) == GOP_FRAMES


def test_the_cameras_own_time_is_kept_beside_the_servers(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    fmt, sent = frames(GOP_FRAMES, start)
    for each in sent:
        each.camera_us = each.received_us - 3_600_000_000
    writer = SegmentWriter(volume, "gate", fmt, start)
    writer.append(Gop(sent, start, start + 2_000_000, 0, 180_000))
    writer.close(start + 2_000_000)
    (segment,) = Archive([volume]).segments("gate", start, start + 1)
    assert segment.camera_start_us == start - 3_600_000_000
    data = segment.path.read_bytes()
    (fragment,) = scan(lambda at, size: data[at : at + size], len(data)).fragments
    assert (fragment.server_us, fragment.camera_us) == (start, start - 3_600_000_000)


def test_a_group_of_thousands_of_frames(volume: Volume, clock: FixedClock):
    fmt, sent = frames(GOP_FRAMES, clock.now_us())
    many = [Frame(sent[min(n, 1)].data, n * 900, n == 0, clock.now_us()) for n in range(3000)]
    writer = SegmentWriter(volume, "gate", fmt, clock.now_us())
    writer.append(Gop(many, clock.now_us(), clock.now_us() + 30_000_000, 0, 2_700_000))
    assert writer.bytes == (volume.path / segment_name("gate", clock.now_us())).stat().st_size
    writer.close(clock.now_us() + 30_000_000)
