"""Does anything get lost, and for how long: `python -m benchmarks.capacity [--cameras 250] [--minutes 30]`.

The cheap source plays cameras of 1080p, 25 fps, 4 Mbit/s to the real recorder for so long. Then is counted what was
lost: packets by RTP sequence, groups of pictures without room, gaps on the time line of any camera after the start.

`--wall 16 --playbacks 4 --export` lets people work meanwhile: so many live streams over the recorder's socket, so many
cameras read back at the speed at which they were recorded, and an export of what there is, again and again.

    python -m benchmarks.capacity --cameras 80 --minutes 5 --wall 16 --playbacks 4 --export
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from beadle.platform.clock import SYSTEM
from beadle.platform.errors import BeadleError
from beadle.video.footage.clip import plan_clips
from beadle.video.footage.files import RecordedFiles
from beadle.video.footage.find import Archive
from beadle.video.footage.volume import Volume
from beadle.video.live.link import RecorderLink
from beadle.video.live.wire import unpack_media
from benchmarks.recording import TICKS, cpu_ticks, pss, source, start_recorder
from benchmarks.report import Row, percentile, report

BEHIND_S = 10
"""Playback follows what was recorded this long ago."""
GOAL_LIVE_MS = 40.0


@dataclass
class Load:
    """What people did meanwhile. delays: of live frames, from whole in the recorder to here, milliseconds."""

    delays: list[float] = field(default_factory=list)
    skipped: int = 0
    played: int = 0
    exports: list[float] = field(default_factory=list)


@dataclass
class Findings:
    """What the run cost and lost."""

    lost: int = 0
    dropped: int = 0
    gaps: list[str] = field(default_factory=list)
    cpu: float = 0.0
    pss: float = 0.0
    recorded_s: float = 0.0


async def watch(link: RecorderLink, camera: str, load: Load) -> None:
    """One tile of the wall."""
    async with link.live(camera) as stream:
        first = True
        async for message in stream:
            if isinstance(message, dict):
                load.skipped += message.get("type") == "skipped"
                continue
            _flags, received_us = unpack_media(message)
            if received_us and not first:
                load.delays.append((SYSTEM.now_us() - received_us) / 1000)
            first = first and not received_us  # the group that a viewer begins with is old on purpose


async def play(archive: Archive, camera: str, load: Load) -> None:
    """Read a camera's fragments as they were recorded, a little later."""
    files = RecordedFiles()
    from_us = SYSTEM.now_us() - BEHIND_S * 1_000_000
    while True:
        to_us = SYSTEM.now_us() - BEHIND_S * 1_000_000
        load.played += await asyncio.to_thread(_read_fragments, archive, files, camera, from_us, to_us)
        from_us = to_us
        await asyncio.sleep(1)


def _read_fragments(archive: Archive, files: RecordedFiles, camera: str, from_us: int, to_us: int) -> int:
    taken = 0
    for segment, fragments in archive.fragments(camera, from_us, to_us):
        for each in fragments:
            if from_us <= each.start_us < to_us:
                taken += len(files(segment.path, each.offset, each.length))
    return taken


async def export(folder: Path, camera: str, since_us: int, load: Load) -> None:
    """Export all of a camera since the beginning, again and again; in a process of its own, as a worker does."""
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        while True:
            begun = time.monotonic()
            with suppress(BeadleError):
                size = await loop.run_in_executor(pool, _export, folder, camera, since_us)
                load.exports.append(size / 1e6 / (time.monotonic() - begun))
            await asyncio.sleep(1)


def _export(folder: Path, camera: str, since_us: int) -> int:
    files = RecordedFiles()
    size = 0
    with Volume.view(folder / "volume", SYSTEM) as volume, Archive([volume]) as archive:
        now_us = SYSTEM.now_us()
        for plan in plan_clips(archive.recorded(camera, since_us, now_us), since_us, now_us):
            with (folder / "export.mp4").open("wb") as file:
                for piece in plan.read(0, plan.size, files):
                    size += file.write(piece)
    return size


