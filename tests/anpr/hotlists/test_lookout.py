"""The lists as the matching holds them in memory."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession
from tests.factories.hotlists import Watched
from tests.factories.waiting import eventually

from beadle.anpr.hotlists import keeping, lookout
from beadle.anpr.hotlists.lookout import Lookout
from beadle.anpr.hotlists.models import Hotlist
from beadle.anpr.hotlists.queries import Stand
from beadle.anpr.hotlists.schemas import ListChange
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.platform.errors import Unavailable
from beadle.platform.settings import Settings
from beadle.platform.tasks import TaskSet

_MANY = """
INSERT INTO anpr_entry (list_number, plate, reason, reference, added_at)
SELECT :list, 'AA' || lpad(n::text, 6, '0'), '', '', now()
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
"""


async def add_many(town: Watched, list_: Hotlist, first: int, last: int) -> None:
    """Entries AA000001 and so on, as an import adds them."""
    async with town.database.work() as session:
        await session.execute(text(_MANY), {"list": list_.number, "first": first, "last": last})
        change = "UPDATE anpr_hotlist SET version = version + 1, entries = entries + :more WHERE number = :list"
        await session.execute(text(change), {"list": list_.number, "more": last - first + 1})


async def take_out(town: Watched, list_: Hotlist, beginning: str) -> None:
    """Remove the entries whose plates begin so."""
    async with town.database.work() as session:
        gone = "UPDATE anpr_entry SET removed_at = now() WHERE list_number = :list AND plate LIKE :plates"
        done = await session.execute(text(gone), {"list": list_.number, "plates": f"{beginning}%"})
        change = "UPDATE anpr_hotlist SET version = version + 1, entries = entries - :less WHERE number = :list"
        await session.execute(text(change), {"list": list_.number, "less": done.rowcount})  # type: ignore[attr-defined]


def found(town: Watched, plate: str) -> list[bool]:
    return [exact for _list, (_entry, exact) in town.lookout.find(plate)]


async def test_single_entries_are_taken_up(town: Watched) -> None:
    list_ = await town.add_list()
    entry = await town.add_entry(list_, "AB12CDE")
    assert found(town, "AB12CDE") == []
    await town.look()
    assert town.lookout.find("AB12CDE") == [(list_.number, (entry.id, True))]
    assert found(town, "A812CDE") == [False]
    await town.add_entry(list_, "AB12*")
    await town.look()
    assert sorted(found(town, "AB12CDE")) == [True, True]
    assert town.lookout.sizes == {list_.number: 2}


async def test_thousands_are_loaded_in_pages(town: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "_PAGE", 1000)
    list_ = await town.add_list()
    await town.add_entry(list_, "ZZ99ZZZ")
    await add_many(town, list_, 1, 3500)
    await town.add_entry(list_, "AA0001??")
    await town.look()
    assert found(town, "AA000001") == [True]
    assert sorted(found(town, "AA000123")) == [True, True]
    assert found(town, "AA003500") == [True]
    assert found(town, "AA003501") == []
    assert found(town, "ZZ99ZZZ") == [True]
    await add_many(town, list_, 3501, 8000)
    await town.look()
    assert found(town, "AA000001") == [True]
    assert found(town, "AA003501") == [True]
    assert sorted(found(town, "AA000123")) == [True, True]
    assert town.lookout.sizes == {list_.number: 8002}


async def test_an_entry_added_during_a_load_is_there_after_it(town: Watched) -> None:
    list_ = await town.add_list()
    await add_many(town, list_, 1, 5000)
    async with TaskSet() as tasks:
        await town.lookout.look(tasks)
        assert len(tasks) == 1
        await town.add_entry(list_, "ZZ99ZZZ")
        await town.add_entry(list_, "YY*99")
        await town.lookout.look(tasks)
        assert found(town, "ZZ99ZZZ") == [True], "nobody waits for the load"
        await eventually(lambda: len(tasks) == 0, what="the load")
    assert found(town, "ZZ99ZZZ") == [True]
    assert found(town, "YY1299") == [True]
    assert found(town, "AA004999") == [True]
    assert town.lookout.sizes == {list_.number: 5002}


async def test_a_list_that_lost_most_of_its_entries_is_loaded_anew(
    town: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout, "_MOST_RECENT", 100)
    list_ = await town.add_list()
    await add_many(town, list_, 1, 1000)
    await town.add_entry(list_, "AA0009*")
    await town.look()
    assert town.lookout.sizes == {list_.number: 1001}
    await take_out(town, list_, "AA000")
    await town.look()
    assert town.lookout.sizes == {list_.number: 1}
    assert found(town, "AA001000") == [True]
    assert found(town, "AA000999") == []


async def test_retired_lists_are_forgotten(town: Watched) -> None:
    list_ = await town.add_list()
    await town.add_entry(list_, "AB12CDE")
    await town.look()
    async with town.database.work() as session:
        await keeping.change_list(session, town.clock, list_.id, ListChange(retired=True))
    await town.look()
    assert town.lookout.sizes == {}
    assert found(town, "AB12CDE") == []


async def test_a_new_entry_is_effective_at_the_next_look(town: Watched) -> None:
    list_ = await town.add_list()
    running = Lookout(town.database, SYSTEM, Settings())
    stop = asyncio.Event()
    async with TaskSet() as tasks:
        tasks.spawn(running.run(stop), name="lookout")
        await running.loaded()
        await town.add_entry(list_, "AB12CDE")
        await eventually(lambda: bool(running.find("AB12CDE")), what="the entry")
        stop.set()


async def test_lists_that_cannot_be_asked_do_not_end_it(database_url: str, clock: object) -> None:
    stop = asyncio.Event()
    async with Database(database_url.replace("/beadle?", "/nobody?"), pool_size=1) as away, TaskSet() as tasks:
        running = Lookout(away, SYSTEM, Settings({"anpr": {"hotlists": {"look_seconds": 0.1}}}))
        work = tasks.spawn(running.run(stop), name="lookout")
        waiting = tasks.spawn(running.loaded(), name="waiting")
        await asyncio.wait({work, waiting}, timeout=0.5)
        assert not work.done()
        stop.set()
        await work
        with pytest.raises(Unavailable):
            await waiting


async def test_a_moment_with_no_connection_free_does_not_end_it(town: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    list_ = await town.add_list()
    await town.add_entry(list_, "AB12CDE")
    none_free, really = iter([True, True]), lookout.queries.stands

    async def stands(session: AsyncSession) -> dict[int, Stand]:
        if next(none_free, False):
            raise PoolTimeoutError("QueuePool limit of size 10 overflow 0 reached")
        return dict(await really(session))

    monkeypatch.setattr(lookout.queries, "stands", stands)
    running, stop = Lookout(town.database, SYSTEM, Settings()), asyncio.Event()
    async with TaskSet() as tasks:
        tasks.spawn(running.run(stop), name="lookout")
        await running.loaded()
        assert running.find("AB12CDE")
        stop.set()
