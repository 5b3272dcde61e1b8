from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories import video

from beadle.platform.clock import FixedClock
from beadle.platform.errors import NotFound
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import SECOND_US, Gop
from beadle.video.footage.volume import Volume
from beadle.video.footage.writer import SegmentWriter
from beadle.video.playback import stills
from beadle.video.playback.pictures import Patience
from beadle.video.playback.thumbnails import ThumbnailShelf

START = 1_780_311_600_000_000


@pytest.fixture
def volume(tmp_path: Path, clock: FixedClock) -> Iterator[Volume]:
    with video.volume_at(tmp_path / "volume", clock) as made:
        yield made


@pytest.fixture
def archive(volume: Volume) -> Iterator[Archive]:
    with Archive([volume]) as made:
        yield made


@pytest.fixture
def patience(clock: FixedClock) -> Patience:
    return Patience(clock, 5)


def test_the_frame_of_a_moment(volume: Volume, archive: Archive, patience: Patience) -> None:
    video.record(volume, "cam", START)
    got = stills.still_at(archive, "cam", START + 4_450_000, width=160, patience=patience)
    assert (got.at_us, got.width) == (START + 4_400_000, 160)
    with pytest.raises(NotFound):
        stills.still_at(archive, "cam", START + 60 * SECOND_US, width=None, patience=patience)


def test_a_moment_in_a_group_that_was_cut(volume: Volume, archive: Archive, patience: Patience) -> None:
    """A group that never ended is stored in pieces, of which only the first begins with a key frame."""
    fmt, (whole,) = video.gops(1, START)
    half = len(whole.frames) // 2
    middle = whole.frames[half].received_us
    writer = SegmentWriter(volume, "cam", fmt, START)
    writer.append(Gop(whole.frames[:half], START, middle, 0, half * video.TICKS))
    writer.append(Gop(whole.frames[half:], middle, whole.end_us, half * video.TICKS, half * video.TICKS))
    writer.close(whole.end_us)
    got = stills.still_at(archive, "cam", START + 1_450_000, width=None, patience=patience)
    assert got.at_us == START + 1_400_000
    shelf = ThumbnailShelf(volume.path.parent / "shelf", 1 << 20)
    small = stills.thumbnail_at(archive, shelf, "cam", START + 1_450_000, patience=patience)
    assert (small.width, small.at_us) == (160, START)


def test_a_thumbnail_is_made_once(
    volume: Volume, archive: Archive, patience: Patience, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video.record(volume, "cam", START)
    shelf = ThumbnailShelf(tmp_path / "shelf", 1 << 20)
    first = stills.thumbnail_at(archive, shelf, "cam", START + 2_900_000, patience=patience)
    monkeypatch.setattr(stills, "key_picture", None)
    assert stills.thumbnail_at(archive, shelf, "cam", START + 2_100_000, patience=patience) == first
    assert first.at_us == START + 2 * SECOND_US
