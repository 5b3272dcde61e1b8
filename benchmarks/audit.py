"""The claim: 2,000 lines a second go into the log and are sealed; 10 million are verified in 2 minutes.

Starts a PostgreSQL of its own (durable: every commit is on the disk), a sequencer in a process of its own, and writers
as the server has them: one transaction a line, many at a time. Then the log is filled in bulk, sealed, searched,
proved and verified.

    .venv/bin/python -m benchmarks.audit [--seconds 20] [--rows 200000] [--folder DIR] [--json FILE]
    .venv/bin/python -m benchmarks.audit --rows 10000000          the whole claim; about 10 GB and half an hour
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import text

from beadle.audit.leaf import PERSONAL_SQL
from beadle.audit.note import Signer
from beadle.audit.sequencer import Sequencer, connect
from beadle.audit.service import prove, read, record, record_all
from beadle.audit.terms import Entry, Filter
from beadle.audit.verifying import Demand, verify
from beadle.migrations import upgrade
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database, libpq_url
from beadle.platform.postgres import EmbeddedPostgres
from benchmarks.report import Row, percentile, report

KEY = Signer("beadle/benchmark", b"b" * 32)
WRITERS = 12
CAMERAS = [f"camera:{uuid.UUID(int=number)}" for number in range(80)]


def entry(number: int) -> Entry:
    """A look, as the guard writes it."""
    return Entry(
        action="footage.replay",
        actor=f"operator-{number % 40}",
        actor_id=uuid.UUID(int=number % 40),
        object=CAMERAS[number % 80],
        purpose="Crime prevention",
        case_reference=f"24*{number % 5000:07}",
        address="192.0.2.17",
        detail={"from": "2026-06-01T12:00:00Z", "to": "2026-06-01T12:05:00Z"},
        subjects=(f"plate:AB{number % 90 + 10}CDE",) if number % 10 == 0 else (),
    )


def keep_sealing(url: str) -> None:
    """The sequencer's process."""

    async def run() -> None:
        await Sequencer(url, SYSTEM, lambda: KEY, checkpoint_seconds=5).run(asyncio.Event())

    asyncio.run(run())


async def write_singly(url: str, seconds: float, first: int, *, lines: bool = True) -> int:
    """Lines, each in a transaction of its own, many at a time; how many were committed.

    lines: False for the same transactions around one small question, which is the peer.
    """
    count = 0
    async with Database(url, pool_size=WRITERS) as database:
        end = time.monotonic() + seconds

        async def writer(number: int) -> None:
            nonlocal count
            while time.monotonic() < end:
                async with database.work() as session:
                    if lines:
                        await record(session, SYSTEM, entry(number))
                    else:
                        await session.execute(text("SELECT 1"))
                number += WRITERS
                count += 1

        await asyncio.gather(*(writer(first + number) for number in range(WRITERS)))
    return count


def write_in_process(url: str, seconds: float, first: int, lines: bool, said: multiprocessing.Queue[int]) -> None:
    """One server process's worth of writers."""
    said.put(asyncio.run(write_singly(url, seconds, first, lines=lines)))


def in_two_processes(url: str, seconds: float, *, lines: bool) -> float:
    """Transactions a second of two server processes' writers."""
    context = multiprocessing.get_context("spawn")
    said: multiprocessing.Queue[int] = context.Queue()
    writers = [context.Process(target=write_in_process, args=(url, seconds, n * 1000, lines, said)) for n in range(2)]
    for each in writers:
        each.start()
    count = sum(said.get() for _ in writers)
    for each in writers:
        each.join()
    return count / seconds


async def write_in_bulk(url: str, seconds: float) -> int:
    """Lines, a hundred in a transaction."""
    count = 0
    async with Database(url) as database:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            async with database.work() as session:
                await record_all(session, SYSTEM, [entry(count + number) for number in range(100)])
            count += 100
    return count


def drained(url: str) -> float:
    """Seconds until nothing waits for its leaf."""
    begun = time.monotonic()
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        while connection.execute("SELECT EXISTS (SELECT FROM audit_pending)").fetchone() == (True,):
            time.sleep(0.05)
    return time.monotonic() - begun


FILL = f"""
WITH fresh AS MATERIALIZED (
    SELECT nextval('audit_line_id_seq') AS id, uuid_send(gen_random_uuid()) AS salt, n,
        timestamptz '2025-01-01 00:00:00Z' + n * interval '3 seconds' AS at
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
), personal AS (
    INSERT INTO audit_personal (line_id, salt, actor, address, case_reference, detail, subjects)
    SELECT id, salt, 'operator-' || n %% 40, '192.0.2.17', '24*' || lpad((n %% 5000)::text, 7, '0'),
        '{{"from":"2026-06-01T12:00:00Z","to":"2026-06-01T12:05:00Z"}}',
        CASE WHEN n %% 10 = 0 THEN ARRAY['plate:AB' || n %% 90 + 10 || 'CDE'] ELSE '{{}}' END FROM fresh
    RETURNING line_id, salt, actor, address, case_reference, detail, subjects
), mention AS (
    INSERT INTO audit_mention SELECT unnest(subjects), line_id FROM personal
)
INSERT INTO audit_line (id, at, actor_id, action, object, objects, purpose, outcome, personal)
OVERRIDING SYSTEM VALUE
SELECT f.id, f.at, lpad(to_hex(n %% 40), 32, '0')::uuid,
    (ARRAY['footage.replay', 'live.watch', 'footage.still', 'camera.list'])[n %% 4 + 1],
    'camera:' || lpad(to_hex(n %% 80), 32, '0')::uuid, '{{}}', 'Crime prevention',
    CASE WHEN n %% 1000 = 0 THEN 'refused' ELSE 'ok' END,
    sha256(p.salt || convert_to({PERSONAL_SQL.replace("%", "%%")}, 'UTF8'))
FROM fresh f JOIN personal p ON p.line_id = f.id
"""


