"""The claim: among 36 million reads a plate is found in 50 ms, part of one in 300 ms, what passed a camera in 100 ms.

Starts a PostgreSQL of its own with the settings that Beadle gives it, fills the month's partitions by COPY with made-up
reads (a sixth as many plates, of which some pass every day and most seldom; two in a hundred are misreads of others),
and asks what people ask through the same code as the routes, each question with the plan that the database chose. Then
reads are kept, to see how many a second that takes.

    .venv/bin/python -m benchmarks.plate_search [--reads 1000000] [--asked 100] [--plans] [--folder DIR] [--json FILE]
    .venv/bin/python -m benchmarks.plate_search --reads 36000000      the whole claim: 15 GB, half an hour
    .venv/bin/python -m benchmarks.plate_search --reads 2300000 --days 2 --plates 1000000      its traffic, for two days

Beside each time stands the processor's share of it (this process's and the database's together): on a machine that is
busy with other work the time is mostly waiting for a turn. With --folder the database stays there for the next run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import event, text

from beadle.anpr.confusion import fold
from beadle.anpr.reads import partitions, queries, service
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.terms import Candidate, Observation, Source
from beadle.migrations import upgrade
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database, libpq_url
from beadle.platform.postgres import EmbeddedPostgres
from benchmarks.plate_questions import LEADERS, QUESTIONS, Load, common
from benchmarks.plate_reads import CAMERAS, END, plates, rows, start
from benchmarks.report import Row, percentile, report


@dataclass(frozen=True)
class Given:
    """How much is loaded: reads, of so many plates, in so many days."""

    reads: int
    plates: int
    days: int


@dataclass
class Told:
    """What the load took."""

    plates: list[str]
    seconds: float
    parts: dict[str, int]


_INDEXES = ("ix_anpr_read_plate_at", "ix_anpr_read_camera_at", "ix_anpr_read_event_key")
_PLATE_INDEXES = ("ix_anpr_plate_folded", "ix_anpr_plate_mirrored", "ix_anpr_plate_grams")


async def fill(url: str, given: Given) -> Told:
    """Fill the tables. Indexes are made afterwards: that changes how long it takes, not what comes of it."""
    began = time.monotonic()
    chance = np.random.default_rng(36)
    async with Database(url) as database, database.work() as session:
        await partitions.ensure(session, [start(given.days), END - timedelta(seconds=1), END + timedelta(days=1)])
    made = plates(given.plates, chance)
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '1GB'")
        again = [_dropped(connection, name) for name in (*_INDEXES, *_PLATE_INDEXES)]
        with connection.cursor() as cursor, cursor.copy("COPY anpr_plate (text, folded, mirrored) FROM STDIN") as copy:
            for first in range(0, len(made), 50_000):
                folds = [(each, fold(each)) for each in made[first : first + 50_000]]
                copy.write("".join(f"{plate}\t{folded}\t{folded[::-1]}\n" for plate, folded in folds))
        columns = [column.name for column in queries.ReadRow.__table__.columns]
        said = ", ".join(columns)
        with connection.cursor() as cursor, cursor.copy(f"COPY anpr_read ({said}) FROM STDIN") as copy:
            for number, some in enumerate(rows(given.reads, len(made), given.days, chance)):
                copy.write(some)
                if number % 50 == 49:
                    print(f"  {(number + 1) // 10} million reads, {time.monotonic() - began:.0f} s", flush=True)
        for statement in again:
            connection.execute(statement)
            print(f"  {statement[:60]}, {time.monotonic() - began:.0f} s", flush=True)
        _let_them_follow(connection, Load(given.reads, made, given.days))
        connection.execute("VACUUM (ANALYZE) anpr_read")
        connection.execute("VACUUM (ANALYZE) anpr_plate")
        sizes = dict(connection.execute(_SIZES).fetchall())
    return Told(made, time.monotonic() - began, sizes)


_PAIRS = """
CREATE TEMPORARY TABLE twin AS
SELECT r.* FROM anpr_read r JOIN anpr_plate p ON p.id = r.plate_id WHERE p.text = %(leader)s;
UPDATE twin SET at = at + interval '2 seconds', event_id = event_id || ' behind',
    plate_id = (SELECT id FROM anpr_plate WHERE text = %(companion)s);
