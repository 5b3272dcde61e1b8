"""The worker: every room's jobs, each under one name, and a clean stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from tests.factories.waiting import eventually

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import EventRow
from beadle.platform.jobs import JobContext, Jobs
from beadle.platform.settings import Secrets, Settings
from beadle.processes.worker import books, forget_events


def test_every_job_has_a_name_of_its_own() -> None:
    names = [job.name for book in books() for job in book.jobs]
    assert len(names) == len(set(names))
    assert all("." in name for name in names)


async def test_events_are_forgotten_after_a_week(
    database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path
) -> None:
    async with database.work() as session:
        for days in (6, 8):
            session.add(EventRow(at=clock.now() - timedelta(days=days), kind="bell.rang", body={}))
    jobs = Jobs(database.url)
    await forget_events(JobContext(database, clock, Settings(), secrets, data_dir, jobs))
    async with database.session() as session:
        assert await session.scalar(select(func.count()).select_from(EventRow)) == 1


async def test_it_stops_when_it_is_told_to(database_url: str, data_dir: Path) -> None:
    command = [sys.executable, "-m", "beadle", "worker", "--data", str(data_dir)]
    log = data_dir / "worker.log"
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": os.pathsep.join(sys.path)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stderr=output, env=environment)
    try:
        await eventually(lambda: "worker started" in log.read_text(), seconds=60, what="the start")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert "worker stopped" in log.read_text()
