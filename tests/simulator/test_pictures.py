from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.factories.simulator import tiny_clips

from beadle.platform.clock import FixedClock
from beadle.simulator.clip_store import TINY, ClipStore
from beadle.simulator.faults import Fault, FaultBoard
from beadle.simulator.pictures import PictureSource, StreamClips
from beadle.simulator.rtp import Packets
from beadle.video.terms import Codec

START_US = 1_795_363_200_000_000


@pytest.fixture(scope="module")
def clips() -> StreamClips:
    return ClipStore(tiny_clips([1]), TINY).clips(1)["main"]


@pytest.fixture
def faults() -> FaultBoard:
    return FaultBoard(FixedClock(datetime(2026, 6, 1, tzinfo=UTC)))


@pytest.fixture
def source(clips: StreamClips, faults: FaultBoard) -> PictureSource:
    return PictureSource(clips, faults, "001 MARKET PLACE", 1)


def at(source: PictureSource, position: int) -> tuple[list[Packets], bool]:
    return source.next(position, START_US + position * 40_000)


def test_the_loop_goes_round(source: PictureSource, clips: StreamClips) -> None:
    first, key = at(source, 0)
    again, key_again = at(source, len(clips.scene))

    assert key
    assert key_again
    assert first[0] is again[0]
    assert [at(source, position)[1] for position in (1, 24, 25, 26)] == [False, False, True, False]


def test_black_comes_at_once_and_goes_at_the_next_key_picture(
    source: PictureSource, faults: FaultBoard, clips: StreamClips
) -> None:
    at(source, 0)
    faults.begin(Fault.BLACK)
    parts, key = at(source, 7)
    assert key
    assert parts[0] is clips.instead[Fault.BLACK].packets(0)
    faults.end()
    parts, _ = at(source, 8)
    assert parts[0] is clips.instead[Fault.BLACK].packets(1)
    parts, key = at(source, 25)
    assert key
    assert parts[0] is clips.scene.packets(25)


def test_frozen_takes_hold_at_a_key_picture_and_then_sends_almost_nothing(
    source: PictureSource, faults: FaultBoard, clips: StreamClips
) -> None:
    at(source, 0)
    faults.begin(Fault.FROZEN)
    moving, _ = at(source, 1)
    assert moving[0] is clips.scene.packets(1)
    at(source, 25)
    still, _ = at(source, 26)
    assert sum(len(part.data) for part in still) < 120
    key_again, key = at(source, 50)
    assert key
    assert key_again[0] is clips.scene.packets(25)
    faults.end()
    still, _ = at(source, 51)
    assert sum(len(part.data) for part in still) < 120
    moving, _ = at(source, 75)
    assert moving[0] is clips.scene.packets(25)
    moving, _ = at(source, 76)
    assert moving[0] is clips.scene.packets(26)


def test_key_pictures_are_left_out_on_demand(source: PictureSource, faults: FaultBoard) -> None:
    faults.begin(Fault.NO_KEYFRAME)

    assert at(source, 0) == ([], False)
    assert at(source, 1)[0]


def test_h265_is_offered_and_nothing_is_sent_until_h264_can_begin_again(
    source: PictureSource, faults: FaultBoard
) -> None:
    faults.begin(Fault.H265)
    assert source.offered().codec is Codec.H265
    assert len(at(source, 3)[0]) == 1
    faults.end()
    assert source.offered().codec is Codec.H264
    assert at(source, 4) == ([], False)
    assert at(source, 25)[1]


def test_a_view_fault_waits_for_its_loop(source: PictureSource, faults: FaultBoard, clips: StreamClips) -> None:
    at(source, 0)
    faults.begin(Fault.MOVED)
    assert not source.knows(Fault.MOVED)
    assert at(source, 1)[0][0] is clips.scene.packets(1)
    moved = clips.instead[Fault.BLACK]
    source.add(Fault.MOVED, moved)
    assert source.knows(Fault.MOVED)
    parts, key = at(source, 2)
    assert key
    assert parts[0] is moved.packets(0)
    faults.end(Fault.MOVED)
    assert at(source, 25)[0][0] is clips.scene.packets(25)


def test_a_camera_may_show_its_pictures_in_an_order_of_its_own(clips: StreamClips, faults: FaultBoard) -> None:
    plain = PictureSource(clips, faults, "001 MARKET PLACE", 1)
    turned = replace(clips, order=lambda position: (position + 25) % 50, fps=12.5)
    source = PictureSource(turned, faults, "001 MARKET PLACE", 1)

    assert source.fps == 12.5
    assert at(source, 0)[0][0] is at(plain, 25)[0][0]
    assert [at(source, position)[1] for position in (1, 24, 25, 50)] == [False, False, True, True]
