"""Two cameras with number plates, and people who look at them."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories import accounts, reads
from tests.factories.estate import add_camera

from beadle.accounts import routes as accounts_routes
from beadle.accounts.deps import Deps
from beadle.accounts.terms import Grant, Role
from beadle.anpr.reads import assembly
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Kept
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings
from beadle.video.news import NewsDesk

PLACES = {"Horns Bridge": (53.2289, -1.4241), "West Bars": (53.2345, -1.4338)}


@dataclass
class Desk:
    """What a test of the routes works with. `cameras` are by name; `groups` each hold the camera of the same name."""

    deps: Deps
    app: FastAPI
    clock: FixedClock
    stack: AsyncExitStack
    cameras: dict[str, uuid.UUID]
    groups: dict[str, uuid.UUID]
    purpose: uuid.UUID

    @property
    def store(self) -> PictureStore:
        return self.deps.part(PictureStore)

    @property
    def settings(self) -> ReadsSettings:
        return self.deps.settings.section(ReadsSettings)

    async def person(self, *roles: Role, grants: tuple[Grant, ...] = (), name: str = "") -> accounts.Browser:
        """A signed-in person with these roles."""
        made = accounts.signed_in(self.app, self.deps.database, self.clock, *roles, grants=grants, name=name)
        return await self.stack.enter_async_context(made)

    async def limited(self, role: Role, group: str) -> accounts.Browser:
        """A signed-in person whose rights end at one group."""
        grant = Grant(role, self.groups[group])
        return await self.person(role, grants=(grant,), name=f"{role.value}-of-{group[:4].lower()}")

    async def seen(self, plate: str = "AB12CDE", camera: str = "Horns Bridge", ago_s: float = 60, **more: Any) -> Kept:
        """A read of that plate so many seconds ago."""
        at = self.clock.now() - timedelta(seconds=ago_s)
        told = reads.observation(plate, at, camera_id=self.cameras[camera], **more)
        return (await reads.keep(self.deps.database, self.clock, self.deps.data_dir, [told], self.settings))[0]

    def question(self, plate: str = "AB12CDE", **more: Any) -> dict[str, Any]:
        """A search of the last day, with all that it needs."""
        now = self.clock.now()
        said = {
            "plate": plate,
            "mode": "exact",
            "since": (now - timedelta(days=1)).isoformat(),
            "until": now.isoformat(),
            "requester": "DC 1234 Brown",
            "purpose_id": str(self.purpose),
            "case_reference": "26000123456",
        }
        return said | more

    async def audit(self, action: str | None = None) -> list[AuditLine]:
        """The audit log, oldest first."""
        query = select(AuditLine).order_by(AuditLine.id)
        async with self.deps.database.session() as session:
            return list(
                (await session.scalars(query if action is None else query.where(AuditLine.action == action))).all()
            )


@pytest.fixture
def plate_settings() -> dict[str, Any]:
    """Settings of [anpr.reads]; a test module overrides what it is about."""
    return {}


@pytest.fixture
async def desk(
    database: Database, clock: FixedClock, plate_settings: dict[str, Any], secrets: Secrets, data_dir: Any
) -> AsyncIterator[Desk]:
    settings = Settings({"anpr": {"reads": plate_settings}})
    deps = accounts.make_deps(database, clock, settings, secrets, data_dir)
    assembly.enter(deps)
    deps.add(NewsDesk(deps.listener, database, clock))
    app = accounts.make_app(deps, accounts_routes.router, *assembly.routers())
    cameras, groups = {}, {}
    for number, (name, (latitude, longitude)) in enumerate(PLACES.items(), 1):
        camera = await add_camera(database, clock, secrets, number, name, latitude=latitude, longitude=longitude)
        cameras[name] = camera.id
        groups[name] = await accounts.add_group(database, name, [camera.id])
    purpose = await accounts.purpose_id(database)
    async with AsyncExitStack() as stack:
        yield Desk(deps, app, clock, stack, cameras, groups, purpose)
