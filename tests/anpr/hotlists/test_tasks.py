"""Jobs of hotlists."""

from __future__ import annotations

import uuid
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select
from tests.factories.hotlists import Watched
from tests.factories.imports import imports_at, listed, send, stands, start

from beadle.anpr.hotlists import keeping, staging, tasks
from beadle.audit.models import AuditLine
from beadle.platform.db import libpq_url
from beadle.platform.jobs import JobContext, Jobs
from beadle.platform.settings import Secrets, Settings

TEXT = "VRM,Reason,Expiry\nAB12CDE,x,\n"


class Kept(Jobs):
    """A queue that only remembers."""

    def __init__(self) -> None:
        self.deferred: list[tuple[str, dict[str, object]]] = []

    async def defer(self, name: str, *, lock: str | None = None, **arguments: object) -> None:
        self.deferred.append((name, arguments))


@pytest.fixture
def context(town: Watched, secrets: Secrets, data_dir: Path) -> JobContext:
    return JobContext(town.database, town.clock, Settings(), secrets, data_dir, Kept())


async def test_the_job_makes_the_import(town: Watched, context: JobContext, data_dir: Path) -> None:
    list_ = await town.add_list()
    imports = imports_at(data_dir)
    import_id = await start(town, imports, await send(town, imports, list_, TEXT))
    await tasks.import_hotlist(context, import_id=str(import_id))
    assert (await stands(town, import_id)).status == "done"
    assert await listed(town, list_) == {"AB12CDE": "x"}
    await tasks.import_hotlist(context, import_id=str(uuid.uuid4()))


async def test_what_a_killed_worker_left_is_taken_up(town: Watched, context: JobContext, data_dir: Path) -> None:
    imports = imports_at(data_dir)
    import_id = await start(town, imports, await send(town, imports, await town.add_list(), TEXT))
    await send(town, imports, await town.add_list("Other"), TEXT)
    with psycopg.connect(libpq_url(town.database.url)) as at_work:
        assert staging._is_mine(at_work, import_id)
        await tasks.import_rounds(context)
        assert isinstance(context.jobs, Kept)
        assert context.jobs.deferred == []
    await tasks.import_rounds(context)
    assert context.jobs.deferred == [("anpr.import_hotlist", {"import_id": str(import_id)})]


async def test_what_is_deleted_is_written_down(town: Watched, context: JobContext) -> None:
    list_ = await town.add_list()
    entry = await town.add_entry(list_, "AB12CDE")
    async with town.database.work() as session:
        await keeping.remove_entry(session, town.clock, list_.id, entry.id)
    await tasks.sweep_hotlists(context)
    town.clock.advance(40 * 86_400)
    await tasks.sweep_hotlists(context)
    async with town.database.session() as session:
        lines = list(await session.scalars(select(AuditLine)))
    assert [(line.action, line.object, line.detail) for line in lines] == [
        ("plates.dispose", "hotlists", {"imports": 0, "files": 0, "entries": 1})
    ]


def test_the_jobs_have_their_hours() -> None:
    assert {job.name: job.cron for job in tasks.book.jobs} == {
        "anpr.import_hotlist": None,
        "anpr.import_rounds": "* * * * *",
        "anpr.sweep_hotlists": "43 2 * * *",
    }
