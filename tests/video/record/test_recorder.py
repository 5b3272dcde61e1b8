"""The recorder in this process: configurations, news, and the clock. As a process: tests/processes/test_recorder.py."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.factories.simulator import small_simulator
from tests.factories.waiting import eventually
from tests.video.live.transports import HeldTransport
from tests.video.live.viewers import viewer_on

from beadle.platform.clock import SYSTEM, SystemClock
from beadle.platform.errors import Conflict, Invalid
from beadle.platform.tasks import TaskSet
from beadle.video.footage.find import Archive
from beadle.video.footage.volume import Volume
from beadle.video.live.errors import NoSuchStream
from beadle.video.live.wire import HEAD_BYTES, unpack_json
from beadle.video.record import recorder as recorder_module
from beadle.video.record.recorder import Recorder
from beadle.video.record.vault import Vault
from beadle.video.terms import StreamName


class News:
    """Everything that was published."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    def tell(self, message: bytes) -> None:
        self.heard.append(unpack_json(message[HEAD_BYTES:]))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.heard if each["type"] == kind]


class SettableClock(SystemClock):
    """The machine's, with a wall clock that a test may set."""

    def __init__(self) -> None:
        self.step_us = 0

    def now_us(self) -> int:
        return super().now_us() + self.step_us

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.now_us() / 1e6, UTC)


@contextlib.asynccontextmanager
async def running(folders: Sequence[Path], clock: SystemClock = SYSTEM, **more: Any) -> AsyncIterator[Recorder]:
    stop = asyncio.Event()
    async with Recorder(folders, clock, **more) as recorder, TaskSet() as tasks:
        main = tasks.spawn(recorder.run(stop), name="recorder")
        yield recorder
        stop.set()
        await main


def written(recorder: Recorder) -> bool:
    return all(camera["written_bytes"] for camera in recorder.status()["cameras"])


async def test_a_configuration_that_is_wrong_or_older_changes_nothing(tmp_path: Path):
    vault = Vault(tmp_path, b"k" * 32)
    row = {"key": "c", "streams": {"main": "rtsp://127.0.0.1:9/"}}
    async with running([tmp_path / "v"], vault=vault) as recorder:
        assert await recorder.configure(4, [row]) == {"version": 4, "cameras": 1}
        with pytest.raises(Invalid):
            await recorder.configure(5, [row, row])
        with pytest.raises(Conflict, match="older"):
            await recorder.configure(3, [])
        assert (recorder.version, len(recorder.status()["cameras"])) == (4, 1)
    assert vault.load()[0] == 4
    assert list(vault.load()[1]) == ["c"]


async def test_a_camera_that_is_not_there_is_lost_and_everybody_hears_of_it(tmp_path: Path):
    async with running([tmp_path / "v"]) as recorder:
        news = News()
        recorder.events.add(news)
        await recorder.configure(1, [{"key": "c", "streams": {"main": "rtsp://127.0.0.1:9/"}}])
        await eventually(lambda: any(each["state"] == "lost" for each in news.of("camera")))
        assert news.of("configuration") == [{"type": "configuration", "version": 1, "cameras": 1}]
        with pytest.raises(NoSuchStream):
            recorder.watch("nobody", StreamName.MAIN, viewer_on(HeldTransport()))
        recorder.unwatch("nobody", StreamName.MAIN, viewer_on(HeldTransport()))
        assert not recorder.reopen_volume("/nowhere")
        assert recorder.reopen_volume(str(tmp_path / "v"))


async def test_a_volume_that_is_away_is_told_and_its_cameras_are_not_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("beadle.video.record.health.NOT_WRITTEN_S", 2.0)
    folder = tmp_path / "v"
    folder.mkdir()
    (folder / "other").touch()
    async with small_simulator(1) as simulator, running([folder]) as recorder:
        news = News()
        recorder.events.add(news)
        await recorder.configure(1, [{"key": "c", "streams": {"main": simulator.camera(1).url()}}])
        await eventually(lambda: any(each["state"] == "not_recording" for each in news.of("camera")))
        status = recorder.status()
        assert status["volumes"][0]["state"] == "missing"
        assert status["recorder"]["online"] == 0


async def test_a_clock_that_is_set_begins_a_new_segment_with_a_gap_in_between(tmp_path: Path):
    clock = SettableClock()
    async with small_simulator(1) as simulator:
        async with running([tmp_path / "v"], clock) as recorder:
            news = News()
            recorder.events.add(news)
            await recorder.configure(1, [{"key": "c", "streams": {"main": simulator.camera(1).url()}}])
            await eventually(lambda: written(recorder))
            clock.step_us = 3600 * 1_000_000
            await eventually(lambda: news.of("clock"))
            at = recorder.status()["recorder"]["now_us"]
            await eventually(lambda: recorder.status()["cameras"][0]["last_written_us"] > at)
        with Volume.open(tmp_path / "v", clock) as volume, Archive([volume]) as archive:
            reasons = {gap.reason: gap.end_us - gap.start_us for gap in archive.gaps("c", 0, clock.now_us())}
    assert set(reasons) == {"clock_stepped"}
    assert reasons["clock_stepped"] == pytest.approx(3600 * 1_000_000, abs=20_000)


async def test_a_gap_that_goes_on_is_on_the_time_line_before_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recorder_module, "GAP_EVERY", 1)
    async with small_simulator(1) as simulator, running([tmp_path / "v"]) as recorder:
        await recorder.configure(1, [{"key": "c", "streams": {"main": simulator.camera(1).url()}}])
        await eventually(lambda: written(recorder))
        simulator.camera(1).fault("refuse")
        simulator.camera(1).fault("drop")
        with Volume.view(tmp_path / "v", SYSTEM) as volume, Archive([volume]) as archive:
            gap = await eventually(lambda: archive.gaps("c", 0, SYSTEM.now_us()))
    assert gap[0].reason == "connection_lost"


async def test_the_status_says_all_that_an_operator_needs(tmp_path: Path):
    async with small_simulator(1) as simulator, running([tmp_path / "v"]) as recorder:
        await recorder.configure(1, [{"key": "c", "name": "C", "streams": {"main": simulator.camera(1).url()}}])
        await eventually(lambda: written(recorder))
        (camera,) = recorder.status()["cameras"]
        assert (camera["key"], camera["state"], camera["codec"], camera["width"]) == ("c", "online", "h264", 320)
        assert camera["segment"].startswith(str(tmp_path / "v/c"))
        assert camera["gop_s"] == pytest.approx(1.0, abs=0.1)
        assert camera["viewers"] == {"main": 0}
        assert recorder.status()["recorder"]["memory_bytes"] > 0
