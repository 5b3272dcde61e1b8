"""Taking files into hotlists, in the worker, and deleting what has reached the end of its time. Whole jobs."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.events import HotlistImported
from beadle.anpr.hotlists import queries, staging
from beadle.anpr.hotlists.errors import BadFile
from beadle.anpr.hotlists.importing import Imports
from beadle.anpr.hotlists.models import ImportRow
from beadle.anpr.hotlists.staging import Plan, Progress, StoppedError
from beadle.anpr.hotlists.terms import UNFINISHED, ImportStatus
from beadle.platform.clock import Clock
from beadle.platform.db import Database, libpq_url
from beadle.platform.errors import BeadleError, Unavailable
from beadle.platform.events import publish
from beadle.platform.tasks import TaskSet, pause

_TELL_EVERY_S = 0.5


async def make(database: Database, clock: Clock, imports: Imports, import_id: uuid.UUID) -> None:
    """Take a file in, from its beginning however often it was begun. Errors that a retry cannot mend end it."""
    run = _Run(database, clock, imports, import_id)
    try:
        plan = await run.begin()
        if plan is None:
            return
        counts = await run.take_in(plan)
        if counts is not None:
            await run.end(ImportStatus.DONE, counts=counts)
    except StoppedError:
        await run.end(ImportStatus.CANCELLED)
    except Unavailable:
        raise
    except BeadleError as error:
        await run.end(ImportStatus.FAILED, failure=str(error))


class _Run:
    def __init__(self, database: Database, clock: Clock, imports: Imports, import_id: uuid.UUID) -> None:
        self._database = database
        self._clock = clock
        self._imports = imports
        self._id = import_id

    async def begin(self) -> Plan | None:
        """The plan; None where there is nothing to do."""
        async with self._database.work() as session:
            row = await queries.import_row(session, self._id, lock=True)
            if ImportStatus(row.status) not in UNFINISHED:
                await asyncio.to_thread(self._imports.shelf.remove, self._id, report=False)
                return None
            row.status = ImportStatus.RUNNING.value
            await _tell(session, self._clock, row)
            return Plan(
                import_id=row.id,
                list_id=row.list_id,
                encoding=row.encoding,
                delimiter=row.delimiter,
                heading=row.heading,
                columns=tuple(row.columns),
                mapping=staging.mapping_of(row.mapping),
                replace=row.replace,
                zone=self._imports.settings.time_zone,
                now=self._clock.now(),
            )

    async def take_in(self, plan: Plan) -> dict[str, int] | None:
        if not await asyncio.to_thread(self._imports.shelf.sent(plan.import_id).exists):
            raise BadFile("The file is no longer here.", advice="Send it again.")
        progress, done = Progress(), asyncio.Event()
        async with TaskSet() as tasks:
            work = tasks.spawn(asyncio.to_thread(self._blocking, plan, progress), name="hotlist import")
            work.add_done_callback(lambda _: done.set())
            try:
                while not done.is_set():
                    await pause(done, _TELL_EVERY_S)
                    if not done.is_set() and not await self._go_on(progress.share):
                        await asyncio.to_thread(progress.stop)
            except asyncio.CancelledError:
                await asyncio.to_thread(progress.stop)
                await asyncio.wait({work}, timeout=10)
                raise
            found: dict[str, int] | Exception | None = await work
        if isinstance(found, Exception):
            raise found
        return found

    def _blocking(self, plan: Plan, progress: Progress) -> dict[str, int] | Exception | None:
        """The work of a thread; what is wrong with the file, or that it was stopped, is an answer and no fault."""
        try:
            return staging.take_in(libpq_url(self._database.url), self._imports.shelf, plan, progress)
        except (StoppedError, BeadleError) as answer:
            return answer

    async def _go_on(self, share: float) -> bool:
        """Note how far it is; whether it is still wanted."""
        async with self._database.work() as session:
            values = update(ImportRow).where(ImportRow.id == self._id, ImportRow.status == ImportStatus.RUNNING.value)
            row = (await session.scalars(values.values(progress=share).returning(ImportRow))).one_or_none()
            if row is None:
                return False
            await _tell(session, self._clock, row)
            return True

    async def end(self, status: ImportStatus, *, counts: dict[str, int] | None = None, failure: str = "") -> None:
        async with self._database.work() as session:
            row = await queries.import_row(session, self._id, lock=True)
            if ImportStatus(row.status) in UNFINISHED:
                row.status, row.finished_at, row.failure = status.value, self._clock.now(), failure or None
                row.counts = counts or {}
            await _tell(session, self._clock, row)
        await asyncio.to_thread(self._imports.shelf.remove, self._id, report=status is not ImportStatus.DONE)


async def _tell(session: AsyncSession, clock: Clock, row: ImportRow) -> None:
    await session.flush()
    news = HotlistImported(
        import_id=row.id, requested_by=row.asked_by, status=row.status, progress=round(row.progress, 3)
    )
    await publish(session, clock, news)


async def sweep(database: Database, clock: Clock, imports: Imports) -> dict[str, int]:
    """Delete imports, removed entries and files whose time is over; how many of each."""
    now = clock.now()
    async with database.work() as session:
        over = await queries.imports_before(session, now - timedelta(days=imports.settings.keep_imports_days))
        await session.execute(delete(ImportRow).where(ImportRow.id.in_(over)))
        known = set(await session.scalars(select(ImportRow.id)))
    strangers = await asyncio.to_thread(imports.shelf.strangers, known)
    for path in strangers:
        await asyncio.to_thread(path.unlink, missing_ok=True)
    entries = await _forget_entries(database, now - timedelta(days=imports.settings.keep_removed_days))
    return {"imports": len(over), "files": len(strangers), "entries": entries}


_FORGET = text(
    """
    WITH over AS (
        SELECT list_number, id FROM anpr_entry WHERE removed_at < :moment LIMIT :most
    ), expired AS (
        SELECT e.list_number, e.id FROM anpr_hotlist h
        JOIN anpr_entry e ON e.list_number = h.number AND e.removed_at IS NULL AND e.expires_at < :moment
        LIMIT :most
    ), gone AS (
        DELETE FROM anpr_entry e USING (SELECT * FROM over UNION ALL SELECT * FROM expired) old
        WHERE e.list_number = old.list_number AND e.id = old.id RETURNING e.list_number, e.removed_at
    ), less AS (
        UPDATE anpr_hotlist h SET entries = entries - counted.several
        FROM (SELECT list_number, count(*) AS several FROM gone WHERE removed_at IS NULL GROUP BY list_number) counted
        WHERE h.number = counted.list_number
    )
    SELECT count(*) FROM gone
    """
)
_AT_ONCE = 20_000


async def _forget_entries(database: Database, moment: datetime) -> int:
    """Delete entries that were removed or had expired before that moment, some thousands a transaction."""
    total = 0
    while True:
        async with database.work() as session:
            several = int(await session.scalar(_FORGET, {"moment": moment, "most": _AT_ONCE}) or 0)
        total += several
        if several < _AT_ONCE:
            return total
