"""How soon the recorder records again over a full archive: `python -m benchmarks.restart [--cameras 80] [--days 31]`.

Builds the index of 80 cameras x 31 days of minutes in a temporary folder (3.6 million segments; no footage, 3 GB), as
the recorder would have left it this minute. Then the real recorder is started on it, killed with all its files open
after a while, and started again. Measured for each start: from the start of the process to the first picture that every
camera has on disk, and the memory it takes; behind the second one, how long mending the 80 open files takes.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beadle.platform.clock import SYSTEM
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import DAY_US
from beadle.video.footage.volume import Volume
from benchmarks.recording import pss, source, start_recorder
from benchmarks.report import Row, report
from benchmarks.timeline import MINUTE_US, build

GOAL_S = 3.0
RECORD_S = 15.0
MOST_S = 120.0


@dataclass
class Start:
    """One start. away: seconds to the first picture on disk, of the slowest camera. mended: to the last mended file."""

    away: float
    mended: float
    pss: float


@contextlib.contextmanager
def recorder(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The recorder on `folder`/volume; killed at the end, as by a fault."""
    process = start_recorder(folder)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def starts_after(archive: Archive, cameras: list[str], moment_us: int) -> list[int | None]:
    """Where the footage of each camera that was recorded since a moment begins; None where there is none."""
    now_us = SYSTEM.now_us() + DAY_US
    found = (archive.segments(camera, moment_us, now_us) for camera in cameras)
    return [min((each.start_us for each in segments if each.start_us > moment_us), default=None) for segments in found]


def open_before(volume: Volume, archive: Archive, moment_us: int) -> int:
    """Files that a kill left open and that are not mended yet."""
    reader = archive.volumes.index(volume)
    rows = archive._readers[reader].query(  # noqa: SLF001 - the archive shows footage, not how far mending is
        "SELECT count(*) FROM segment WHERE state <> 1 AND start_us < ?", (moment_us,)
    )
    return int(rows[0][0])


def measure(folder: Path, cameras: list[str]) -> Start:
    """Start the recorder, wait until every camera is recorded and all is mended, let it record, kill it."""
    begun_us, begun = SYSTEM.now_us(), time.monotonic()
    mended = 0.0
    with recorder(folder) as process, Volume.view(folder / "volume", SYSTEM) as volume, Archive([volume]) as archive:
        starts: list[int | None] = [None]
        while None in starts or not mended:
            if time.monotonic() - begun > MOST_S or process.poll() is not None:
                sys.exit(f"not every camera was recorded: {(folder / 'log').read_text()[-3000:]}")
            time.sleep(0.1)
            starts = starts_after(archive, cameras, begun_us)
            if not mended and None not in starts and not open_before(volume, archive, begun_us):
                mended = time.monotonic() - begun
        time.sleep(RECORD_S)
        away = max(each for each in starts if each is not None)
        return Start((away - begun_us) / 1e6, mended, pss([process.pid]))


def main() -> None:
    """Build, start, kill, start, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cameras", type=int, default=80)
    options.add_argument("--days", type=int, default=31)
    options.add_argument("--folder", type=Path, help="where to build; a temporary folder otherwise")
    options.add_argument("--json", type=Path, help="write the figures to this file too")
    given = options.parse_args()
    names = [f"camera-{number:03}" for number in range(1, given.cameras + 1)]
    with tempfile.TemporaryDirectory(prefix="beadle-restart-", dir=given.folder) as name:
        folder = Path(name)
        with Volume.create(folder / "volume", SYSTEM) as volume:
            begin_us = SYSTEM.now_us() // MINUTE_US * MINUTE_US - given.days * DAY_US
            count = build(volume, given.cameras, given.days, begin_us)
        with source("own", given.cameras) as template:
            rows = (
                f'[[camera]]\nname = "{key}"\nurl = "{template.format(n=n)}"\n'
                f"retention_days = {given.days + 1}\n"  # or all of it would fall due while it is measured
                for n, key in enumerate(names, 1)
            )
            (folder / "cameras.toml").write_text("".join(rows))
            first, again = measure(folder, names), measure(folder, names)
    goal = f"<= {GOAL_S:g} s"
    found = [
        Row("recording after a start", goal, f"{first.away:.1f} s", first.away <= GOAL_S),
        Row("recording after a kill -9", goal, f"{again.away:.1f} s", again.away <= GOAL_S),
        Row(f"the {given.cameras} open files mended, behind it", "", f"{again.mended:.1f} s"),
        Row("memory (PSS)", "", f"{again.pss:.0f} MB"),
    ]
    report(f"Restart over {count:,} segments ({given.cameras} cameras x {given.days} days)", found, given.json)


if __name__ == "__main__":
    main()
