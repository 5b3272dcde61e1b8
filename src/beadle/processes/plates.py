"""`beadle plates read`: plates in photographs and video, without a database, a data folder or a network.

Exit status: 0 every file was read; 1 something was wrong with at least one of them, and its line says what.
"""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Self, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from beadle.anpr import files
from beadle.anpr.engine.engine import LEAST
from beadle.anpr.engine.terms import Region
from beadle.anpr.errors import NotAPicture
from beadle.anpr.reading_files import FileReader
from beadle.platform import terminal

app = typer.Typer(help="Read number plates in photographs and video. Needs no database.", no_args_is_help=True)
_QUIET_S = 2.0
"""A bar is shown for what takes longer than this."""


@app.callback()
def _plates() -> None:
    """Read number plates in photographs and video. Needs no database."""


@app.command()
def read(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Photographs, video, folders with them.")],
    json: Annotated[bool, typer.Option("--json", help="Print one line of JSON for each file.")] = False,
    region: Annotated[Region | None, typer.Option(help="Where most plates come from; nothing for anywhere.")] = None,
    threads: Annotated[int, typer.Option(min=1, max=256, help="How many cores one picture may use.")] = 1,
    second_opinion: Annotated[
        bool, typer.Option("--second-opinion", help="Have RapidOCR's recogniser read each plate, too.")
    ] = False,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out what is less certain to be a plate and right.")
    ] = LEAST,
) -> None:
    """Read the plates in photographs and video, one after the other. Broken files are told and passed over."""
    with terminal.plain_errors():
        reader = FileReader.load(threads, region, second_opinion=second_opinion, least=min_confidence)
        wanted = list(files.listed(paths))
    faulty = 0
    with _Bar(len(wanted)) as bar:
        for path in wanted:
            found = _read(reader, path, bar)
            faulty += "error" in found
            _say(jsonlib.dumps(found, ensure_ascii=False) if json else _plain(found))
            bar.done()
    if not wanted:
        terminal.console(stderr=True).print("No photograph and no video there.")
    if faulty:
        raise typer.Exit(1)


def _read(reader: FileReader, path: Path, bar: _Bar) -> dict[str, Any]:
    """The file's line. Whatever is wrong with a file concerns no other."""
    began = perf_counter()
    try:
        return reader.read(path, bar.within)
    except NotAPicture as error:
        why = str(error)
    except MemoryError:
        why = "The picture does not fit into the memory."
    return {"file": str(path), "plates": [], "ms": round((perf_counter() - began) * 1000, 1), "error": why}


def _say(line: str, out: TextIO | None = None) -> None:
    (out or sys.stdout).write(f"{line}\n")
    (out or sys.stdout).flush()


def _plain(found: dict[str, Any]) -> str:
    """A file's plates for people, one a line."""
    name = found["file"]
    lines = [f"{name}: {found['error']}"] if "error" in found else []
    if not found["plates"] and not lines:
        return f"{name}: no plate"
    for plate in found["plates"]:
        x, y, width, height = plate["box"]
        doubt = f", or {plate['candidates'][1]['text']}" if plate["ambiguous"] and len(plate["candidates"]) > 1 else ""
        at = f" at {plate['first_s']:.1f} s" if "first_s" in plate else ""
        grammar = plate["grammar"] or "free form"
        place = f"{width}x{height} pixels at {x},{y}"
        lines.append(f"{name}: {plate['text']:<10} {plate['confidence']:6.1%}  {grammar}, {place}{at}{doubt}")
    return "\n".join(lines)


class _Bar:
    """Progress on the terminal's error channel, from the third second on; nothing where no terminal is."""

    def __init__(self, files_in_all: int, console: Console | None = None) -> None:
        self._console = console or terminal.console(stderr=True)
        self._total = files_in_all
        self._count, self._share = 0, 0.0
        self._began = perf_counter()
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def within(self, share: float) -> None:
        """How far the file that is being read has come, 0 to 1."""
        self._share = min(1.0, share)
        self._show()

    def done(self) -> None:
        """One file more is read."""
        self._count, self._share = self._count + 1, 0.0
        self._show()

    def _show(self) -> None:
        if not self._console.is_terminal or perf_counter() - self._began < _QUIET_S:
            return
        if self._progress is None:
            columns: Sequence[Any] = (TextColumn("Reading plates"), BarColumn(), MofNCompleteColumn())
            self._progress = Progress(*columns, TimeRemainingColumn(), console=self._console, transient=True)
            self._progress.add_task("", total=self._total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=self._count + self._share)
