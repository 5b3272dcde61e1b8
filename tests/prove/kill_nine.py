"""Twenty kills of a recorder with 16 cameras, at random moments: `python -m tests.prove.kill_nine [--kills 20]`.

After each kill every file on the volume is decoded as it lies there, before the recorder has mended anything; then it
is started again. At the end the index is held against the clock: what was lost at each kill, how long until recording
went on, and whether recorded plus gaps is wall time. Exit code 1 where a goal was missed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.factories.recorder import RecorderProcess, cameras_file, decode, files
from tests.factories.simulator import tiny_clips

from beadle.platform.clock import SYSTEM
from beadle.simulator.clip_store import TINY
from beadle.simulator.simulator import Simulator, SimulatorOptions
from beadle.video.footage.check import check
from beadle.video.footage.find import Archive
from beadle.video.footage.gaps import account
from beadle.video.footage.recovery import recover
from beadle.video.footage.volume import Volume

GOP_S = 1.0
"""The simulator's tiny cameras send a key picture a second."""
MOST_LOST_S = GOP_S + 0.3
"""The group that was coming in, and the way to the disk of the one before on a busy machine."""
BACK_S = 5.0


@dataclass
class Findings:
    """What was seen. Seconds."""

    lost: list[float] = field(default_factory=list)
    away: list[float] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    decoded: int = 0


async def main() -> int:
    """Run; 0 when every goal was met."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--cameras", type=int, default=16)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    found = Findings()
    with tempfile.TemporaryDirectory() as name:
        await prove(Path(name), given.cameras, given.kills, random.Random(given.seed), found)
    return show(found, given.kills)


async def prove(folder: Path, cameras: int, kills: int, dice: random.Random, found: Findings) -> None:
    """Record and kill, then look at what is there."""
    numbers = list(range(1, cameras + 1))
    clips = await asyncio.to_thread(tiny_clips, numbers)
    kills_and_starts: list[tuple[int, int]] = []
    async with Simulator(numbers, SimulatorOptions(clips, TINY, workers=0)) as simulator:
        await simulator.ready()
        file = cameras_file(folder / "cameras.toml", [simulator.camera(n).url() for n in numbers])
        volume = folder / "volume"
        async with RecorderProcess("--cameras", file, "--volume", volume, socket=folder / "r.sock") as recorder:
            await recorder.written(seconds=60)
            for number in range(kills):
                await asyncio.sleep(dice.uniform(0.1, 4.0))
                await recorder.end(signal.SIGKILL)
                killed = SYSTEM.now_us()
                found.decoded += await asyncio.to_thread(decode_all, volume, found, newest=cameras * 3)
                kills_and_starts.append((killed, SYSTEM.now_us()))
                await recorder.start()
                await recorder.written(seconds=60)
                Console().print(f"kill {number + 1} of {kills}")
            await recorder.end(signal.SIGTERM)
    found.decoded += decode_all(volume, found, newest=None)
    look_at_index(volume, [f"cam-{n}" for n in numbers], kills_and_starts, found)


def decode_all(folder: Path, found: Findings, *, newest: int | None) -> int:
    """Decode the newest files, or all; with ffprobe too where it is installed."""
    chosen = sorted(files(folder), key=lambda path: path.stat().st_mtime)[-(newest or 0) :]
    for path in chosen:
        try:
            decode(path)
            if shutil.which("ffprobe"):
                command = ["ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets"]
                answer = subprocess.run([*command, str(path)], capture_output=True, text=True, check=True)
                if answer.stderr:
                    found.unreadable.append(f"{path.name}: {answer.stderr.strip()}")
        except Exception as error:  # noqa: BLE001 - whatever a decoder says
            found.unreadable.append(f"{path}: {error}")
    return len(chosen)


def look_at_index(folder: Path, cameras: list[str], moments: list[tuple[int, int]], found: Findings) -> None:
    """What each kill took, by the index, and whether the sum is right."""
    with Volume.open(folder, SYSTEM) as volume, Archive([volume]) as archive:
        for camera in cameras:
            (line,) = archive.timeline([camera], 0, SYSTEM.now_us())
            for killed, started in moments:
                before = max(span.end_us for span in line.spans if span.start_us < killed)
                after = min(span.start_us for span in line.spans if span.start_us > killed)
                found.lost.append((killed - before) / 1e6)
                found.away.append((after - started) / 1e6)
            result = account(line.spans[0].start_us, line.spans[-1].end_us, line.spans, line.gaps)
            if not result.balanced:
                found.unbalanced.append(f"{camera}: {result}")
        recover(volume)  # what the last starts had not come to: an open file's hash is not checked otherwise
        found.unreadable += [str(each) for each in check(volume, full=True).findings]


def show(found: Findings, kills: int) -> int:
    """Print the table; 0 when every goal was met."""
    table = Table("measure", "goal", "got", title=f"{kills} kills")
    worst_loss, worst_away = max(found.lost), max(found.away)
    rows = [
        ("lost at a kill (s)", f"<= {MOST_LOST_S:.1f} (a group)", f"{worst_loss:.2f}", worst_loss <= MOST_LOST_S),
        ("from the start to the first new picture (s)", f"<= {BACK_S:.0f}", f"{worst_away:.2f}", worst_away <= BACK_S),
        ("files that do not decode", "0", f"{len(found.unreadable)} of {found.decoded}", not found.unreadable),
        ("cameras whose time does not add up", "0", str(len(found.unbalanced)), not found.unbalanced),
    ]
    for what, goal, got, good in rows:
        table.add_row(what, goal, got if good else f"[bold red]{got}[/]")
    Console().print(table)
    for fault in [*found.unreadable, *found.unbalanced][:20]:
        Console().print(fault)
    return 0 if all(row[-1] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
