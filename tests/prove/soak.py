"""A soak of the recorder: `python -m tests.prove.soak [--minutes 30] [--cameras 16]`.

Simulated cameras drop out, freeze, change their picture size and lose packets while the recorder's memory is watched.
Exit code 1 where it grew by more than 5 MB after the first fifth, or a camera's time does not add up.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from tests.factories.recorder import RecorderProcess, cameras_file
from tests.factories.simulator import tiny_clips

from beadle.platform.clock import SYSTEM
from beadle.simulator.clip_store import TINY
from beadle.simulator.simulator import Simulator, SimulatorOptions
from beadle.video.footage.find import Archive
from beadle.video.footage.gaps import account
from beadle.video.footage.volume import Volume

MOST_GROWTH_MB = 5.0
FAULTS = ("stall", "drop", "slow", "loss", "refuse", "frozen", "black", "no_keyframe", "sps_change")


def pss_mb(pid: int) -> float:
    """Proportional share of memory of a process, megabytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def main() -> int:
    """Run; 0 when every goal was met."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--cameras", type=int, default=16)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        memory = await soak(Path(name), given.cameras, given.minutes * 60)
        unbalanced = await asyncio.to_thread(look_at_index, Path(name) / "volume", given.cameras)
    settled = memory[len(memory) // 5 :]
    growth = sum(settled[-5:]) / len(settled[-5:]) - sum(settled[:5]) / len(settled[:5])
    say = Console(highlight=False).print
    say(f"memory: {settled[0]:.1f} MB, then {settled[-1]:.1f} MB")
    say(f"growth: {growth:+.1f} MB (goal: under {MOST_GROWTH_MB:g})")
    say(f"cameras whose time does not add up: {len(unbalanced)} (goal: 0)")
    for each in unbalanced:
        say(each)
    return 0 if growth < MOST_GROWTH_MB and not unbalanced else 1


async def soak(folder: Path, cameras: int, seconds: float) -> list[float]:
    """Record with faults; memory in megabytes, looked at every five seconds."""
    dice = random.Random(5)
    numbers = list(range(1, cameras + 1))
    clips = await asyncio.to_thread(tiny_clips, numbers)
    memory = []
    async with Simulator(numbers, SimulatorOptions(clips, TINY, workers=0)) as simulator:
        await simulator.ready()
        file = cameras_file(folder / "cameras.toml", [simulator.camera(n).url() for n in numbers])
        arguments = ("--cameras", file, "--volume", folder / "volume")
        async with RecorderProcess(*arguments, socket=folder / "r.sock") as recorder:
            await recorder.written(seconds=60)
            assert recorder.process is not None
            end = SYSTEM.monotonic() + seconds
            while SYSTEM.monotonic() < end:
                await asyncio.sleep(5)
                memory.append(pss_mb(recorder.process.pid))
                simulator.camera(dice.choice(numbers)).fault(dice.choice(FAULTS), seconds=dice.uniform(1, 20))
            await recorder.end(signal.SIGTERM)
    return memory


def look_at_index(folder: Path, cameras: int) -> list[str]:
    """Cameras for which recorded plus gaps is not wall time."""
    found = []
    with Volume.open(folder, SYSTEM) as volume, Archive([volume]) as archive:
        for number in range(1, cameras + 1):
            (line,) = archive.timeline([f"cam-{number}"], 0, SYSTEM.now_us())
            result = account(line.spans[0].start_us, line.spans[-1].end_us, line.spans, line.gaps)
            if not result.balanced:
                found.append(f"cam-{number}: {result}")
    return found


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
