"""One row as an entry."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.hotlists.errors import BadFile
from beadle.anpr.hotlists.parsing import Parsed, Parser, end_of
from beadle.anpr.hotlists.terms import Column
from beadle.platform.errors import Invalid

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
COLUMNS = [column.value for column in Column]
ALL = {column: column.value for column in Column}


def parse(*cells: str) -> Parsed:
    return Parser(COLUMNS, ALL, "Europe/London", NOW).parse(cells)


def test_a_row_is_an_entry() -> None:
    found = parse(" ab12 cde ", "Stolen", "HIGH", "CR/1", "31/12/2026", "2026-07-01")
    expires = datetime(2027, 1, 1, tzinfo=UTC)
    assert found == Parsed("AB12CDE", "Stolen", "high", "CR/1", expires, date(2026, 7, 1))
    assert parse("AB1*") == Parsed("AB1*")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ((" ",), "empty"),
        (("\u0410B12CDE",), "cyrillic"),
        (("A*",), "at least 3"),
        (("AB12\0",), "control character"),
        (("A" * 200,), "200 characters"),
        (("AB12CDE", "x" * 1001), "longer than 1000"),
        (("AB12CDE", "x\0"), "control character"),
        (("AB12CDE", "caf\ufffd"), "cannot be read"),
        (("AB12CDE", "", "soon"), "'soon' is not known"),
        (("AB12CDE", "", "", "x" * 121), "longer than 120"),
        (("AB12CDE", "", "", "", "2026-05-31"), "expired on 2026-05-31"),
        (("AB12CDE", "", "", "", "31/02/2027"), "not a date"),
        (("AB12CDE", "", "", "", "tomorrow"), "not a date that is known"),
        (("AB12CDE", "", "", "", "", "32/13/2027"), "not a date"),
        (("=1+1",), "equals sign"),
    ],
)
def test_a_row_that_can_be_none_says_why(cells: tuple[str, ...], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        parse(*cells)


def test_cells_that_we_made_safe_come_back() -> None:
    assert parse("AB12CDE", "'=cmd").reason == "=cmd"
    assert parse("AB12CDE", "=cmd").reason == "=cmd"


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-12-31", datetime(2027, 1, 1, tzinfo=UTC)),
        ("20261231", datetime(2027, 1, 1, tzinfo=UTC)),
        ("30/6/2026", datetime(2026, 6, 30, 23, tzinfo=UTC)),
        ("30.06.2026 10:30", datetime(2026, 6, 30, 9, 30, tzinfo=UTC)),
        ("2026-06-30T10:30:00Z", datetime(2026, 6, 30, 10, 30, tzinfo=UTC)),
        ("2026-06-30 10:30+02:00", datetime(2026, 6, 30, 8, 30, tzinfo=UTC)),
        ("25/10/2026", datetime(2026, 10, 26, tzinfo=UTC)),
    ],
)
def test_an_end_is_the_end_of_its_day_here(cell: str, moment: datetime) -> None:
    assert end_of(cell, "Europe/London") == moment


@given(st.text("0123456789/.-T: Z+", max_size=22))
def test_whatever_is_written_as_a_date_is_one_or_none(cell: str) -> None:
    try:
        moment = end_of(cell, "Europe/London")
    except Invalid:
        return
    assert moment.tzinfo is UTC


@pytest.mark.parametrize("cell", ["31/12/9999", "0001-01-01", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_the_ends_of_the_calendar_are_no_fault(cell: str) -> None:
    with suppress(Invalid):
        end_of(cell, "Europe/London")


def test_a_mapping_names_columns_that_are_there() -> None:
    with pytest.raises(BadFile, match="no column Nothing"):
        Parser(COLUMNS, {Column.PLATE: "Nothing"}, "Europe/London", NOW)
    with pytest.raises(BadFile, match="No column is chosen"):
        Parser(COLUMNS, {Column.REASON: "reason"}, "Europe/London", NOW)
    assert Parser(["x", "y"], {Column.PLATE: "y"}, "Europe/London", NOW).parse(["z", "AB12CDE"]) == Parsed("AB12CDE")
    with pytest.raises(Invalid, match="empty"):
        Parser(["x", "y"], {Column.PLATE: "y"}, "Europe/London", NOW).parse(["z"])
