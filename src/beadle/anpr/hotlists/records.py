"""Rows of a CSV file, one after the other in little memory, whatever the file holds. Pure.

A line of any length costs no more than a short one: what is longer than LONGEST_LINE is skipped and reported. A cell in
quotation marks may go over several lines, up to MOST_LINES; a mark that is never closed spoils its own line only.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

LONGEST_LINE = 16_384
"""Characters."""
MOST_LINES = 20
SHOWN = 200
"""Characters of a row that a report shows."""
_CHUNK = 1 << 18


class Text(Protocol):
    """A text file that is open for reading, with line feeds between its lines."""

    def read(self, size: int, /) -> str:
        """Up to that many characters; "" at the end."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row. row: the line where it begins, from 1. fault: why it has no cells, or "". text: its beginning."""

    row: int
    cells: list[str]
    fault: str = ""
    text: str = ""


_Line = tuple[int, str, bool]
"""Its number, its text, and whether that is only its beginning."""


def records(file: Text, delimiter: str) -> Iterator[Record]:
    """Every row that is not empty."""
    coming = _lines(file)
    waiting: deque[_Line] = deque()
    while (line := waiting.popleft() if waiting else next(coming, None)) is not None:
        number, text, cut = line
        if cut:
            yield Record(number, [], f"The line is longer than {LONGEST_LINE} characters.", text[:SHOWN])
        elif '"' not in text:
            if text.strip():
                yield Record(number, text.split(delimiter), "", text[:SHOWN])
        else:
            yield _quoted(line, coming, waiting, delimiter)


def _quoted(line: _Line, coming: Iterator[_Line], waiting: deque[_Line], delimiter: str) -> Record:
    """The row that begins in this line. Lines that turn out not to belong to it go back to `waiting`."""
    number, text, _ = line
    several, marks, length = [line], text.count('"'), len(text)
    while marks % 2:
        more = waiting.popleft() if waiting else next(coming, None)
        if more is None:
            break
        several.append(more)
        marks, length = marks + more[1].count('"'), length + len(more[1])
        if more[2] or len(several) > MOST_LINES or length > LONGEST_LINE:
            break
    if marks % 2 or several[-1][2] or length > LONGEST_LINE:
        waiting.extendleft(reversed(several[1:]))
        return Record(number, [], "A quotation mark is opened and not closed.", text[:SHOWN])
    whole = "\n".join(part for _, part, _ in several)
    try:
        rows = list(csv.reader([whole], delimiter=delimiter, strict=True, skipinitialspace=True))
    except csv.Error as error:
        return Record(number, [], f"The quotation marks are wrong: {error}.", whole[:SHOWN])
    return Record(number, rows[0] if rows else [], "", whole[:SHOWN])


def _lines(file: Text) -> Iterator[_Line]:
    number, rest, skipping = 1, "", False
    while chunk := file.read(_CHUNK):
        parts = chunk.split("\n")
        parts[0] = rest + parts[0]
        rest = parts.pop()
        for part in parts:
            yield number, part[:LONGEST_LINE], skipping or len(part) > LONGEST_LINE
            number, skipping = number + 1, False
        if len(rest) > LONGEST_LINE:
            # The beginning of what is skipped is enough to name it.
            rest, skipping = rest[:SHOWN], True
    if rest:
        yield number, rest[:LONGEST_LINE], skipping or len(rest) > LONGEST_LINE
