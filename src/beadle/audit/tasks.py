"""Jobs of the audit room."""

from __future__ import annotations

from datetime import timedelta

from beadle.audit import service
from beadle.audit.settings import AuditSettings
from beadle.platform.jobs import JobBook, JobContext
from beadle.platform.log import get_logger

book = JobBook()
_log = get_logger("audit")


@book.job("audit.forget", attempts=2, cron="37 3 * * *")
async def forget(context: JobContext) -> None:
    """Each night: forget personal values whose time is over, a batch a transaction."""
    keep = timedelta(days=context.settings.section(AuditSettings).keep_personal_days)
    while True:
        async with context.database.work() as session:
            span = await service.forget_personal(session, context.clock, keep)
        if span is None:
            return
        _log.info("personal values forgotten", first=span[0], last=span[1])
