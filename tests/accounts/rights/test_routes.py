"""Camera groups, purposes and reviewing over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import Browser, add_group, add_user, browser, signed_in
from tests.factories.estate import add_camera

from beadle.accounts.terms import Grant, Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets

PURPOSE = {"name": "Checking a burglar alarm", "lawful_basis": "Public task", "needs_case_reference": True}


@pytest.fixture
async def admin(app: FastAPI, database: Database, clock: FixedClock) -> AsyncIterator[Browser]:
    async with signed_in(app, database, clock, Role.ADMINISTRATOR) as made:
        yield made


async def lines(database: Database, action: str) -> list[AuditLine]:
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.id)
        return list((await session.scalars(query)).all())


async def test_a_group_from_making_to_deleting(
    admin: Browser, database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    one, two = [(await add_camera(database, clock, secrets, number, f"Camera {number}")).id for number in (1, 2)]
    made = await admin.ask("POST", "/api/camera-groups", json={"name": "Town Centre", "cameras": [str(one), str(one)]})
    assert made.status_code == 201, made.text
    group = made.json()
    assert group == {"id": group["id"], "name": "Town Centre", "description": "", "cameras": [str(one)]}
    path = f"/api/camera-groups/{group['id']}"
    changed = await admin.ask("PATCH", path, json={"name": "Centre", "description": "Shops", "cameras": [str(two)]})
    assert changed.json() == {"id": group["id"], "name": "Centre", "description": "Shops", "cameras": [str(two)]}
    assert (await admin.ask("GET", "/api/camera-groups")).json() == [changed.json()]
    assert (await admin.ask("PATCH", path, json={"name": "Centre"})).json() == changed.json()
    (line, _) = await lines(database, "camera_group.change")
    assert line.detail["put_in"] == [str(two)]
    assert line.detail["taken_out"] == [str(one)]
    assert (await admin.ask("DELETE", path)).status_code == 204
    assert (await admin.ask("DELETE", path)).status_code == 404
    assert (await admin.ask("GET", "/api/camera-groups")).json() == []


async def test_what_a_group_cannot_be(admin: Browser, database: Database) -> None:
    group = await add_group(database, "Town Centre")
    again = await admin.ask("POST", "/api/camera-groups", json={"name": "town centre"})
    assert again.status_code == 409
    unknown = {"name": "Park", "cameras": [str(uuid.uuid4())]}
    answer = await admin.ask("POST", "/api/camera-groups", json=unknown)
    assert (answer.status_code, answer.json()["detail"]) == (422, "One of these cameras is not there.")
    await add_group(database, "Park")
    assert (await admin.ask("PATCH", f"/api/camera-groups/{group}", json={"name": "PARK"})).status_code == 409
    for bad in ({"name": ""}, {"name": "a\u202eb"}, {"name": "x", "id": "y"}, {}):
        assert (await admin.ask("POST", "/api/camera-groups", json=bad)).status_code == 422


async def test_a_group_that_grants_name_stays(admin: Browser, database: Database, clock: FixedClock) -> None:
    group = await add_group(database, "Town Centre")
    for name in ("sam", "olivia"):
        await add_user(database, clock, name, grants=[Grant(Role.OPERATOR, group)])
    answer = await admin.ask("DELETE", f"/api/camera-groups/{group}")
    assert answer.status_code == 409
    assert "olivia, sam" in answer.json()["detail"]


async def test_whoever_is_limited_is_shown_their_groups(app: FastAPI, database: Database, clock: FixedClock) -> None:
    own = await add_group(database, "Own")
    await add_group(database, "Other")
    async with signed_in(app, database, clock, name="olivia", grants=[Grant(Role.OPERATOR, own)]) as olivia:
        assert [group["name"] for group in (await olivia.ask("GET", "/api/camera-groups")).json()] == ["Own"]
        for method, path in (("POST", ""), ("PATCH", f"/{own}"), ("DELETE", f"/{own}")):
            answer = await olivia.ask(method, f"/api/camera-groups{path}", json={"name": "Mine"})
            assert answer.status_code == 403, method
    async with signed_in(app, database, clock, Role.CONTRACTOR) as conor:
        assert len((await conor.ask("GET", "/api/camera-groups")).json()) == 2


async def test_a_purpose_from_making_to_retiring(admin: Browser) -> None:
    made = await admin.ask("POST", "/api/purposes", json=PURPOSE)
    assert made.status_code == 201, made.text
    purpose = made.json()
    assert (purpose["key"], purpose["usual"], purpose["retired"]) == ("checking-a-burglar-alarm", False, False)
    path = f"/api/purposes/{purpose['id']}"
    changed = await admin.ask("PATCH", path, json={"needs_case_reference": False, "usual": True})
    assert changed.json()["usual"] is True
    everyone = (await admin.ask("GET", "/api/purposes")).json()
    assert [each["key"] for each in everyone if each["usual"]] == ["checking-a-burglar-alarm"]
    assert everyone[0]["id"] == purpose["id"]
    assert (await admin.ask("PATCH", path, json={"retired": True})).status_code == 422  # it is the usual one
    retired = await admin.ask("PATCH", path, json={"usual": False, "retired": True})
    assert retired.json()["retired"] is True
    assert purpose["id"] not in {each["id"] for each in (await admin.ask("GET", "/api/purposes")).json()}
    every = (await admin.ask("GET", "/api/purposes?retired=true")).json()
    assert every[-1]["id"] == purpose["id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "public safety AND prevention of crime"}, 409),
        ({"name": "Training again", "key": "training"}, 409),
        ({"name": "Usual", "usual": True, "needs_second_person": True}, 422),
        ({"name": "Usual", "usual": True, "needs_case_reference": True}, 422),
        ({"name": "x", "key": "Not a key"}, 422),
        ({"name": "x", "retired": True}, 422),
        ({"description": "no name"}, 422),
    ],
)
async def test_what_a_purpose_cannot_be(admin: Browser, body: dict[str, Any], status: int) -> None:
    before = (await admin.ask("GET", "/api/purposes")).json()
    assert (await admin.ask("POST", "/api/purposes", json=body)).status_code == status
    assert (await admin.ask("GET", "/api/purposes")).json() == before


async def test_an_installation_begins_with_a_lawful_list(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with signed_in(app, database, clock, Role.OPERATOR) as olivia:
        found = {each["key"]: each for each in (await olivia.ask("GET", "/api/purposes")).json()}
    assert all(each["lawful_basis"] and each["description"] for each in found.values())
    assert [key for key, each in found.items() if each["usual"]] == ["public-safety"]
    assert {key for key, each in found.items() if each["needs_second_person"]} == {"directed-surveillance", "training"}
    assert found["directed-surveillance"]["needs_case_reference"]


async def test_broken_glass_is_reviewed_by_somebody_else(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with (
        signed_in(app, database, clock, Role.MANAGER) as maya,
        signed_in(app, database, clock, Role.DATA_PROTECTION_OFFICER) as daniel,
        browser(app) as nobody,
    ):
        reason = {"reason": "A child fell into the lake"}
        assert (await maya.ask("POST", "/api/session/break-glass", json=reason)).status_code == 201
        (row,) = (await daniel.ask("GET", "/api/break-glass")).json()
        assert (row["user"], row["reason"], row["open"], row["ended_by"]) == ("Manager", reason["reason"], True, None)
        path = f"/api/break-glass/{row['id']}/review"
        remark = {"remark": "It was right."}
        assert (await maya.ask("POST", path, json=remark)).status_code == 403
        reviewed = await daniel.ask("POST", path, json=remark)
        assert (reviewed.json()["reviewed_by"], reviewed.json()["remark"]) == (
            "Data_Protection_Officer",
            remark["remark"],
        )
        assert (await daniel.ask("POST", path, json=remark)).status_code == 409
        assert (await daniel.ask("POST", f"/api/break-glass/{uuid.uuid4()}/review", json=remark)).status_code == 404
        assert (await nobody.ask("GET", "/api/break-glass")).status_code == 401
    (line,) = [line for line in await lines(database, "break_glass.review") if line.outcome == "ok"]
    assert line.object == f"break_glass:{row['id']}"