UPDATE twin SET id = (
    lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || substr(replace(id::text, '-', ''), 13)
)::uuid;
INSERT INTO anpr_read SELECT * FROM twin;
DROP TABLE twin
"""


def _let_them_follow(connection: psycopg.Connection[Any], load: Load) -> None:
    """Have another plate pass two seconds behind each leader, wherever it goes."""
    with psycopg.ClientCursor(connection) as cursor:
        for number in range(LEADERS):
            leader, companion = load.pair(number)
            cursor.execute(_PAIRS, {"leader": leader, "companion": companion})


_SIZES = """
SELECT kind, sum(size)::bigint FROM (
    SELECT regexp_replace(relname, '_20[0-9_]*', '') AS kind, pg_relation_size(oid) AS size
    FROM pg_class WHERE relname ~ 'anpr_(read|plate)' AND relkind IN ('r', 'i')
) AS each GROUP BY 1 ORDER BY 2 DESC
"""


def _dropped(connection: psycopg.Connection[Any], name: str) -> str:
    found = connection.execute("SELECT pg_get_indexdef(%s::regclass)", (name,)).fetchone()
    assert found is not None
    connection.execute(f"DROP INDEX {name}")  # type: ignore[call-overload]  # a name of ours
    return str(found[0]).replace(" ON ONLY ", " ON ")


class Plans:
    """Remembers the statements of one question, to explain them afterwards."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.said: list[tuple[str, Any]] = []
        event.listen(database.engine.sync_engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and "set_config" not in statement:
            self.said.append((statement, parameters))

    async def explained(self, *, whole: bool) -> list[str]:
        """The plans as the database gives them, or only their steps, with the rows and the time each took."""
        lines = []
        said, self.said = self.said, []
        async with self._database.engine.connect() as connection:
            for statement, parameters in said:
                found = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
                plan = [str(row[0]) for row in found]
                lines += plan if whole else [_COSTS.sub("", line) for line in plan if _STEP.search(line)]
        self.said = []
        return lines


_COSTS = re.compile(r"\(cost=[^)]*\) \(actual time=[\d.]*\.\.|(?<=\d) loops=1\)$")
_STEP = re.compile(r"\(actual time|^Execution Time")


async def measure(database: Database, meter: Meter, load: Load, asked: int, *, whole: bool) -> list[Row]:
    """Each question many times, about another plate each time: what lies in memory is what the last ones left there."""
    found = []
    plans = Plans(database)
    for name, ask, goal in QUESTIONS:
        chance = random.Random(name)
        await ask(database, chance, load)
        plans.said = []
        await ask(database, chance, load)
        print(f"\n{name}", *await plans.explained(whole=whole), sep="\n    ", flush=True)
        took, worked, several, refused = [], [], 0, 0
        for _ in range(asked):
            began, busy = time.perf_counter(), meter.ms()
            answer = await ask(database, chance, load)
            took.append((time.perf_counter() - began) * 1000)
            worked.append(meter.ms() - busy)
            several, refused = several + (answer or 0), refused + (answer is None)
        p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
        own = f"processor p50 {percentile(worked, 0.5):.1f}, p95 {percentile(worked, 0.95):.1f}"
        got = f"p50 {p50:.1f}, p95 {p95:.1f} ms ({own}); {several / asked:.0f} reads found"
        got += f", {refused} of {asked} too wide" if refused else ""
        found.append(Row(name, f"p95 {goal} ms", got, p95 <= goal))
    return found


class Meter:
    """What this process and the database's have had of the processor."""

    def __init__(self, folder: Path) -> None:
        self._server = int((folder / "pg" / "postmaster.pid").read_text().split("\n", 1)[0])

    def ms(self) -> float:
        """Milliseconds until now; only differences mean something."""
        children = Path(f"/proc/{self._server}/task/{self._server}/children").read_text().split()
        return sum(_worked(int(each)) for each in (*children, os.getpid())) / 1e6


def _worked(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0])
    except OSError:
        return 0


