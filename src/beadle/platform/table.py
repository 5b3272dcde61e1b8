"""Tables as CSV that no spreadsheet runs. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ENOUGH = 65_536


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what would start one."""
    return f"'{text}" if text.lstrip(" '").startswith(_STARTS_A_FORMULA) else text


def plain(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" '").startswith(_STARTS_A_FORMULA) else cell


def write(
    rows: Iterable[Mapping[str, str | float | None]], columns: Iterable[str], *, heading: bool = True
) -> Iterator[str]:
    """A CSV file in pieces, with a heading unless it goes on from an earlier one.

    Numbers are written as they are, text is made safe.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    columns = tuple(columns)
    if heading:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
        if buffer.tell() > _ENOUGH:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else str(value)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
