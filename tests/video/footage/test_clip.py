"""One MP4 between two times: bit for bit, of a known length, readable at any place."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
from pathlib import Path

import av
import pytest
from tests.factories.video import GOP_FRAMES, TICKS, coded, frames, gops, record, shade, volume_at

from beadle.platform.clock import FixedClock
from beadle.video.footage.clip import ClipPlan, plan_clips, wanted
from beadle.video.footage.errors import FootageDamaged, NoFootage
from beadle.video.footage.files import RecordedFiles
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import Fragment, Gop, Span
from beadle.video.footage.volume import Volume
from beadle.video.footage.writer import SegmentWriter
from beadle.video.mp4.scan import scan
from beadle.video.terms import Codec, Frame

GROUP_US = 2_000_000


def plan(archive: Archive, begin: int, end: int, camera: str = "gate") -> ClipPlan:
    (clip,) = plan_clips(archive.recorded(camera, begin, end), begin, end)
    return clip


def whole(clip: ClipPlan) -> bytes:
    with RecordedFiles() as files:
        return b"".join(clip.read(0, clip.size, files))


def times(file: bytes) -> list[int]:
    with av.open(io.BytesIO(file)) as container:
        return [frame.pts for frame in container.decode(video=0) if frame.pts is not None]


@pytest.mark.parametrize("codec", list(Codec))
def test_a_clip_over_two_files_plays_without_a_seam(volume: Volume, clock: FixedClock, codec: Codec):
    start = clock.now_us()
    record(volume, "gate", start, groups=2, codec=codec)
    record(volume, "gate", start + 2 * GROUP_US, groups=2, codec=codec)
    clip = plan(Archive([volume]), start + GROUP_US + 500_000, start + 3 * GROUP_US + 1)
    assert (clip.start_us, clip.end_us) == (start + GROUP_US, start + 4 * GROUP_US)
    assert (clip.gaps, clip.overlaps, len(clip.formats)) == ([], [], 1)
    file = whole(clip)
    assert len(file) == clip.size
    assert times(file) == [n * TICKS for n in range(3 * GOP_FRAMES)]
    seen = scan(lambda at, size: file[at : at + size], len(file))
    assert (seen.fault, [each.sequence for each in seen.fragments]) == ("", [1, 2, 3])
    assert [each.server_us for each in seen.fragments] == [start + n * GROUP_US for n in (1, 2, 3)]


def test_the_pictures_are_bit_for_bit_those_recorded(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=3)
    file = whole(plan(Archive([volume]), start, start + 3 * GROUP_US))
    _, pictures = coded(3 * GOP_FRAMES)
    assert [data in file for _, data in pictures] == [True] * len(pictures)
    with av.open(io.BytesIO(file)) as container:
        first = next(container.decode(video=0)).to_ndarray(format="gray")
    assert abs(int(first[90, 160]) - (shade(0) - 16) * 255 // 219) < 3  # grey has the full range, video has not


def test_any_range_is_the_same_bytes(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=4)
    clip = plan(Archive([volume]), start, start + 4 * GROUP_US)
    file = whole(clip)
    drawn = random.Random(5)
    edges = [0, 1, len(clip.init), *(each.at + n for each in clip.pieces for n in (-1, 0, 1, 40, 143, 144, 145))]
    with RecordedFiles() as files:
        for _ in range(300):
            begin = drawn.choice([drawn.choice(edges), drawn.randrange(clip.size)])
            end = drawn.choice([drawn.choice(edges), drawn.randrange(clip.size + 9), begin])
            assert b"".join(clip.read(begin, end, files)) == file[begin : max(begin, end)]
        assert list(clip.read(clip.size, clip.size + 5, files)) == []


def test_a_download_is_taken_up_again_only_for_the_same_bytes(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=4)
    archive = Archive([volume])
    one = plan(archive, start, start + 2 * GROUP_US)
    assert one.fingerprint == plan(archive, start, start + 2 * GROUP_US).fingerprint
    assert one.fingerprint != plan(archive, start, start + 3 * GROUP_US).fingerprint


def test_a_gap_lasts_as_long_in_the_clip_as_it_did(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    record(volume, "gate", start + 10 * GROUP_US, groups=1)
    clip = plan(Archive([volume]), start, start + 20 * GROUP_US)
    assert clip.gaps == [Span(start + GROUP_US, start + 10 * GROUP_US)]
    shown = times(whole(clip))
    assert shown[GOP_FRAMES] == 10 * GOP_FRAMES * TICKS
    assert len(shown) == 2 * GOP_FRAMES


def test_a_clock_that_was_set_back_loses_nothing(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=3)
    record(volume, "gate", start + 2 * GROUP_US, groups=2)
    clip = plan(Archive([volume]), start, start + 10 * GROUP_US)
    assert clip.overlaps == [Span(start + 2 * GROUP_US, start + 3 * GROUP_US)]
    assert len(times(whole(clip))) == 5 * GOP_FRAMES


def test_two_formats_are_two_descriptions(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    fmt, pictures = coded(GOP_FRAMES, Codec.H264, 160, 96)
    begin = start + GROUP_US
    in_band = b"".join(len(each).to_bytes(4, "big") + each for each in fmt.parameter_sets)
    sent = [Frame(in_band * key + data, n * TICKS, key, begin) for n, (key, data) in enumerate(pictures)]
    writer = SegmentWriter(volume, "gate", fmt, begin)
    writer.append(Gop(sent, begin, begin + GROUP_US, 0, GOP_FRAMES * TICKS))
    writer.close(begin + GROUP_US)
    clip = plan(Archive([volume]), start, start + 3 * GROUP_US)
    assert [each.place.description for each in clip.pieces] == [1, 2]
    with av.open(io.BytesIO(whole(clip))) as container:
        widths = [frame.width for frame in container.decode(video=0)]
    assert widths == [320] * GOP_FRAMES + [160] * GOP_FRAMES


def test_each_stretch_of_one_codec_is_a_clip_of_its_own(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    codecs = [Codec.H264, Codec.H264, Codec.H265, Codec.H264]
    for number, codec in enumerate(codecs):
        record(volume, "gate", start + number * GROUP_US, groups=1, codec=codec)
    archive = Archive([volume])
    clips = plan_clips(archive.recorded("gate", start, start + 4 * GROUP_US), start, start + 4 * GROUP_US)
    assert [[each.codec for each in clip.formats] for clip in clips] == [[Codec.H264], [Codec.H265], [Codec.H264]]
    assert [(clip.start_us - start, clip.end_us - start) for clip in clips] == [
        (0, 2 * GROUP_US),
        (2 * GROUP_US, 3 * GROUP_US),
        (3 * GROUP_US, 4 * GROUP_US),
    ]
    assert [clip.gaps + clip.overlaps for clip in clips] == [[], [], []]
    assert [len(times(whole(clip))) for clip in clips] == [2 * GOP_FRAMES, GOP_FRAMES, GOP_FRAMES]
    assert [times(whole(clip))[0] for clip in clips] == [0, 0, 0], "each begins at the start of its own clock"
    assert len({clip.fingerprint for clip in clips}) == 3


def test_b_frames_keep_their_order(volume: Volume, clock: FixedClock):
    """What a camera with B-frames sends: presentation times out of order, a later group's behind this one's."""
    start = clock.now_us()
    fmt, sent = frames(2 * GOP_FRAMES, start)
    order = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8]
    for first in (0, GOP_FRAMES):
        for frame, shown in zip(sent[first : first + GOP_FRAMES], order, strict=True):
            frame.pts = (first + shown) * TICKS
    writer = SegmentWriter(volume, "gate", fmt, start)
    for first in (0, GOP_FRAMES):
        begin = start + first * 200_000
        gop = sent[first : first + GOP_FRAMES]
        writer.append(Gop(gop, begin, begin + GROUP_US, first * TICKS, GOP_FRAMES * TICKS))
    writer.close(start + 2 * GROUP_US)
    file = whole(plan(Archive([volume]), start, start + 2 * GROUP_US))
    with av.open(io.BytesIO(file)) as container:
        packets = [(each.dts, each.pts) for each in container.demux(video=0) if each.size]
    assert [dts for dts, _ in packets] == [n * TICKS for n in range(2 * GOP_FRAMES)]
    # libav moves all presentation times by one amount, so that none is before its decoding time
    assert [pts - packets[0][1] for _, pts in packets] == [frame.pts for frame in sent]


def piece(number: int, key: bool) -> Fragment:
    return Fragment(number * 10, 10, number * 100, number * 100 + 100, number * 9, 9, 0, key)


def test_a_clip_begins_with_a_key_frame_even_where_groups_are_in_pieces():
    parts = [piece(n, n in {1, 4}) for n in range(6)]
    assert [each.offset for each in wanted(parts, 310, 420)] == [10, 20, 30, 40]
    assert [each.offset for each in wanted(parts, 0, 150)] == [10]
    assert wanted(parts, 0, 50) == []
    assert wanted(parts, 900, 950) == []


def test_nothing_recorded_is_an_answer(volume: Volume):
    with pytest.raises(NoFootage):
        plan(Archive([volume]), 0, 5)


@pytest.mark.parametrize("harm", ["short", "other"])
def test_a_file_that_changed_under_the_plan_is_noticed(volume: Volume, clock: FixedClock, harm: str):
    start = clock.now_us()
    record(volume, "gate", start, groups=2)
    clip = plan(Archive([volume]), start, start + 2 * GROUP_US)
    path = clip.pieces[0].segment.path
    path.write_bytes(path.read_bytes()[:1500] if harm == "short" else bytes(path.stat().st_size))
    with pytest.raises(FootageDamaged, match="check"):
        whole(clip)


def test_the_same_moment_on_two_volumes_is_given_once(tmp_path: Path, clock: FixedClock):
    start = clock.now_us()
    with volume_at(tmp_path / "a", clock) as one, volume_at(tmp_path / "b", clock) as other:
        fmt, made = gops(3, start)
        for volume, groups in ((one, made[:2]), (other, made[1:])):
            writer = SegmentWriter(volume, "gate", fmt, groups[0].start_us)
            for each in groups:
                writer.append(each)
            writer.close(groups[-1].end_us)
        clip = plan(Archive([one, other]), start, start + 9 * GROUP_US)
        assert len(clip.pieces) == 3
        assert len(times(whole(clip))) == 3 * GOP_FRAMES


def test_ffprobe_agrees(volume: Volume, clock: FixedClock, tmp_path: Path):
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    start = clock.now_us()
    record(volume, "gate", start, groups=2)
    record(volume, "gate", start + 5 * GROUP_US, groups=1)
    out = tmp_path / "clip.mp4"
    out.write_bytes(whole(plan(Archive([volume]), start, start + 9 * GROUP_US)))
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames"]
    done = subprocess.run([*command, "-of", "json", out], capture_output=True, check=True)
    assert done.stderr == b""
    assert json.loads(done.stdout)["streams"] == [{"codec_name": "h264", "nb_read_frames": "30"}]
