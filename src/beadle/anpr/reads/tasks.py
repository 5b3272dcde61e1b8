"""Jobs of reads: months made ahead, the end of reads, samples, pictures compared with rows."""

from __future__ import annotations

from datetime import timedelta

from beadle.anpr.events import PlateReads
from beadle.anpr.reads import partitions, retention, sampling
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.sweep import sweep
from beadle.platform import events
from beadle.platform.jobs import JobBook, JobContext

book = JobBook()
_TOLD = timedelta(hours=1)
"""News of reads holds plates. Who watches asks for what they missed within moments; an hour is plenty."""
_HOURLY, _NIGHTLY = timedelta(hours=3), timedelta(days=3)


@book.job("plates.rounds", attempts=2, cron="5 * * * *")
async def rounds(context: JobContext) -> None:
    """Each hour: make the months to come, draw yesterday's samples once, forget old news, compare fresh pictures."""
    settings = context.settings.section(ReadsSettings)
    now = context.clock.now()
    async with context.database.work() as session:
        await retention.note_days(session, context.clock, settings)
        await partitions.ahead(session, now)
    async with context.database.work() as session:
        await sampling.draw(session, sampling.day_of(now), settings.samples_a_day)
    async with context.database.work() as session:
        await events.forget_before(session, now - _TOLD, kind=PlateReads.kind)
    await sweep(context.database, context.clock, PictureStore(context.data_dir), since=_HOURLY)


@book.job("plates.retention", attempts=3, cron="25 2 * * *")
async def end_of_time(context: JobContext) -> None:
    """Each night: delete what has reached the end of its time, with proof, and tidy up what is left over."""
    settings = context.settings.section(ReadsSettings)
    store = PictureStore(context.data_dir)
    async with context.database.work() as session:
        await retention.note_days(session, context.clock, settings)
    await retention.dispose(context.database, context.clock, settings, store)
    ended = context.clock.now() - timedelta(days=settings.days)
    await sweep(context.database, context.clock, store, since=_NIGHTLY, ended=ended)
    await retention.sweep_dictionary(context.database)
    await retention.tidy(context.database, context.clock, settings)
