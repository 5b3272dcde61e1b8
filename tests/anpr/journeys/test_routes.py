"""Journeys and convoys over HTTP: never without a purpose, a case and a requester, never beyond one's reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories import accounts
from tests.factories.journeys import Road
from tests.factories.plates_app import PlatesApp, plates_app

from beadle.accounts.terms import Grant, Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


@pytest.fixture
async def app(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> AsyncIterator[PlatesApp]:
    async with plates_app(database, clock, secrets, data_dir) as made:
        yield made


async def wish(road: Road, **more: Any) -> dict[str, Any]:
    said = {
        "plate": "ab12 cde",
        "since": road.at(24 * 60).isoformat(),
        "until": road.clock.now().isoformat(),
        "requester": "PC 1234",
        "purpose_id": str(await accounts.purpose_id(road.database)),
        "case_reference": "CR/26/1",
    }
    return said | more


async def test_a_journey_is_shown_and_written_down_first(app: PlatesApp, road: Road) -> None:
    await road.drive([*road.trip("AB12CDE", 60, seconds=4), road.read("A812CDE", "West Bars", road.at(20))])
    async with accounts.signed_in(app.app, road.database, road.clock, Role.SUPERVISOR) as mary:
        answer = await mary.ask("POST", "/api/anpr/journeys", json=await wish(road))
        assert answer.status_code == 201, answer.text
        found = answer.json()
    assert [each["read"]["plate"] for each in found["passes"]] == ["AB12CDE", "AB12CDE", "A812CDE"]
    assert [bool(each["joined_because"]) for each in found["passes"]] == [False, False, True]
    (leg,) = found["legs"]
    assert (leg["from"], leg["to"]) == ("Horns Bridge", "West Bars")
    assert leg["arrives"] == found["passes"][1]["read"]["id"]
    assert found["clone"]["found"]
    assert found["clone"]["reads"] == [each["read"]["id"] for each in found["passes"][:2]]
    assert found["look"]
    (line,) = await app.lines("plates.journey")
    assert line.object == f"journey:{found['id']}"
    assert line.case_reference == "CR/26/1"
    assert line.purpose
    assert set(line.subjects) == {"plate:AB12CDE", "plate:A812CDE"}
    assert line.detail["requester"] == "PC 1234"
    assert line.detail["clone"] is True


@pytest.mark.parametrize("missing", ["purpose_id", "case_reference", "requester"])
async def test_without_its_grounds_nothing_is_shown(app: PlatesApp, road: Road, missing: str) -> None:
    await road.drive(road.trip("AB12CDE", 60))
    said = await wish(road)
    async with accounts.signed_in(app.app, road.database, road.clock, Role.SUPERVISOR) as mary:
        for value in (None, ""):
            body = said | {missing: value} if value is not None else {k: v for k, v in said.items() if k != missing}
            answer = await mary.ask("POST", "/api/anpr/journeys", json=body)
            assert answer.status_code == 422
            assert "AB12CDE" not in answer.text
    assert [line.outcome for line in await app.lines("plates.journey")] == ["failed", "failed"]


async def test_only_passes_within_reach_are_shown(app: PlatesApp, road: Road) -> None:
    await road.drive(road.trip("AB12CDE", 60))
    group = await accounts.add_group(road.database, "West Bars", [road.cameras["West Bars"]])
    grants = [Grant(Role.SUPERVISOR, group)]
    async with accounts.signed_in(app.app, road.database, road.clock, grants=grants, name="mary") as mary:
        found = (await mary.ask("POST", "/api/anpr/journeys", json=await wish(road))).json()
    assert [each["read"]["camera_id"] for each in found["passes"]] == [str(road.cameras["West Bars"])]
    assert found["legs"] == []


async def test_what_goes_too_far_back_is_for_a_search(app: PlatesApp, road: Road) -> None:
    old = {"since": road.at(92 * 1440).isoformat(), "until": road.at(90 * 1440).isoformat()}
    older = {"since": road.at(200 * 1440).isoformat()}
    async with accounts.signed_in(app.app, road.database, road.clock, Role.SUPERVISOR) as mary:
        refused = await mary.ask("POST", "/api/anpr/journeys", json=await wish(road, **old))
        assert refused.status_code == 403
        assert "second person" in refused.text
        assert (await mary.ask("POST", "/api/anpr/journeys", json=await wish(road, **older))).status_code == 422
        homoglyph = await wish(road, plate="\u0410B12CDE")
        assert (await mary.ask("POST", "/api/anpr/journeys", json=homoglyph)).status_code == 422
    assert "refused" in [line.outcome for line in await app.lines("plates.journey")]


async def test_convoys_are_off_until_they_are_turned_on(app: PlatesApp, road: Road, secrets: Secrets) -> None:
    for day in range(6):
        begins = 100 + 1441 * day
        await road.drive([*road.trip("AB12CDE", begins), *road.trip("XY34ZZZ", begins - 0.1)])
    authority = {"authority": "Superintendent Smith, authority 17/2026", "since": road.at(20 * 1440).isoformat()}
    body = await wish(road, **authority)
    async with accounts.signed_in(app.app, road.database, road.clock, Role.MANAGER) as mary:
        off = await mary.ask("POST", "/api/anpr/convoys", json=body)
        assert off.status_code == 403
        assert "turned off here" in off.text
    async with (
        plates_app(road.database, road.clock, secrets, app.deps.data_dir, journeys={"convoy": True}) as on,
        accounts.browser(on.app) as mary,
    ):
        assert (await mary.sign_in("manager")).status_code == 200
        found = (await mary.ask("POST", "/api/anpr/convoys", json=body)).json()
        assert [each["plate"] for each in found["vehicles"]] == ["XY34ZZZ"]
        assert found["vehicles"][0]["together"] == found["trips"] == 6
        assert "needs a person's look" in found["words"]
        without = {key: value for key, value in body.items() if key != "authority"}
        assert (await mary.ask("POST", "/api/anpr/convoys", json=without)).status_code == 422
    lines = await app.lines("plates.convoy")
    assert [line.outcome for line in lines] == ["refused", "ok", "failed"]
    assert lines[1].detail["authority"] == "Superintendent Smith, authority 17/2026"
    assert set(lines[1].subjects) == {"plate:AB12CDE", "plate:XY34ZZZ"}


async def test_whether_convoys_may_be_looked_for_is_told_before(app: PlatesApp, road: Road, secrets: Secrets) -> None:
    async with accounts.signed_in(app.app, road.database, road.clock, Role.MANAGER) as mary:
        told = (await mary.ask("GET", "/api/anpr/convoys")).json()
    assert told == {"allowed": False, "longest_days": 31, "together": 3, "ratio": 3.0}
    tables = {"journeys": {"convoy": True, "convoy_together": 5}}
    async with (
        plates_app(road.database, road.clock, secrets, app.deps.data_dir, **tables) as on,
        accounts.browser(on.app) as mary,
    ):
        assert (await mary.sign_in("manager")).status_code == 200
        told = (await mary.ask("GET", "/api/anpr/convoys")).json()
    assert (told["allowed"], told["together"]) == (True, 5)


async def test_a_supervisor_looks_for_no_convoys(app: PlatesApp, road: Road) -> None:
    async with accounts.signed_in(app.app, road.database, road.clock, Role.SUPERVISOR) as mary:
        body = await wish(road, authority="Nobody at all allowed it.")
        assert (await mary.ask("POST", "/api/anpr/convoys", json=body)).status_code == 403
        assert (await mary.ask("GET", "/api/anpr/convoys")).status_code == 403
