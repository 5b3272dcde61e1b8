"""Story 7: what is changed over the API reaches the recorder, and touches only the camera that it is about."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import psycopg
from tests.factories.system import Person, System
from tests.factories.waiting import until
from tests.scenarios.conftest import SIGN_IN
from tests.scenarios.pictures import check_whole, gaps, moment_us, replay

from beadle.platform.clock import SYSTEM
from beadle.platform.db import libpq_url
from beadle.simulator.simulator import Simulator

SECOND_US = 1_000_000


async def test_changes_reach_the_recorder_and_leave_the_others_alone(
    town: System, admin: Person, cameras: Simulator
) -> None:
    moved, kept, paused, other = [
        await admin.add_camera(700 + number, f"Change {number}", cameras.camera(number).url(), **SIGN_IN)
        for number in (1, 2, 3, 4)
    ]
    for camera in (moved, kept, paused, other):
        await admin.until_state(camera["id"], "online")
    await town.written(*[camera["key"] for camera in (moved, kept, paused, other)])
    start_us = SYSTEM.now_us()

    await admin.patch(f"/api/cameras/{kept['id']}", {"retention_days": 7})
    await until(lambda: _kept_for(town, kept["key"], 7), what="the retention's reaching the recorder")

    await admin.patch(f"/api/cameras/{moved['id']}", {"streams": {"main": {"url": cameras.camera(14).url()}}})
    await _the_other_picture_is_recorded(admin, moved["id"], start_us)

    await admin.patch(f"/api/cameras/{paused['id']}", {"recorded": False})
    disabled = await admin.until_state(paused["id"], "disabled")
    assert "not recorded" in disabled["detail"]
    paused_us = SYSTEM.now_us()
    closed_us = SYSTEM.now_us()
    await town.written(other["key"])
    await admin.patch(f"/api/cameras/{paused['id']}", {"recorded": True})
    await _is_recorded_again(admin, paused["id"], paused_us)

    for number, camera in ((2, kept), (4, other)):
        line = await admin.timeline(camera["id"], start_us)
        end_us = moment_us(line["newest"]) - SECOND_US // 10
        assert gaps(line, longer_than_s=0) == []
        check_whole(await replay(admin, camera["id"], start_us, end_us), start_us, end_us, number)
    await _the_log_says_who_changed_what(admin, moved, kept, paused)
    closed = await until(lambda: _leaves_of(town, paused["key"]), what="the closed file's hash in the log's tree")
    assert closed <= {hashlib.sha256(file.read_bytes()).hexdigest() for file in town.volume.rglob("*.mp4")}
    assert SYSTEM.now_us() - closed_us < 60 * SECOND_US
    for camera in (moved, kept, paused, other):
        await admin.post(f"/api/cameras/{camera['id']}/retire")
    await until(lambda: _nothing_of(town, "700-", "701-", "702-", "703-", "704-"), what="the retired cameras' end")


async def _kept_for(town: System, key: str, days: int) -> bool:
    """What the recorder keeps for its next start: the days in clear, the password not."""
    text = (town.data / "recorder.json").read_text()
    assert SIGN_IN["password"] not in text
    return any(row["key"] == key and row["retention_days"] == days for row in json.loads(text)["cameras"])


async def _the_other_picture_is_recorded(admin: Person, camera: str, start_us: int) -> None:
    """The burnt-in number tells which camera is seen: the first one up to the gap, the new one after it."""

    async def look() -> dict[str, Any] | None:
        line = await admin.timeline(camera, start_us)
        if len(line["spans"]) < 2:
            return None
        last = line["spans"][-1]
        return line if moment_us(last["to"]) - moment_us(last["from"]) > SECOND_US else None

    line = await until(look, what="footage from the new address")
    assert [reason for _, reason in gaps(line, longer_than_s=0)] == ["not_recorded"], line
    assert gaps(line)[0][0] < 5
    gap = line["gaps"][0]
    before = await replay(admin, camera, start_us, moment_us(gap["from"]))
    after = await replay(admin, camera, moment_us(gap["to"]), moment_us(line["newest"]))
    assert {each.camera for each in before} == {1}
    assert {each.camera for each in after} == {14}


async def _is_recorded_again(admin: Person, camera: str, paused_us: int) -> None:
    async def look() -> dict[str, Any] | None:
        line = await admin.timeline(camera, paused_us)
        return line if line["spans"] and line["gaps"] else None

    line = await until(look, what="recording again, and the gap before it")
    assert moment_us(line["spans"][0]["from"]) > paused_us
    assert [reason for _, reason in gaps(line)] == ["not_recorded"]


async def _the_log_says_who_changed_what(admin: Person, *cameras: dict[str, Any]) -> None:
    rows = [row for row in await admin.audit() if row["action"] == "camera.change"]
    for camera in cameras:
        assert any(row["object"] == f"camera:{camera['id']}" and row["actor"] == "administrator" for row in rows)
    assert SIGN_IN["password"] not in str(rows)


async def _leaves_of(town: System, key: str) -> set[str]:
    """SHA-256 of the camera's files that have a leaf in the log's tree."""
    query = "SELECT listed FROM audit_segments JOIN audit_leaf ON segments_id = id"
    async with await psycopg.AsyncConnection.connect(libpq_url(town.database.url())) as connection:
        rows = await (await connection.execute(query)).fetchall()
    return {sha for (listed,) in rows for camera, *_, sha in json.loads(listed) if camera == key}


async def _nothing_of(town: System, *beginnings: str) -> bool:
    status = await town.status()
    return status is not None and not any(each["key"].startswith(beginnings) for each in status["cameras"])
