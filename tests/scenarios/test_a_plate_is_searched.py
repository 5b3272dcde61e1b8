"""Story: a camera pushes plates; somebody searches for one with a reason, somebody else watches over that."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from tests.factories.pushing import form, jpeg
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


class Camera:
    """A camera that reads plates by itself and pushes them to the address that it was given."""

    def __init__(self, office: System, address: str) -> None:
        self._url = f"{office.address}{address}" if address.startswith("/") else address

    async def sees(self, plate: str) -> None:
        """Push a plate with its picture, as of now."""
        results = [{"plate": plate.lower(), "score": 0.93, "box": {"xmin": 10, "ymin": 10, "xmax": 90, "ymax": 30}}]
        said = {"data": {"results": results, "timestamp": SYSTEM.now().isoformat(), "filename": f"{plate}.jpg"}}
        kind, body = form(("json", "application/json", json.dumps(said).encode()), ("upload", "image/jpeg", jpeg()))
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            answer = await http.post(self._url, content=body, headers={"Content-Type": kind})
        assert answer.status_code == 200, answer.text


async def camera_at(office: System, chief: Person, number: int, name: str) -> tuple[str, Camera]:
    """A camera whose plates are pushed: its identifier, and the camera itself."""
    added = await chief.add_camera(number, name, f"rtsp://127.0.0.1:9/{number}", recorded=False)
    await chief.post("/api/anpr/cameras", {"camera_id": added["id"], "mode": "pushed"}, expect=201)
    given = await chief.post(f"/api/anpr/cameras/{added['id']}/token", expect=201)
    return added["id"], Camera(office, given["address"])


async def question(person: Person, plate: str, **more: Any) -> dict[str, Any]:
    """A search of the last hour with all that it needs."""
    purposes = await person.get("/api/purposes")
    (purpose,) = [each["id"] for each in purposes if each["key"] == "public-safety"]
    now = SYSTEM.now()
    said = {
        "plate": plate,
        "mode": "exact",
        "since": (now - timedelta(hours=1)).isoformat(),
        "until": (now + timedelta(minutes=5)).isoformat(),
        "requester": "DC 1234 Brown",
        "purpose_id": purpose,
        "case_reference": "26000123456",
    }
    return said | more


async def the_operator_sees(operator: Person, pushed: list[tuple[str, Camera]]) -> list[str]:
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
    whole = await question(searcher, "AB12 CDE")
    for missing in ("case_reference", "purpose_id", "requester"):
        asked = {name: value for name, value in whole.items() if name != missing}
        await searcher.post("/api/anpr/searches", asked, expect=422)
    found: dict[str, Any] = await searcher.post("/api/anpr/searches", whole | {"mode": "fuzzy"}, expect=201)
    read = found["results"][0]["read"]
    path = f"/api/anpr/reads/{read['id']}/overview.jpg"
    picture = await searcher.ask("GET", path, params={"look": found["look"]})
    assert picture.content.startswith(b"\xff\xd8")
    return found


async def the_officer_approves(officer: Person, searcher: Person) -> dict[str, Any]:
    """A search that goes back further than three months: nothing is found until somebody else has approved it."""
    far = await question(searcher, "AB12CDE", since=(SYSTEM.now() - timedelta(days=100)).isoformat())
    waiting: dict[str, Any] = await searcher.post("/api/anpr/searches", far, expect=201)
    assert (waiting["status"], waiting["results"]) == ("waiting", [])
    path = f"/api/anpr/searches/{waiting['id']}"
    await searcher.post(f"{path}/approve", {"remark": "I need it."}, expect=403)
    await officer.post(f"{path}/approve", {"remark": "I have read the case."})
    assert len((await searcher.get(path))["results"]) == 1
    return waiting


async def test_a_plate_is_searched(office: System, chief: Person) -> None:
    bridge, camera = await camera_at(office, chief, 701, "Horns Bridge")
    group = await chief.post("/api/camera-groups", {"name": "Bridge", "cameras": [bridge]}, expect=201)
    _, elsewhere = await camera_at(office, chief, 702, "West Bars")
    operator = await office.add_person(chief, "olivia", Role.OPERATOR, group["id"])
    searcher = await office.add_person(chief, "sam", Role.SUPERVISOR)
    officer = await office.add_person(chief, "dora", Role.DATA_PROTECTION_OFFICER)

    told = await the_operator_sees(operator, [("XY34ZZZ", elsewhere), ("AB12CDE", camera), ("A812CDE", camera)])
    assert sorted(told) == ["A812CDE", "AB12CDE"], "the other camera is beyond the operator's group"

    refused = await operator.ask("POST", "/api/anpr/searches", json=await question(operator, "AB12CDE"))
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
    _, camera = await camera_at(office, chief, 703, "Spire")
    await office.kill("worker")
    for number in range(5):
        await camera.sees(f"KL{number}2MNO")
    await office.start("worker")

    async def all_kept() -> bool:
        found = await chief.post("/api/anpr/searches", await question(chief, "KL?2MNO", mode="partial"), expect=201)
        return len(found["results"]) == 5

    await until(all_kept, what="reads of the messages that came meanwhile")