async def kept(database: Database, meter: Meter, folder: Path, made: list[str], seconds: float) -> Row:
    """How many reads a second are kept with a patch each, in batches as the pump makes them."""
    clock = FixedClock(END + timedelta(hours=1))
    chance = random.Random(7)
    settings, store = ReadsSettings(), PictureStore(folder)
    jpeg = bytes(chance.randrange(256) for _ in range(6000))
    several, began, busy = 0, time.monotonic(), meter.ms()
    while time.monotonic() - began < seconds:
        batch = [_seen(several + n, common(chance, made), clock, jpeg) for n in range(100)]
        async with database.work() as session:
            await service.keep(session, clock, batch, store, settings)
        several += len(batch)
        clock.advance(0.1)
    rate = several / (time.monotonic() - began)
    own = several / max(1.0, meter.ms() - busy) * 1000
    got = f"{rate:.0f}/s ({own:.0f} for a second of the processor)"
    return Row("reads kept, each with its patch on the disk", "at least 500/s", got, rate >= 500)


def _seen(number: int, plate: str, clock: FixedClock, jpeg: bytes) -> Observation:
    return Observation(
        camera_id=CAMERAS[number % len(CAMERAS)],
        event_id=f"kept-{number}",
        at=clock.now() - timedelta(milliseconds=number % 1000),
        received_at=clock.now(),
        text=plate,
        confidence=0.93,
        source=Source.PUSHED,
        adapter="hikvision",
        characters=(0.9,) * len(plate),
        candidates=(Candidate(plate, 0.93),),
        patch=jpeg,
    )


async def run(folder: Path, given: Given, asked: int, *, whole: bool) -> tuple[list[Row], Told]:
    """Load, ask, keep."""
    async with EmbeddedPostgres(folder, durable=False) as server:
        await asyncio.to_thread(upgrade, server.url())
        notes = folder / "loaded.json"
        if notes.exists() and json.loads(notes.read_text())["given"] == asdict(given):
            told = Told(**json.loads(notes.read_text())["told"])
        else:
            told = await fill(server.url(), given)
            notes.write_text(json.dumps({"given": asdict(given), "told": asdict(told)}))
        print(f"loaded in {told.seconds:.0f} s; {told.parts}", flush=True)
        async with Database(server.url()) as database:
            async with database.session() as session:
                count = await session.scalar(text("SELECT count(*) FROM anpr_plate"))
            assert count == len(told.plates)
            load = Load(given.reads, told.plates, given.days)
            found = await measure(database, Meter(folder), load, asked, whole=whole)
            found.append(await kept(database, Meter(folder), folder / "kept", told.plates, 10))
    return found, told


def main() -> None:
    """Run it and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--reads", type=int, default=1_000_000)
    parser.add_argument("--plates", type=int, help="different plates; a sixth as many as reads, where nothing is said")
    parser.add_argument("--days", type=int, default=31, help="days that the reads are spread over")
    parser.add_argument("--asked", type=int, default=100, help="how often each question is asked")
    parser.add_argument("--plans", action="store_true", help="print the whole plans")
    parser.add_argument("--folder", type=Path, help="where the database is made and stays; about 450 bytes a read")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    wanted = Given(given.reads, max(1000, given.plates or given.reads // 6), given.days)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="beadle-plates-"))
    try:
        found, told = asyncio.run(run(folder, wanted, given.asked, whole=given.plans))
    finally:
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    bytes_ = sum(told.parts.values())
    size = f"{bytes_ / given.reads:.0f} bytes a read with all indexes, {bytes_ / 1e9:.1f} GB"
    rows_ = [Row(f"size of {given.reads / 1e6:g} million reads", "", size), *found]
    note = f"{given.reads / 1e6:g} million reads of {wanted.plates / 1e6:.2g} million plates in {wanted.days} days."
    report(f"Finding reads of number plates among {given.reads / 1e6:g} million", rows_, given.json, note)


if __name__ == "__main__":
    main()
