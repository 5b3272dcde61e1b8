"""Jobs: queued with the transaction, retried, run by a worker."""

from __future__ import annotations

import asyncio
from pathlib import Path

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.jobs import JobBook, JobContext, Jobs
from beadle.platform.settings import Secrets, Settings
from beadle.platform.tasks import TaskSet


async def run_until(jobs: Jobs, done: asyncio.Event) -> None:
    stop = asyncio.Event()
    async with TaskSet() as tasks, asyncio.timeout(60):
        worker = tasks.spawn(jobs.work(stop), name="worker")
        await done.wait()
        stop.set()
        await worker


async def test_a_job_runs_once_it_is_committed_and_is_retried(
    database: Database, clock: FixedClock, settings: Settings, secrets: Secrets, tmp_path: Path
) -> None:
    book, done, seen = JobBook(), asyncio.Event(), []

    @book.job("bell.ring", attempts=3)
    async def ring(context: JobContext, times: int) -> None:
        seen.append((times, context.data_dir))
        if len(seen) < 2:
            raise RuntimeError("the first try fails")
        done.set()

    async with Jobs(database.url) as jobs:
        jobs.enter([book], JobContext(database, clock, settings, secrets, tmp_path, jobs))
        async with database.session() as session:
            jobs.defer_after(session, "bell.ring", times=1)
            await session.rollback()
        async with database.work() as session:
            jobs.defer_after(session, "bell.ring", times=2)
        await run_until(jobs, done)
    assert seen == [(2, tmp_path), (2, tmp_path)]
