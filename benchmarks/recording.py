"""What recording costs, beside one `ffmpeg -c copy` a camera: `benchmarks/recording.py [--cameras 80] [--seconds 20]`.

A source process plays cameras of 1080p, 25 fps, 4 Mbit/s, a key frame every 2 s, over RTSP/TCP. The real recorder
(`beadle recorder`, one process, fdatasync per group of pictures) records them; then ffmpeg does, where it is installed.
CPU is user and system time of all threads from /proc, memory is PSS, and losses are counted by RTP sequence numbers.

`--source simulator` takes the pretend town instead, and `--source rtsp://host/path{n}` any other.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from beadle.video.live.link import RecorderLink
from benchmarks.report import Row, report

HERE = Path(__file__).parent
SOURCES = HERE.parent / "src"
TICKS = os.sysconf("SC_CLK_TCK")
SETTLE_S = 8.0
GOAL_CPU, GOAL_RATIO, GOAL_PSS = 0.20, 0.45, 200.0


@dataclass
class Cost:
    """What one way of recording took. cpu: per cent of a core per camera. pss: megabytes."""

    what: str
    cameras: int
    seconds: float
    cpu: float
    user: float
    system: float
    pss: float
    written: float
    lost: int | None = None


def cpu_ticks(pids: Sequence[int]) -> tuple[int, int]:
    """User and system time of processes, all threads, in clock ticks."""
    user = system = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        user, system = user + int(fields[11]), system + int(fields[12])
    return user, system


def pss(pids: Sequence[int]) -> float:
    """Proportional share of memory, megabytes."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


def measure(what: str, pids: Sequence[int], cameras: int, seconds: float, folder: Path) -> Cost:
    """Look at processes for so long."""
    time.sleep(SETTLE_S)
    before, began, bytes_before = cpu_ticks(pids), time.monotonic(), folder_bytes(folder)
    time.sleep(seconds)
    after, passed, bytes_after = cpu_ticks(pids), time.monotonic() - began, folder_bytes(folder)
    scale = 100 / TICKS / passed / cameras
    user, system = (after[0] - before[0]) * scale, (after[1] - before[1]) * scale
    written = (bytes_after - bytes_before) * 8 / passed / cameras / 1e6
    return Cost(what, cameras, passed, user + system, user, system, pss(pids), written)


@contextlib.contextmanager
def source(kind: str, cameras: int) -> Iterator[str]:
    """A template of addresses, `{n}` for the camera's number from 1; the source runs in a process of its own."""
    if "://" in kind:
        yield kind
        return
    if kind == "simulator":
        command = ["-m", "beadle", "simulator", "run", "--cameras", str(cameras), "--port", "18556"]
        template = "rtsp://127.0.0.1:18556/cam/{n}/main"
    else:
        command = [str(HERE / "rtsp_source.py"), "--port", "0"]
        template = "rtsp://127.0.0.1:{port}/{n}"
    process = subprocess.Popen([sys.executable, *command], env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        while not (line := process.stdout.readline()).startswith("ready"):
            if not line:
                sys.exit("The source of the pictures did not start.")
        yield template.replace("{port}", line.split()[-1])
    finally:
        process.terminate()
        process.wait()


def environment() -> dict[str, str]:
    """This one, with the package on the path."""
    return {**os.environ, "PYTHONPATH": str(SOURCES)}


def start_recorder(folder: Path) -> subprocess.Popen[bytes]:
    """The recorder as a process: `folder`/cameras.toml onto `folder`/volume, its socket and log beside them."""
    command = ["-m", "beadle", "recorder", "--cameras", str(folder / "cameras.toml")]
    command += ["--volume", str(folder / "volume"), "--socket", str(folder / "r.sock")]
    with (folder / "log").open("a") as log:
        return subprocess.Popen([sys.executable, *command], env=environment(), stdout=log, stderr=log)


def run_beadle(template: str, cameras: int, seconds: float, folder: Path) -> Cost:
    """Record with Beadle."""
    rows = [f'[[camera]]\nname = "c{n}"\nurl = "{template.format(n=n)}"\n' for n in range(1, cameras + 1)]
    (folder / "cameras.toml").write_text("".join(rows))
    socket = folder / "r.sock"
    process = start_recorder(folder)
    try:
        cost = measure("Beadle", [process.pid], cameras, seconds, folder / "volume")
        status = asyncio.run(RecorderLink(socket).status())["recorder"]
        cost.lost = status["lost_packets"]
        if status["online"] < cameras:
            print(f"only {status['online']} of {cameras} cameras are online", file=sys.stderr)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    return cost


def run_ffmpeg(template: str, cameras: int, seconds: float, folder: Path) -> Cost:
    """Record with one ffmpeg a camera, segments of a minute."""
    (folder / "f").mkdir()
    processes = []
    for number in range(1, cameras + 1):
        command = ["ffmpeg", "-loglevel", "error", "-rtsp_transport", "tcp", "-i", template.format(n=number)]
        command += ["-c", "copy", "-f", "segment", "-segment_time", "60", str(folder / "f" / f"{number}-%d.mp4")]
        quiet = subprocess.DEVNULL
        processes.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet))
    try:
        return measure("ffmpeg -c copy", [each.pid for each in processes], cameras, seconds, folder / "f")
    finally:
        for each in processes:
            each.terminate()
        for each in processes:
            each.wait(20)


def show(costs: list[Cost], source: str, json_path: Path | None) -> None:
    """Print the table."""
    ours = costs[0]
    rows = [
        Row("CPU a camera", f"<= {GOAL_CPU:.2f} % of a core", _cpu(ours), ours.cpu <= GOAL_CPU),
        Row("memory (PSS)", f"<= {GOAL_PSS:.0f} MB", f"{ours.pss:.0f} MB", ours.pss <= GOAL_PSS),
        Row("packets lost", "0", str(ours.lost), ours.lost == 0),
        Row("written", "", f"{ours.written:.2f} Mbit/s a camera"),
    ]
    for other in costs[1:]:
        ratio = ours.cpu / other.cpu
        rows += [
            Row(f"{other.what}: CPU a camera", "", _cpu(other)),
            Row(f"{other.what}: memory (PSS)", "", f"{other.pss:.0f} MB"),
            Row(f"Beadle / {other.what}", f"<= {GOAL_RATIO:.2f}", f"{ratio:.2f}", ratio <= GOAL_RATIO),
        ]
    report(f"Recording {ours.cameras} cameras from {source}, {ours.seconds:.0f} s each", rows, json_path)


def _cpu(cost: Cost) -> str:
    return f"{cost.cpu:.3f} % (user {cost.user:.3f}, system {cost.system:.3f})"


def main() -> None:
    """Parse, run, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cameras", type=int, default=80)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--source", default="own", help="own, simulator, or an address with {n} in it")
    options.add_argument("--folder", type=Path, help="where to record to; a temporary folder otherwise")
    options.add_argument("--json", type=Path, help="write the figures to this file too")
    options.add_argument("--alone", action="store_true", help="without ffmpeg")
    given = options.parse_args()
    costs = []
    with tempfile.TemporaryDirectory(dir=given.folder) as name, source(given.source, given.cameras) as template:
        costs.append(run_beadle(template, given.cameras, given.seconds, Path(name)))
        if not given.alone and shutil.which("ffmpeg"):
            costs.append(run_ffmpeg(template, given.cameras, given.seconds, Path(name)))
    show(costs, "a foreign server" if "://" in given.source else f"the source '{given.source}'", given.json)


if __name__ == "__main__":
    main()
