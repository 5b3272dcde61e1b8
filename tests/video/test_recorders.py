from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.factories import waiting
from tests.factories.station import OneCameraStation
from tests.factories.town import Town

from beadle.estate import service as estate
from beadle.platform.clock import FixedClock
from beadle.video import recorders
from beadle.video.assemble import recorder_socket
from beadle.video.live.link import RecorderLink
from beadle.video.live.socket import MediaSocket
from beadle.video.recorders import RecorderWatch, holds_trouble, volume_trouble


@pytest.fixture
def station(town: Town) -> OneCameraStation:
    made = OneCameraStation(next(iter(town.ids)))
    made.told = {
        "recorder": {"version": 7, "since_us": 1_780_000_000_000_000},
        "cameras": [
            {"key": key, "state": "online", "detail": "", "since_us": 1_780_000_000_000_000} for key in town.ids
        ],
        "volumes": [{"path": "/disk/1", "state": "ready", "detail": "", "since_us": 1}],
    }
    return made


@asynccontextmanager
async def watched(town: Town) -> AsyncIterator[RecorderWatch]:
    stop = asyncio.Event()
    watch = RecorderWatch(town.deps, RecorderLink(recorder_socket(town.deps.data_dir)))
    async with watch, asyncio.TaskGroup() as group:
        group.create_task(watch.run(stop))
        try:
            yield watch
        finally:
            stop.set()


async def health(town: Town) -> dict[str, str]:
    from beadle.estate import queries

    async with town.deps.database.session() as session:
        return {view.camera.key: view.health.state for view in await queries.views(session) if view.health}


async def until(town: Town, wanted: dict[str, str]) -> None:
    """Wait until the cameras' health is so."""
    async with asyncio.timeout(60):
        while await health(town) != wanted:  # noqa: ASYNC110 - a poll
            await asyncio.sleep(0)


