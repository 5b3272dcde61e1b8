"""Work that outlives a request: procrastinate on PostgreSQL, with retries, schedules and many workers.

Rooms put their handlers in a `JobBook`; the worker process runs the books it is given. A handler is called with a
`JobContext` and the arguments it was deferred with, which must be JSON.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import procrastinate
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.platform.clock import Clock
from beadle.platform.db import Database, after_commit, libpq_url
from beadle.platform.settings import Secrets, Settings


@dataclass(frozen=True)
class JobContext:
    """What a job may use. `data_dir` is the installation's data folder."""

    database: Database
    clock: Clock
    settings: Settings
    secrets: Secrets
    data_dir: Path
    jobs: Jobs


Handler = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Job:
    """One kind of work. `cron` (UTC) makes it periodic; `attempts` is how often it is tried in all."""

    name: str
    handler: Handler
    attempts: int
    cron: str | None


class JobBook:
    """A room's jobs."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def job(self, name: str, *, attempts: int = 5, cron: str | None = None) -> Callable[[Handler], Handler]:
        """Enter `async def handler(context, **arguments)` in the book."""

        def enter(handler: Handler) -> Handler:
            self.jobs.append(Job(name, handler, attempts, cron))
            return handler

        return enter


class Jobs:
    """Hands work to the workers: `await jobs.defer("video.export", export_id=...)`."""

    def __init__(self, url: str) -> None:
        connector = procrastinate.PsycopgConnector(conninfo=libpq_url(url), min_size=1, max_size=4)
        self.app = procrastinate.App(connector=connector)

    async def __aenter__(self) -> Self:
        await self.app.open_async()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.app.close_async()

    async def defer(self, name: str, *, lock: str | None = None, **arguments: Any) -> None:
        """Queue a job now. Two jobs with the same `lock` never run at once."""
        await self.app.configure_task(name, lock=lock, allow_unknown=True).defer_async(**arguments)

    def defer_after(self, session: AsyncSession, name: str, *, lock: str | None = None, **arguments: Any) -> None:
        """Queue a job once the session's transaction is committed."""

        async def hook() -> None:
            await self.defer(name, lock=lock, **arguments)

        after_commit(session, hook)

    def enter(self, books: Sequence[JobBook], context: JobContext) -> None:
        """Make the books' jobs known to the worker that this object will run."""
        for book in books:
            for job in book.jobs:
                self._enter(job, context)

    def _enter(self, job: Job, context: JobContext) -> None:
        async def run(**arguments: Any) -> None:
            arguments.pop("timestamp", None)  # procrastinate gives it to periodic jobs; the clock is in the context
            await job.handler(context, **arguments)

        retry = procrastinate.RetryStrategy(max_attempts=job.attempts, exponential_wait=2)
        task = self.app.task(name=job.name, retry=retry)(run)
        if job.cron:
            self.app.periodic(cron=job.cron)(cast("Any", task))  # our `run` takes the timestamp among its arguments

    async def work(self, stop: asyncio.Event, *, concurrency: int = 2) -> None:
        """Run jobs until `stop` is set, then finish or give back what is in hand."""
        worker = asyncio.get_running_loop().create_task(
            self.app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=10,
                fetch_job_polling_interval=2,
            )
        )
        stopping = asyncio.get_running_loop().create_task(stop.wait())
        try:
            await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            worker.cancel()
            await asyncio.gather(worker, stopping, return_exceptions=True)
        if worker.done() and not worker.cancelled() and (error := worker.exception()) is not None:
            raise error
