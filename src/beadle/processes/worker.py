"""`beadle worker`: runs jobs until it is told to stop. Several may run, on several machines."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from beadle.accounts.rights import tasks as rights_tasks
from beadle.anpr import assemble as anpr
from beadle.audit import assemble as audit
from beadle.platform import events
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.platform.jobs import JobBook, JobContext, Jobs
from beadle.platform.log import get_logger
from beadle.platform.tasks import TaskSet
from beadle.processes.wiring import configure_log, open_installation, stop_on_signal
from beadle.video.assemble import job_books, sealer

_KEEP_EVENTS = timedelta(days=7)
_log = get_logger("worker")
_house = JobBook()


@_house.job("platform.forget_events", attempts=1, cron="17 3 * * *")
async def forget_events(context: JobContext) -> None:
    """Delete events that every listener has long been told."""
    async with context.database.work() as session:
        await events.forget_before(session, context.clock.now() - _KEEP_EVENTS)


def books() -> list[JobBook]:
    """Every room's jobs."""
    return [_house, rights_tasks.book, *audit.job_books(), *job_books(), *anpr.job_books()]


async def work(data_dir: Path) -> None:
    """Run jobs until SIGINT or SIGTERM; a job in hand is finished or given back."""
    configure_log()
    installation = open_installation(data_dir)
    stop = stop_on_signal()
    async with Database(installation.database_url) as database, Jobs(installation.database_url) as jobs:
        context = JobContext(database, SYSTEM, installation.settings, installation.secrets, installation.data_dir, jobs)
        jobs.enter(books(), context)
        async with (
            TaskSet() as tasks,
            audit.sequencer(context) as sealing,
            sealer(context) as hashing,
            anpr.pump(context) as pumping,
        ):
            ending = asyncio.Event()
            sealed = tasks.spawn(sealing.run(ending), name="sequencer")
            hashed = tasks.spawn(hashing.run(stop), name="segment hashes")
            pumped = tasks.spawn(pumping.run(stop), name="plate messages")
            _log.info("worker started")
            await jobs.work(stop)
            await asyncio.wait({hashed, pumped})
            ending.set()  # last of all: what the others have just written is sealed too
            await asyncio.wait({sealed})
            tasks.raise_failure()
    _log.info("worker stopped")
