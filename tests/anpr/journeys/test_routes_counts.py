"""Counts of traffic over HTTP: no plates in any answer, and small numbers not told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.factories import accounts
from tests.factories.journeys import Road
from tests.factories.plates_app import PlatesApp, plates_app

from beadle.accounts.terms import Role
from beadle.anpr.push import service as push
from beadle.anpr.push.schemas import SetUpChange, SetUpIn
from beadle.anpr.push.terms import ReadingMode
from beadle.estate import service as estate
from beadle.estate.schemas import SiteIn
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


@pytest.fixture
async def app(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> AsyncIterator[PlatesApp]:
    async with plates_app(database, clock, secrets, data_dir) as made:
        yield made


def span(road: Road, hours: float = 24) -> dict[str, str]:
    return {"since": road.at(hours * 60).isoformat(), "until": road.clock.now().isoformat()}


async def test_a_cabinet_member_sees_counts_and_no_plate(app: PlatesApp, road: Road) -> None:
    await road.drive([each for n in range(7) for each in road.trip(f"AB1{n}CDE", 100 + n)])
    await road.drive(
        [road.read("XY34ZZZ", "West Bars", road.at(50)), road.read("XY34ZZZ", "Horns Bridge", road.at(45))]
    )
    ends = {"from_site": str(road.sites["Horns Bridge"]), "to_site": str(road.sites["West Bars"])}
    back = {"from_site": ends["to_site"], "to_site": ends["from_site"]}
    async with accounts.signed_in(app.app, road.database, road.clock, Role.CABINET_MEMBER) as cabinet:
        hours = await cabinet.ask("GET", "/api/anpr/counts", params=span(road))
        days = await cabinet.ask("GET", "/api/anpr/counts", params=span(road, 200) | {"by": "day"})
        links = await cabinet.ask("GET", "/api/anpr/counts/od", params=span(road))
        timing = await cabinet.ask("GET", "/api/anpr/timing", params=span(road) | ends)
        few = await cabinet.ask("GET", "/api/anpr/timing", params=span(road) | back)
        for answer in (hours, days, links, timing, few):
            assert answer.status_code == 200, answer.text
            assert not any(plate in answer.text for plate in ("CDE", "XY34", "plate"))
        assert sum(flow["passes"] for flow in hours.json()["flows"]) == 16
        assert {flow["site"] for flow in days.json()["flows"]} == {"Horns Bridge", "West Bars"}
        assert links.json() == {
            "cells": [
                {"from": "Horns Bridge", "to": "West Bars", "count": 7},
                {"from": "West Bars", "to": "Horns Bridge", "count": None},
            ],
            "suppressed_below": 5,
        }
        assert (timing.json()["pairs"], timing.json()["p50"]) == (7, 180)
        assert (few.json()["pairs"], few.json()["p50"]) == (None, None)
        assert [hour["p50"] for hour in few.json()["by_hour"]] == [None]
    assert {line.outcome for line in await app.lines("plates.count")} == {"ok"}


async def test_a_cabinet_member_is_told_the_sites_where_plates_are_read(app: PlatesApp, road: Road) -> None:
    async with road.database.work() as session:
        await estate.create_site(session, SiteIn(name="Market Place", latitude=53.235, longitude=-1.427))
        await push.create(session, road.clock, SetUpIn(camera_id=road.cameras["West Bars"], mode=ReadingMode.PUSHED))
    async with accounts.signed_in(app.app, road.database, road.clock, Role.CABINET_MEMBER) as cabinet:
        before = await cabinet.ask("GET", "/api/anpr/sites")
        assert before.json() == [{"id": str(road.sites["West Bars"]), "name": "West Bars", "cameras": 1}]
        await road.drive(road.trip("AB12CDE", 100))
        async with road.database.work() as session:
            await push.change(session, road.clock, road.cameras["West Bars"], SetUpChange(mode=ReadingMode.OFF))
        after = await cabinet.ask("GET", "/api/anpr/sites")
        assert [each["name"] for each in after.json()] == ["Horns Bridge", "West Bars"]


async def test_spans_have_their_bounds(app: PlatesApp, road: Road) -> None:
    same = {"from_site": str(road.sites["West Bars"]), "to_site": str(road.sites["West Bars"])}
    async with accounts.signed_in(app.app, road.database, road.clock, Role.AUDITOR) as auditor:
        for path, params in (
            ("counts", span(road, 24 * 9)),
            ("counts", span(road, 24 * 100) | {"by": "day"}),
            ("counts", span(road) | {"by": "week"}),
            ("counts", {"since": span(road)["until"], "until": span(road)["since"]}),
            ("counts/od", span(road, 24 * 32)),
            ("timing", span(road) | same),
        ):
            answer = await auditor.ask("GET", f"/api/anpr/{path}", params=params)
            assert answer.status_code == 422, path


async def test_an_enforcement_officer_counts_nothing(app: PlatesApp, road: Road) -> None:
    async with accounts.signed_in(app.app, road.database, road.clock, Role.ENFORCEMENT_OFFICER) as officer:
        assert (await officer.ask("GET", "/api/anpr/counts", params=span(road))).status_code == 403
        assert (await officer.ask("GET", "/api/anpr/sites")).status_code == 403
