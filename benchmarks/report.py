"""How a benchmark says what it found: rows of measure, goal and result, printed as a table and kept as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One figure beside its goal. `met` is None where there is no goal to meet."""

    measure: str
    goal: str
    got: str
    met: bool | None = None


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def conditions() -> str:
    """How busy the machine was: figures from a loaded machine are upper bounds."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def report(title: str, rows: Sequence[Row], json_path: Path | None = None, note: str = "") -> None:
    """Print the table; write it to `json_path` where one is given."""
    table = Table(title=title, show_edge=False)
    for heading in ("measure", "goal", "got", ""):
        table.add_column(heading)
    for row in rows:
        table.add_row(row.measure, row.goal, row.got, {True: "met", False: "MISSED", None: ""}[row.met])
    console = Console()
    console.print(table)
    console.print(f"{conditions()}. {note}".strip())
    if json_path is not None:
        found = {"title": title, "conditions": conditions(), "note": note, "rows": [asdict(row) for row in rows]}
        json_path.write_text(json.dumps(found, indent=1))
