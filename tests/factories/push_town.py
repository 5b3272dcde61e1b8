"""A server's and a worker's side of pushed messages, on one database and one data folder."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select, text
from tests.factories import accounts

from beadle.accounts.deps import Deps
from beadle.accounts.terms import Grant, Role
from beadle.anpr.push.directory import Directory
from beadle.anpr.push.message import Kind, Message
from beadle.anpr.push.models import Heard, PlateCamera, RefusedMessage, SpoolMark
from beadle.anpr.push.pump import Pump
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.push.spool import Spool, spool_folder
from beadle.anpr.reads.models import ReadRow
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Base, Database
from beadle.platform.events import EventRow


@dataclass
class Town:
    """Two cameras, and everything between a push and its read. `pump` is not running: a test steps it."""

    deps: Deps
    app: FastAPI
    clock: FixedClock
    spool: Spool
    pump: Pump
    stack: AsyncExitStack
    cameras: list[uuid.UUID] = field(default_factory=list)
    groups: list[uuid.UUID] = field(default_factory=list)
    tokens: dict[uuid.UUID, str] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.deps.database

    @property
    def folder(self) -> Path:
        return spool_folder(self.deps.data_dir)

    @property
    def settings(self) -> PushSettings:
        return self.deps.settings.section(PushSettings)

    async def send(self, body: bytes, content_type: str = "", *, camera: int = 0, kind: Kind = Kind.PUSHED) -> str:
        """Put a message into the spool as the server does; its name."""
        return await self.spool.put(
            Message(self.cameras[camera], self.clock.now(), body, content_type=content_type, kind=kind)
        )

    async def rows(self, table: type[Base]) -> list[Any]:
        """Everything in a table."""
        async with self.database.session() as session:
            return list((await session.scalars(select(table))).all())

    async def reads(self) -> Sequence[ReadRow]:
        return await self.rows(ReadRow)

    async def plates(self) -> list[str]:
        """The plates of all reads, in the order of the alphabet."""
        query = text("SELECT p.text FROM anpr_read r JOIN anpr_plate p ON p.id = r.plate_id ORDER BY 1")
        async with self.database.session() as session:
            return list((await session.scalars(query)).all())

    async def refused(self) -> Sequence[RefusedMessage]:
        return await self.rows(RefusedMessage)

    async def marks(self) -> Sequence[SpoolMark]:
        return await self.rows(SpoolMark)

    async def heard(self, camera: int = 0) -> Heard:
        async with self.database.session() as session:
            return await session.get_one(Heard, self.cameras[camera])

    async def set_up(self, camera: int = 0, **more: Any) -> PlateCamera:
        """Set a camera up without the routes."""
        said: dict[str, Any] = {"mode": "pushed", "adapter": "auto", "zone": "Europe/London", "fps": 10.0}
        now = self.clock.now()
        row = PlateCamera(camera_id=self.cameras[camera], created_at=now, changed_at=now, **(said | more))
        async with self.database.work() as session:
            session.add(row)
        return row

    async def audit(self, action: str) -> list[AuditLine]:
        """The audit log's lines of that act, oldest first."""
        async with self.database.session() as session:
            query = select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.id)
            return list((await session.scalars(query)).all())

    async def alarms(self) -> list[tuple[str, str]]:
        """Alarms that were raised and ended."""
        async with self.database.session() as session:
            rows = await session.scalars(select(EventRow).where(EventRow.kind == "alarm").order_by(EventRow.id))
            return [(row.body["source"], row.body["level"]) for row in rows]

    async def person(self, *roles: Role, grants: tuple[Grant, ...] = (), name: str = "") -> accounts.Browser:
        """Somebody who is signed in."""
        made = accounts.signed_in(self.app, self.database, self.clock, *roles, grants=grants, name=name)
        return await self.stack.enter_async_context(made)

    async def stranger(self) -> accounts.Browser:
        """A camera, or anybody else who is not signed in."""
        return await self.stack.enter_async_context(accounts.browser(self.app))

    async def push_address(self, camera: int = 0, **more: Any) -> str:
        """Set a camera up and give it a token; the path that it pushes to."""
        from beadle.anpr.push import service

        await self.set_up(camera, **more)
        async with self.database.work() as session:
            token = await service.renew_token(session, self.clock, self.cameras[camera])
        await self.deps.part(Directory).look()
        return f"/api/anpr/push/{token}"


async def drain(town: Town) -> None:
    """Have the pump read everything that there is."""
    while await town.pump.step():
        pass
