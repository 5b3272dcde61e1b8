"""The reader at work: a link that a test holds in its hand, a real line, thread, decoder and tracker."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.anpr.reading.passing import TEXTS, BrightPlates, video
from tests.factories.waiting import eventually, until

from beadle.anpr.engine.terms import Region
from beadle.anpr.push.own import unpack
from beadle.anpr.push.plan import OwnCamera, write_plan
from beadle.anpr.push.segments import read, segments
from beadle.anpr.push.spool import Spool, spool_folder
from beadle.anpr.reading import reader as reading
from beadle.anpr.reading.coded import Coded
from beadle.anpr.reading.reader import PlateReader, into
from beadle.anpr.reading.settings import ReadingSettings
from beadle.anpr.reading.state import ReadingState, read_state
from beadle.anpr.terms import Observation
from beadle.platform.clock import SYSTEM
from beadle.platform.errors import NotFound
from beadle.platform.tasks import TaskSet
from beadle.video.live.errors import RecorderAway
from beadle.video.live.wire import HEAD_BYTES, INIT, KEY, pack_media
from beadle.video.mp4.fragment import one_frame_header
from beadle.video.mp4.init import init_segment

FIRST = OwnCamera(uuid.UUID(int=18), "horns-bridge-out", 18, "Horns Bridge out", (), "out", 12.0)
SECOND = OwnCamera(uuid.UUID(int=20), "west-bars-out", 20, "West Bars out", (), "out", 12.0)
PATIENT = ReadingSettings(late_seconds=10)


def payload_of(one: Coded) -> bytes:
    """As the recorder sends it."""
    head = one_frame_header(1, 0, len(one.data), 7200, key=one.key)
    return pack_media(KEY if one.key else 0, one.at_us, (head, one.data))[HEAD_BYTES:]


class Link:
    """A recorder whose cameras all send the same video once, from `moved_us` later on, and then nothing."""

    def __init__(self, keys: Sequence[str], *, moved_us: int = 0) -> None:
        self.keys = list(keys)
        self.away = False
        self.breaks = False
        self.opened: list[tuple[str, str]] = []
        self.ahead_us: int | None = None
        self.moved_us = moved_us

    @contextlib.asynccontextmanager
    async def live(self, camera: str, stream: str) -> AsyncIterator[Any]:
        if self.away:
            raise RecorderAway("The recorder does not answer.")
        if camera not in self.keys:
            raise NotFound("There is no such camera.")
        self.opened.append((camera, stream))
        yield self._messages()

    async def key_frame(self, camera: str, stream: str, after_us: int) -> tuple[dict[str, Any], None]:
        return {} if self.ahead_us is None else {"camera_ahead_us": self.ahead_us}, None

    async def _messages(self) -> AsyncIterator[bytes | dict[str, Any]]:
        fmt, pictures = video()
        now_us = SYSTEM.now_us() + self.moved_us
        yield pack_media(INIT, 0, (init_segment(fmt),))[HEAD_BYTES:]
        for number, one in enumerate(pictures):
            yield payload_of(Coded(one.data, one.key, now_us + number * 80_000 - len(pictures) * 80_000))
        yield {"type": "lost", "reason": "it went away"}
        if self.breaks:
            return
        await asyncio.Event().wait()


class Place:
    """A reader that runs, and what it delivers."""

    def __init__(self, folder: Path, link: Link, settings: ReadingSettings = PATIENT) -> None:
        self.folder = folder
        self.link = link
        self.engine = BrightPlates()
        self.loads: list[Region | None] = []
        self.told: list[Observation] = []
        self.cannot_load = False
        self.reader = PlateReader(
            folder,
            link,  # type: ignore[arg-type]  # what a reader asks is there
            self.told.append,
            self._load,
            settings,
            SYSTEM,
        )

    def _load(self, region: Region | None) -> BrightPlates:
        self.loads.append(region)
        if self.cannot_load:
            raise RuntimeError("no network file")
        return self.engine

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        stop = asyncio.Event()
        async with TaskSet() as tasks:
            run = tasks.spawn(self.reader.run(stop), name="reader")
            yield
            stop.set()
            await asyncio.wait_for(run, 60)

    async def until(self, count: int, camera: OwnCamera = FIRST) -> list[Observation]:
        """Wait for so many final reads of a camera."""

        async def look() -> list[Observation] | None:
            finals = [one for one in self.told if one.final and one.camera_id == camera.camera_id]
            return finals if len(finals) >= count else None

        found = await until(look, seconds=90, what="reads", more=lambda: str(self.told))
        assert found is not None
        return found

    async def state(self, camera: OwnCamera, fits: Any) -> ReadingState:
        """Wait for a state that fits."""

        async def look() -> ReadingState | None:
            found = read_state(self.folder, SYSTEM.now()).get(camera.camera_id)
            return found if found is not None and fits(found) else None

        found = await until(look, seconds=90, what="a state")
        assert found is not None
        return found


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PLAN_S", 0.05)
    monkeypatch.setattr(reading, "STATE_S", 0.1)
    monkeypatch.setattr(reading, "_AGAIN_S", (0.05, 0.05))


async def test_every_vehicle_is_told_and_the_state_says_how_it_goes(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]))
    write_plan(tmp_path, [FIRST])
    async with place.running():
        finals = await place.until(2)
        state = await place.state(FIRST, lambda found: found.last_read_at is not None)

    assert [one.text for one in finals] == list(TEXTS)
    assert place.loads == [Region.GB]
    assert place.link.opened == [(FIRST.key, "main")]
    assert state.wanted_fps == 12.0
    assert state.dropped == 0
    assert state.reading
    assert state.detail == ""
    assert place.reader.told == len(place.told)


async def test_without_a_plan_no_engine_is_loaded_and_no_picture_asked_for(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]))
    async with place.running():
        await eventually((tmp_path / "anpr" / "reading.json").exists, seconds=60, what="state")
    assert place.loads == []
    assert place.link.opened == []


async def test_two_cameras_are_read_beside_each_other(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key, SECOND.key]))
    write_plan(tmp_path, [FIRST, SECOND])
    async with place.running():
        for camera in (FIRST, SECOND):
            assert {one.text for one in await place.until(2, camera)} == set(TEXTS)
    assert place.loads == [Region.GB]


async def test_the_plan_may_change_while_it_runs(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key, SECOND.key]))
    write_plan(tmp_path, [FIRST])
    async with place.running():
        await place.until(2)
        write_plan(tmp_path, [SECOND])
        await place.until(2, SECOND)
        await place.state(SECOND, bool)
        assert FIRST.camera_id not in read_state(tmp_path, SYSTEM.now())
    assert place.link.opened == [(FIRST.key, "main"), (SECOND.key, "main")]


async def test_it_waits_for_a_recorder_that_is_away(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]))
    place.link.away = True
    write_plan(tmp_path, [FIRST])
    async with place.running():
        state = await place.state(FIRST, lambda found: "does not answer" in found.detail)
        assert not state.reading
        place.link.away = False
        await place.until(2)
        await place.state(FIRST, lambda found: found.detail == "")


async def test_it_comes_back_when_the_connection_breaks(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]))
    place.link.breaks = True
    write_plan(tmp_path, [FIRST])
    async with place.running():
        finals = await place.until(3)
    assert len({one.event_id for one in finals[:3]}) == 3


async def test_a_camera_that_the_recorder_does_not_know_is_said(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([]))
    write_plan(tmp_path, [FIRST])
    async with place.running():
        assert "no such camera" in (await place.state(FIRST, lambda found: found.detail.startswith("There"))).detail


async def test_an_engine_that_cannot_be_loaded_is_said_once(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key, SECOND.key]))
    place.cannot_load = True
    write_plan(tmp_path, [FIRST, SECOND])
    async with place.running():
        await place.state(FIRST, lambda found: "no network file" in found.detail)
        await place.state(SECOND, lambda found: "no network file" in found.detail)
    assert len(place.loads) == 1
    assert place.told == []


async def test_a_fault_in_one_picture_does_not_end_reading(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]))
    place.link.breaks = True
    place.engine.fails = True
    write_plan(tmp_path, [FIRST])
    async with place.running():
        await place.state(FIRST, lambda found: "log says why" in found.detail)
        place.engine.fails = False
        await place.until(2)


async def test_what_comes_too_late_is_counted_as_left_out(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]), ReadingSettings(late_seconds=1e-9))
    write_plan(tmp_path, [FIRST])
    async with place.running():
        state = await place.state(FIRST, lambda found: found.dropped > 0)
    assert state.dropped == 1.0
    assert state.fps == 0.0
    assert place.engine.calls == 0


async def test_the_cameras_own_time_is_kept_beside_the_servers(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]))
    place.link.ahead_us = 3_600_000_000
    write_plan(tmp_path, [FIRST])
    async with place.running():
        final = (await place.until(1))[0]
    assert final.camera_at is not None
    assert (final.camera_at - final.at).total_seconds() == 3600


async def test_what_is_before_the_camera_at_the_end_is_told(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]))
    write_plan(tmp_path, [FIRST])
    async with place.running():
        await eventually(place.told.copy, seconds=90, what="an early read")
    assert [one.text for one in place.told if one.final][:1] == [TEXTS[0]]


async def test_reads_go_into_the_spool_as_any_push_does(tmp_path: Path) -> None:
    place = Place(tmp_path, Link([FIRST.key]))
    async with Spool(spool_folder(tmp_path), SYSTEM) as spool:
        place.reader._deliver = into(spool)
        write_plan(tmp_path, [FIRST])
        async with place.running():
            await eventually(lambda: place.reader.told >= 4, seconds=90, what="reads in the spool")
    folder = spool_folder(tmp_path)
    kept = [one for segment in segments(folder) for one in read(folder, segment).messages]
    assert [unpack(one.message.body).text for one in kept] == [text for text in TEXTS for _ in (0, 1)]
