from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from tests.factories.town import HOUR_AGO_US, Town
from tests.factories.waiting import eventually
from tests.video.ingest.certificates import self_signed
from tests.video.ingest.fake_camera import FakeCamera

from beadle.estate import service as estate
from beadle.estate.schemas import CameraChange
from beadle.platform.clock import SYSTEM, from_us
from beadle.platform.errors import Invalid, NotFound
from beadle.video import cameras
from beadle.video.record.configuration import parse_cameras
from beadle.video.record.recorder import Recorder


async def test_cameras_by_name_and_in_order(town: Town) -> None:
    one, two = town.ids.values()
    async with town.deps.database.session() as session:
        assert (await cameras.named(session, one)).name == "Market Place"
        assert [each.id for each in await cameras.named_all(session, [two, one])] == [two, one]
        assert await cameras.ids_by_key(session) == town.ids
        with pytest.raises(NotFound):
            await cameras.named(session, uuid.uuid4())
        with pytest.raises(NotFound):
            await cameras.named_all(session, [one, uuid.uuid4()])


async def test_how_to_reach_a_camera(town: Town) -> None:
    one, _ = town.ids.values()
    empty = await town.add_camera(9, "No address")
    async with town.deps.database.session() as session:
        access = await cameras.stream_access(session, town.deps.secrets, one)
        assert access.streams["main"] == "rtsp://camera-1.test/main"
        with pytest.raises(Invalid):
            await cameras.stream_access(session, town.deps.secrets, empty)


async def test_health_of_a_camera_that_is_gone_is_no_error(town: Town) -> None:
    one, _ = town.ids.values()
    since = from_us(HOUR_AGO_US)
    async with town.deps.database.work() as session:
        await cameras.note_health(session, town.deps.clock, uuid.uuid4(), "online", "", since)
        await cameras.note_health(session, town.deps.clock, one, "online", "", since)
        await cameras.set_all_unknown(session, town.deps.clock, "away")
    states = [event["state"] for event in await town.events("camera.health")]
    assert states == ["online", "unknown", "unknown"]


async def test_the_plan_leaves_out_what_cannot_be_recorded(town: Town) -> None:
    await town.add_camera(9, "No address")
    async with town.deps.database.work() as session:
        rows = await cameras.recording_plan(session, town.deps.clock, town.deps.secrets)
        (planned, *_) = await cameras.estate.recording_plan(session, town.deps.secrets)
    assert [row["key"] for row in rows] == list(town.ids)[:2]
    assert set(rows[0]) == {
        *("key", "name", "streams", "username", "password", "transport", "record", "retention_days"),
        *("tls_verify", "tls_fingerprint", "sign_in_entry", "motion", "motion_ignore", "ptz"),
    }
    good = rows[0]
    assert cameras.why_not(planned, good) == ""
    assert cameras.why_not(planned, {**good, "transport": "pigeon"}) != ""
    assert cameras.why_not(planned, {**good, "streams": {"main": "http://camera.test/"}}) != ""


async def test_a_recorder_takes_up_a_camera_whose_certificate_was_pinned(town: Town, tmp_path: Path) -> None:
    context, fingerprint = self_signed(tmp_path)
    deps = town.deps

    async def plan() -> list[dict[str, Any]]:
        async with deps.database.work() as session:
            rows = await cameras.recording_plan(session, deps.clock, deps.secrets)
        return [row for row in rows if row["key"] == town.key(camera)]

    async def change(**fields: Any) -> None:
        async with deps.database.work() as session:
            await estate.change_camera(session, deps.clock, deps.secrets, camera, CameraChange(**fields))

    def state() -> str:
        return str(recorder.status()["cameras"][0]["state"])

    async with FakeCamera(tls=context) as fake, Recorder([tmp_path / "volume"], SYSTEM) as recorder:
        camera = await town.add_camera(3, "Encrypted", main=fake.url)
        await recorder.configure(1, await plan())
        await eventually(lambda: state() == "lost")
        assert fake.asked == []
        await change(tls_fingerprint=fingerprint.hex())
        await recorder.configure(2, await plan())
        await eventually(lambda: state() == "online")


async def test_areas_that_movement_ignores_reach_the_watch_and_recording_goes_on(town: Town, tmp_path: Path) -> None:
    deps = town.deps
    async with FakeCamera() as fake, Recorder([tmp_path / "volume"], SYSTEM) as recorder:
        camera = await town.add_camera(3, "Tree", main=fake.url)
        key = town.key(camera)

        async def take_up(version: int) -> None:
            async with deps.database.work() as session:
                rows = await cameras.recording_plan(session, deps.clock, deps.secrets)
            await recorder.configure(version, [row for row in rows if row["key"] == key])

        await take_up(1)
        await eventually(lambda: recorder.status()["cameras"][0]["state"] == "online")
        _, about = recorder.key_frame(key, None)
        assert (about["motion"], about["motion_ignore"], about["ptz"]) == (False, [], False)
        asked = list(fake.asked)
        area = [[0.0, 0.0], [0.5, 0.0], [0.5, 0.25]]
        async with deps.database.work() as session:
            wish = CameraChange(motion="keyframes", motion_ignore=[area], ptz=True)
            await estate.change_camera(session, deps.clock, deps.secrets, camera, wish)
        await take_up(2)
        _, about = recorder.key_frame(key, None)
        assert (about["motion"], about["motion_ignore"], about["ptz"]) == (
            True,
            [[(0, 0), (0.5, 0), (0.5, 0.25)]],
            True,
        )
        assert recorder.status()["cameras"][0]["state"] == "online"
        assert [each for each in fake.asked[len(asked) :] if "DESCRIBE" in str(each) or "TEARDOWN" in str(each)] == []


async def test_the_same_password_typed_again_is_news_for_the_recorder(town: Town) -> None:
    deps = town.deps
    one, _ = town.ids.values()
    plans = []
    for _ in range(2):
        async with deps.database.work() as session:
            await estate.change_camera(session, deps.clock, deps.secrets, one, CameraChange(password="the same"))
            plans.append((await cameras.recording_plan(session, deps.clock, deps.secrets))[0])
    first, second = (parse_cameras([row])[row["key"]] for row in plans)
    assert first.sign_in_entry != second.sign_in_entry
    assert first.same_source(second)  # so a stream that runs goes on without a hole
