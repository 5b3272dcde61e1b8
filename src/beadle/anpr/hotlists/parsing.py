"""One row of a CSV file as an entry, or the reason why it is none. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from beadle.anpr.hotlists.errors import BadFile
from beadle.anpr.hotlists.patterns import wanted
from beadle.anpr.hotlists.terms import Column, Priority
from beadle.platform.errors import Invalid
from beadle.platform.table import plain
from beadle.platform.text import fault_of_text

LONGEST_REASON = 1000
LONGEST_REFERENCE = 120
_PLAIN_PLATE = re.compile(r"[A-Z0-9]{1,12}")
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?")
_BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_PRIORITIES = {
    **{priority.value: priority for priority in Priority},
    "l": Priority.LOW,
    "n": Priority.NORMAL,
    "m": Priority.NORMAL,
    "medium": Priority.NORMAL,
    "h": Priority.HIGH,
    "urgent": Priority.HIGH,
    "critical": Priority.HIGH,
    "standard": Priority.NORMAL,
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row that can be an entry. What has no column is empty."""

    plate: str
    reason: str = ""
    priority: str | None = None
    reference: str = ""
    expires_at: datetime | None = None
    review_on: date | None = None


class Parser:
    """Reads rows by a mapping of columns. now: aware; what had expired by then is refused."""

    def __init__(self, columns: Sequence[str], mapping: Mapping[Column, str], zone: str, now: datetime) -> None:
        missing = [name for name in mapping.values() if name not in columns]
        if missing:
            raise BadFile(f"The file has no column {missing[0]}.", advice="Choose one of its columns.")
        if Column.PLATE not in mapping:
            raise BadFile("No column is chosen for the plate.", advice="Choose the column that holds the plates.")
        self._places = {column: columns.index(name) for column, name in mapping.items()}
        self._zone = zone
        self._now = now

    def parse(self, cells: Sequence[str]) -> Parsed:
        """The row as an entry. Raises Invalid with the reason."""
        return Parsed(
            self._plate(self._cell(cells, Column.PLATE)),
            _text(self._cell(cells, Column.REASON), Column.REASON, LONGEST_REASON),
            _priority(self._cell(cells, Column.PRIORITY)),
            _text(self._cell(cells, Column.REFERENCE), Column.REFERENCE, LONGEST_REFERENCE),
            self._expires(self._cell(cells, Column.EXPIRES)),
            _review(self._cell(cells, Column.REVIEW)),
        )

    def _cell(self, cells: Sequence[str], column: Column) -> str:
        place = self._places.get(column)
        if place is None or place >= len(cells):
            return ""
        return cells[place].strip()

    def _plate(self, cell: str) -> str:
        return cell if _PLAIN_PLATE.fullmatch(cell) else wanted(plain(cell))

    def _expires(self, cell: str) -> datetime | None:
        if not cell:
            return None
        moment = end_of(cell, self._zone)
        if moment <= self._now:
            raise Invalid(f"It expired on {cell}.")
        return moment


def _text(cell: str, column: Column, longest: int) -> str:
    if not cell:
        return ""
    cell = plain(cell)
    if len(cell) > longest:
        raise Invalid(f"The {column.value} is longer than {longest} characters.")
    if not cell.isprintable() and (fault := fault_of_text(cell)):
        raise Invalid(f"The {column.value} {fault}.")
    if "\ufffd" in cell:
        raise Invalid(f"The {column.value} has a character that cannot be read.")
    return cell


def _priority(cell: str) -> str | None:
    if not cell:
        return None
    found = _PRIORITIES.get(cell.lower())
    if found is None:
        raise Invalid(f"The priority {_shown(cell)} is not known: write low, normal or high.")
    return found.value


def _review(cell: str) -> date | None:
    return _moment(cell)[0].date() if cell else None


@lru_cache(maxsize=4096)
def end_of(cell: str, zone: str) -> datetime:
    """When something ends that is dated so: UTC; of a day without a time, the end of that day in the zone.

    Takes 2026-12-31, 20261231, 2026-12-31T10:00:00Z, 31/12/2026, 31.12.2026 and those with a time of day. A time
    without a zone is meant in `zone`. Raises Invalid.
    """
    moment, whole_day = _moment(cell)
    try:
        if whole_day:
            moment += timedelta(days=1)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise Invalid(f"{_shown(cell)} is not a date.") from error


@lru_cache(maxsize=4096)
def _moment(cell: str) -> tuple[datetime, bool]:
    """The moment, and whether it is a day without a time of day."""
    try:
        if (iso := _ISO.fullmatch(cell)) is not None:
            if iso.group(4) is None:
                return datetime(*map(int, iso.group(1, 2, 3))), True  # type: ignore[arg-type]  # noqa: DTZ001
            return datetime.fromisoformat(cell), False
        if (british := _BRITISH.fullmatch(cell)) is not None:
            day, month, year, hour, minute, second = (int(part or 0) for part in british.groups())
            moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone is given by the caller
            return moment, british.group(4) is None
    except (ValueError, OverflowError) as error:
        raise Invalid(f"{_shown(cell)} is not a date.") from error
    raise Invalid(f"{_shown(cell)} is not a date that is known here: write 2026-12-31 or 31/12/2026.")


def _shown(cell: str) -> str:
    return repr(cell[:40])
