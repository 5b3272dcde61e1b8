"""What a CSV file seems to be: its delimiter, its heading, and which column is what. Pure.

Only a suggestion: whoever imports it sees it and corrects it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from beadle.anpr.hotlists.errors import BadFile
from beadle.anpr.hotlists.patterns import wanted
from beadle.anpr.hotlists.records import records
from beadle.anpr.hotlists.terms import Column
from beadle.platform.errors import Invalid
from beadle.platform.text import storable

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 200
SAMPLE_ROWS = 10
_LOOKED_AT = 50
_LONGEST_NAME = 200
_SEPARATOR_LINE = re.compile(r"\Asep=(.)\s*\n", re.IGNORECASE)
"""What Excel writes before the heading in some countries."""

_NAMES: dict[Column, frozenset[str]] = {
    Column.PLATE: frozenset(
        {
            *("vrm", "vrn", "plate", "numberplate", "registration", "reg", "regno", "registrationnumber", "regnumber"),
            *("registrationmark", "vehicleregistration", "vehicleregistrationmark", "vehicleregistrationnumber"),
            *("licenceplate", "licenseplate", "index", "indexnumber", "platenumber", "vehicle"),
        }
    ),
    Column.REASON: frozenset(
        {"reason", "description", "marker", "flag", "interest", "notes", "note", "comment", "action", "warning", "text"}
    ),
    Column.PRIORITY: frozenset({"priority", "level", "grade", "urgency"}),
    Column.REFERENCE: frozenset(
        {
            *("reference", "ref", "crimenumber", "crimeno", "crimeref", "crimereference", "case", "caseref"),
            *("casereference", "incident", "incidentnumber", "log", "lognumber", "occurrence", "urn"),
        }
    ),
    Column.EXPIRES: frozenset(
        {
            *("expires", "expiresat", "expiry", "expirydate", "expireson", "enddate", "end", "validuntil", "validto"),
            *("until", "weeddate", "weed"),
        }
    ),
    Column.REVIEW: frozenset({"review", "reviewon", "reviewdate", "reviewby", "nextreview"}),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """What the beginning of a file looks like. heading: the first row names the columns."""

    delimiter: str
    heading: bool
    columns: list[str]
    sample: list[list[str]]
    mapping: dict[Column, str]


def guess(beginning: str, delimiter: str | None = None) -> Guess:
    """What a file seems to be that begins so. delimiter: where somebody has said which. Raises BadFile for no table."""
    marked = _SEPARATOR_LINE.match(beginning)
    delimiter = delimiter or (marked.group(1) if marked and marked.group(1) in DELIMITERS else _delimiter(beginning))
    rows = _rows(beginning, delimiter)
    if not rows:
        raise BadFile("The file has no rows.", advice="Send a CSV file with a heading and a plate in each row.")
    width = max(map(len, rows))
    if width > MOST_COLUMNS:
        raise BadFile(f"The file has more than {MOST_COLUMNS} columns.", advice="Choose another delimiter.")
    heading = _is_heading(rows[0])
    names = [_name(cell) for cell in rows[0]] if heading else []
    columns = _unique(names + [""] * (width - len(names)))
    body = rows[1:] if heading else rows
    sample = [[storable(cell)[:_LONGEST_NAME] for cell in row] for row in body[:SAMPLE_ROWS]]
    return Guess(delimiter, heading, columns, sample, _mapping(columns, body))


def is_separator_line(text: str) -> bool:
    """Whether a first line only says which delimiter the file has."""
    return _SEPARATOR_LINE.match(f"{text}\n") is not None


def _rows(beginning: str, delimiter: str) -> list[list[str]]:
    rows = []
    for record in records(io.StringIO(beginning), delimiter):
        if not record.fault and not (record.row == 1 and is_separator_line(record.text)):
            rows.append(record.cells)
        if len(rows) == _LOOKED_AT:
            break
    return rows


def _delimiter(beginning: str) -> str:
    """The one that divides the first rows into most columns of which all rows have as many."""
    best, most = ",", 0
    for candidate in DELIMITERS:
        widths = [len(row) for row in _rows(beginning, candidate)]
        common = min(widths, default=0)
        if common > 1 and common * (2 if common == max(widths) else 1) > most:
            best, most = candidate, common * (2 if common == max(widths) else 1)
    return best


def _is_heading(row: Sequence[str]) -> bool:
    if any(_folded(cell) in names for cell in row for names in _NAMES.values()):
        return True
    return not any(_is_plate(cell) for cell in row)


def _is_plate(cell: str) -> bool:
    """Whether a cell can only be a plate: one with letters and digits, of a plate's length."""
    try:
        plate = wanted(cell)
    except Invalid:
        return False
    return len(plate) >= 4 and any(map(str.isdigit, plate)) and any(map(str.isalpha, plate))


def _name(cell: str) -> str:
    text: str = storable(cell.strip())
    return "".join(character for character in text if character.isprintable())[:_LONGEST_NAME]


def _unique(names: Sequence[str]) -> list[str]:
    """The names, each once; a column without one is called by its place."""
    given: list[str] = []
    for number, name in enumerate(names, 1):
        first = made = name or f"Column {number}"
        turn = 1
        while made in given:
            turn += 1
            made = f"{first} ({turn})"
        given.append(made)
    return given


def _folded(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _mapping(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[Column, str]:
    found: dict[Column, str] = {}
    for column, names in _NAMES.items():
        for name in columns:
            if _folded(name) in names and name not in found.values():
                found[column] = name
                break
    if Column.PLATE not in found and (best := _platelike(columns, rows)) is not None:
        found = {Column.PLATE: best} | {column: name for column, name in found.items() if name != best}
    return found


def _platelike(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str | None:
    """The column that mostly holds plates."""
    shares = []
    for place, name in enumerate(columns):
        cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
        if cells:
            shares.append((sum(map(_is_plate, cells)) / len(cells), name))
    share, name = max(shares, default=(0.0, ""))
    return name if share > 0.5 else None
