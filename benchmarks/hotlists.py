"""Hotlists: what a read costs against 100,000, a million and ten million entries, and importing ten million rows.

`python -m benchmarks.hotlists --entries 10000000 --rows 10000000`; without arguments, a size of seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psycopg

from beadle.anpr.confusion import CHARACTERS, fold
from beadle.anpr.hotlists.index import ListIndex, Partials, Slice
from beadle.anpr.hotlists.patterns import compiled
from beadle.migrations import upgrade
from beadle.platform.db import libpq_url
from beadle.platform.postgres import EmbeddedPostgres
from benchmarks.report import Row, report

READS = 20_000
LETTERS = np.frombuffer(b"ABCDEFGHJKLMNOPRSTUVWXYZ", np.uint8)
DIGITS = np.frombuffer(b"0123456789", np.uint8)
_IMPORT = """
import asyncio, sys, uuid
from pathlib import Path
from beadle.anpr.hotlists.importing import Imports
from beadle.anpr.hotlists.making import make
from beadle.anpr.hotlists.settings import HotlistSettings
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database

async def run():
    imports = Imports.at(Path(sys.argv[2]), HotlistSettings())
    async with Database(sys.argv[1]) as database:
        await make(database, SYSTEM, imports, uuid.UUID(sys.argv[3]))

asyncio.run(run())
print(int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024)
"""
"""The process's own high-water mark: ru_maxrss would begin with that of the process which started it."""

_LIST = """
INSERT INTO anpr_hotlist
    (id, name, source, owner, reason, priority, two_person, version, entries, created_at, created_by_name)
VALUES (%(list)s, 'Large', '', 'Police', 'Test', 'normal', false, 0, 0, now(), '')
"""
_IMPORT_ROW = """
INSERT INTO anpr_import
    (id, list_id, status, asked_by, asked_by_name, asked_at, bytes, encoding, delimiter, columns, heading, mapping,
    replace, progress, counts)
VALUES (%(id)s, %(list)s, 'queued', %(list)s, '', now(), %(bytes)s, 'utf-8', ',', '["VRM", "Reason", "Expiry"]', true,
    '{"plate": "VRM", "reason": "Reason", "expires_at": "Expiry"}', true, 0, '{}')
"""


def british(count: int, chance: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.bytes_]]:
    """Made-up plates of the current form."""
    made = np.full((count, 12), ord(" "), np.uint8)
    for place in (0, 1, 4, 5, 6):
        made[:, place] = LETTERS[chance.integers(0, len(LETTERS), count)]
    for place in (2, 3):
        made[:, place] = DIGITS[chance.integers(0, 10, count)]
    return made.reshape(-1).view("S12")


def look_ups(entries: int, *, partials: int = 1000) -> list[Row]:
    """A read against a list of that many entries and a thousand partial plates; half of the reads are on it."""
    chance = np.random.default_rng(7)
    plates = british(entries, chance)
    begun = time.perf_counter()
    base = Slice.of(plates, np.arange(1, entries + 1))
    built = time.perf_counter() - begun
    picker = random.Random(7)
    wild = {
        10**11 + n: f"{picker.choice(CHARACTERS)}?{n % 100:02}*{picker.choice(CHARACTERS)}" for n in range(partials)
    }
    index = ListIndex(base=base, partials=Partials.of(wild.items()))
    listed = [plates[at].decode().strip() for at in chance.integers(0, entries, READS // 2)]
    reads = [*listed, *(plate.decode().strip() for plate in british(READS // 2, chance))]
    picker.shuffle(reads)
    begun = time.perf_counter()
    found = sum(len(index.find(text)) for text in reads)
    each = (time.perf_counter() - begun) / len(reads) * 1e6
    assert found >= len(listed)
    goal = 50.0 if entries <= 100_000 else None
    rows = [
        Row(
            f"a read against {entries:,} entries",
            "<= 50 us" if goal else "",
            f"{each:.1f} us",
            None if goal is None else each <= goal,
        ),
        Row(f"  its index: built in, and memory with {entries:,}", "", f"{built:.1f} s, {base.size / 1e6:,.0f} MB"),
    ]
    return [*rows, _peer(plates, wild, reads)] if entries <= 100_000 else rows


def _peer(plates: np.ndarray[tuple[int], np.dtype[np.bytes_]], wild: dict[int, str], reads: list[str]) -> Row:
    """The same with a dictionary of folds and a list of regular expressions."""
    folds: dict[str, list[int]] = {}
    for number, plate in enumerate(plates):
        folds.setdefault(fold(plate.decode().strip()), []).append(number)
    patterns = [compiled(fold(plate)) for plate in wild.values()]
    some = reads[:1000]
    begun = time.perf_counter()
    for text in some:
        folded = fold(text)
        folds.get(folded)
        for pattern in patterns:
            pattern.fullmatch(folded)
    return Row(
        "  peer: a dictionary and a thousand expressions", "", f"{(time.perf_counter() - begun) / 1e-6 / 1000:.0f} us"
    )


def write_file(path: Path, rows: int) -> None:
    """A file of that many rows, of which one in a hundred is bad."""
    chance = np.random.default_rng(11)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["VRM", "Reason", "Expiry"])
        for first in range(0, rows, 100_000):
            plates = british(min(100_000, rows - first), chance)
            for number, plate in enumerate(plates):
                text = plate.decode().strip()
                writer.writerow(
                    [f"{text[:-1]}\u0410" if number % 100 == 0 else text, f"Marker {first % 7}", "31/12/2099"]
                )


def importing(url: str, folder: Path, rows: int) -> list[Row]:
    """The whole import, in a process of its own."""
    import_id, list_id = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
    sent = folder / "anpr" / "imports" / f"{import_id}.csv"
    sent.parent.mkdir(parents=True)
    write_file(sent, rows)
    size = sent.stat().st_size
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute(_LIST, {"list": list_id})
        connection.execute(_IMPORT_ROW, {"id": import_id, "list": list_id, "bytes": size})
    begun = time.monotonic()
    command = [sys.executable, "-c", _IMPORT, url, str(folder), import_id]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    took = time.monotonic() - begun
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        found = connection.execute("SELECT status, counts FROM anpr_import").fetchone()
    assert found is not None
    assert found[0] == "done", found
    counts = found[1]
    refused = sum(1 for _ in (folder / "anpr" / "imports" / f"{import_id}.refused.csv").open()) - 1
    assert refused == counts["refused"] + counts["duplicate"]
    assert counts["refused"] == rows // 100
    assert counts["new"] == rows - refused
    peak = int(done.stdout.split()[-1])
    return [
        Row(f"import of {rows:,} rows, 1 % bad", "", f"{took:.0f} s ({rows / took:,.0f} rows/s)"),
        Row("  its peak memory (RSS)", "<= 500 MB", f"{peak} MB", peak <= 500),
        Row("  rows refused and doubles, each in the report", "", f"{refused:,}"),
    ]


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=1_000_000, help="the largest index")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the file that is imported")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    rows = [row for size in (100_000, 1_000_000, 10_000_000) if size <= options.entries for row in look_ups(size)]
    with tempfile.TemporaryDirectory(prefix="beadle-hotlists-", dir=options.folder) as folder:
        server = EmbeddedPostgres(Path(folder) / "database")
        asyncio.run(server.start())
        try:
            upgrade(server.url())
            rows += importing(server.url(), Path(folder), options.rows)
        finally:
            asyncio.run(server.stop())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    note = f"This process took {peak:,} MB. `python -m benchmarks.hotlists --entries 10000000 --rows 10000000`."
    report("Hotlists", rows, options.json, note)


if __name__ == "__main__":
    main()