async def run(folder: Path, template: str, given: argparse.Namespace, load: Load) -> Findings:
    """Record for so long while people work, then look at what there is."""
    names = [f"c{n}" for n in range(1, given.cameras + 1)]
    rows = [f'[[camera]]\nname = "{name}"\nurl = "{template.format(n=n)}"\n' for n, name in enumerate(names, 1)]
    (folder / "cameras.toml").write_text("".join(rows))
    process = start_recorder(folder)
    try:
        link = RecorderLink(folder / "r.sock")
        before = await online(link, given.cameras)
        since_us, ticks, begun = SYSTEM.now_us(), cpu_ticks([process.pid]), time.monotonic()
        with Volume.view(folder / "volume", SYSTEM) as volume, Archive([volume]) as archive:
            tasks = [asyncio.ensure_future(watch(link, name, load)) for name in names[: given.wall]]
            tasks += [asyncio.ensure_future(play(archive, name, load)) for name in names[: given.playbacks]]
            if given.export:
                tasks.append(asyncio.ensure_future(export(folder, names[-1], since_us, load)))
            await asyncio.sleep(given.minutes * 60)
            after = await link.status()
            passed, spent = time.monotonic() - begun, sum(cpu_ticks([process.pid])) - sum(ticks)
            memory = pss([process.pid])
            for task in tasks:
                task.cancel()
            failed = [
                each for each in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(each, Exception)
            ]
            if failed:
                raise failed[0]
        found = Findings(cpu=100 * spent / TICKS / passed, pss=memory, recorded_s=passed)
        found.lost = total(after, "lost_packets") - total(before, "lost_packets")
        found.dropped = total(after, "dropped_groups") - total(before, "dropped_groups")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    look_at_index(folder / "volume", names, since_us, found)
    return found


async def online(link: RecorderLink, cameras: int) -> dict[str, Any]:
    """The status once every camera has been written to the disk."""
    for _ in range(600):
        await asyncio.sleep(0.2)
        with suppress(BeadleError):
            status = await link.status()
            if len(status["cameras"]) == cameras and all(each["written_bytes"] for each in status["cameras"]):
                return status
    raise SystemExit("not every camera came online in two minutes")


def total(status: dict[str, Any], count: str) -> int:
    """Of all cameras."""
    return sum(int(camera[count]) for camera in status["cameras"])


def look_at_index(folder: Path, names: list[str], since_us: int, found: Findings) -> None:
    """Gaps since every camera was recorded."""
    with Volume.view(folder, SYSTEM) as volume, Archive([volume]) as archive:
        for name in names:
            spans = archive.spans(name, since_us, SYSTEM.now_us())
            if len(spans) != 1:
                told = [
                    (gap.reason, (gap.end_us - gap.start_us) / 1e6) for gap in archive.gaps(name, since_us, 1 << 60)
                ]
                found.gaps.append(f"{name}: {len(spans)} stretches, {told}")


def show(found: Findings, load: Load, given: argparse.Namespace) -> None:
    """Print the table."""
    rows = [
        Row("packets lost (RTP sequence)", "0", str(found.lost), found.lost == 0),
        Row("groups of pictures without room", "0", str(found.dropped), found.dropped == 0),
        Row("cameras with a gap", "0", str(len(found.gaps)), not found.gaps),
        Row("CPU of the recorder", "", f"{found.cpu:.1f} % of a core ({found.cpu / given.cameras:.3f} % a camera)"),
        Row("memory (PSS)", "", f"{found.pss:.0f} MB"),
    ]
    if load.delays:
        high = percentile(load.delays, 0.95)
        middle = percentile(load.delays, 0.5)
        got = f"{high:.1f} ms (median {middle:.1f}, skipped {load.skipped} times)"
        rows.append(
            Row(f"live, {given.wall} streams: delay p95", f"<= {GOAL_LIVE_MS:.0f} ms", got, high <= GOAL_LIVE_MS)
        )
    if given.playbacks:
        rate = load.played * 8 / 1e6 / found.recorded_s / given.playbacks
        rows.append(Row(f"{given.playbacks} playbacks", "", f"{rate:.2f} Mbit/s each"))
    if load.exports:
        rows.append(Row("export", "", f"{len(load.exports)} made, {percentile(load.exports, 0.5):.0f} MB/s"))
    beside = " beside a wall, playback and export" if given.wall or given.playbacks else ""
    report(f"{given.cameras} cameras for {found.recorded_s / 60:.1f} minutes{beside}", rows, given.json)
    for each in found.gaps[:10]:
        sys.stdout.write(f"{each}\n")


def main() -> None:
    """Parse, run, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cameras", type=int, default=250)
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--wall", type=int, default=0, help="live streams that are watched meanwhile")
    options.add_argument("--playbacks", type=int, default=0, help="cameras that are played back meanwhile")
    options.add_argument("--export", action="store_true", help="export one camera meanwhile, again and again")
    options.add_argument("--source", default="own", help="own, simulator, or an address with {n} in it")
    options.add_argument("--folder", type=Path, help="where to record to; a temporary folder otherwise")
    options.add_argument("--json", type=Path, help="write the figures to this file too")
    given = options.parse_args()
    load = Load()
    with tempfile.TemporaryDirectory(dir=given.folder) as name, source(given.source, given.cameras) as template:
        found = asyncio.run(run(Path(name), template, given, load))
    show(found, load, given)


if __name__ == "__main__":
    main()
