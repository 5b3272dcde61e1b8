"""Story 6: somebody is disabled, loses a role or signs out while watching and while downloading: it ends at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from tests.factories.system import Person, System, iso, messages
from tests.factories.waiting import until
from tests.scenarios.conftest import SIGN_IN
from tests.scenarios.pictures import listing, moment_us, piece
from websockets.exceptions import ConnectionClosed, InvalidStatus

from beadle.accounts.terms import Role
from beadle.platform.clock import SYSTEM
from beadle.platform.tasks import TaskSet
from beadle.simulator.simulator import Simulator

SECOND_US = 1_000_000

Act = Callable[[Person, Person], Awaitable[Any]]


async def is_disabled(admin: Person, who: Person) -> None:
    await admin.patch(f"/api/users/{who.id}", {"disabled": True})


async def loses_the_role(admin: Person, who: Person) -> None:
    await admin.patch(f"/api/users/{who.id}", {"roles": ["auditor"]})


async def signs_out(admin: Person, who: Person) -> None:
    assert (await who.ask("DELETE", "/api/session")).status_code == 204


async def gets_a_new_password(admin: Person, who: Person) -> None:
    await admin.post(f"/api/users/{who.id}/password")


ACTS: dict[str, Act] = {
    "disabled": is_disabled,
    "demoted": loses_the_role,
    "leaving": signs_out,
    "reset": gets_a_new_password,
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def camera(town: System, admin: Person, cameras: Simulator) -> AsyncIterator[dict[str, Any]]:
    """A camera with three seconds of footage."""
    added = await admin.add_camera(601, "Station", cameras.camera(13).url(), **SIGN_IN)
    start_us = SYSTEM.now_us()

    async def look() -> bool:
        newest = (await admin.timeline(added["id"], start_us))["newest"]
        return newest is not None and moment_us(newest) > start_us + 3 * SECOND_US

    await until(look, what="footage")
    yield added
    await admin.post(f"/api/cameras/{added['id']}/retire")


async def test_pictures_end(town: System, admin: Person, camera: dict[str, Any]) -> None:
    await asyncio.gather(*(_pictures_end(name, town, admin, camera) for name in ACTS))


async def _pictures_end(name: str, town: System, admin: Person, camera: dict[str, Any]) -> None:
    who = await town.add_person(admin, name, Role.SUPERVISOR)
    live = f"/api/video/cameras/{camera['id']}/live"
    file, half = await _a_download_has_begun(who, camera["id"])
    footage = (await listing(who, camera["id"], SYSTEM.now_us() - 5 * SECOND_US, SYSTEM.now_us()))["segments"][0]
    await piece(who, footage["url"], *footage["init"])
    async with TaskSet() as tasks, who.socket(live) as watched, admin.socket(live) as other:
        await _pictures_come(watched)
        await _pictures_come(other)
        await ACTS[name](admin, who)
        ended = tasks.spawn(_until_the_end(watched), name="watched")
        refused = [
            await who.ask("GET", file["url"], headers={"Range": f"bytes={half}-"}),
            await who.ask("GET", footage["url"], headers={"Range": "bytes=0-99"}),
        ]
        said = await asyncio.wait_for(ended, 60)
        await _pictures_come(other)
    assert said["type"] == "ended"
    assert said["reason"] == "You may no longer see this picture."
    assert [answer.status_code for answer in refused] == [401, 401], [answer.text for answer in refused]
    with pytest.raises(InvalidStatus, match="403"):
        async with who.socket(live):
            pass
    ends = [row for row in await admin.audit() if (row["actor"], row["action"]) == (name, "live.stop")]
    assert ends[-1]["detail"]["reason"] == "You may no longer see this picture."


async def test_what_leaves_the_group_is_gone(town: System, admin: Person, camera: dict[str, Any]) -> None:
    group = await admin.post("/api/camera-groups", {"name": "Stations", "cameras": [camera["id"]]}, expect=201)
    who = await town.add_person(admin, "grace", Role.SUPERVISOR, group["id"])
    live = f"/api/video/cameras/{camera['id']}/live"
    file, half = await _a_download_has_begun(who, camera["id"])
    footage = (await listing(who, camera["id"], SYSTEM.now_us() - 5 * SECOND_US, SYSTEM.now_us()))["segments"][0]
    async with TaskSet() as tasks, who.socket(live) as watched:
        await _pictures_come(watched)
        await admin.patch(f"/api/camera-groups/{group['id']}", {"cameras": []})
        ended = tasks.spawn(_until_the_end(watched), name="watched")
        refused = [
            await who.ask("GET", file["url"], headers={"Range": f"bytes={half}-"}),
            await who.ask("GET", footage["url"], headers={"Range": "bytes=0-99"}),
            await who.ask("GET", f"/api/cameras/{camera['id']}"),
        ]
        said = await asyncio.wait_for(ended, 60)
    assert said["reason"] == "You may no longer see this picture."
    assert [answer.status_code for answer in refused] == [403, 403, 403], [answer.text for answer in refused]
    assert (await who.ask("GET", "/api/cameras")).json() == []
    with pytest.raises(InvalidStatus, match="403"):
        async with who.socket(live):
            pass
    lines = [row for row in await admin.audit() if (row["actor"], row["outcome"]) == ("grace", "refused")]
    assert len(lines) == 4
    assert all(camera["id"] in f"{row['object']} {row['detail']}" for row in lines)


async def _pictures_come(socket: Any) -> None:
    pictures = 0
    async for message in messages(socket):
        pictures += isinstance(message, bytes)
        if pictures == 10:
            return


async def _until_the_end(socket: Any) -> dict[str, Any]:
    """The last thing that is said before the socket closes."""
    last: dict[str, Any] = {}
    try:
        async for message in messages(socket):
            last = message if isinstance(message, dict) else last
    except ConnectionClosed:
        pass
    return last


async def _a_download_has_begun(who: Person, camera: str) -> tuple[dict[str, Any], int]:
    """An export's file of which the first half is fetched; the file and where the second half begins."""
    now_us = SYSTEM.now_us()
    wish = {
        "cameras": [camera],
        "from": iso(now_us - 4 * SECOND_US),
        "to": iso(now_us - 2 * SECOND_US),
        "purpose": "maintenance",
        "reason": "A download that is broken off",
    }
    export = await who.post("/api/video/exports", wish, expect=201)

    async def done() -> dict[str, Any] | None:
        found: dict[str, Any] = await who.get(f"/api/video/exports/{export['id']}")
        return found if found["status"] == "done" else None

    file: dict[str, Any] = (await until(done, what="the export"))["files"][0]
    half = file["bytes"] // 2
    await piece(who, file["url"], 0, half)
    return file, half
