"""The log takes everything that is said to it, and nothing that is in it can be changed."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from beadle.audit.errors import AuditUnavailable
from beadle.audit.models import AuditLine, AuditMention, AuditPending, AuditSegments
from beadle.audit.service import add_segments, record, record_all
from beadle.audit.terms import ClosedSegment, Entry, Outcome
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

ENTRY = Entry(action="camera.watch", actor="olivia", object="camera:7", purpose="incident", address="192.0.2.7")


async def write(database: Database, clock: FixedClock, *entries: Entry) -> None:
    async with database.work() as session:
        for entry in entries:
            await record(session, clock, entry)


async def only_line(database: Database) -> AuditLine:
    async with database.session() as session:
        return (await session.scalars(select(AuditLine))).one()


async def test_a_line_says_who_what_why_when_and_from_where(database: Database, clock: FixedClock) -> None:
    actor_id = uuid.uuid4()
    entry = Entry(
        action="footage.replay",
        actor="olivia",
        actor_id=actor_id,
        object="camera:7",
        purpose="police request",
        case_reference="24*0012",
        outcome=Outcome.REFUSED,
        address="192.0.2.7",
        detail={"from": datetime(2026, 6, 1, tzinfo=UTC), "count": 3},
    )
    await write(database, clock, entry)
    line = await only_line(database)
    assert line.at == clock.now()
    assert (line.actor_id, line.actor, line.action, line.object) == (actor_id, "olivia", "footage.replay", "camera:7")
    assert (line.purpose, line.case_reference, line.outcome) == ("police request", "24*0012", "refused")
    assert (line.address, line.detail) == ("192.0.2.7", {"from": "2026-06-01 00:00:00+00:00", "count": 3})


async def test_many_entries_are_one_statement_in_order(database: Database, clock: FixedClock) -> None:
    async with database.work() as session:
        numbers = await record_all(session, clock, [Entry(action=f"test.{n}", actor="olivia") for n in range(500)])
        assert await record_all(session, clock, []) == []
    async with database.session() as session:
        found = (await session.execute(select(AuditLine.id, AuditLine.action).order_by(AuditLine.id))).all()
    assert [(row.id, row.action) for row in found] == [(n, f"test.{i}") for i, n in enumerate(numbers)]


async def test_further_things_can_be_found_and_plates_are_personal(database: Database, clock: FixedClock) -> None:
    await write(
        database,
        clock,
        Entry(action="x", actor="o", objects=("camera:1", "camera:2", "camera:1"), subjects=("plate:AB12CDE",)),
    )
    line = await only_line(database)
    assert (line.objects, line.subjects) == (["camera:1", "camera:2"], ["plate:AB12CDE"])
    async with database.session() as session:
        keys = await session.scalars(select(AuditMention.key).order_by(AuditMention.key))
    assert list(keys) == ["camera:1", "camera:2", "plate:AB12CDE"]


async def test_closed_segments_are_one_batch(database: Database, clock: FixedClock) -> None:
    async with database.work() as session:
        await add_segments(session, clock, "volume-1", [])
        await add_segments(
            session,
            clock,
            "volume-1",
            [ClosedSegment("camera-a", 60, 120, 999, bytes(32)), ClosedSegment("camera-b", 50, 110, 1, bytes(32))],
        )
    async with database.session() as session:
        batch = (await session.scalars(select(AuditSegments))).one()
        waiting = (await session.execute(select(AuditPending.kind, AuditPending.id))).all()
    assert (batch.volume, batch.from_us, batch.to_us) == ("volume-1", 50, 60)
    assert json.loads(batch.listed)[0] == ["camera-a", 60, 120, 999, "00" * 32]
    assert [tuple(row) for row in waiting] == [("segments", batch.id)]


FORGED = (
    "INSERT INTO audit_line (id, at, action, object, objects, purpose, outcome, personal) OVERRIDING SYSTEM VALUE"
    " SELECT id, at, 'forged', object, objects, purpose, outcome, personal FROM audit_line"
    " ON CONFLICT (id) DO UPDATE SET action = 'forged'"
)
GUARDED = ("line", "personal", "mention", "segments", "leaf", "node", "checkpoint", "stamp", "key")


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "DELETE FROM {} WHERE false", "TRUNCATE {} CASCADE"])
async def test_nothing_is_deleted(database: Database, table: str, statement: str) -> None:
    async with database.session() as session:
        with pytest.raises(DBAPIError, match="append-only"):
            await session.execute(text(statement.format(f"audit_{table}")))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_line SET action = 'something else'",
        "UPDATE audit_line SET action = 'something else' WHERE id = -1",
        "UPDATE audit_personal SET actor = 'somebody else'",
        "UPDATE audit_mention SET key = 'plate:AA'",
        "UPDATE audit_leaf SET hash = ''",
        "UPDATE audit_node SET hash = ''",
        "UPDATE audit_checkpoint SET note = ''",
        "UPDATE audit_segments SET listed = '[]'",
        FORGED,
    ],
)
async def test_nothing_is_changed(database: Database, clock: FixedClock, statement: str) -> None:
    await write(database, clock, ENTRY)
    async with database.session() as session:
        with pytest.raises(DBAPIError, match="append-only"):
            await session.execute(text(statement))
    line = await only_line(database)
    assert (line.actor, line.action) == ("olivia", "camera.watch")


async def test_a_number_cannot_be_chosen(database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        with pytest.raises(DBAPIError, match="GENERATED ALWAYS"):
            await session.execute(
                text(
                    "INSERT INTO audit_line (id, at, action, object, objects, purpose, outcome, personal)"
                    " VALUES (1, now(), '', '', '{}', '', 'ok', '')"
                )
            )


async def test_a_line_goes_with_its_transaction(database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        await record(session, clock, ENTRY)
        await session.rollback()
    async with database.session() as session:
        assert await session.scalar(select(func.count()).select_from(AuditLine)) == 0


async def test_where_the_log_cannot_be_written_the_act_fails(database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        # Renamed inside a transaction that is never committed: other tests keep their table.
        await session.execute(text("ALTER TABLE audit_line RENAME TO audit_line_gone"))
        with pytest.raises(AuditUnavailable, match="not done"):
            await record(session, clock, ENTRY)
        await session.rollback()


async def test_a_long_detail_is_cut_and_not_refused(database: Database, clock: FixedClock) -> None:
    await write(database, clock, Entry(action="a" * 500, actor="o" * 500, object="x" * 5000, detail={"n": "y" * 10**6}))
    line = await only_line(database)
    assert (len(line.action), len(line.actor), len(line.object)) == (80, 120, 200)
    assert len(line.detail["cut"]) == 16_384


nasty = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=40)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=nasty,
    detail=st.dictionaries(
        nasty, st.one_of(nasty, st.integers(), st.floats(), st.lists(nasty, max_size=3)), max_size=3
    ),
)
async def test_no_text_is_refused(database: Database, clock: FixedClock, name: str, detail: dict[str, object]) -> None:
    async with database.session() as session:
        await record(session, clock, Entry(action="x", actor=name, object=name, purpose=name, detail=detail))
        await session.rollback()
