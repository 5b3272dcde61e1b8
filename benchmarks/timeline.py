"""The claim: at 3.6 million segments the time line of a camera's day takes 3 ms, and that of 80 cameras 50 ms.

Builds the index of 80 cameras x 31 days of minutes in a temporary folder (no footage; about 2 GB), as the recorder
would have left it, and times what the server asks. For a peer, the same question is put to the rows of segments
themselves, which is what a system without runs and hours has to do.

    .venv/bin/python benchmarks/timeline.py [--cameras 80] [--days 31] [--folder DIR]
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from beadle.platform.clock import FixedClock, to_us
from beadle.video.footage.disposal import candidates
from beadle.video.footage.find import Archive
from beadle.video.footage.index import pack_sets
from beadle.video.footage.packing import BUCKETS_AN_HOUR, pack_fragments
from beadle.video.footage.retention import Held, Policy, decide
from beadle.video.footage.spans import joined
from beadle.video.footage.terms import DAY_US, HOUR_US, SECOND_US, Fragment, Span
from beadle.video.footage.volume import Volume
from benchmarks.report import Row, report

START = to_us(datetime(2026, 3, 1, tzinfo=UTC))
MINUTE_US = 60 * SECOND_US
HOLE_EVERY = 977
"""Minutes between holes: a camera is lost for a minute about once in sixteen hours."""


def build(volume: Volume, cameras: int, days: int, begin_us: int = START) -> int:
    """Fill the index with so many days from `begin_us` on (a whole minute); returns the number of segments."""
    fragments = [
        Fragment(0, 1_000_000, 2 * SECOND_US * n, 2 * SECOND_US * (n + 1), 180_000 * n, 180_000, n * 8)
        for n in range(30)
    ]
    table = pack_fragments(0, fragments)
    count = 0
    with volume.index.transaction() as db:
        db.execute(
            "INSERT INTO format VALUES (1, 'h264', ?, 1920, 1080)", (pack_sets((b"\x67\x64\x00\x28", b"\x68\xee")),)
        )
        for number in range(1, cameras + 1):
            db.execute("INSERT INTO camera VALUES (?, ?, ?)", (number, f"camera-{number:03}", MINUTE_US))
            starts = [begin_us + minute * MINUTE_US for minute in range(days * 1440) if (minute + number) % HOLE_EVERY]
            count += len(starts)
            db.executemany(
                "INSERT INTO segment VALUES (?, ?, ?, 1, 1, 750, 30000750)",
                ((number, start, start + MINUTE_US) for start in starts),
            )
            digest = bytes(32)
            db.executemany(
                "INSERT INTO detail VALUES (?, ?, ?, NULL, NULL, ?)",
                ((number, start, digest, table) for start in starts),
            )
            levels = bytes(range(1, 181)) * 2
            assert len(levels) == BUCKETS_AN_HOUR
            db.executemany(
                "INSERT INTO hour VALUES (?, ?, ?)",
                ((number, hour, levels) for hour in range(begin_us // HOUR_US, (begin_us + days * DAY_US) // HOUR_US)),
            )
    for number in range(1, cameras + 1):
        volume.index.rebuild_runs(f"camera-{number:03}")
    return count


def timed(ask: Callable[[int], object], times: int = 30) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    spent = []
    for turn in range(times):
        begun = time.perf_counter()
        ask(turn)
        spent.append((time.perf_counter() - begun) * 1000)
    spent.sort()
    return statistics.median(spent), spent[int(len(spent) * 0.95)]


def peer(path: Path, camera: int, from_us: int) -> list[Span]:
    """Spans of a day, from the rows of segments."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    rows = connection.execute(
        "SELECT start_us, end_us FROM segment WHERE camera_id = ? AND start_us >= ? AND start_us < ?",
        (camera, from_us - MINUTE_US, from_us + DAY_US),
    ).fetchall()
    connection.close()
    return joined(Span(*row) for row in rows)


