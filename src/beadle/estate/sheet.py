"""Lists of cameras as CSV: reading what spreadsheets write, and writing what they do not run. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from beadle.estate.errors import BadSheet
from beadle.platform.table import plain

MOST_ROWS = 100_000
ADDRESS_COLUMNS = ("main_url", "sub_url", "third_url", "username", "tls_fingerprint")
COLUMNS = (
    *("number", "name", "site", "groups", "latitude", "longitude", "bearing", "field_of_view", "range_metres"),
    *("purpose", "pressing_need", "lawful_basis", "owner", "funding_line", "cost_pence"),
    *("transport", "tls_verify", "enabled", "recorded", "retention_days", "motion", "ptz"),
    *ADDRESS_COLUMNS,
)
"""The columns that are written and read, in order. `password` is read as well, and never written."""
READ_ONLY_COLUMNS = ("key", "has_password", "state")


_SEPARATOR_LINE = re.compile(r"\Asep=.\r?\n", re.IGNORECASE)
"""What Excel writes before the heading in some countries."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file where it begins, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read."""

    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    rows: list[Row]


def decode(data: bytes) -> str:
    """The file's text: UTF-8 or UTF-16 by its mark, else UTF-8, else what Windows writes in England (cp1252)."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadSheet(
            "The file is in no encoding that is known here.", advice="Save it as CSV UTF-8 and send it again."
        ) from error


def names_passwords(data: bytes) -> bool:
    """Whether some row may set one: the word of the column stands in the file, or an address with a sign-in does."""
    text = decode(data).lower()
    return "password" in text or "@" in text


def read(data: bytes) -> Sheet:
    """The rows of a file; commas, semicolons or tabs, whichever its heading has most. Empty rows are left out.

    Raises BadSheet where it cannot be a list of cameras at all; what is wrong in one row is for whoever uses it.
    """
    text = _SEPARATOR_LINE.sub("\n", decode(data))
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True, skipinitialspace=True
    )
    try:
        return _read(reader)
    except csv.Error as error:
        raise BadSheet(
            f"Line {reader.line_num} cannot be read: {error}.", advice="Look for a quotation mark that is not closed."
        ) from error


def _read(reader: Iterator[list[str]]) -> Sheet:
    heading = next((cells for cells in reader if any(cell.strip() for cell in cells)), None)
    columns = _columns(heading)
    known = (*COLUMNS, "password")
    rows: list[Row] = []
    line = reader.line_num + 1  # type: ignore[attr-defined]  # csv's reader has it, its protocol does not
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if len(rows) == MOST_ROWS:
                raise BadSheet(f"The file has more than {MOST_ROWS} rows.", advice="Send it in parts.")
            filled = cells + [""] * (len(columns) - len(cells))
            named = {name: plain(cell.strip()) for name, cell in zip(columns, filled, strict=False) if name in known}
            if any(cell.strip() for cell in cells[len(columns) :]):
                named[""] = "more cells than columns"
            rows.append(Row(line, named))
        line = reader.line_num + 1  # type: ignore[attr-defined]
    ignored = tuple(name for name in columns if name not in known and name not in READ_ONLY_COLUMNS)
    return Sheet(tuple(name for name in columns if name in known), ignored, rows)


def _columns(heading: list[str] | None) -> list[str]:
    columns = [cell.strip().lower().replace(" ", "_")[:60] for cell in heading or []]
    if missing := {"number", "name"} - set(columns):
        raise BadSheet(
            f"The first line does not name the column {min(missing)}.",
            advice="Begin with a line of column names; the exported list shows them.",
        )
    named = [name for name in columns if name]
    if twice := {name for name in named if named.count(name) > 1}:
        raise BadSheet(f"The column {min(twice)!r} stands there twice.", advice="Delete one of them.")
    return columns
