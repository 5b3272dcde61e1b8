"""Story: the worker is killed in the middle of a hotlist's import, and of the end of reads: nothing is done by half."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest_asyncio
from tests.factories.reads import JPEG, keep, observation
from tests.factories.system import Person, System, system
from tests.factories.waiting import until

from beadle.anpr.reads.pictures import PictureStore
from beadle.platform.clock import SYSTEM, FixedClock
from beadle.platform.db import Database, libpq_url
from beadle.platform.jobs import Jobs

MAPPING = {"plate": "VRM", "reason": "Reason"}
ROWS = 3_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(folder: Path) -> AsyncIterator[System]:
    """A server and a worker."""
    async with system(folder, start=("server", "worker")) as running:
        yield running


@contextmanager
def held(office: System, statement: str) -> Iterator[None]:
    """While somebody else's transaction holds what the statement locks."""
    with psycopg.connect(libpq_url(office.database.url())) as connection:
        connection.execute(statement)
        yield


async def until_waiting(office: System, words: str) -> None:
    """Until a statement with these words waits for a lock."""
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND strpos(query, %s) > 0"

    async def look() -> bool:
        return (await told(office, waits, words)) != []

    await until(look, what=f"{words} waiting")


async def told(office: System, question: str, *values: object) -> list[tuple[Any, ...]]:
    """What the database itself says."""
    async with await psycopg.AsyncConnection.connect(libpq_url(office.database.url())) as connection:
        cursor = await connection.execute(question, values or None)
        return await cursor.fetchall()


async def queue(office: System, job: str) -> None:
    """Have a job done now that else has its hour."""
    async with Jobs(office.database.url()) as jobs:
        await jobs.defer(job)


async def sent(chief: Person, list_id: str, text: str) -> str:
    """A file that is sent and started: the address of its import."""
    answer = await chief.ask("POST", f"/api/anpr/hotlists/{list_id}/imports", content=text.encode())
    assert answer.status_code == 201, answer.text
    path = f"/api/anpr/imports/{answer.json()['id']}"
    await chief.post(f"{path}/start", {"mapping": MAPPING, "replace": True}, expect=202)
    return path


async def until_done(chief: Person, path: str) -> dict[str, Any]:
    """The import once it is done."""

    async def look() -> dict[str, Any] | None:
        found: dict[str, Any] = await chief.get(path)
        return found if found["status"] == "done" else None

    return await until(look, what="the import")


async def listed(chief: Person, list_id: str) -> int:
    """How many entries the list says that it has."""
    (found,) = [each for each in await chief.get("/api/anpr/hotlists") if each["id"] == list_id]
    return int(found["entries"])


async def test_an_import_goes_on_where_a_worker_was_killed(office: System) -> None:
    chief = await office.person("administrator")
    said = {"name": "Stolen", "owner": "Police", "reason": "Stolen vehicles"}
    list_id = (await chief.post("/api/anpr/hotlists", said, expect=201))["id"]
    await until_done(chief, await sent(chief, list_id, "VRM,Reason\nAA11AAA,first\nZZ99ZZZ,to go\n"))

    rows = "".join(f"AB{n:04}C,{n}\n" for n in range(ROWS))
    text = f"VRM,Reason\nAA11AAA,changed\n{rows}AB0000C,twice\n\u0410B1,Cyrillic\n"
    with held(office, f"SELECT 1 FROM anpr_hotlist WHERE id = '{list_id}' FOR KEY SHARE"):
        path = await sent(chief, list_id, text)
        await until_waiting(office, "FROM anpr_hotlist")
        await office.kill("worker")
        assert (await chief.get(path))["status"] == "running"
    await office.start("worker")

    async def let_go() -> bool:
        locks = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 48814"
        return (await told(office, locks)) == []

    await until(let_go, what="the end of the killed worker's connection")
    assert await listed(chief, list_id) == 2, "nothing of it is in force"
    await queue(office, "anpr.import_rounds")  # the worker's own comes once a minute
    done = await until_done(chief, path)
    expected = {"new": ROWS, "changed": 1, "gone": 1, "refused": 1, "duplicate": 1, "unchanged": 0}
    assert {name: done["counts"][name] for name in expected} == expected
    entries = "SELECT count(*), count(DISTINCT plate) FROM anpr_entry WHERE removed_at IS NULL"
    assert await told(office, entries) == [(ROWS + 1, ROWS + 1)]
    assert await listed(chief, list_id) == ROWS + 1
    report = await chief.ask("GET", f"{path}/refused.csv")
    assert len(report.text.splitlines()) == 3, "its heading, the double and the bad row, once each"


async def test_reads_whose_time_is_over_go_whole_or_not_at_all(office: System) -> None:
    long_ago = SYSTEM.now() - timedelta(days=40)
    store = PictureStore(office.data)
    async with Database(office.database.url(), pool_size=1) as database:
        old = [observation(f"KL{n}MNO", long_ago + timedelta(seconds=n), patch=JPEG) for n in range(60)]
        await keep(database, FixedClock(long_ago + timedelta(hours=1)), office.data, old)
    counted = "SELECT count(*) FROM anpr_read WHERE at < now() - interval '31 days'"
    with held(office, "LOCK TABLE anpr_disposal IN ACCESS EXCLUSIVE MODE"):
        await queue(office, "plates.retention")
        await until_waiting(office, "INSERT INTO anpr_disposal")
        await office.kill("worker")
    assert await told(office, counted) == [(60,)]
    assert len(await asyncio.to_thread(pictures, store)) == 60

    await office.start("worker")
    await queue(office, "plates.retention")

    async def gone() -> bool:
        return await told(office, counted) == [(0,)] and await asyncio.to_thread(pictures, store) == []

    await until(gone, what="the end of the reads")
    proofs = await told(office, "SELECT id, deleted FROM anpr_disposal")
    assert [deleted for _, deleted in proofs] == [60]
    chief = await office.person("administrator")
    lines = [row for row in await chief.audit() if row["object"].startswith("disposal:")]
    assert [(row["object"], row["detail"]["deleted"]) for row in lines] == [(f"disposal:{proofs[0][0]}", 60)]


def pictures(store: PictureStore) -> list[Path]:
    """The pictures that lie on the disk."""
    return [each for each in store.folder.rglob("*") if each.is_file()]
