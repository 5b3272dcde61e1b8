"""The watch's rounds, with a link that a test holds in its hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.video.watch.views import cloth, coded, pictures

from beadle.platform.clock import FixedClock
from beadle.platform.errors import NotFound
from beadle.video.live.errors import RecorderAway
from beadle.video.live.keyframe import KeyFrame
from beadle.video.watch.settings import WatchSettings
from beadle.video.watch.store import Store
from beadle.video.watch.watcher import LIST_S, SAVE_S, Watcher


class Link:
    """A recorder whose cameras send the same picture again and again, each time as a new one."""

    def __init__(self, clock: FixedClock, keys: Sequence[str]) -> None:
        self.keys = list(keys)
        self.asked: list[tuple[str, str, float]] = []
        self.rows: list[Mapping[str, Any]] = []
        self.about: dict[str, Any] = {}
        self.away = False
        self.fresh = True
        self.clock = clock
        self.shown = coded(pictures(13)[0])

    async def status(self) -> dict[str, Any]:
        if self.away:
            raise RecorderAway("Away.")
        return {"cameras": [{"key": key, "recorded": True} for key in self.keys] + [{"key": "x", "recorded": False}]}

    async def key_frame(self, camera: str, stream: str, after_us: int) -> tuple[dict[str, Any], KeyFrame | None]:
        if camera not in self.keys:
            raise NotFound("No such camera.")
        self.asked.append((camera, stream, self.clock.monotonic()))
        at_us = self.clock.now_us()
        return dict(self.about), replace(self.shown, received_us=at_us) if self.fresh and at_us > after_us else None

    async def note_findings(self, rows: Sequence[Mapping[str, Any]]) -> int:
        self.rows += rows
        return len(rows)


class Stage:
    """A watcher whose time a test moves."""

    def __init__(self, clock: FixedClock, folder: Path, keys: Sequence[str], **settings: Any) -> None:
        self.clock = clock
        self.store = Store(folder)
        self.link = Link(clock, keys)
        chosen = WatchSettings(most_of_a_core=1.0, **settings)
        self.watcher = Watcher(self.link, self.store, chosen, clock)  # type: ignore[arg-type]  # what it asks is there

    async def passes(self, seconds: float) -> None:
        """Let so much time pass, in steps of a quarter of a second."""
        for _ in range(round(seconds * 4)):
            while await self.watcher.step() == 0.0:
                pass
            self.clock.advance(0.25)


@pytest.fixture
def stage(clock: FixedClock, tmp_path: Path) -> Stage:
    return Stage(clock, tmp_path / "watch", ["a", "b", "c", "d"])


async def test_every_camera_is_looked_at_every_five_seconds_and_not_all_at_once(stage: Stage) -> None:
    await stage.passes(60)
    for key in "abcd":
        times = [at for camera, _, at in stage.link.asked if camera == key]
        gaps = [after - before for before, after in pairwise(times)]
        assert 11 <= len(times) <= 12
        assert min(gaps) >= 5
    at_once = [sum(each[2] == at for each in stage.link.asked) for at in {each[2] for each in stage.link.asked}]
    assert max(at_once) == 1


async def test_a_camera_that_is_not_recorded_is_not_looked_at(stage: Stage) -> None:
    await stage.passes(10)
    assert {camera for camera, _, _ in stage.link.asked} == set("abcd")
    assert {stream for _, stream, _ in stage.link.asked} == {"main"}


async def test_each_look_is_reported(stage: Stage) -> None:
    await stage.passes(30)
    assert len(stage.link.rows) >= 20
    assert {row["camera"] for row in stage.link.rows} == set("abcd")
    assert all(row["motion"] is None and row["state"] is None for row in stage.link.rows)


async def test_a_finding_is_told_within_a_minute_and_kept_at_once(stage: Stage) -> None:
    await stage.passes(65)
    stage.link.shown = coded(cloth(pictures(13)[0]))
    before = len(stage.link.rows)
    await stage.passes(45)
    covered = [row for row in stage.link.rows[before:] if row["state"] == "covered"]
    assert {row["camera"] for row in covered} == set("abcd")
    assert "covered or dark" in covered[0]["detail"]
    assert stage.store.load("a", "main").finding.sign == "covered"


async def test_the_same_picture_is_not_looked_at_twice(stage: Stage) -> None:
    await stage.passes(10)
    looks = stage.watcher.looks
    stage.link.fresh = False
    await stage.passes(30)
    assert stage.watcher.looks == looks


async def test_motion_is_looked_for_where_it_is_asked_for_and_more_often(stage: Stage) -> None:
    stage.link.about = {"motion": True, "motion_ignore": [[[0, 0], [1, 0], [1, 0.2]]]}
    await stage.passes(30)
    times = [at for camera, _, at in stage.link.asked if camera == "a"]
    assert 13 <= len(times) <= 15
    assert stage.link.rows[-1]["motion"] == 0
    stage.link.about = {}
    await stage.passes(10)
    assert stage.link.rows[-1]["motion"] is None


async def test_a_steered_camera_that_turns_has_neither_moved_away_nor_seen_movement(stage: Stage) -> None:
    stage.link.about = {"motion": True, "ptz": True}
    views = [coded(pictures(number)[0]) for number in (13, 10)]
    for number in range(12):
        stage.link.shown = views[number % 2]
        await stage.passes(8)
    assert {(row["state"], row["motion"]) for row in stage.link.rows} == {(None, 0)}
    assert stage.store.load("a", "main").ptz
    stage.link.about = {"motion": True, "ptz": False}
    for number in range(8):
        stage.link.shown = views[number // 4]
        await stage.passes(16)
    assert stage.link.rows[-1]["state"] == "moved"


async def test_cameras_come_and_go(stage: Stage) -> None:
    await stage.passes(6)
    stage.link.keys = ["b", "e"]
    await stage.passes(2 * LIST_S)
    late = [camera for camera, _, at in stage.link.asked if at > stage.clock.monotonic() - 8]
    assert set(late) == {"b", "e"}


async def test_what_was_learned_is_kept_and_known_to_the_next_watcher(stage: Stage, tmp_path: Path) -> None:
    await stage.passes(SAVE_S + 20)
    assert stage.store.load("a", "main") is not None
    assert {path.name for path in (tmp_path / "watch").iterdir()} == {f"{key}.main.npz" for key in "abcd"}


async def test_an_accepted_view_is_learned_anew_once(stage: Stage) -> None:
    await stage.passes(10)
    stage.link.about = {"view_us": stage.clock.now_us()}
    await stage.passes(5)
    first = stage.store.load("a", "main").learned_us
    assert first >= stage.link.about["view_us"]
    await stage.passes(20)
    assert stage.store.load("a", "main").learned_us == first


async def test_a_recorder_that_is_away_is_asked_again(clock: FixedClock, tmp_path: Path) -> None:
    stage = Stage(clock, tmp_path, ["a"])
    stage.link.away = True
    with pytest.raises(RecorderAway):
        await stage.watcher.step()
    stop = asyncio.Event()
    task = asyncio.get_running_loop().create_task(stage.watcher.run(stop))
    await asyncio.sleep(0)
    stop.set()
    await task
    stage.link.away = False
    await stage.passes(6)
    assert stage.link.asked


async def test_looking_takes_no_more_of_a_core_than_it_may(clock: FixedClock, tmp_path: Path) -> None:
    stage = Stage(clock, tmp_path, [f"cam-{number}" for number in range(40)], seconds=0.1)
    stage.watcher._settings = WatchSettings(seconds=0.1, most_of_a_core=0.01)
    await stage.passes(5)
    rested = stage.watcher.looks
    free = Stage(clock, tmp_path, [f"cam-{number}" for number in range(40)], seconds=0.1)
    await free.passes(5)
    assert rested < free.watcher.looks / 2
