"""`make bench`: runs every benchmark and writes what it found to docs/what/benchmarks.md, beside the goals."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "what" / "benchmarks.md"
RUNS: dict[str, list[str]] = {
    "recording": [],
    "live": [],
    "timeline": [],
    "audit": [],
    "watch": [],
    "plates": [],
    "plate_video": [],
    "hotlists": [],
    "push": [],
    "restart": [],
    "plate_search": ["--reads", "1000000"],
    "capacity": ["--cameras", "80", "--minutes", "3", "--wall", "16", "--playbacks", "4", "--export"],
}
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def section(found: dict[str, Any]) -> str:
    """One benchmark's table as Markdown."""
    lines = [f"### {found['title']}", "", "| measure | goal | got | |", "| --- | --- | --- | --- |"]
    for row in found["rows"]:
        verdict = {True: "met", False: "**missed**", None: ""}[row["met"]]
        lines.append(f"| {row['measure']} | {row['goal']} | {row['got']} | {verdict} |")
    lines += ["", f"Measured on {found['conditions']}. {found['note']}".strip(), ""]
    return "\n".join(lines)


def write(sections: list[str]) -> None:
    """Put the tables between the marks of the page; what stands around them is written by people."""
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    body = "\n".join([f"Run of {date.today().isoformat()}.", "", *sections])  # noqa: DTZ011 - the day of the machine
    PAGE.write_text(f"{before}{BEGIN}\n{body}{END}{after}", "utf-8")


def main() -> int:
    """Run what is asked for (all of it by default) and write the page."""
    wanted = sys.argv[1:] or list(RUNS)
    sections = []
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            out = Path(folder) / f"{name}.json"
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}", "--json", str(out), *RUNS[name]], check=True)
            sections.append(section(json.loads(out.read_text())))
    if set(wanted) == set(RUNS):
        write(sections)
    return 0


if __name__ == "__main__":
    sys.exit(main())
