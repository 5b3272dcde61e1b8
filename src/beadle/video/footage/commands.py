"""`beadle footage list | export | check`: needs a volume, and neither server, database nor recorder."""

from __future__ import annotations

import contextlib
import json as jsonlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from beadle.platform import terminal
from beadle.platform.clock import SYSTEM, from_us, to_us
from beadle.platform.errors import Invalid
from beadle.platform.storage import fsync_dir
from beadle.video.footage.check import CheckReport, check
from beadle.video.footage.clip import ClipPlan, plan_clips
from beadle.video.footage.errors import NoFootage
from beadle.video.footage.files import RecordedFiles
from beadle.video.footage.find import Archive
from beadle.video.footage.recovery import recover
from beadle.video.footage.spans import length
from beadle.video.footage.terms import DAY_US, Segment
from beadle.video.footage.volume import Volume

app = typer.Typer(help="List, export and check footage on a volume. Needs no database.", no_args_is_help=True)

_QUIET_S = 2.0
"""A bar is shown for what takes longer than this."""
_EVER_US = 1 << 60

Volumes = Annotated[list[Path], typer.Option("--volume", help="A volume's folder; may be given several times.")]
Camera = Annotated[str | None, typer.Option(help="The camera's key, as its folder on the volume is named.")]
From = Annotated[str | None, typer.Option("--from", help="ISO 8601; UTC where it names no zone.")]
To = Annotated[str | None, typer.Option("--to", help="ISO 8601; UTC where it names no zone.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def moment(text: str) -> int:
    """Microseconds since 1970 of an ISO 8601 time; UTC where it names no zone. Raises Invalid."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not a time.", advice="Write it as 2026-06-01T14:30:00Z.") from error
    return to_us(parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed)


def _iso(moment_us: int | None) -> str | None:
    return None if moment_us is None else from_us(moment_us).isoformat().replace("+00:00", "Z")


@contextlib.contextmanager
def _archive(paths: list[Path]) -> Iterator[Archive]:
    with contextlib.ExitStack() as stack:
        volumes = [stack.enter_context(Volume.view(path, SYSTEM)) for path in paths]
        yield stack.enter_context(Archive(volumes))


def _print(rows: list[dict[str, Any]], *, json: bool) -> None:
    if json:
        typer.echo(jsonlib.dumps(rows, indent=1))
        return
    table = Table(*(name.replace("_", " ") for name in (rows[0] if rows else ["nothing recorded"])))
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    terminal.console().print(table)


@app.command("list")
def list_footage(
    volume: Volumes, camera: Camera = None, begin: From = None, end: To = None, *, json: Json = False
) -> None:
    """The cameras on a volume; with --camera, its files between two times."""
    with terminal.plain_errors(), _archive(volume) as archive:
        from_us, to_us_ = moment(begin) if begin else -_EVER_US, moment(end) if end else _EVER_US
        if camera is None:
            rows = [_camera_row(archive, each, from_us, to_us_) for each in archive.cameras()]
        else:
            rows = [_segment_row(each) for each in archive.segments(camera, from_us, to_us_)]
        _print(rows, json=json)
        for path, fault in archive.faults.items():
            terminal.console(stderr=True).print(f"[yellow]{path}:[/] {fault}")


def _camera_row(archive: Archive, camera: str, from_us: int, to_us_: int) -> dict[str, Any]:
    oldest, newest = archive.oldest_us(camera), archive.newest_us(camera)
    seconds = 0.0
    if oldest is not None and newest is not None:
        begin, end = max(from_us, oldest), min(to_us_, newest)
        if end > begin:
            seconds = length(archive.spans(camera, begin, end)) / 1_000_000
    return {"camera": camera, "from": _iso(oldest), "to": _iso(newest), "recorded_hours": round(seconds / 3600, 3)}


def _segment_row(segment: Segment) -> dict[str, Any]:
    return {
        "from": _iso(segment.start_us),
        "to": _iso(segment.end_us),
        "bytes": segment.size,
        "codec": str(segment.format.codec),
        "size": f"{segment.format.width}x{segment.format.height}",
        "sha256": segment.sha256.hex() if segment.sha256 else None,
        "file": str(segment.path),
    }


@app.command("export")
def export_footage(
    volume: Volumes,
    camera: Annotated[str, typer.Option(help="The camera's key.")],
    begin: Annotated[str, typer.Option("--from", help="ISO 8601; UTC where it names no zone.")],
    end: Annotated[str, typer.Option("--to", help="ISO 8601; UTC where it names no zone.")],
    out: Annotated[Path, typer.Option(help="The MP4 to write. It must not exist yet.")],
    *,
    json: Json = False,
) -> None:
    """Write what a camera recorded between two times as an MP4, bit for bit. Run it again to take up a broken one.

    Where the camera changed its codec, a further file (NAME-2.mp4 and so on) begins: players show one codec of a file.
    """
    with terminal.plain_errors(), _archive(volume) as archive:
        from_us, to_us_ = moment(begin), moment(end)
        if to_us_ <= from_us or to_us_ - from_us > 31 * DAY_US:
            raise Invalid("The export has to end after it begins, within 31 days.", advice="Check the two times.")
        plans = plan_clips(archive.recorded(camera, from_us, to_us_), from_us, to_us_)
        if archive.faults:
            raise NoFootage(f"Not every volume can be read: {'; '.join(archive.faults.values())}")
        paths = write_clips(plans, out)
        _print([_clip_row(plan, path, json=json) for plan, path in zip(plans, paths, strict=True)], json=json)
        if len(plans) > 1:
            words = "The camera changed its codec, and players show one codec of a file: so there are"
            terminal.console(stderr=True).print(f"{words} {len(plans)} files.")


def _clip_row(plan: ClipPlan, path: Path, *, json: bool) -> dict[str, Any]:
    gaps = [{"from": _iso(each.start_us), "to": _iso(each.end_us)} for each in plan.gaps]
    return {
        "file": str(path),
        "from": _iso(plan.start_us),
        "to": _iso(plan.end_us),
        "codec": str(plan.formats[0].codec),
        "bytes": plan.size,
        "gaps": gaps if json else len(gaps),
    }


def write_clips(plans: Sequence[ClipPlan], out: Path) -> list[Path]:
    """Write clips beside their names, and rename them once all are whole; what an earlier try left is gone on with.

    The answer is their names: `out`, and after it NAME-2.mp4 and so on. Raises Invalid where one is there already or
    cannot be written.
    """
    further = [out.with_name(f"{out.stem}-{number}{out.suffix}") for number in range(2, len(plans) + 1)]
    paths = [out, *further]
    for path in paths:
        if path.exists():
            raise Invalid(f"{path} is there already.", advice="Name another file: none is ever written over.")
    try:
        with RecordedFiles() as files, _bar("Exporting", sum(plan.size for plan in plans)) as advance:
            parts = [_write_part(plan, path, files, advance) for plan, path in zip(plans, paths, strict=True)]
        for part, path in reversed(list(zip(parts, paths, strict=True))):  # where `out` is, the others are too
            part.rename(path)
        fsync_dir(out.parent)
    except OSError as error:
        raise Invalid(
            f"{out} cannot be written ({error.strerror}).", advice="Make room or name another place; then run it again."
        ) from error
    return paths


def _write_part(plan: ClipPlan, path: Path, files: RecordedFiles, advance: _Advance) -> Path:
    part = path.with_name(f"{path.name}.{plan.fingerprint[:16]}.part")
    with part.open("ab") as file:
        done = file.tell()
        advance(done)
        for data in plan.read(done, plan.size, files):
            file.write(data)
            advance(len(data))
    return part


@app.command("check")
def check_footage(
    volume: Volumes,
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Set the index right from the files. Stop the recorder.")] = (
        False
    ),
    full: Annotated[bool, typer.Option("--full", help="Read every byte and verify every SHA-256.")] = False,
    json: Json = False,
) -> None:
    """Compare a volume's index with its files, both ways. Exit status 1 where something is wrong."""
    reports = []
    with terminal.plain_errors():
        for path in volume:
            with Volume.open(path, SYSTEM) if repair else Volume.view(path, SYSTEM) as opened:
                if repair:
                    recover(opened)
                with _bar(f"Checking {path}", None) as advance:
                    reports.append(check(opened, repair=repair, full=full, progress=lambda _, n: advance(n)))
    if json:
        typer.echo(jsonlib.dumps([each.as_json() for each in reports], indent=1))
    else:
        for each in reports:
            _print_report(each)
    if not all(each.sound for each in reports):
        raise typer.Exit(1)


def _print_report(report: CheckReport) -> None:
    out = terminal.console()
    for each in report.findings:
        done = " (set right)" if each.repaired else ""
        out.print(f"{each.fault}: {each.path}: {each.detail}{done}", soft_wrap=True, markup=False)
    verdict = "sound" if report.sound else f"{sum(not each.repaired for each in report.findings)} things are wrong"
    read = f", {report.hashed} read in full" if report.hashed else ""
    out.print(f"Volume {report.volume_id}: {report.files} files{read}: {verdict}.")


class _Advance:
    """Counts on; the bar appears once the work has taken two seconds."""

    def __init__(self, progress: Progress, title: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=total)
        self._begun = SYSTEM.monotonic()
        self._shown = False

    def __call__(self, count: int) -> None:
        self._progress.advance(self._task, count)
        if not self._shown and SYSTEM.monotonic() - self._begun > _QUIET_S:
            self._shown = True
            self._progress.start()


@contextlib.contextmanager
def _bar(title: str, total: int | None) -> Iterator[_Advance]:
    unit = DownloadColumn() if total is not None else TextColumn("{task.completed:.0f} files")
    progress = Progress(
        *(TextColumn("{task.description}"), BarColumn(), unit, TimeRemainingColumn()),
        console=terminal.console(stderr=True),
        transient=True,
    )
    try:
        yield _Advance(progress, title, total)
    finally:
        progress.stop()
