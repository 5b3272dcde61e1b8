"""Story: a camera pushes plates; somebody searches for one with a reason, somebody else watches over that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio
from tests.factories.plate_camera import PlateCamera, asked, plate_camera
from tests.factories.system import Person, System, messages, system
from tests.factories.waiting import until

from beadle.accounts.terms import Role
from beadle.platform.clock import SYSTEM

SETTINGS = "[anpr.reads]\nreview_one_in = 1\n"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(folder: Path) -> AsyncIterator[System]:
    """A server and a worker; these cameras are never recorded. Every search is drawn for review."""
    async with system(folder, start=("server", "worker"), settings=SETTINGS) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chief(office: System) -> Person:
    return await office.person("administrator")


async def the_operator_sees(operator: Person, pushed: list[tuple[str, PlateCamera]]) -> list[str]:
    """What the live screen shows of what cameras push now, until two plates have come."""
    told: list[str] = []
    async with operator.socket("/api/anpr/live") as socket, asyncio.timeout(60):
        heard = messages(socket)
        assert (await anext(heard))["kind"] == "ready"  # type: ignore[index]  # only texts come here
        for plate, camera in pushed:
            await camera.sees(plate)
        while len(told) < 2:
            message = await anext(heard)
            assert isinstance(message, dict)
            if message["kind"] == "plates.reads":
                told += [read["plate"] for read in message["body"]["reads"]]
    return told


async def the_searcher_finds(searcher: Person) -> dict[str, Any]:
    """The search of a plate, refused without its reasons, answered with them; and a picture of what was found."""
    whole = await asked(searcher, "AB12 CDE")
    for missing in ("case_reference", "purpose_id", "requester"):
        part = {name: value for name, value in whole.items() if name != missing}
        await searcher.post("/api/anpr/searches", part, expect=422)
    found: dict[str, Any] = await searcher.post("/api/anpr/searches", whole | {"mode": "fuzzy"}, expect=201)
    read = found["results"][0]["read"]
    path = f"/api/anpr/reads/{read['id']}/overview.jpg"
    picture = await searcher.ask("GET", path, params={"look": found["look"]})
    assert picture.content.startswith(b"\xff\xd8")
    return found


async def the_officer_approves(officer: Person, searcher: Person) -> dict[str, Any]:
    """A search that goes back further than three months: nothing is found until somebody else has approved it."""
    far = await asked(searcher, "AB12CDE", since=(SYSTEM.now() - timedelta(days=100)).isoformat())
    waiting: dict[str, Any] = await searcher.post("/api/anpr/searches", far, expect=201)
    assert (waiting["status"], waiting["results"]) == ("waiting", [])
    path = f"/api/anpr/searches/{waiting['id']}"
    await searcher.post(f"{path}/approve", {"remark": "I need it."}, expect=403)
    await officer.post(f"{path}/approve", {"remark": "I have read the case."})
    assert len((await searcher.get(path))["results"]) == 1
    return waiting


async def test_a_plate_is_searched(office: System, chief: Person) -> None:
    camera = await plate_camera(office, chief, 701, "Horns Bridge")
    group = await chief.post("/api/camera-groups", {"name": "Bridge", "cameras": [camera.id]}, expect=201)
    elsewhere = await plate_camera(office, chief, 702, "West Bars")
    operator = await office.add_person(chief, "olivia", Role.OPERATOR, group["id"])
    searcher = await office.add_person(chief, "sam", Role.SUPERVISOR)
    officer = await office.add_person(chief, "dora", Role.DATA_PROTECTION_OFFICER)

    told = await the_operator_sees(operator, [("XY34ZZZ", elsewhere), ("AB12CDE", camera), ("A812CDE", camera)])
    assert sorted(told) == ["A812CDE", "AB12CDE"], "the other camera is beyond the operator's group"

    refused = await operator.ask("POST", "/api/anpr/searches", json=await asked(operator, "AB12CDE"))
    assert refused.status_code == 403
    found = await the_searcher_finds(searcher)
    matches = {each["read"]["plate"]: each["match"] for each in found["results"]}
    assert matches == {"AB12CDE": "exact", "A812CDE": "possible"}

    lines = [row for row in await chief.audit() if row["action"] == "plates.search"]
    outcomes = [(row["actor"], row["outcome"]) for row in lines]
    assert outcomes == [("olivia", "refused"), *[("sam", "failed")] * 3, ("sam", "ok")]
    assert (lines[-1]["case_reference"], "plate:AB12CDE" in lines[-1]["subjects"]) == ("26000123456", True)
    for plate, action in (("AB12CDE", "plates.search"), (found["results"][0]["read"]["plate"], "plates.see")):
        about = await chief.get("/api/audit", plate=plate)
        assert action in {row["action"] for row in about["rows"]}

    waiting = await the_officer_approves(officer, searcher)
    queue = await officer.get("/api/anpr/reviews")
    assert {each["search"]["id"] for each in queue} == {found["id"], waiting["id"]}
    verdict = {"verdict": "fits", "remark": "The case names this vehicle."}
    await officer.post(f"/api/anpr/reviews/{found['id']}", verdict)
    assert [each["search"]["id"] for each in await officer.get("/api/anpr/reviews")] == [waiting["id"]]


async def test_what_is_kept_outlives_a_worker_that_is_killed(office: System, chief: Person) -> None:
    camera = await plate_camera(office, chief, 703, "Spire")
    await office.kill("worker")
    for number in range(5):
        await camera.sees(f"KL{number}2MNO")
    await office.start("worker")

    async def all_kept() -> bool:
        found = await chief.post("/api/anpr/searches", await asked(chief, "KL?2MNO", mode="partial"), expect=201)
        return len(found["results"]) == 5

    await until(all_kept, what="reads of the messages that came meanwhile")
