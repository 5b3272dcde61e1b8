"""What needs attention is an alarm, once, until it is over."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select, text
from tests.factories.log import seal, write

from beadle.audit.models import AuditCopy
from beadle.audit.settings import AuditSettings
from beadle.audit.terms import Entry
from beadle.audit.watch import LogWatch, troubles_now
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import EventRow

ENTRY = Entry(action="x", actor="o")
SETTINGS = AuditSettings()


async def alarms(database: Database) -> list[tuple[str, str]]:
    async with database.session() as session:
        rows = await session.scalars(select(EventRow).where(EventRow.kind == "alarm").order_by(EventRow.id))
        return [(row.body["source"], row.body["level"]) for row in rows]


async def test_lines_that_wait_too_long(database: Database, clock: FixedClock) -> None:
    watch = LogWatch(database, clock, SETTINGS)
    await write(database, clock, ENTRY)
    assert await watch.look() == {}
    clock.advance(301)
    found = await watch.look()
    assert "1 lines wait to be sealed, the first since 2026-06-01 12:00 UTC" in found["sealing"]
    await watch.look()
    assert await alarms(database) == [("audit sealing", "alarm")]
    await seal(database, clock)
    assert await watch.look() == {}
    assert await alarms(database) == [("audit sealing", "alarm"), ("audit sealing", "over")]


async def test_a_checkpoint_that_is_not_signed(database: Database, clock: FixedClock) -> None:
    await write(database, clock, ENTRY)
    await seal(database, clock)
    async with database.work() as session:
        await session.execute(
            text('INSERT INTO audit_leaf ("index", line_id, segments_id, hash) VALUES (1, 99, NULL, :hash)'),
            {"hash": bytes(32)},
        )
        assert await troubles_now(session, clock, SETTINGS) == {}
        clock.advance(301)
        assert set(await troubles_now(session, clock, SETTINGS)) == {"signing"}


async def test_a_copy_that_fails(database: Database, clock: FixedClock) -> None:
    async with database.work() as session:
        session.add(AuditCopy(place="shelf", number=0, ok=False, at=clock.now(), error="It is broken."))
        session.add(AuditCopy(place="other", number=0, ok=True, at=clock.now() - timedelta(days=3), error=""))
    watch = LogWatch(database, clock, SETTINGS)
    assert await watch.look() == {}
    clock.advance(301)
    assert "have not reached shelf since 2026-06-01 12:00 UTC: It is broken." in (await watch.look())["copy shelf"]


async def test_it_ends_when_it_is_told_to(database: Database, clock: FixedClock) -> None:
    stop = asyncio.Event()
    stop.set()
    async with LogWatch(database, clock, SETTINGS) as watch:
        await watch.run(stop)
