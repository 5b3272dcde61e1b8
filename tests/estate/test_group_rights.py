"""Whoever is limited to camera groups: which cameras and sites they are shown, and which they may change."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import Browser, add_group, signed_in
from tests.factories.estate import add_camera

from beadle.accounts.terms import Grant, Role
from beadle.audit.models import AuditLine
from beadle.estate import service
from beadle.estate.schemas import SiteIn
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets

Groups = dict[str, uuid.UUID]


@pytest.fixture
async def groups(database: Database, clock: FixedClock, secrets: Secrets) -> Groups:
    """Two groups, each with a camera at a site of its own."""
    made = {}
    for number, name in enumerate(("Centre", "Park"), 1):
        async with database.work() as session:
            site = await service.create_site(session, SiteIn(name=f"{name} site"))
        camera = await add_camera(database, clock, secrets, number, f"{name} camera", site_id=site.id)
        made[name] = await add_group(database, name, [camera.id])
        made[f"{name} camera"] = camera.id
    return made


@pytest.fixture
async def grace(app: FastAPI, database: Database, clock: FixedClock, groups: Groups) -> AsyncIterator[Browser]:
    """Manages the centre, and only sees the park."""
    grants = [Grant(Role.MANAGER, groups["Centre"]), Grant(Role.CONTRACTOR, groups["Park"])]
    async with signed_in(app, database, clock, name="grace", grants=grants) as made:
        yield made


@pytest.fixture
async def tom(app: FastAPI, database: Database, clock: FixedClock, groups: Groups) -> AsyncIterator[Browser]:
    """Operates the park."""
    async with signed_in(app, database, clock, name="tom", grants=[Grant(Role.OPERATOR, groups["Park"])]) as made:
        yield made


async def listed(who: Browser) -> dict[str, Any]:
    return {each["name"]: each for each in (await who.ask("GET", "/api/cameras")).json()}


async def test_a_list_holds_what_is_in_reach(tom: Browser, grace: Browser, manager: Browser, groups: Groups) -> None:
    assert set(await listed(tom)) == {"Park camera"}
    assert set(await listed(grace)) == set(await listed(manager)) == {"Centre camera", "Park camera"}
    assert [site["name"] for site in (await tom.ask("GET", "/api/sites")).json()] == ["Park site"]
    assert len((await manager.ask("GET", "/api/sites")).json()) == 2
    for camera, status in ((groups["Park camera"], 200), (groups["Centre camera"], 403), (uuid.uuid4(), 403)):
        assert (await tom.ask("GET", f"/api/cameras/{camera}")).status_code == status


async def test_each_camera_says_what_one_may_there(grace: Browser, groups: Groups) -> None:
    shown = await listed(grace)
    centre, park = shown["Centre camera"], shown["Park camera"]
    assert centre["groups"] == [{"id": str(groups["Centre"]), "name": "Centre"}]
    assert "estate.write" in centre["may"]
    assert park["may"] == ["estate.read"]
    assert centre["streams"]["main"]["url"].startswith("rtsp://")
    assert centre["username"] == "beadle"
    assert park["streams"]["main"]["url"] == park["username"] == ""


async def test_the_exported_list_too(grace: Browser, tom: Browser) -> None:
    rows = list(csv.DictReader(io.StringIO((await grace.ask("GET", "/api/cameras.csv")).text)))
    assert [(row["name"], row["groups"], bool(row["main_url"]), row["username"]) for row in rows] == [
        ("Centre camera", "Centre", True, "beadle"),
        ("Park camera", "Park", False, ""),
    ]
    text = (await tom.ask("GET", "/api/cameras.csv")).text
    assert "Centre" not in text
    assert "main_url" not in text


async def test_a_camera_is_put_into_groups(
    manager: Browser, grace: Browser, groups: Groups, database: Database
) -> None:
    centre, park = str(groups["Centre"]), str(groups["Park"])
    new = {"number": 50, "name": "New"}
    assert (await grace.ask("POST", "/api/cameras", json=new)).status_code == 403
    for beyond in ([park], [centre, park], [str(uuid.uuid4())]):
        assert (await grace.ask("POST", "/api/cameras", json=new | {"group_ids": beyond})).status_code == 403, beyond
    made = await grace.ask("POST", "/api/cameras", json=new | {"group_ids": [centre, centre]})
    assert made.status_code == 201, made.text
    path = f"/api/cameras/{made.json()['id']}"
    assert (await grace.ask("PATCH", path, json={"group_ids": [centre, park]})).status_code == 403
    assert (await grace.ask("PATCH", path, json={"group_ids": []})).status_code == 403
    assert (await grace.ask("PATCH", path, json={"owner": "Me"})).json()["groups"] == made.json()["groups"]
    moved = await manager.ask("PATCH", path, json={"group_ids": [park]})
    assert [group["name"] for group in moved.json()["groups"]] == ["Park"]
    assert (await grace.ask("PATCH", path, json={"owner": "Me"})).status_code == 403
    assert (await manager.ask("PATCH", path, json={"group_ids": [str(uuid.uuid4())]})).status_code == 404
    async with database.session() as session:
        lines = (await session.scalars(select(AuditLine).where(AuditLine.action == "camera.change"))).all()
    assert {"groups": [[centre], [park]]} in [line.detail for line in lines]


async def test_sites_belong_to_the_whole_estate(manager: Browser, grace: Browser) -> None:
    assert (await grace.ask("POST", "/api/sites", json={"name": "Pier"})).status_code == 403
    assert (await manager.ask("POST", "/api/sites", json={"name": "Pier"})).status_code == 201


async def test_a_number_that_is_taken_does_not_name_its_camera(grace: Browser, groups: Groups) -> None:
    wish = {"number": 2, "name": "Mine", "group_ids": [str(groups["Centre"])]}
    answer = await grace.ask("POST", "/api/cameras", json=wish)
    assert answer.status_code == 409
    assert "Park" not in answer.text


async def test_a_list_sent_by_somebody_limited(grace: Browser) -> None:
    sheet = b"number,name,groups\n1,Centre camera still,Centre\n2,Stolen,Centre\n7,Another,Centre\n8,Free,\n"
    answer = await grace.ask("POST", "/api/cameras/import?apply=true", content=sheet)
    assert [row["action"] for row in answer.json()["rows"]] == ["update", "refuse", "create", "refuse"]
    assert set(await listed(grace)) == {"Centre camera still", "Park camera", "Another"}