async def alarms(town: Town, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(60):
        while len(found := await town.events("alarm")) < count:  # noqa: ASYNC110 - a poll
            await asyncio.sleep(0)
    return found


async def test_it_hands_over_the_cameras_and_takes_their_health(town: Town, station: OneCameraStation) -> None:
    async with MediaSocket(station, recorder_socket(town.deps.data_dir)), watched(town) as watch:
        await waiting.eventually(lambda: station.configured)
        version, cameras = station.configured[0]
        assert version == 8
        assert [camera["key"] for camera in cameras] == list(town.ids)
        assert cameras[0]["streams"] == {"main": "rtsp://camera-1.test/main"}
        await until(town, dict.fromkeys(town.ids, "online"))
        assert (watch.view.state, watch.view.volumes["/disk/1"]["state"]) == ("running", "ready")
        first = next(iter(town.ids))
        lost = {
            "type": "camera",
            "camera": first,
            "state": "lost",
            "detail": "No answer.",
            "at_us": 1_780_000_001_000_000,
        }
        station.events.publish(lost)
        await until(town, {**dict.fromkeys(town.ids, "online"), first: "lost"})
        assert (await town.events("camera.health"))[-1]["detail"] == "No answer."
        station.events.publish({"type": "camera", "camera": "nobody-knows-it", "state": "online", "at_us": 1})
        station.events.publish({"type": "clock", "step_us": 5, "at_us": 1})


async def test_a_change_in_the_estate_is_handed_over_and_nothing_else_is(town: Town, station: OneCameraStation) -> None:
    stop = asyncio.Event()
    async with MediaSocket(station, recorder_socket(town.deps.data_dir)), watched(town) as watch:
        async with asyncio.TaskGroup() as group:
            group.create_task(town.deps.listener.run(stop))
            await town.deps.listener.ready.wait()
            await waiting.eventually(lambda: station.configured)
            assert not await watch.hand_over()
            await town.add_camera(3, "Vicar Lane", main="rtsp://camera-3.test/main")
            await waiting.eventually(lambda: len(station.configured) == 2)
            stop.set()
        assert [len(cameras) for _, cameras in station.configured] == [2, 3]
        assert [version for version, _ in station.configured] == [8, 9]


async def test_a_camera_that_cannot_be_recorded_keeps_no_other_from_it(town: Town, station: OneCameraStation) -> None:
    await town.add_camera(4, "No address")
    off = await town.add_camera(5, "Off", main="rtsp://camera-5.test/main")
    async with town.deps.database.work() as session:
        from beadle.estate.schemas import CameraChange

        change = CameraChange(enabled=False)
        await estate.change_camera(session, town.deps.clock, town.deps.secrets, off, change)
    station.told["cameras"] = []
    async with MediaSocket(station, recorder_socket(town.deps.data_dir)), watched(town):
        await waiting.eventually(lambda: station.configured)
        assert len(station.configured[0][1]) == 2
        keys = list(town.ids)
        await until(town, {keys[2]: "disabled", keys[3]: "disabled"})


async def test_an_absence_is_alarmed_after_a_while_and_its_end_is_told(
    town: Town, station: OneCameraStation, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorders, "_FIRST_RETRY_S", 0.01)
    monkeypatch.setattr(recorders, "_LONGEST_RETRY_S", 0.02)
    path = recorder_socket(town.deps.data_dir)
    async with watched(town) as watch:
        async with MediaSocket(station, path):
            await until(town, dict.fromkeys(town.ids, "online"))
            # The absence before the socket was there is over only now; a later one must not be taken for it.
            await waiting.eventually(lambda: watch._lost_at is None)
        await waiting.eventually(lambda: watch._lost_at is not None)
        assert await town.events("alarm") == []
        clock.advance(11)
        (alarm,) = await alarms(town, 1)
        assert (alarm["source"], alarm["level"]) == ("recorder", "alarm")
        assert "recording may have stopped" in alarm["text"]
        assert watch.view.state == "away"
        await until(town, dict.fromkeys(town.ids, "unknown"))
        async with MediaSocket(station, path):
            assert (await alarms(town, 2))[1]["level"] == "over"
            await until(town, dict.fromkeys(town.ids, "online"))


async def test_a_restart_within_the_grace_is_no_alarm(
    town: Town, station: OneCameraStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorders, "_FIRST_RETRY_S", 0.01)
    path = recorder_socket(town.deps.data_dir)
    async with watched(town) as watch:
        async with MediaSocket(station, path):
            await waiting.eventually(lambda: watch.view.state == "running" and watch._lost_at is None)
        await waiting.eventually(lambda: watch._lost_at is not None)
        station.told["recorder"]["version"] = 0
        count = len(station.configured)
        async with MediaSocket(station, path):
            await waiting.eventually(lambda: watch._lost_at is None)
            await waiting.eventually(lambda: len(station.configured) > count)
    assert await town.events("alarm") == []


async def test_a_volume_in_trouble_is_news_and_an_alarm(town: Town, station: OneCameraStation) -> None:
    async with MediaSocket(station, recorder_socket(town.deps.data_dir)), watched(town) as watch:
        await waiting.eventually(lambda: watch.view.volumes)
        bad = {"path": "/disk/1", "state": "read_only", "detail": "EIO.", "since_us": 5}
        station.events.publish({"type": "volume", **bad})
        station.events.publish({"type": "volume", **bad})
        station.events.publish({"type": "volume", **bad, "state": "ready", "detail": ""})
        told = await alarms(town, 2)
        assert [(alarm["source"], alarm["level"]) for alarm in told] == [
            ("volume /disk/1", "alarm"),
            ("volume /disk/1", "over"),
        ]
        assert "read only" in told[0]["text"]
        assert [event["state"] for event in await town.events("volume.state")] == ["ready", "read_only", "ready"]


def test_words_for_disks() -> None:
    assert volume_trouble("/d", {"state": "ready"}) == ""
    assert "does not answer" in volume_trouble("/d", {"state": "ready", "hanging": True})
    assert "(full)" in volume_trouble("/d", {"state": "full", "detail": "No room."})
    assert "nearly full" in volume_trouble("/d", {"state": "ready", "crowded": True, "alarm": False})
    assert volume_trouble("/d", {"state": "ready", "crowded": True, "alarm": True}) == ""  # the holds are to blame
    assert holds_trouble("/d", {"alarm": False}) == ""
    assert "2026-05-28 20:26 UTC" in holds_trouble("/d", {"alarm": True, "starved_us": 1_780_000_000_000_000})
    assert "soon" in holds_trouble("/d", {"alarm": True})
