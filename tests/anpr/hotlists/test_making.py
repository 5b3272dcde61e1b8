"""Taking files into hotlists, in the worker."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from tests.factories.hotlists import Watched
from tests.factories.imports import imports_at, listed, send, stands, start
from tests.factories.waiting import eventually

from beadle.anpr.hotlists import keeping, making, queries
from beadle.anpr.hotlists.importing import Imports
from beadle.anpr.hotlists.making import make, sweep
from beadle.anpr.hotlists.models import Entry, Hotlist
from beadle.anpr.hotlists.schemas import ListChange
from beadle.platform.db import libpq_url
from beadle.platform.events import EventRow
from beadle.platform.tasks import TaskSet

TEXT = "VRM,Reason,Expiry\nAB12CDE,x,\n\u0410B1,x,\n"


@pytest.fixture
def imports(data_dir: Path) -> Imports:
    return imports_at(data_dir)


async def started(town: Watched, imports: Imports, list_: Hotlist) -> uuid.UUID:
    return await start(town, imports, await send(town, imports, list_, TEXT))


async def told(town: Watched) -> list[dict[str, Any]]:
    async with town.database.session() as session:
        question = select(EventRow).where(EventRow.kind == "plates.import").order_by(EventRow.id)
        return [row.body for row in await session.scalars(question)]


async def test_an_import_is_made_and_told(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    import_id = await started(town, imports, list_)
    await make(town.database, town.clock, imports, import_id)
    found = await stands(town, import_id)
    assert (found.status, found.progress, found.finished_at) == ("done", 1.0, town.clock.now())
    assert found.counts["refused"] == 1
    assert await listed(town, list_) == {"AB12CDE": "x"}
    news = await told(town)
    assert [news[0]["status"], news[-1]["status"]] == ["running", "done"]
    assert news[-1] | {"progress": 1.0} == news[-1]
    assert {each["requested_by"] for each in news} == {str(found.asked_by)}
    assert [path.name for path in imports.shelf.folder.iterdir()] == [f"{import_id}.refused.csv"]
    await make(town.database, town.clock, imports, import_id)
    assert len(await told(town)) == len(news), "what is done is not done again"


async def test_a_file_that_went_ends_it_with_a_reason(town: Watched, imports: Imports) -> None:
    import_id = await started(town, imports, await town.add_list())
    imports.shelf.remove(import_id, report=True)
    await make(town.database, town.clock, imports, import_id)
    found = await stands(town, import_id)
    assert found.status == "failed"
    assert "no longer here" in (found.failure or "")
    assert (await told(town))[-1]["status"] == "failed"


async def test_retiring_the_list_stops_it_while_it_runs(
    town: Watched, imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_TELL_EVERY_S", 0.05)
    list_ = await town.add_list()
    import_id = await started(town, imports, list_)
    lock = await asyncio.to_thread(psycopg.connect, libpq_url(town.database.url))
    lock.execute("SELECT FROM anpr_entry FOR UPDATE")
    lock.execute("LOCK TABLE anpr_entry IN ACCESS EXCLUSIVE MODE")
    async with TaskSet() as tasks:
        work = tasks.spawn(make(town.database, town.clock, imports, import_id), name="import")
        await eventually(lambda: _waits(lock), what="the import waiting for the table")
        async with town.database.work() as session:
            found = await queries.import_row(session, import_id)
            found.status = "cancelled"
        await asyncio.wait_for(work, 60)
    lock.close()
    assert (await stands(town, import_id)).status == "cancelled"
    assert await listed(town, list_) == {}


def _waits(connection: psycopg.Connection[Any]) -> bool:
    return connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None


async def test_a_worker_that_ends_leaves_it_to_the_next(
    town: Watched, imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_ = await town.add_list()
    import_id = await started(town, imports, list_)
    lock = await asyncio.to_thread(psycopg.connect, libpq_url(town.database.url))
    lock.execute("LOCK TABLE anpr_entry IN ACCESS EXCLUSIVE MODE")
    async with TaskSet() as tasks:
        work = tasks.spawn(make(town.database, town.clock, imports, import_id), name="import")
        await eventually(lambda: _waits(lock), what="the import waiting for the table")
        work.cancel()
        await asyncio.wait({work}, timeout=30)
        assert work.cancelled()
    lock.close()
    assert (await stands(town, import_id)).status == "running"
    await make(town.database, town.clock, imports, import_id)
    assert await listed(town, list_) == {"AB12CDE": "x"}


async def test_what_has_reached_its_end_is_deleted(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    import_id = await started(town, imports, list_)
    await make(town.database, town.clock, imports, import_id)
    day = timedelta(days=1)
    await town.add_entry(list_, "EX11PRD", expires_at=town.clock.now() + day)
    removed = await town.add_entry(list_, "RE11MVD")
    async with town.database.work() as session:
        await keeping.remove_entry(session, town.clock, list_.id, removed.id)
    (imports.shelf.folder / f"{uuid.uuid4()}.part").write_bytes(b"left by a killed server")
    assert await sweep(town.database, town.clock, imports) == {"imports": 0, "files": 1, "entries": 0}
    town.clock.advance(33 * 86_400)
    assert await sweep(town.database, town.clock, imports) == {"imports": 1, "files": 1, "entries": 2}
    async with town.database.session() as session:
        assert [row.plate for row in await session.scalars(select(Entry))] == ["AB12CDE"]
        assert (await queries.hotlist(session, list_.id)).entries == 1
    assert list(imports.shelf.folder.iterdir()) == []
    async with town.database.work() as session:
        await keeping.change_list(session, town.clock, list_.id, ListChange(retired=True))
