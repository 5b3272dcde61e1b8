"""Jobs of journeys."""

from __future__ import annotations

from beadle.anpr.journeys.learning import learn
from beadle.platform.jobs import JobBook, JobContext

book = JobBook()


@book.job("anpr.learn_confusions", attempts=2, cron="23 3 * * *")
async def learn_confusions(context: JobContext) -> None:
    """Each night: count what the day's samples and doubts say of characters that are taken for one another."""
    async with context.database.work() as session:
        await learn(session, context.clock.now())
