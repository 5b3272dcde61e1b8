"""Personal values leave at the end of their time; the lines and their proofs stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.factories.log import seal, write

from beadle.audit import forgetting
from beadle.audit.models import AuditMention, AuditPersonal
from beadle.audit.proving import prove
from beadle.audit.service import forget_personal, read
from beadle.audit.terms import Entry, Filter
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

DAY = 86_400
KEEP = timedelta(days=30)
ENTRY = Entry(
    action="live.watch", actor="olivia", objects=("camera:1",), subjects=("plate:AB12CDE",), address="192.0.2.7"
)


async def count(database: Database, table: type) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def forget(database: Database, clock: FixedClock) -> tuple[int, int] | None:
    async with database.work() as session:
        return await forget_personal(session, clock, KEEP)


async def test_the_old_goes_and_that_is_written_down(database: Database, clock: FixedClock) -> None:
    await write(database, clock, *[ENTRY] * 3)
    await seal(database, clock)
    clock.advance(31 * DAY)
    await write(database, clock, ENTRY)
    assert await forget(database, clock) == (1, 3)
    assert await forget(database, clock) is None
    async with database.session() as session:
        found, _ = await read(session, Filter())
    said, young, old = found[0], found[1], found[2]
    assert (said.action, said.object, said.actor) == ("audit.forget", "audit:1-3", "system")
    assert (young.forgotten, young.actor) == (False, "olivia")
    assert (old.forgotten, old.actor, old.address, old.subjects, old.detail) == (True, "", "", [], {})
    assert (old.action, old.objects) == ("live.watch", ["camera:1"])
    async with database.session() as session:
        keys = (await session.scalars(select(AuditMention.key).order_by(AuditMention.key))).all()
        assert [line.id for line in (await read(session, Filter(person="olivia")))[0]] == [young.id]
    assert keys == ["camera:1"] * 4 + ["plate:AB12CDE"]
    await seal(database, clock)
    async with database.session() as session:
        proof = await prove(session, 1)
    assert (proof.consistent, proof.personal) == (True, None)


async def test_a_wrong_clock_neither_stops_nor_hastens_it(database: Database, clock: FixedClock) -> None:
    await write(database, clock, ENTRY)
    clock.step_wall(400 * DAY)
    await write(database, clock, ENTRY)
    clock.step_wall(-400 * DAY)
    await write(database, clock, ENTRY)
    assert await forget(database, clock) is None
    clock.advance(31 * DAY)
    await write(database, clock, ENTRY)
    assert await forget(database, clock) == (1, 3)
    clock.step_wall(400 * DAY)
    await write(database, clock, ENTRY)
    clock.step_wall(-400 * DAY)
    clock.advance(10 * DAY)
    assert await forget(database, clock) is None


async def test_many_go_in_batches(database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 100)
    await write(database, clock, *[ENTRY] * 250)
    clock.advance(31 * DAY)
    spans = [await forget(database, clock) for _ in range(4)]
    assert spans == [(1, 100), (101, 200), (201, 250), None]
    assert await count(database, AuditPersonal) == 3
