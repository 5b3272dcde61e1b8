"""Jobs of hotlists."""

from __future__ import annotations

import asyncio
import uuid

from beadle.accounts.terms import SYSTEM
from beadle.anpr.hotlists import making, queries, staging
from beadle.anpr.hotlists.errors import NoSuchImport
from beadle.anpr.hotlists.importing import Imports
from beadle.anpr.hotlists.settings import HotlistSettings
from beadle.anpr.terms import Action
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.db import libpq_url
from beadle.platform.jobs import JobBook, JobContext
from beadle.platform.log import get_logger

book = JobBook()
_log = get_logger("hotlists")


def imports_of(context: JobContext) -> Imports:
    """What imports need, in the worker."""
    return Imports.at(context.data_dir, context.settings.section(HotlistSettings))


@book.job("anpr.import_hotlist", attempts=5)
async def import_hotlist(context: JobContext, *, import_id: str) -> None:
    """Take a file into a list."""
    try:
        await making.make(context.database, context.clock, imports_of(context), uuid.UUID(import_id))
    except NoSuchImport:
        _log.warning("an import that is not there was to be made", hotlist_import=import_id)


@book.job("anpr.import_rounds", attempts=1, cron="* * * * *")
async def import_rounds(context: JobContext) -> None:
    """Each minute: take up imports that a killed worker left."""
    async with context.database.session() as session:
        unfinished = await queries.unfinished_imports(session)
    for import_id in unfinished:
        if await asyncio.to_thread(staging.is_abandoned, libpq_url(context.database.url), import_id):
            await context.jobs.defer("anpr.import_hotlist", import_id=str(import_id))


@book.job("anpr.sweep_hotlists", attempts=2, cron="43 2 * * *")
async def sweep_hotlists(context: JobContext) -> None:
    """Each night: delete entries, imports and files whose time is over, and write down how many."""
    done = await making.sweep(context.database, context.clock, imports_of(context))
    if any(done.values()):
        entry = Entry(action=Action.DISPOSE, actor=SYSTEM.name, object="hotlists", detail=done)
        async with context.database.work() as session:
            await audit.record(session, context.clock, entry)
