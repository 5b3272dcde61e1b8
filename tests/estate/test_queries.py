"""Reading the estate."""

from __future__ import annotations

import uuid

import pytest
from tests.factories.estate import add_camera

from beadle.estate import queries, service
from beadle.estate.errors import CameraNotFound
from beadle.estate.schemas import SiteIn
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


async def test_views_come_by_number_with_site_and_health(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    async with database.work() as session:
        site = await service.create_site(session, SiteIn(name="Town Centre"))
    await add_camera(database, clock, secrets, 20, "Second")
    first = await add_camera(database, clock, secrets, 3, "First", site_id=str(site.id))
    retired = await add_camera(database, clock, secrets, 1, "Gone")
    async with database.work() as session:
        await service.set_health(session, clock, first.id, state="online")
        await service.retire_camera(session, clock, retired.id)
    async with database.session() as session:
        one, two = await queries.views(session)
        assert (one.camera.number, one.site_name, two.camera.number, two.site_name) == (3, "Town Centre", 20, None)
        assert one.health is not None
        assert (one.health.state, two.health) == ("online", None)
        assert (await queries.view(session, retired.id)).camera.retired_at is not None
        assert await queries.keys(session) == {"020-second", "003-first", "001-gone"}
        assert await queries.by_number(session, 1) is None
        with pytest.raises(CameraNotFound):
            await queries.view(session, uuid.uuid4())
