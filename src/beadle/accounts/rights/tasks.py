"""Jobs of rights."""

from __future__ import annotations

from beadle.accounts.rights import glass
from beadle.platform.jobs import JobBook, JobContext

book = JobBook()


@book.job("rights.settle_glass", attempts=1, cron="* * * * *")
async def settle_glass(context: JobContext) -> None:
    """Each minute: write down the end of broken glass whose time or session is over."""
    async with context.database.work() as session:
        await glass.settle(session, context.clock)
