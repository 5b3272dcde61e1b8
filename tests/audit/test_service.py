"""The log takes everything that is said to it, and nothing that is in it can be changed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from beadle.audit.errors import AuditUnavailable
from beadle.audit.models import AuditLine
from beadle.audit.service import record
from beadle.audit.terms import Entry, Outcome
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


FORGED = (
    "INSERT INTO audit_line (id, at, actor, action, object, purpose, case_reference, outcome, address, detail)"
    " OVERRIDING SYSTEM VALUE SELECT id, at, 'forged', action, object, purpose, case_reference, outcome, address,"
    " detail FROM audit_line ON CONFLICT (id) DO UPDATE SET actor = 'forged'"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_line SET actor = 'somebody else'",
        "UPDATE audit_line SET actor = 'nobody' WHERE id = -1",
        "DELETE FROM audit_line",
        "DELETE FROM audit_line WHERE id = -1",
        "TRUNCATE audit_line",
        "TRUNCATE audit_line CASCADE",
        FORGED,
    ],
)
async def test_a_line_is_never_changed_or_deleted(database: Database, clock: FixedClock, statement: str) -> None:
    await write(database, clock, ENTRY)
    async with database.session() as session:
        with pytest.raises(DBAPIError, match="append-only"):
            await session.execute(text(statement))
    assert (await only_line(database)).actor == "olivia"


async def test_a_number_cannot_be_chosen(database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        with pytest.raises(DBAPIError, match="GENERATED ALWAYS"):
            await session.execute(
                text(
                    "INSERT INTO audit_line (id, at, actor, action, object, purpose, case_reference, outcome, address,"
                    " detail) VALUES (1, now(), '', '', '', '', '', 'ok', '', '{}')"
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
