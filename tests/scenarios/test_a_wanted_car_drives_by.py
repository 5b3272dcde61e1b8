"""Story: a list comes as CSV, a wanted car drives by, two people look, and somebody follows its way with a reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from tests.factories.plate_camera import PlateCamera, asked, plate_camera
from tests.factories.system import Person, System, messages, system
from tests.factories.waiting import until

from beadle.accounts.terms import Role

FILE = "VRM;Marker;Weed Date\nAB12 CDE;Stolen on Monday;31/12/2099\n\u0410B1;Cyrillic;\nXY34*;Partial;\n"
MAPPING = {"plate": "VRM", "reason": "Marker", "expires_at": "Weed Date"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(folder: Path) -> AsyncIterator[System]:
    """A server and a worker; these cameras are never recorded."""
    async with system(folder, start=("server", "worker")) as running:
        yield running


async def camera_at(office: System, chief: Person, number: int, place: dict[str, Any]) -> PlateCamera:
    """A camera of a new site whose plates are pushed."""
    site = await chief.post("/api/sites", place, expect=201)
    return await plate_camera(office, chief, number, place["name"], site_id=site["id"])


async def the_list_comes(chief: Person) -> dict[str, Any]:
    """A list that asks for two persons, filled from a file; its bad row is in the report."""
    said = {"name": "Stolen", "owner": "Derbyshire Constabulary", "reason": "Stolen vehicles", "two_person": True}
    list_: dict[str, Any] = await chief.post("/api/anpr/hotlists", said, expect=201)
    sent = await chief.ask("POST", f"/api/anpr/hotlists/{list_['id']}/imports", content=FILE.encode())
    assert sent.status_code == 201, sent.text
    assert sent.json()["guessed"] == MAPPING
    path = f"/api/anpr/imports/{sent.json()['id']}"
    looked = await chief.post(f"{path}/preview", {"mapping": MAPPING})
    assert (looked["good"], looked["refused"], looked["new"]) == (2, 1, 2)
    await chief.post(f"{path}/start", {"mapping": MAPPING, "replace": True}, expect=202)

    async def done() -> bool:
        return bool((await chief.get(path))["status"] == "done")

    await until(done, what="the import")
    report = await chief.ask("GET", f"{path}/refused.csv")
    assert len(report.text.splitlines()) == 2
    return list_


async def hit_of(office: System, operator: Person, camera: PlateCamera, plate: str) -> dict[str, Any]:
    """Let a car drive by until the operator's screen tells of a hit: the hit.

    The first may come before the list is in force, which takes up to two seconds.
    """
    said: list[Any] = []
    async with operator.socket("/api/events") as socket:
        for _ in range(40):
            await camera.sees(plate)
            found = await _heard(socket, plate, said)
            if found is not None:
                return found
    shown = await operator.get("/api/anpr/hits"), await operator.get("/api/anpr/reads/latest")
    raise AssertionError(f"no hit was told of {plate}: {said} {shown} {office.log('worker').read_text()[-3000:]}")


async def _heard(socket: Any, plate: str, said: list[Any]) -> dict[str, Any] | None:
    try:
        async with asyncio.timeout(5):
            async for message in messages(socket):
                said.append(message)
                if isinstance(message, dict) and message.get("kind") == "plates.hit":
                    hit: dict[str, Any] = message["body"]["hit"]
                    if hit["read"]["plate"] == plate:
                        return hit
    except TimeoutError:
        pass
    return None


async def two_people_look(operator: Person, supervisor: Person, hit: dict[str, Any]) -> None:
    """The operator looks at the picture and confirms; it waits for somebody else, who confirms too."""
    shown = await operator.get(f"/api/anpr/hits/{hit['id']}")
    path = f"/api/anpr/reads/{shown['read']['id']}/overview.jpg"
    picture = await operator.ask("GET", path, params={"look": shown["look"]})
    assert picture.content.startswith(b"\xff\xd8")
    confirm = f"/api/anpr/hits/{hit['id']}/confirm"
    first = await operator.post(confirm, {"remark": "A blue Ford, as on the list."})
    assert first["state"] == "awaiting_second"
    await operator.post(confirm, {"remark": "Once more."}, expect=403)
    second = await supervisor.post(confirm, {"remark": "I see the same."})
    assert (second["state"], second["second_by"]) == ("confirmed", "Sarah")


async def somebody_follows_it(supervisor: Person) -> dict[str, Any]:
    """The journey of the car, with all that it needs; convoys are turned off here."""
    wish = await asked(supervisor, "AB12CDE")
    await supervisor.post("/api/anpr/journeys", wish | {"case_reference": ""}, expect=422)
    found: dict[str, Any] = await supervisor.post("/api/anpr/journeys", wish, expect=201)
    return found


async def test_a_wanted_car_drives_by(office: System) -> None:
    chief = await office.person("administrator")
    bridge = await camera_at(office, chief, 801, {"name": "Horns Bridge", "latitude": 53.2307, "longitude": -1.4196})
    bars = await camera_at(office, chief, 802, {"name": "West Bars", "latitude": 53.2344, "longitude": -1.4367})
    operator = await office.add_person(chief, "olivia", Role.OPERATOR)
    supervisor = await office.add_person(chief, "sarah", Role.SUPERVISOR)
    list_ = await the_list_comes(chief)

    exact = await hit_of(office, operator, bridge, "AB12CDE")
    assert (exact["exact"], exact["entry"]["reason"]) == (True, "Stolen on Monday")
    assert exact["read"]["site"] == "Horns Bridge"
    possible = await hit_of(office, operator, bars, "A812CDE")
    assert not possible["exact"]
    assert 0 < possible["score"] < 1
    partial = await hit_of(office, operator, bars, "XY34ZZZ")
    assert not partial["exact"]

    await two_people_look(operator, supervisor, exact)
    await operator.post(f"/api/anpr/hits/{possible['id']}/refuse", {"remark": "It says A8."})
    states = {hit["id"]: hit["state"] for hit in await operator.get("/api/anpr/hits")}
    decided = {exact["id"]: "confirmed", possible["id"]: "refused"}
    assert states == dict.fromkeys(states, "new") | decided | {partial["id"]: "new"}

    await bars.sees("AB12CDE")

    async def both() -> dict[str, Any] | None:
        journey = await somebody_follows_it(supervisor)
        return (
            journey if {each["read"]["site"] for each in journey["passes"]} >= {"Horns Bridge", "West Bars"} else None
        )

    journey = await until(both, what="the second pass")
    assert journey["legs"][-1]["to"] == "West Bars"

    await chief.patch(f"/api/anpr/hotlists/{list_['id']}", {"retired": True})
    before = len(await operator.get("/api/anpr/hits"))
    await bridge.sees("XY34AAA")

    async def read() -> bool:
        latest = await operator.get("/api/anpr/reads/latest")
        return any(each["plate"] == "XY34AAA" for each in latest["reads"])

    await until(read, what="the last car")
    assert len(await operator.get("/api/anpr/hits")) == before
    await the_log_says_so(chief, exact)


async def the_log_says_so(chief: Person, hit: dict[str, Any]) -> None:
    """Every look, decision and change is in the audit log with the plate."""
    page = await chief.get("/api/audit", plate="AB12CDE", limit=500)
    acts = {row["action"] for row in page["rows"]}
    assert {"plates.see_hits", "plates.confirm_hit", "plates.journey"} <= acts
    confirmed = [row for row in page["rows"] if row["action"] == "plates.confirm_hit" and row["outcome"] == "ok"]
    assert {row["object"] for row in confirmed} >= {f"hit:{hit['id']}"}
    assert {row["actor"] for row in confirmed} >= {"olivia", "sarah"}
