from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.factories import video

from beadle.platform.clock import FixedClock
from beadle.platform.errors import Invalid, NotFound
from beadle.video.errors import PictureBroken
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import DAY_US, SECOND_US, CameraTimeline, Fragment, Hold, Span
from beadle.video.footage.volume import Volume
from beadle.video.playback import listing

START = 1_780_311_600_000_000


@pytest.fixture
def volume(tmp_path: Path, clock: FixedClock) -> Iterator[Volume]:
    with video.volume_at(tmp_path / "volume", clock) as made:
        yield made


@pytest.fixture
def archive(volume: Volume) -> Iterator[Archive]:
    for after in (0, 10, 60):
        video.record(volume, "cam", START + after * SECOND_US)
    with Archive([volume]) as made:
        yield made


def test_files_and_fragments_of_a_span(archive: Archive) -> None:
    page = listing.page(archive, "cam", START + 9 * SECOND_US, START + 13 * SECOND_US)
    assert [len(item.fragments) for item in page.listed] == [1, 2]
    assert page.next_us is None


def test_an_answer_is_bounded_and_goes_on(archive: Archive) -> None:
    page = listing.page(archive, "cam", START, START + 100 * SECOND_US, most=3)
    assert [len(item.fragments) for item in page.listed] == [5]
    assert page.next_us == START + 10 * SECOND_US
    rest = listing.page(archive, "cam", page.next_us, START + 100 * SECOND_US)
    assert [item.segment.start_us for item in rest.listed] == [START + 10 * SECOND_US, START + 60 * SECOND_US]


def test_the_same_moment_on_two_disks_is_listed_once(tmp_path: Path, clock: FixedClock, volume: Volume) -> None:
    with video.volume_at(tmp_path / "second", clock) as second:
        video.record(volume, "cam", START, groups=2)
        video.record(second, "cam", START, groups=3)
        with Archive([volume, second]) as archive:
            page = listing.page(archive, "cam", START, START + 60 * SECOND_US)
    starts = [each.start_us for item in page.listed for each in item.fragments]
    assert sorted(starts) == [START, START + 2 * SECOND_US, START + 4 * SECOND_US]


@pytest.mark.parametrize("length", [0, -5, listing.LONGEST_US + 1])
def test_absurd_spans(archive: Archive, length: int) -> None:
    with pytest.raises(Invalid):
        listing.page(archive, "cam", START, START + length)


def test_the_fragment_at_a_moment(archive: Archive) -> None:
    _, fragment = listing.at(archive, "cam", START + 5 * SECOND_US)
    assert fragment.start_us == START + 4 * SECOND_US
    with pytest.raises(NotFound):
        listing.at(archive, "cam", START + 30 * SECOND_US)


@pytest.mark.parametrize(("second", "nearest"), [(0.9, 0), (1.1, 2), (25, 18), (45, 60), (100, 68)])
def test_the_nearest_key_frame(archive: Archive, second: float, nearest: int) -> None:
    _, fragment = listing.near(archive, "cam", START + round(second * SECOND_US))
    assert fragment.start_us == START + nearest * SECOND_US


def test_pieces_of_one_group_are_put_together() -> None:
    key = Fragment(100, 10, 0, 5, 0, 50, 3)
    pieces = [
        key,
        Fragment(110, 20, 5, 9, 50, 40, 7, key=False),
        Fragment(130, 5, 9, 12, 90, 30, 0, key=False),
        Fragment(135, 9, 12, 14, 120, 20, 0),
        Fragment(500, 9, 20, 24, 140, 20, 0, key=False),
    ]
    whole, second, stray = listing.whole_groups(pieces)
    assert whole == Fragment(100, 35, 0, 12, 0, 120, 7)
    assert (second.offset, stray.offset) == (135, 500)
    assert listing.whole_groups([]) == []


def test_nothing_near(archive: Archive) -> None:
    with pytest.raises(NotFound):
        listing.near(archive, "cam", START + 3600 * SECOND_US)


def test_media_is_a_small_file_and_bounded(archive: Archive) -> None:
    segment, fragment = listing.at(archive, "cam", START)
    media = listing.media_of(segment, fragment)
    assert len(media) == segment.init_bytes + fragment.length
    assert media[4:8] == b"ftyp"
    with pytest.raises(PictureBroken):
        listing.media_of(segment, replace(fragment, length=1 << 30))


def test_when_footage_is_lost() -> None:
    line = CameraTimeline("cam", [Span(START, START + 5)], [], [], b"", START, START + 5)
    assert listing.loss_us(line, 31) == START + 31 * DAY_US
    assert listing.loss_us(replace(line, spans=[]), 31) is None
    held = replace(line, holds=[Hold("h", ("cam",), START - 5, None, "why", 1)])
    assert listing.loss_us(held, 31) is None
