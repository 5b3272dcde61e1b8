"""Taking a file into a list: one transaction on one connection, in little memory, all or nothing. Blocks: use threads.

Rows are read one by one and copied into a temporary table, which goes away with the connection, whatever happens. Then
the list's row is locked, and the difference between the table and the list is applied. A process that is killed leaves
nothing; a second one finds that the import is being worked on by a lock that goes away with the connection too.
"""

from __future__ import annotations

import csv
import os
import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from beadle.anpr.hotlists.files import Opened, Shelf
from beadle.anpr.hotlists.guessing import is_separator_line
from beadle.anpr.hotlists.parsing import Parsed, Parser
from beadle.anpr.hotlists.records import Record, records
from beadle.anpr.hotlists.terms import Column
from beadle.platform.errors import Invalid
from beadle.platform.table import safe

REPORT_COLUMNS = ("row", "text", "reason")
_LOCK_SPACE = 0x_BEAE
_BLOCK = 1 << 18
_EACH = 20_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_READ = 0.7
"""How much of the progress is reading the file; the rest is the database's work."""
FIELDS = (Column.REASON, Column.PRIORITY, Column.REFERENCE, Column.EXPIRES, Column.REVIEW)

_STAGED = """
CREATE TEMPORARY TABLE staged (
    row bigint NOT NULL, plate varchar(16) COLLATE "C" NOT NULL, reason text NOT NULL, priority varchar(6),
    reference varchar(120) NOT NULL, expires_at timestamptz, review_on date
) ON COMMIT DROP
"""
_FIRST = """
CREATE TEMPORARY TABLE firsts ON COMMIT DROP AS
SELECT DISTINCT ON (plate) * FROM staged ORDER BY plate, row
"""
_DOUBLES = """
SELECT staged.row, staged.plate, firsts.row FROM staged JOIN firsts USING (plate)
WHERE staged.row <> firsts.row ORDER BY staged.row
"""
_ADD = """
INSERT INTO anpr_entry (list_number, plate, reason, priority, reference, expires_at, review_on, added_at)
SELECT %(list)s, plate, reason, priority, reference, expires_at, review_on, %(now)s FROM firsts
WHERE NOT EXISTS (
    SELECT FROM anpr_entry e WHERE e.list_number = %(list)s AND e.removed_at IS NULL AND e.plate = firsts.plate
)
"""
_REMOVE = """
UPDATE anpr_entry e SET removed_at = %(now)s WHERE e.list_number = %(list)s AND e.removed_at IS NULL
AND NOT EXISTS (SELECT FROM firsts WHERE firsts.plate = e.plate)
"""
_CHANGE = """
UPDATE anpr_entry e SET {assignments} FROM firsts
WHERE e.list_number = %(list)s AND e.removed_at IS NULL AND e.plate = firsts.plate
AND ({old}) IS DISTINCT FROM ({new})
"""
_LIST = "SELECT number FROM anpr_hotlist WHERE id = %s AND retired_at IS NULL FOR UPDATE"
_ENTER = """
UPDATE anpr_hotlist SET version = version + 1, entries = entries + %(more)s WHERE number = %(list)s
"""
_DONE = """
UPDATE anpr_import SET status = 'done', progress = 1, counts = %(counts)s, finished_at = %(now)s
WHERE id = %(id)s AND status = 'running'
"""


def mapping_of(stored: Mapping[str, str]) -> dict[Column, str]:
    """A mapping as the database has it."""
    return {Column(column): name for column, name in stored.items()}


class StoppedError(Exception):
    """The import was cancelled, or its list is gone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be taken in, and how. columns: the file's; heading: its first row names them."""

    import_id: uuid.UUID
    list_id: uuid.UUID
    encoding: str
    delimiter: str
    heading: bool
    columns: tuple[str, ...]
    mapping: dict[Column, str]
    replace: bool
    zone: str
    now: datetime

    def parser(self) -> Parser:
        """What reads its rows. Raises BadFile."""
        return Parser(self.columns, self.mapping, self.zone, self.now)

    def rows(self, opened: Opened) -> Iterator[Record]:
        """The rows with entries, or what should be."""
        first = True
        for record in records(opened.text, self.delimiter):
            if record.row == 1 and is_separator_line(record.text):
                continue
            if first and self.heading:
                first = False
                continue
            first = False
            yield record


@dataclass(slots=True)
class Progress:
    """How far it is, for another thread to see, and how to stop it."""

    share: float = 0.0
    stopped: threading.Event = field(default_factory=threading.Event)
    connection: psycopg.Connection[Any] | None = None

    def stop(self) -> None:
        """End it: nothing of it is left."""
        self.stopped.set()
        if self.connection is not None and not self.connection.closed:
            self.connection.cancel_safe(timeout=5)

    def check(self) -> None:
        """Raise StoppedError where it is to end."""
        if self.stopped.is_set():
            raise StoppedError


