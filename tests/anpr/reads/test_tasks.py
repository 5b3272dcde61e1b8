from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.factories.reads import JPEG, NOON, keep, observation

from beadle.anpr.reads import tasks
from beadle.anpr.reads.models import PlateRow, ReadRow, SampleRow
from beadle.anpr.reads.pictures import PictureStore
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import EventRow
from beadle.platform.jobs import JobContext, Jobs
from beadle.platform.settings import Secrets, Settings

DAY = 86_400.0


@pytest.fixture
def context(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> JobContext:
    return JobContext(database, clock, Settings(), secrets, data_dir, Jobs(database.url))


async def counted(database: Database, model: Any) -> int:
    async with database.session() as session:
        return len((await session.scalars(select(model))).all())


def test_the_jobs_run_by_themselves() -> None:
    assert [(job.name, job.cron) for job in tasks.book.jobs] == [
        ("plates.rounds", "5 * * * *"),
        ("plates.retention", "25 2 * * *"),
    ]


async def test_each_hour_samples_are_drawn_once_and_old_news_is_forgotten(
    context: JobContext, database: Database, clock: FixedClock, data_dir: Path
) -> None:
    await keep(database, clock, data_dir, [observation("AB1", NOON - timedelta(days=1), patch=JPEG)])
    clock.advance(1800)
    await keep(database, clock, data_dir, [observation("AB2", NOON, patch=JPEG)])
    for _ in range(2):
        await tasks.rounds(context)
    assert await counted(database, SampleRow) == 1
    assert await counted(database, EventRow) == 2
    clock.advance(3000)
    await tasks.rounds(context)
    assert await counted(database, EventRow) == 1, "news of plates is not kept for longer than an hour"


async def test_each_night_what_is_over_goes_whole(
    context: JobContext, database: Database, clock: FixedClock, data_dir: Path
) -> None:
    await keep(database, clock, data_dir, [observation(patch=JPEG, overview=JPEG)])
    await tasks.rounds(context)
    clock.advance(31 * DAY + 3600)
    await tasks.end_of_time(context)
    assert [await counted(database, model) for model in (ReadRow, PlateRow)] == [0, 0]
    assert list(PictureStore(data_dir).folder.iterdir()) == []
    await tasks.end_of_time(context)