def main() -> None:
    """Build, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cameras", type=int, default=80)
    options.add_argument("--days", type=int, default=31)
    options.add_argument("--folder", type=Path)
    options.add_argument("--json", type=Path, help="write the figures to this file too")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="beadle-timeline-", dir=chosen.folder) as folder:
        measure(Path(folder), chosen.cameras, chosen.days, chosen.json)


class Questions:
    """What is asked of an index, turn by turn: each turn another camera, another day."""

    def __init__(self, volume: Volume, cameras: int, days: int) -> None:
        self.volume, self.cameras, self.days = volume, cameras, days
        self.archive = Archive([volume])
        self.keys = [f"camera-{number:03}" for number in range(1, cameras + 1)]
        self.path = volume.path / "index.db"

    def day(self, turn: int) -> int:
        """Five in the morning of some day."""
        return START + (turn % max(1, self.days - 1)) * DAY_US + 5 * HOUR_US

    def one(self, turn: int) -> object:
        """One camera's day."""
        return self.archive.timeline([self.keys[turn % self.cameras]], self.day(turn), self.day(turn) + DAY_US, 600)

    def every(self, turn: int) -> object:
        """All cameras' day."""
        return self.archive.timeline(self.keys, self.day(turn), self.day(turn) + DAY_US, 600)

    def seek(self, turn: int) -> object:
        """The fragment of a moment."""
        at = self.day(turn) + turn * 977 * SECOND_US
        return self.archive.fragments(self.keys[turn % self.cameras], at, at + 1)

    def retain(self, _turn: int) -> object:
        """What is due for deletion."""
        now = START + self.days * DAY_US + 60 * SECOND_US
        policy = Policy(default_days=self.days)
        return decide(candidates(self.volume.index), policy, Held([]), age_now_us=now, wanted_bytes=0)

    def peer_one(self, turn: int) -> object:
        """One camera's day from the rows of segments."""
        return peer(self.path, turn % self.cameras + 1, self.day(turn))

    def peer_every(self, turn: int) -> object:
        """All cameras' day from the rows of segments."""
        return [peer(self.path, number + 1, self.day(turn)) for number in range(self.cameras)]


def row(what: str, goal_ms: float | None, spent: tuple[float, float]) -> list[Row]:
    """Median and 95th percentile beside the goal, which the median has to meet."""
    median, high = spent
    got = f"{median:.2f} ms (p95 {high:.2f})"
    return [
        Row(what, "" if goal_ms is None else f"<= {goal_ms:g} ms", got, None if goal_ms is None else median <= goal_ms)
    ]


def measure(folder: Path, cameras: int, days: int, json_path: Path | None = None) -> None:
    """Build one index and put the questions to it."""
    clock = FixedClock(datetime(2026, 5, 1, tzinfo=UTC))
    begun = time.perf_counter()
    with Volume.create(folder / "volume", clock) as volume:
        count = build(volume, cameras, days)
        built = time.perf_counter() - begun
        ask = Questions(volume, cameras, days)
        rows = [
            *row("one camera's day", 3, timed(ask.one)),
            *row(f"{cameras} cameras' day", 50, timed(ask.every)),
            *row("seek: fragments of a moment", None, timed(ask.seek)),
            *row("deciding what is due for deletion", None, timed(ask.retain, 10)),
            *row("peer: one camera's spans from segment rows", None, timed(ask.peer_one)),
            *row(f"peer: {cameras} cameras' spans from segment rows", None, timed(ask.peer_every, 5)),
        ]
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = ask.path.stat().st_size / 1e9
        note = f"Index {size:.2f} GB, built in {built:.0f} s; at most {used:.0f} MB in memory."
        report(f"Time line over {count:,} segments ({cameras} cameras x {days} days)", rows, json_path, note)
        ask.archive.close()


if __name__ == "__main__":
    main()
