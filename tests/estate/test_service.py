"""Cameras on a real database."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from tests.factories.estate import add_camera, camera_in

from beadle.estate import service, vault
from beadle.estate.errors import (
    BadAddress,
    CameraNotFound,
    NumberTaken,
    Retired,
    SiteNameTaken,
    SiteNotFound,
)
from beadle.estate.models import Camera
from beadle.estate.schemas import CameraChange, SiteIn
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Invalid
from beadle.platform.events import EventRow
from beadle.platform.settings import Secrets


async def events(database: Database) -> list[EventRow]:
    async with database.session() as session:
        return list((await session.scalars(select(EventRow).order_by(EventRow.id))).all())


async def change(
    database: Database, clock: FixedClock, secrets: Secrets, camera: Camera, **fields: Any
) -> dict[str, Any]:
    async with database.work() as session:
        _, changed, _ = await service.change_camera(
            session, clock, secrets, camera.id, CameraChange.model_validate(fields)
        )
    return changed


async def test_a_new_camera_has_its_key_its_defaults_and_is_told(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    camera = await add_camera(database, clock, secrets, 12, "Market Place")
    assert camera.key == "012-market-place"
    assert (camera.transport, camera.enabled, camera.recorded, camera.retention_days) == ("tcp", True, True, 31)
    (event,) = await events(database)
    assert (event.kind, event.body) == ("estate.changed", {"camera_id": str(camera.id)})


async def test_the_password_is_in_the_plan_and_nowhere_else(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    camera = await add_camera(database, clock, secrets, password="hunter2hunter2")
    assert camera.password_box is not None
    assert b"hunter2" not in camera.password_box
    async with database.session() as session:
        (planned,) = await service.recording_plan(session, secrets)
        assert planned == await service.planned(session, secrets, camera.id)
    assert (planned.key, planned.username, planned.password) == ("012-market-place", "beadle", "hunter2hunter2")
    assert planned.streams["main"] == "rtsp://10.20.0.13:554/main"
    assert "hunter2" not in repr(planned)
    assert "hunter2" not in str([event.body for event in await events(database)])


async def test_a_password_that_cannot_be_read_does_not_stop_the_others(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    broken = await add_camera(database, clock, secrets, 1, "One")
    await add_camera(database, clock, secrets, 2, "Two")
    async with database.work() as session:
        row = await session.get_one(Camera, broken.id)
        row.password_box = vault.seal(secrets, uuid.uuid4(), "another camera's")
    async with database.session() as session:
        one, two = await service.recording_plan(session, secrets)
    assert (one.password, two.password) == ("", "camera sign-in")


async def test_a_number_is_unique_and_a_retired_camera_gives_it_free(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    first = await add_camera(database, clock, secrets, 12, "Market Place")
    with pytest.raises(NumberTaken, match="Camera 12 exists already"):
        await add_camera(database, clock, secrets, 12, "Another")
    async with database.work() as session:
        await service.retire_camera(session, clock, first.id)
    second = await add_camera(database, clock, secrets, 12, "Market Place")
    assert second.key == "012-market-place-2"
    async with database.session() as session:
        assert [card.id for card in await service.cards(session)] == [second.id]
        assert [card.id for card in await service.cards(session, retired=True)] == [first.id, second.id]
        assert (await service.card(session, first.id)).retired
        assert [planned.id for planned in await service.recording_plan(session, secrets)] == [second.id]
        with pytest.raises(Retired):
            await service.planned(session, secrets, first.id)


async def test_two_at_once_do_not_get_one_number(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    answers = await asyncio.gather(
        *(add_camera(database, clock, secrets, 12, f"Camera {n}") for n in range(4)), return_exceptions=True
    )
    assert sum(isinstance(answer, Camera) for answer in answers) == 1
    assert sum(isinstance(answer, NumberTaken) for answer in answers) == 3


async def test_a_change_says_what_changed_without_secrets(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    camera = await add_camera(database, clock, secrets)
    clock.advance(60)
    changed = await change(database, clock, secrets, camera, name="Low Pavement", number=13, password="hunter2hunter2")
    assert changed == {"name": ["Market Place", "Low Pavement"], "number": [12, 13], "password": "changed"}
    async with database.session() as session:
        (planned,) = await service.recording_plan(session, secrets)
        row = await session.get_one(Camera, camera.id)
    assert (planned.key, planned.password) == ("012-market-place", "hunter2hunter2")
    assert row.changed_at == clock.now()
    assert len(await events(database)) == 2
    assert await change(database, clock, secrets, camera, name="Low Pavement") == {}
    assert len(await events(database)) == 2


async def test_a_password_is_kept_replaced_and_removed(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    camera = await add_camera(database, clock, secrets)
    await change(database, clock, secrets, camera, name="x")
    async with database.session() as session:
        assert (await service.recording_plan(session, secrets))[0].password == "camera sign-in"
    assert await change(database, clock, secrets, camera, password="") == {"password": "removed"}
    assert await change(database, clock, secrets, camera, password="") == {}
    async with database.session() as session:
        assert (await service.recording_plan(session, secrets))[0].password == ""


async def test_a_stored_password_is_not_sent_to_another_host(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    camera = await add_camera(database, clock, secrets)
    evil = {"main": {"url": "rtsp://10.66.6.6/"}}
    with pytest.raises(BadAddress, match="another host"):
        await change(database, clock, secrets, camera, streams=evil)
    assert "streams" in await change(database, clock, secrets, camera, streams=evil, password="typed again")
    without = await add_camera(database, clock, secrets, 14, "No sign-in", password=None)
    assert "streams" in await change(database, clock, secrets, without, streams=evil)


async def test_what_is_not_there_cannot_be_changed(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    async with database.session() as session:
        with pytest.raises(CameraNotFound):
            await service.change_camera(session, clock, secrets, uuid.uuid4(), CameraChange(name="x"))
        with pytest.raises(CameraNotFound):
            await service.retire_camera(session, clock, uuid.uuid4())
        with pytest.raises(CameraNotFound):
            await service.card(session, uuid.uuid4())
    camera = await add_camera(database, clock, secrets)
    other = await add_camera(database, clock, secrets, 13, "Other")
    with pytest.raises(SiteNotFound):
        await change(database, clock, secrets, camera, site_id=str(uuid.uuid4()))
    with pytest.raises(NumberTaken):
        await change(database, clock, secrets, camera, number=13)
    async with database.work() as session:
        await service.retire_camera(session, clock, other.id)
    with pytest.raises(Retired):
        await change(database, clock, secrets, other, name="x")
    async with database.session() as session:
        with pytest.raises(Retired):
            await service.retire_camera(session, clock, other.id)


async def test_retiring_throws_the_password_away(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    camera = await add_camera(database, clock, secrets)
    async with database.work() as session:
        assert (await service.retire_camera(session, clock, camera.id)).password_box is None


async def test_sites(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    async with database.work() as session:
        site = await service.create_site(session, SiteIn(name="Market Place", latitude=53.2, longitude=-1.4))
    with pytest.raises(SiteNameTaken):
        async with database.work() as session:
            await service.create_site(session, SiteIn(name="Market Place"))
    camera = await add_camera(database, clock, secrets, site_id=str(site.id))
    assert camera.site_id == site.id


async def test_health_is_told_only_when_it_is_news(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    camera = await add_camera(database, clock, secrets)

    async def say(state: str, detail: str = "", since: datetime | None = None) -> bool:
        async with database.work() as session:
            return await service.set_health(session, clock, camera.id, state=state, detail=detail, since=since)

    began = clock.now() - timedelta(seconds=5)
    assert await say("online", since=began)
    assert not await say("online")
    clock.advance(60)
    assert await say("lost", "The camera does not answer.")
    lost_at = clock.now()
    clock.advance(60)
    assert await say("lost", "The camera refuses the connection.")
    assert not await say("lost", "The camera refuses the connection.")
    told = [event.body for event in await events(database) if event.kind == "camera.health"]
    assert [(body["state"], body["since"]) for body in told] == [
        ("online", began.isoformat().replace("+00:00", "Z")),
        ("lost", lost_at.isoformat().replace("+00:00", "Z")),
        ("lost", lost_at.isoformat().replace("+00:00", "Z")),
    ]
    assert told[2] == {
        "camera_id": str(camera.id),
        "state": "lost",
        "detail": "The camera refuses the connection.",
        "since": told[1]["since"],
    }
    assert await say("lost", "x" * 5000)
    with pytest.raises(Invalid):
        await say("online", since=began.replace(tzinfo=None))
    async with database.session() as session:
        with pytest.raises(CameraNotFound):
            await service.set_health(session, clock, uuid.uuid4(), state="online")


async def test_health_from_two_servers_at_once_is_told_once(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    camera = await add_camera(database, clock, secrets)

    async def say() -> bool:
        async with database.work() as session:
            return await service.set_health(session, clock, camera.id, state="online")

    assert sorted(await asyncio.gather(*(say() for _ in range(4)))) == [False, False, False, True]


def test_the_factory_makes_what_the_api_takes() -> None:
    assert camera_in(300).streams is not None


async def test_how_a_camera_proves_itself(database: Database, clock: FixedClock, secrets: Secrets) -> None:
    camera = await add_camera(database, clock, secrets)
    assert (camera.tls_verify, camera.tls_fingerprint) == (True, "")
    pinned = ":".join(["AB"] * 32)
    changed = await change(database, clock, secrets, camera, tls_verify=False, tls_fingerprint=pinned)
    assert changed == {"tls_verify": [True, False], "tls_fingerprint": ["", "ab" * 32]}
    async with database.session() as session:
        (planned,) = await service.recording_plan(session, secrets)
    assert (planned.tls_verify, planned.tls_fingerprint) == (False, "ab" * 32)
    assert await change(database, clock, secrets, camera, tls_fingerprint="ab" * 32) == {}
    assert await change(database, clock, secrets, camera, tls_fingerprint=None) == {"tls_fingerprint": ["ab" * 32, ""]}


async def test_a_password_typed_again_is_told_and_named_anew(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    camera = await add_camera(database, clock, secrets)
    entries = []
    for _ in range(2):
        assert await change(database, clock, secrets, camera, password="camera sign-in") == {"password": "changed"}
        async with database.session() as session:
            entries.append((await service.recording_plan(session, secrets))[0].sign_in_entry)
    assert entries[0] != entries[1]
    assert len(await events(database)) == 3


async def test_a_camera_stands_where_its_page_says_or_else_at_its_site(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    async with database.work() as session:
        site = await service.create_site(session, SiteIn(name="Roundabout", latitude=53.2, longitude=-1.4))
    own = await add_camera(database, clock, secrets, 1, "Own", latitude=53.3, longitude=-1.5, site_id=str(site.id))
    there = await add_camera(database, clock, secrets, 2, "There", site_id=str(site.id))
    nowhere = await add_camera(database, clock, secrets, 3, "Nowhere")
    async with database.work() as session:
        await service.retire_camera(session, clock, nowhere.id)
        places = await service.places(session)
    found = [(places[each.id].latitude, places[each.id].longitude) for each in (own, there, nowhere)]
    assert found == [(53.3, -1.5), (53.2, -1.4), (None, None)]
    assert [(each.site, each.number, each.retired) for each in places.values()] == [
        ("Roundabout", 1, False),
        ("Roundabout", 2, False),
        ("", 3, True),
    ]
