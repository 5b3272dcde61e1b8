"""A small town's video room over a real database and real footage: cameras, a volume, the routes, people."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select
from tests.factories import accounts, video

from beadle.accounts import routes as accounts_routes
from beadle.accounts.deps import Deps
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.estate import service as estate
from beadle.estate.schemas import CameraIn, StreamAddress, Streams
from beadle.platform.clock import from_us
from beadle.platform.events import EventRow
from beadle.video import assemble
from beadle.video.exporting import Workshop
from beadle.video.footage.terms import SECOND_US
from beadle.video.footage.volume import Volume
from beadle.video.library import Library
from beadle.video.viewing import Viewing

HOUR_AGO_US = 1_780_311_600_000_000
"""11:00 UTC on the first of June 2026, an hour before the test clock's start."""


@dataclass
class Town:
    """What a test of the routes works with. `ids` are cameras by key."""

    deps: Deps
    app: FastAPI
    volume: Volume
    ids: dict[str, uuid.UUID]
    stack: AsyncExitStack

    @property
    def library(self) -> Library:
        return self.deps.part(Library)

    @property
    def viewing(self) -> Viewing:
        return self.deps.part(Viewing)

    @property
    def shop(self) -> Workshop:
        return self.deps.part(Workshop)

    async def person(self, *roles: Role) -> accounts.Browser:
        """A signed-in person with these roles."""
        made = accounts.signed_in(self.app, self.deps.database, self.deps.clock, *roles)
        return await self.stack.enter_async_context(made)

    async def stranger(self) -> accounts.Browser:
        """Somebody who has not signed in."""
        return await self.stack.enter_async_context(accounts.browser(self.app))

    async def add_camera(self, number: int, name: str, **streams: str) -> uuid.UUID:
        """A camera of the estate; its key is made of its number and name."""
        addresses = {key: StreamAddress(url=url) for key, url in streams.items()}
        wish = CameraIn(number=number, name=name, streams=Streams(**addresses))
        async with self.deps.database.work() as session:
            camera, _ = await estate.create_camera(session, self.deps.clock, self.deps.secrets, wish)
        self.ids[camera.key] = camera.id
        return camera.id

    def key(self, camera_id: uuid.UUID) -> str:
        return next(key for key, each in self.ids.items() if each == camera_id)

    def record(self, camera_id: uuid.UUID, after_s: float = 0, groups: int = 5, **more: Any) -> None:
        """Footage of that camera: `groups` groups of two seconds, from so many seconds after 11:00."""
        start = HOUR_AGO_US + round(after_s * SECOND_US)
        video.record(self.volume, self.key(camera_id), start, groups=groups, **more)

    async def audit(self, action: str | None = None) -> list[AuditLine]:
        """The audit log, oldest first."""
        query = select(AuditLine).order_by(AuditLine.id)
        if action is not None:
            query = query.where(AuditLine.action == action)
        async with self.deps.database.session() as session:
            return list((await session.scalars(query)).all())

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """Bodies of the published events of a kind."""
        async with self.deps.database.session() as session:
            query = select(EventRow.body).where(EventRow.kind == kind).order_by(EventRow.id)
            return list((await session.scalars(query)).all())

    async def jobs(self) -> list[tuple[str, dict[str, Any]]]:
        """Queued jobs: name and arguments."""
        rows = await self.deps.jobs.app.job_manager.list_jobs_async(status="todo")
        return [(job.task_name, dict(job.task_kwargs)) for job in rows]


def at(seconds: float) -> str:
    """So many seconds after 11:00, as the API takes it."""
    return from_us(HOUR_AGO_US + round(seconds * SECOND_US)).isoformat().replace("+00:00", "Z")


def span(start: float, end: float) -> dict[str, str]:
    """Query values for a span."""
    return {"from": at(start), "to": at(end)}


@asynccontextmanager
async def town(deps: Deps) -> AsyncIterator[Town]:
    """Two cameras, a volume, and the routes; nothing runs by itself."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(deps.jobs)
        folder = deps.data_dir / "volumes" / "1"
        folder.parent.mkdir(parents=True, exist_ok=True)
        volume = stack.enter_context(video.volume_at(folder, deps.clock))
        parts = assemble.parts(deps)
        await stack.enter_async_context(parts[0])
        app = accounts.make_app(deps, accounts_routes.router, *assemble.routers())
        made = Town(deps, app, volume, {}, stack)
        await made.add_camera(1, "Market Place", main="rtsp://camera-1.test/main")
        await made.add_camera(2, "New Square", main="rtsp://camera-2.test/main")
        yield made
