"""The log as people get it."""

from __future__ import annotations

from sqlalchemy import text
from tests.factories.log import write

from beadle.accounts.audit_views import COLUMNS, cells, row
from beadle.audit.service import read
from beadle.audit.terms import Entry, Filter
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

ENTRY = Entry(
    action="x",
    actor="olivia",
    object="camera:1",
    objects=("camera:2", "camera:3"),
    subjects=("plate:A",),
    detail={"é": 1},
)


async def test_a_line_before_and_after_it_is_forgotten(database: Database, clock: FixedClock) -> None:
    await write(database, clock, ENTRY)
    async with database.session() as session:
        ((line,), _) = await read(session, Filter())
    assert row(line).subjects == ["plate:A"]
    assert set(cells(line)) == set(COLUMNS)
    assert (cells(line)["objects"], cells(line)["detail"]) == ("camera:2 camera:3", '{"é": 1}')
    assert (cells(line)["at"], cells(line)["forgotten"]) == ("2026-06-01T12:00:00Z", "")
    async with database.work() as session:
        await session.execute(text("SET LOCAL beadle.audit_forgetting = 'yes'"))
        await session.execute(text("DELETE FROM audit_personal"))
    async with database.session() as session:
        ((line,), _) = await read(session, Filter())
    assert (row(line).actor, row(line).forgotten, row(line).objects) == ("", True, ["camera:2", "camera:3"])
    assert (cells(line)["detail"], cells(line)["forgotten"]) == ("", "yes")
