"""Reads of the roundabouts' cameras against who really passed: `python -m tests.prove.roundabouts [--minutes 10]`.

Starts the demonstration in a folder of its own (or looks at the one that runs in `--data`), waits until plates are read
and then holds every final read of the next minutes against the simulator's truth: same camera, same plate, within a
few seconds. Exit code 1 where fewer than 99 % of the vehicles were read right or more than 0.5 % of them wrongly.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import select
from tests.factories.system import launch

from beadle.anpr.reading.state import read_state
from beadle.anpr.reads.models import PlateRow, ReadRow
from beadle.estate import service as estate
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.processes.wiring import open_installation
from beadle.simulator import truth
from beadle.simulator.truth import Passed

RIGHT, WRONG = 0.99, 0.005
NEAR = timedelta(seconds=3.5)
"""Between a read and the moment at which the plate was largest; the next vehicle is further off."""
SETTLED = timedelta(seconds=8)
"""A pass is read for good and stored this long after it."""
START_S = 900.0


@dataclass(frozen=True)
class Got:
    """A final read as it was stored."""

    camera: int
    plate: str
    at: datetime
    stored_s: float
    confidence: float
    direction: str


@dataclass
class Tally:
    """One camera's outcome. seconds: from the picture of a read to the first message that told it."""

    vehicles: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    twice: int = 0
    turned: int = 0
    seconds: list[float] = field(default_factory=list)


def judge(passed: Sequence[Passed], got: Sequence[Got], since: datetime, until: datetime) -> dict[int, Tally]:
    """Hold reads against the truth. Of reads at the span's edges, only those count whose vehicle is in the span."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    used: set[int] = set()
    for one in passed:
        tally = tallies[one.camera]
        mine = [
            n
            for n, read in enumerate(got)
            if read.camera == one.camera and read.plate == one.plate and abs(read.at - one.at) <= NEAR
        ]
        used.update(mine)
        if not since <= one.at < until:
            continue
        tally.vehicles += 1
        if not mine:
            tally.missed.append(f"{one.plate} at {one.at:%H:%M:%S}")
            continue
        tally.right += 1
        tally.twice += len(mine) > 1
        tally.turned += got[mine[0]].direction != one.direction
        tally.seconds.append(got[mine[0]].stored_s)
    for n, read in enumerate(got):
        if n not in used and since <= read.at < until:
            tallies[read.camera].wrong.append(f"{read.plate} at {read.at:%H:%M:%S} ({read.confidence:.2f})")
    return tallies


async def final_reads(url: str, since: datetime, until: datetime) -> list[Got]:
    """What is stored of the plate cameras between two moments."""
    async with Database(url, pool_size=1) as database, database.session() as session:
        numbers = {card.id: card.number for card in await estate.cards(session, retired=True)}
        question = (
            select(ReadRow, PlateRow.text)
            .join(PlateRow, PlateRow.id == ReadRow.plate_id)
            .where(ReadRow.at >= since, ReadRow.at < until, ReadRow.final.is_(True), ReadRow.source == "own")
        )
        rows = (await session.execute(question)).all()
    return [
        Got(
            numbers[row.camera_id],
            text,
            row.at,
            (row.received_at - row.at).total_seconds(),
            row.confidence,
            row.direction,
        )
        for row, text in rows
        if numbers.get(row.camera_id) in truth.CAMERAS
    ]


def show(tallies: dict[int, Tally], span: str) -> bool:
    """Print the table; whether the goals were met."""
    table = Table(title=f"Roundabouts, {span}", show_edge=False)
    for heading in ("camera", "vehicles", "right", "missed", "wrong", "twice", "direction wrong", "s to first word"):
        table.add_column(heading)
    for camera, one in sorted(tallies.items()):
        median = sorted(one.seconds)[len(one.seconds) // 2] if one.seconds else 0.0
        counts = (one.vehicles, one.right, len(one.missed), len(one.wrong), one.twice, one.turned)
        table.add_row(str(camera), *map(str, counts), f"{median:.1f}")
    console = Console(highlight=False)
    console.print(table)
    for camera, one in sorted(tallies.items()):
        for word, rows in (("missed", one.missed), ("wrong", one.wrong)):
            for row in rows:
                console.print(f"camera {camera}: {word} {row}")
    vehicles = sum(one.vehicles for one in tallies.values())
    right = sum(one.right for one in tallies.values()) / max(1, vehicles)
    wrong = sum(len(one.wrong) for one in tallies.values()) / max(1, vehicles)
    console.print(f"right: {100 * right:.2f} % of {vehicles} (goal: at least {100 * RIGHT:g} %)")
    console.print(f"wrong: {100 * wrong:.2f} % (goal: at most {100 * WRONG:g} %)")
    return vehicles > 0 and right >= RIGHT and wrong <= WRONG


async def reading(data: Path) -> bool:
    """Wait until all four cameras are read. False: they were not in time."""
    deadline = SYSTEM.monotonic() + START_S
    while SYSTEM.monotonic() < deadline:
        states = read_state(data, SYSTEM.now())
        if len(states) == len(truth.CAMERAS) and all(one.reading for one in states.values()):
            return True
        await asyncio.sleep(2)
    return False


async def prove(data: Path, minutes: float) -> int:
    """Watch the system that runs in `data` for that long."""
    say = Console(highlight=False).print
    if not await reading(data):
        say(f"Not all four cameras were read within {START_S:.0f} s: {read_state(data, SYSTEM.now())}")
        return 1
    await asyncio.sleep(SETTLED.total_seconds())  # the first vehicles may have been half out of the picture
    since = SYSTEM.now()
    for _ in track(range(round(minutes * 60)), description="Vehicles pass", transient=True):
        await asyncio.sleep(1)
    until = SYSTEM.now()
    await asyncio.sleep(SETTLED.total_seconds())
    states = read_state(data, SYSTEM.now())
    got = await final_reads(open_installation(data).database_url, since - NEAR, until + NEAR)
    passed = truth.passed(truth.CAMERAS, since - 2 * NEAR, until + 2 * NEAR)
    met = show(judge(passed, got, since, until), f"{minutes:g} minutes")
    for state in states.values():
        say(f"looks a second: {state.fps:.1f} of {state.wanted_fps:g}; left out: {100 * state.dropped:.1f} %")
    return 0 if met else 1


async def main() -> int:
    """Run; 0 when every goal was met."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--cameras", type=int, default=16)
    options.add_argument("--data", type=Path, help="The data folder of a demonstration that runs.")
    given = options.parse_args()
    if given.data is not None:
        return await prove(given.data.resolve(), given.minutes)
    folder = Path(tempfile.mkdtemp())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ("--data", str(folder / "data"), "--cameras", str(given.cameras), "--port", str(port))
    demo = launch(folder / "demo.log", "demo", *arguments)
    try:
        return await prove((folder / "data").resolve(), given.minutes)
    finally:
        os.kill(demo.pid, signal.SIGTERM)
        await asyncio.to_thread(demo.wait, 60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
