"""The recorder in this process: configurations, news, and the clock. As a process: tests/processes/test_recorder.py."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shutil
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
from beadle.video.footage.gaps import account
from beadle.video.footage.terms import GapReason, Span
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


def told_once(folder: Path) -> list[str]:
    """Reasons of the gaps; fails unless footage and gaps follow one another: no hole, and nothing told twice."""
    with Volume.open(folder, SYSTEM) as volume, Archive([volume]) as archive:
        spans, gaps = archive.spans("c", 0, SYSTEM.now_us()), archive.gaps("c", 0, SYSTEM.now_us())
    whole = sorted([*spans, *(Span(gap.start_us, gap.end_us) for gap in gaps)], key=lambda each: each.start_us)
    assert all(abs(after.start_us - before.end_us) <= 1000 for before, after in itertools.pairwise(whole)), whole
    assert account(spans[0].start_us, spans[-1].end_us, spans, gaps).balanced
    return [gap.reason for gap in gaps]


async def test_a_kill_during_a_gap_is_told_from_the_end_of_what_was_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recorder_module, "GAP_EVERY", 1)
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        rows = [{"key": "c", "streams": {"main": camera.url()}}]
        async with running([tmp_path / "v"]) as recorder:
            await recorder.configure(1, rows)
            await eventually(lambda: written(recorder))
            camera.fault("refuse")
            camera.fault("drop")
            with Volume.view(tmp_path / "v", SYSTEM) as volume, Archive([volume]) as archive:
                await eventually(lambda: archive.gaps("c", 0, SYSTEM.now_us()))
            shutil.copytree(tmp_path / "v", tmp_path / "killed")  # what a kill leaves behind
        camera.mend()
        async with running([tmp_path / "killed"]) as recorder:
            await recorder.configure(1, rows)
            await eventually(lambda: written(recorder))
    assert told_once(tmp_path / "killed") == ["connection_lost", "recorder_stopped"]


async def test_a_stop_during_a_gap_logs_why_there_was_none_until_then(tmp_path: Path):
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        rows = [{"key": "c", "streams": {"main": camera.url()}}]
        async with running([tmp_path / "v"]) as recorder:
            await recorder.configure(1, rows)
            await eventually(lambda: written(recorder))
            camera.fault("refuse")
            camera.fault("drop")
            await eventually(lambda: recorder.status()["cameras"][0]["state"] == "lost")
        camera.mend()
        async with running([tmp_path / "v"]) as recorder:
            await recorder.configure(1, rows)
            await eventually(lambda: written(recorder))
    assert told_once(tmp_path / "v") == ["connection_lost", "recorder_stopped"]


async def test_a_volume_that_was_away_at_the_start_tells_when_recording_had_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("beadle.video.record.keeper.REOPEN_S", 0.1)
    async with small_simulator(1) as simulator:
        rows = [{"key": "c", "streams": {"main": simulator.camera(1).url()}}]
        async with running([tmp_path / "v"]) as recorder:
            await recorder.configure(1, rows)
            await eventually(lambda: written(recorder))
        (tmp_path / "v").rename(tmp_path / "away")
        (tmp_path / "v").write_text("no folder")
        async with running([tmp_path / "v"]) as recorder:
            await recorder.configure(1, rows)
            await eventually(lambda: recorder.status()["cameras"][0]["frames"] > 0)
            (tmp_path / "v").unlink()
            (tmp_path / "away").rename(tmp_path / "v")
            await eventually(lambda: written(recorder))
    reasons = told_once(tmp_path / "v")
    assert len(reasons) == 1


async def test_the_status_says_all_that_an_operator_needs(tmp_path: Path):
    async with small_simulator(1) as simulator, running([tmp_path / "v"]) as recorder:
        await recorder.configure(1, [{"key": "c", "name": "C", "streams": {"main": simulator.camera(1).url()}}])
        await eventually(lambda: written(recorder))
        (camera,) = recorder.status()["cameras"]
        assert (camera["key"], camera["state"], camera["codec"], camera["width"]) == ("c", "online", "h264", 320)
        assert camera["segment"].startswith(str(tmp_path / "v/c"))
        assert camera["gop_s"] == pytest.approx(1.0, abs=0.1)
        assert camera["viewers"] == {"main": 0}
        about = recorder.status()["recorder"]
        assert about["memory_bytes"] > 0
        assert about["dropped_groups"] == 0
        assert set(about["gaps"]) == {str(reason) for reason in GapReason}


async def test_findings_are_taken_for_known_cameras_and_only_what_a_picture_can_show(tmp_path: Path):
    row = {"camera": "c", "state": "covered", "detail": "Covered.", "at_us": 1, "motion": 3}
    async with running([tmp_path / "v"]) as recorder:
        await recorder.configure(1, [{"key": "c", "streams": {"main": "rtsp://127.0.0.1:9/"}}])
        assert recorder.note_findings([row, row | {"camera": "nobody"}, row | {"state": None, "motion": None}]) == 2
        assert recorder.status()["cameras"][0]["state"] != "covered", "what is lost is lost"
        for wrong in ("online", "lost", "grumpy"):
            with pytest.raises((ValueError, Invalid), match=wrong):
                recorder.note_findings([row | {"state": wrong}])
        assert recorder.key_frame("c", None)[0] is None
        recorder.accept_view("c")
        assert recorder.key_frame("c", None)[1]["view_us"] > 0
        for ask in (recorder.accept_view, lambda key: recorder.key_frame(key, None)):
            with pytest.raises(NoSuchStream):
                ask("nobody")
