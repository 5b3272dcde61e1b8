from __future__ import annotations

import os
from pathlib import Path

import pytest

from beadle.simulator import clip_store, traffic
from beadle.simulator.clip_store import FULL_HD, TINY, USUAL, ClipStore
from beadle.simulator.clips import BrokenClip
from beadle.simulator.faults import Fault

NOW_US = 1_795_363_200_000_000


def test_a_camera_has_its_loops_once_they_are_made(tmp_path: Path) -> None:
    store = ClipStore(tmp_path / "clips", TINY)
    assert not store.has(1)
    store.make_common()
    store.make(1)
    assert store.has(1)
    clips = store.clips(1)

    assert set(clips) == {"main", "sub"}
    assert clips["main"].scene is clips["sub"].instead[Fault.SPS_CHANGE]
    assert len(clips["main"].scene) == 50
    assert set(clips["main"].instead) == {Fault.BLACK, Fault.SPS_CHANGE, Fault.H265}


def test_making_can_be_given_up(tmp_path: Path) -> None:
    asked = iter([False, False, True])
    store = ClipStore(tmp_path, TINY)
    store.make(1, lambda: next(asked))

    assert not store.has(1)


def test_a_broken_loop_is_deleted(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, TINY)
    store.make_common()
    store.make(1)
    store.key(1).write_bytes(b"nonsense")

    with pytest.raises(BrokenClip):
        store.clips(1)
    assert not store.has(1)


def test_loops_last_whole_pairs_of_gops() -> None:
    assert USUAL.count(1) == 500
    assert TINY.count(1) == TINY.count(17) == 50
    assert FULL_HD.count(17) == 500


def test_a_plate_camera_has_an_empty_slot_and_one_for_each_of_its_vehicles() -> None:
    main, sub = USUAL.streams(17)

    assert (main.width, main.height, main.fps) == (1920, 1080, 12.5)
    assert sub.fps == 12.5
    assert USUAL.count(17) == (1 + traffic.EACH_WAY) * 50
    assert USUAL.streams(1) == (USUAL.main, USUAL.sub)
    assert not FULL_HD.follows_traffic(17)


def test_plate_cameras_follow_the_traffic_of_the_wall_clock(tmp_path: Path) -> None:
    slot = 1_795_363_200 // 4
    for number in range(slot, slot + 20):
        one = traffic.passing(19, number)
        first = 0 if one is None else (one.number + 1) * 50
        assert [clip_store._by_traffic(19, number * 50 + at) for at in (0, 49)] == [first, first + 49]


def test_cameras_at_like_places_share_their_loops(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, USUAL)

    assert len({store.key(number) for number in range(1, 81)}) == 16


def test_only_old_loops_of_other_versions_are_forgotten(tmp_path: Path) -> None:
    old, fresh = tmp_path / "0123456789ab-x.clip", tmp_path / "0123456789ab-y.clip"
    own = tmp_path / f"{clip_store.version()}-x.clip"
    for path in (old, fresh, own):
        path.touch()
        os.utime(path, ns=(NOW_US * 1000,) * 2)
    day = 90_000_000_000
    os.utime(old, ns=((NOW_US - day) * 1000,) * 2)
    os.utime(own, ns=((NOW_US - day) * 1000,) * 2)

    ClipStore(tmp_path, TINY).forget_other_versions(NOW_US)

    assert sorted(tmp_path.iterdir()) == sorted([fresh, own])


def test_a_bad_view_is_made_once_when_it_is_asked_for(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, TINY)
    made = store.view_fault(1, Fault.MOVED)
    assert {name: len(clip) for name, clip in made.items()} == {"main": 50, "sub": 50}
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.clip")}
    again = ClipStore(tmp_path, TINY).view_fault(2, Fault.MOVED)
    assert again["main"].frames[0] == made["main"].frames[0]
    assert stamps == {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.clip")}


def test_all_cameras_share_one_cloth(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, TINY)
    store.view_fault(1, Fault.COVERED)
    assert sorted("covered" in path.name for path in tmp_path.glob("*.clip")) == [True, True]
