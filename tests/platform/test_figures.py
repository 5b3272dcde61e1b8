"""The database's figures, read from a real one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from beadle.platform import figures
from beadle.platform.db import Database


async def read(database: Database) -> dict[str, dict[str, float]]:
    async with database.session() as session:
        return {each.name: dict(each.values) for each in await figures.readings(session)}


async def test_size_and_connections(database: Database) -> None:
    found = await read(database)
    assert found["beadle_database_size_bytes"][""] > 1_000_000
    assert 1 <= found["beadle_database_connections"][""] <= found["beadle_database_connections_limit"][""]


async def test_a_transaction_that_stays_open_is_told(database: Database) -> None:
    async with database.session() as other:
        began = await other.scalar(text("SELECT now()"))
        found = await read(database)
        async with database.session() as session:
            passed = await session.scalar(text("SELECT clock_timestamp()")) - began
    assert 0 < found["beadle_database_oldest_transaction_seconds"][""] <= passed.total_seconds()


async def test_jobs_whose_time_has_come_and_jobs_that_run(database: Database) -> None:
    insert = text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, scheduled_at, attempts)"
        " VALUES ('q', 't', 0, '{}', CAST(:status AS procrastinate_job_status), :at, 0)"
    )
    async with database.work() as session:
        now = await session.scalar(text("SELECT now()"))
        rows = [("todo", None), ("todo", now), ("todo", now + timedelta(days=1)), ("doing", None), ("succeeded", None)]
        for status, at in rows:
            await session.execute(insert, {"status": status, "at": at})
    assert (await read(database))["beadle_jobs"] == {"waiting": 2, "running": 1}
