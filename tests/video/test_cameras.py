from __future__ import annotations

import uuid

import pytest
from tests.factories.town import HOUR_AGO_US, Town

from beadle.platform.clock import from_us
from beadle.platform.errors import Invalid, NotFound
from beadle.video import cameras


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
    }
    good = rows[0]
    assert cameras.why_not(planned, good) == ""
    assert cameras.why_not(planned, {**good, "transport": "pigeon"}) != ""
    assert cameras.why_not(planned, {**good, "streams": {"main": "http://camera.test/"}}) != ""