class Report:
    """The rows that were refused, as CSV that no spreadsheet runs, written while they are found."""

    def __init__(self, shelf: Shelf, import_id: uuid.UUID) -> None:
        self._shelf = shelf
        self._path = shelf.refused(import_id)
        self._file = self._path.open("w", encoding="utf-8", newline="")
        self._path.chmod(0o600)
        self._writer = csv.writer(self._file)
        self._writer.writerow(REPORT_COLUMNS)
        self.rows = 0

    def refuse(self, row: int, text: str, reason: str) -> None:
        """One more."""
        self._writer.writerow((row, safe(text), safe(reason)))
        self.rows += 1
        if self.rows % _EACH == 0:
            self._shelf.check_room()

    def close(self) -> None:
        """Make it durable."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


def take_in(url: str, shelf: Shelf, plan: Plan, progress: Progress) -> dict[str, int] | None:
    """Make the list what the plan says; the counts. None where another process is at it.

    Raises StoppedError, BadFile, NoRoom, or psycopg's errors where the database is away; then nothing has changed.
    """
    with psycopg.connect(url) as connection:
        progress.connection = connection
        try:
            if not _is_mine(connection, plan.import_id):
                return None
            report = Report(shelf, plan.import_id)
            try:
                counts = _stage(connection, shelf, plan, _Watch(progress, report))
                _number_doubles(connection, report, counts)
            finally:
                report.close()
            progress.check()
            _apply(connection, plan, counts, progress)
        except psycopg.errors.QueryCanceled as error:
            if progress.stopped.is_set():
                raise StoppedError from error
            raise
        finally:
            progress.connection = None
    return counts


def is_abandoned(url: str, import_id: uuid.UUID) -> bool:
    """Whether no process works on the import just now."""
    with psycopg.connect(url) as connection:
        return _is_mine(connection, import_id)


def _is_mine(connection: psycopg.Connection[Any], import_id: uuid.UUID) -> bool:
    """Whether this process may work on the import, for as long as its transaction lasts."""
    key = int.from_bytes(import_id.bytes[:4], "big", signed=True)
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (_LOCK_SPACE, key)).fetchone()
    return row == (True,)


@dataclass(slots=True)
class _Watch:
    """What is told while rows are read."""

    progress: Progress
    report: Report


def _stage(connection: psycopg.Connection[Any], shelf: Shelf, plan: Plan, watch: _Watch) -> dict[str, int]:
    parser, good = plan.parser(), 0
    connection.execute(_STAGED)
    with (
        Opened.at(shelf.sent(plan.import_id), plan.encoding) as opened,
        connection.cursor() as cursor,
        cursor.copy("COPY staged FROM STDIN") as copy,
    ):
        block: list[str] = []
        size = 0
        for number, record in enumerate(plan.rows(opened)):
            if number % _EACH == 0:
                watch.progress.check()
                watch.progress.share = _READ * opened.share
            line = _line(parser, record, watch.report)
            if line is None:
                continue
            good += 1
            block.append(line)
            size += len(line)
            if size > _BLOCK:
                copy.write("".join(block).encode())
                block, size = [], 0
        copy.write("".join(block).encode())
    watch.progress.share = _READ
    return {"good": good, "refused": watch.report.rows}


def _line(parser: Parser, record: Record, report: Report) -> str | None:
    """The row for COPY; None where it is refused."""
    reason = record.fault
    if not reason:
        try:
            return copied(record.row, parser.parse(record.cells))
        except Invalid as error:
            reason = error.message
    report.refuse(record.row, record.text, reason)
    return None


def copied(row: int, entry: Parsed) -> str:
    """An entry as a line of PostgreSQL's text format."""
    return (
        f"{row}\t{entry.plate}\t{entry.reason.translate(_ESCAPES)}\t{entry.priority or _NULL}"
        f"\t{entry.reference.translate(_ESCAPES)}\t{_when(entry.expires_at)}\t{_when(entry.review_on)}\n"
    )


_NULL = "\\N"


def _when(moment: date | None) -> str:
    return _NULL if moment is None else moment.isoformat()


def _number_doubles(connection: psycopg.Connection[Any], report: Report, counts: dict[str, int]) -> None:
    """Keep the first row of every plate, and report the others."""
    connection.execute("SET LOCAL work_mem = '64MB'")
    connection.execute(_FIRST)
    connection.execute("ANALYZE firsts")
    before = report.rows
    with connection.cursor("doubles") as cursor:
        cursor.itersize = _EACH
        cursor.execute(_DOUBLES)
        for row, plate, first in cursor:
            report.refuse(row, plate, f"The plate stands in row {first} already.")
    counts["duplicate"] = report.rows - before
    counts["good"] -= counts["duplicate"]


def _apply(connection: psycopg.Connection[Any], plan: Plan, counts: dict[str, int], progress: Progress) -> None:
    found = connection.execute(_LIST, (plan.list_id,)).fetchone()
    if found is None:
        raise StoppedError
    values = {"list": found[0], "now": plan.now}
    counts["changed"] = _change(connection, plan, values)
    progress.share = 0.8
    progress.check()
    counts["gone"] = connection.execute(_REMOVE, values).rowcount if plan.replace else 0
    counts["new"] = connection.execute(_ADD, values).rowcount
    counts["unchanged"] = counts["good"] - counts["new"] - counts["changed"]
    progress.share = 0.95
    connection.execute(_ENTER, values | {"more": counts["new"] - counts["gone"]})
    told = {"counts": Jsonb(counts), "now": plan.now, "id": plan.import_id}
    if connection.execute(_DONE, told).rowcount != 1:
        raise StoppedError
    progress.check()


def _change(connection: psycopg.Connection[Any], plan: Plan, values: dict[str, Any]) -> int:
    """Let entries that are there say what the file says; what has no column stays as it is."""
    fields = [sql.Identifier(column.value) for column in FIELDS if column in plan.mapping]
    if not fields:
        return 0
    question = sql.SQL(_CHANGE).format(
        assignments=sql.SQL(", ").join(sql.SQL("{} = firsts.{}").format(each, each) for each in fields),
        old=sql.SQL(", ").join(sql.SQL("e.{}").format(each) for each in fields),
        new=sql.SQL(", ").join(sql.SQL("firsts.{}").format(each) for each in fields),
    )
    return connection.execute(question, values).rowcount
