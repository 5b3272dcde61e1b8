"""The database: transactions, hooks, moments."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, OperationalError

from beadle.platform.db import Database, UtcDateTime, after_commit, driver_url, libpq_url
from beadle.platform.events import EventRow

MOMENT = datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=1)))


async def count(database: Database) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(EventRow)) or 0


async def test_work_commits_and_then_runs_the_hooks(database: Database) -> None:
    seen: list[int] = []

    async def hook() -> None:
        seen.append(await count(database))

    async with database.work() as session:
        session.add(EventRow(at=MOMENT, kind="a", body={}))
        after_commit(session, hook)
        assert seen == []
    assert seen == [1]


async def test_work_that_raises_leaves_nothing_and_runs_no_hook(database: Database) -> None:
    seen: list[int] = []

    async def hook() -> None:
        seen.append(1)

    async def fail() -> None:
        async with database.work() as session:
            session.add(EventRow(at=MOMENT, kind="a", body={}))
            after_commit(session, hook)
            raise KeyError("no")

    with pytest.raises(KeyError):
        await fail()
    assert await count(database) == 0
    assert seen == []


async def test_moments_come_back_in_utc(database: Database) -> None:
    async with database.work() as session:
        session.add(EventRow(at=MOMENT, kind="a", body={}))
    async with database.session() as session:
        found = await session.scalar(select(EventRow.at))
    assert found == MOMENT
    assert found is not None
    assert found.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), postgresql.dialect())  # noqa: DTZ001


@pytest.mark.parametrize("given", ["postgresql://u@h/d", "postgresql+psycopg2://u@h/d"])
def test_any_spelling_of_the_address_is_taken(given: str) -> None:
    assert driver_url(given) == "postgresql+psycopg://u@h/d"
    assert libpq_url(given) == "postgresql://u@h/d"


async def test_an_errors_text_does_not_hold_what_was_to_be_stored(database: Database) -> None:
    async with database.session() as session:
        with pytest.raises(DBAPIError) as caught:
            await session.execute(text("SELECT no_such_function(:secret)"), {"secret": "hunter2hunter2"})
    assert "hunter2" not in str(caught.value)


async def test_a_lock_that_somebody_holds_ends_a_statement_and_not_the_patience_of_everybody(
    database: Database, postgres_url: str
) -> None:
    async with Database(postgres_url, lock_timeout_s=0.1) as impatient, database.session() as holder:
        await holder.execute(text("LOCK TABLE event IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(OperationalError, match="lock timeout"):
            await count(impatient)
        await holder.rollback()
        assert await count(impatient) == 0