def fill(url: str, rows: int) -> float:
    """Lines put in by the database itself, as the guard's would look; seconds."""
    begun = time.monotonic()
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        for first in range(0, rows, 50_000):
            connection.execute(FILL.encode(), {"first": first, "last": min(first + 50_000, rows) - 1})
    return time.monotonic() - begun


async def seal(url: str) -> tuple[int, float]:
    """Give what waits its leaves, a checkpoint after every 20,000; leaves and seconds."""
    sequencer = Sequencer(url, SYSTEM, lambda: KEY)
    begun = time.monotonic()
    count = since = 0
    async with await connect(url) as connection:
        await sequencer.load(connection)
        while several := await sequencer.seal(connection):
            count, since = count + several, since + several
            if since >= 20_000:
                await sequencer.sign(connection)
                since = 0
        await sequencer.sign(connection)
    return count, time.monotonic() - begun


async def timed(ask: Callable[[int], Awaitable[object]], times: int = 60) -> float:
    """The 95th percentile, in milliseconds."""
    spent = []
    await ask(0)
    for turn in range(times):
        begun = time.perf_counter()
        await ask(turn)
        spent.append((time.perf_counter() - begun) * 1000)
    return percentile(spent, 0.95)


async def questions(url: str, rows: int) -> list[Row]:
    """How long pages and proofs take in the filled log."""
    now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=3 * rows)
    asked = {
        "newest lines": Filter(),
        "a part of a name": Filter(person="ATOR-17"),
        "a person": Filter(person=str(uuid.UUID(int=17))),
        "a camera": Filter(thing=CAMERAS[17]),
        "a plate": Filter(subject="plate:AB40CDE"),
        "a case": Filter(case_reference="24*0000017"),
        "refused": Filter(outcome=None, action="live.watch", person="operator-1"),
        "an hour": Filter(since=now - timedelta(hours=2), until=now - timedelta(hours=1)),
        "a month, long ago": Filter(until=datetime(2025, 2, 1, tzinfo=UTC)),
        "a person, a camera and a time": Filter(
            person="operator-17", thing=CAMERAS[17], since=now - timedelta(days=30), until=now - timedelta(days=1)
        ),
    }
    slowest, name = 0.0, ""
    async with Database(url) as database:

        async def page(wanted: Filter) -> None:
            async with database.session() as session:
                await read(session, wanted, limit=100)

        async def proof(turn: int) -> None:
            async with database.session() as session:
                found = await prove(session, 1 + turn * (rows // 70))
                assert found.consistent

        for what, wanted in asked.items():
            took = await timed(lambda _turn, wanted=wanted: page(wanted))  # type: ignore[misc]
            print(f"  {what}: {took:.1f} ms", flush=True)
            if took > slowest:
                slowest, name = took, what
        proving = await timed(proof)
    return [
        Row("a page of 100 by any filter, p95", "<= 100 ms", f"{slowest:.0f} ms ({name})", slowest <= 100),
        Row("a proof of inclusion, p95", "", f"{proving:.1f} ms"),
    ]


def verification(url: str, rows: int) -> Row:
    """The whole log verified."""
    begun = time.monotonic()
    found = verify(Demand(url, known=[KEY.verifier], processes=os.cpu_count() or 1))
    took = time.monotonic() - begun
    assert found.sound, found.findings[:5]
    whole = rows >= 10_000_000
    goal = "<= 120 s" if whole else ""
    return Row(f"verify of {found.checked:,} leaves", goal, f"{took:.1f} s", took <= 120 if whole else None)


def sustained(url: str, seconds: float) -> list[Row]:
    """Writers against the sequencer."""
    context = multiprocessing.get_context("spawn")
    sealing = context.Process(target=keep_sealing, args=(url,), daemon=True)
    sealing.start()
    peer = in_two_processes(url, seconds, lines=False)
    singly = in_two_processes(url, seconds, lines=True)
    lag = drained(url)
    bulk = asyncio.run(write_in_bulk(url, seconds)) / seconds
    bulk_lag = drained(url)
    sealing.kill()
    sealing.join()
    return [
        Row("lines a second, a hundred a transaction, sealed", ">= 2,000", f"{bulk:,.0f}", bulk >= 2000),
        Row("the last of them sealed after", "<= 2 s", f"{bulk_lag:.1f} s", bulk_lag <= 2),
        Row("lines a second, one transaction each, sealed", ">= 2,000", f"{singly:,.0f}", singly >= 2000),
        Row("the last of them sealed after", "<= 2 s", f"{lag:.1f} s", lag <= 2),
        Row("peer: such transactions a second without a line", "", f"{peer:,.0f}"),
    ]


def measure(url: str, options: argparse.Namespace) -> list[Row]:
    """Everything, on a new database."""
    upgrade(url)
    rows = sustained(url, options.seconds)
    print(f"  filled in {fill(url, options.rows):.0f} s", flush=True)
    count, took = asyncio.run(seal(url))
    rows.append(Row("catching up: leaves a second", ">= 2,000", f"{count / took:,.0f}", count / took >= 2000))
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    rows += asyncio.run(questions(url, options.rows))
    rows.append(verification(url, options.rows))
    return rows


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beadle-audit-", dir=options.folder) as folder:
        server = EmbeddedPostgres(Path(folder))
        asyncio.run(server.start())
        try:
            rows = measure(server.url(), options)
        finally:
            asyncio.run(server.stop())
    note = "Writers, sequencer and database share the cores. `python -m benchmarks.audit --rows 10000000`."
    report(f"The audit log, {options.rows:,} lines", rows, options.json, note)


if __name__ == "__main__":
    main()
