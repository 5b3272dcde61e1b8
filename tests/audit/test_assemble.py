"""The room put together: what the worker runs seals, signs and copies."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.factories.log import write
from tests.factories.waiting import eventually

from beadle.audit import assemble, keys
from beadle.audit.copies import read
from beadle.audit.note import opened
from beadle.audit.terms import Entry
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.jobs import JobContext, Jobs
from beadle.platform.settings import Secrets, Settings
from beadle.platform.tasks import TaskSet


async def test_a_line_ends_up_under_a_signed_checkpoint_in_a_second_place(
    database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path
) -> None:
    settings = Settings({"audit": {"copy_folder": str(data_dir / "copies")}})
    context = JobContext(database, clock, settings, secrets, data_dir, Jobs(database.url))
    stop = asyncio.Event()
    await write(database, clock, Entry(action="x", actor="o"))
    async with assemble.sequencer(context) as part, TaskSet() as tasks:
        running = tasks.spawn(part.run(stop), name="sequencer")
        await eventually(lambda: read(data_dir / "copies", needed=False), what="the copy")
        await write(database, clock, Entry(action="x", actor="o"))
        stop.set()
        await running
    notes = read(data_dir / "copies", needed=True)
    assert [opened(note, keys.verifiers(data_dir)).size for note in notes] == [1, 2]
    assert [job.name for book in assemble.job_books() for job in book.jobs] == ["audit.forget"]
