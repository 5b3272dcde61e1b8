"""Hits over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories import accounts
from tests.factories.hotlists import Watched
from tests.factories.plates_app import PlatesApp, plates_app

from beadle.accounts.terms import Grant, Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


@pytest.fixture
async def app(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> AsyncIterator[PlatesApp]:
    async with plates_app(database, clock, secrets, data_dir) as made:
        yield made


async def hit(town: Watched, *, two_person: bool = False, camera: int = 0, plate: str = "AB12CDE") -> str:
    list_ = await town.add_list(f"List of {plate}", two_person=two_person)
    await town.add_entry(list_, plate)
    await town.look()
    return str((await town.drive(town.observation(plate, camera_id=town.cameras[camera])))[0].id)


async def test_hits_are_shown_and_the_look_is_written_down(app: PlatesApp, town: Watched, database: Database) -> None:
    number = await hit(town)
    async with accounts.signed_in(app.app, database, town.clock, Role.OPERATOR) as olivia:
        found = (await olivia.ask("GET", "/api/anpr/hits?state=new")).json()
        assert [each["id"] for each in found] == [number]
        one = (await olivia.ask("GET", f"/api/anpr/hits/{number}")).json()
        assert one["read"]["plate"] == "AB12CDE"
        assert one["look"]
        assert (await olivia.ask("GET", "/api/anpr/hits?state=confirmed")).json() == []
    lines = await app.lines("plates.see_hits")
    assert lines[0].subjects == ["plate:AB12CDE"]
    assert lines[0].purpose
    assert lines[1].object == f"hit:{number}"
    assert f"camera:{town.cameras[0]}" in lines[1].objects


async def test_hits_beyond_reach_are_not_there(app: PlatesApp, town: Watched, database: Database) -> None:
    own, other = await hit(town), await hit(town, camera=1, plate="XY34ZZZ")
    group = await accounts.add_group(database, "Own", [town.cameras[0]])
    grants = [Grant(Role.OPERATOR, group)]
    async with accounts.signed_in(app.app, database, town.clock, grants=grants, name="olivia") as olivia:
        assert [each["id"] for each in (await olivia.ask("GET", "/api/anpr/hits")).json()] == [own]
        refused = [await olivia.ask("GET", f"/api/anpr/hits/{each}") for each in (other, uuid.uuid4())]
        assert [answer.status_code for answer in refused] == [403, 403]
        assert refused[0].json()["detail"] == refused[1].json()["detail"]
        confirm = await olivia.ask("POST", f"/api/anpr/hits/{other}/confirm", json={"remark": "Seen."})
        assert confirm.status_code == 403


async def test_a_hit_is_confirmed_or_refused_once(app: PlatesApp, town: Watched, database: Database) -> None:
    first, second = await hit(town), await hit(town, plate="XY34ZZZ")
    async with accounts.signed_in(app.app, database, town.clock, Role.OPERATOR) as olivia:
        done = await olivia.ask("POST", f"/api/anpr/hits/{first}/confirm", json={"remark": "It is that car."})
        assert (done.json()["state"], done.json()["decided_by"]) == ("confirmed", "Operator")
        again = await olivia.ask("POST", f"/api/anpr/hits/{first}/refuse", json={"remark": "It is not."})
        assert again.status_code == 409
        assert (await olivia.ask("POST", f"/api/anpr/hits/{second}/refuse", json={"remark": ""})).status_code == 422
        refused = await olivia.ask("POST", f"/api/anpr/hits/{second}/refuse", json={"remark": "Another make."})
        assert refused.json()["state"] == "refused"
    lines = await app.lines("plates.confirm_hit")
    assert next(line.detail.get("decision") for line in lines) == "confirm"
    assert lines[0].subjects == ["plate:AB12CDE"]


async def test_the_second_person_signs_in_within_the_request(app: PlatesApp, town: Watched, database: Database) -> None:
    number = await hit(town, two_person=True)
    await accounts.add_user(database, town.clock, "mary", Role.SUPERVISOR)
    await accounts.add_user(database, town.clock, "audrey", Role.AUDITOR)

    def said(name: str, password: str = accounts.PASSWORD) -> dict[str, Any]:
        return {"remark": "Seen by both.", "second": {"name": name, "password": password}}

    path = f"/api/anpr/hits/{number}/confirm"
    async with accounts.signed_in(app.app, database, town.clock, Role.OPERATOR, name="olivia") as olivia:
        wrong = await olivia.ask("POST", path, json=said("mary", "wrong password"))
        assert wrong.status_code == 403
        nobody = await olivia.ask("POST", path, json=said("audrey"))
        assert nobody.status_code == 403
        assert "may not confirm hits" in nobody.json()["detail"]
        alone = await olivia.ask("POST", path, json=said("olivia"))
        assert alone.status_code == 403
        done = await olivia.ask("POST", path, json=said("mary"))
        assert done.status_code == 200, done.text
        assert (done.json()["state"], done.json()["second_by"]) == ("confirmed", "Mary")
    lines = [line for line in await app.lines("plates.confirm_hit") if line.outcome == "ok"]
    assert lines[0].detail["second_person"] == "Mary"


async def test_without_the_second_person_it_waits_for_one(app: PlatesApp, town: Watched, database: Database) -> None:
    number = await hit(town, two_person=True)
    path = f"/api/anpr/hits/{number}/confirm"
    async with accounts.signed_in(app.app, database, town.clock, Role.OPERATOR) as olivia:
        first = await olivia.ask("POST", path, json={"remark": "Seen."})
        assert first.json()["state"] == "awaiting_second"
        assert (await olivia.ask("POST", path, json={"remark": "Seen."})).status_code == 403
    async with accounts.signed_in(app.app, database, town.clock, Role.SUPERVISOR) as mary:
        second = await mary.ask("POST", path, json={"remark": "Me too."})
        assert (second.json()["state"], second.json()["second_by"]) == ("confirmed", "Supervisor")
