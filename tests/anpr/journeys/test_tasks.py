"""The nightly job."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from tests.factories.journeys import Road

from beadle.anpr.journeys import tasks
from beadle.platform.jobs import JobContext, Jobs
from beadle.platform.settings import Secrets, Settings


async def test_it_learns_each_night(road: Road, secrets: Secrets, data_dir: Path) -> None:
    jobs = Jobs(road.database.url)
    await tasks.learn_confusions(JobContext(road.database, road.clock, Settings(), secrets, data_dir, jobs))
    async with road.database.session() as session:
        until = await session.scalar(text("SELECT samples_until FROM anpr_confusion_learnt"))
    assert until == road.clock.now()
    assert [(job.name, job.cron) for job in tasks.book.jobs] == [("anpr.learn_confusions", "23 3 * * *")]
