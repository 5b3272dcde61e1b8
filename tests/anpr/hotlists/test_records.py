"""Rows of a CSV file in little memory."""

from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.hotlists.records import LONGEST_LINE, MOST_LINES, SHOWN, records


def read(text: str, delimiter: str = ",") -> list[tuple[int, list[str], str]]:
    return [(each.row, each.cells, each.fault) for each in records(io.StringIO(text), delimiter)]


def test_rows_have_the_numbers_of_their_lines() -> None:
    assert read('a,b\n\n"c\nd",e\nf\n') == [(1, ["a", "b"], ""), (3, ["c\nd", "e"], ""), (5, ["f"], "")]
    assert read("a;b", ";") == [(1, ["a", "b"], "")]
    assert read("") == []
    assert read("\n \n") == []
    assert read('"a ""b""",c') == [(1, ['a "b"', "c"], "")]


def test_a_mark_that_is_never_closed_spoils_its_own_line_only() -> None:
    rows = "".join(f"AB{n},x\n" for n in range(40))
    found = read(f'good,1\n"bad,2\n{rows}')
    assert found[1] == (2, [], "A quotation mark is opened and not closed.")
    assert [each[0] for each in found] == list(range(1, 43))
    assert [each for each in found if each[2]] == [found[1]]
    assert read('"bad\nx\n') == [(1, [], "A quotation mark is opened and not closed."), (2, ["x"], "")]
    assert "quotation marks are wrong" in read('"a"b,c"d"\n')[0][2]


def test_every_line_with_an_open_mark_costs_little() -> None:
    found = read('"bad\n' * 1001)
    assert len(found) <= 1001
    assert found[-1][2]


def test_long_lines_are_refused_and_the_others_kept() -> None:
    found = list(records(io.StringIO(f"a,b\n{'x' * (LONGEST_LINE + 1)}\nc,d\n{'y' * 10**6}"), ","))
    assert [(each.row, bool(each.fault)) for each in found] == [(1, False), (2, True), (3, False), (4, True)]
    assert found[1].text == "x" * SHOWN
    assert found[3].text == "y" * SHOWN
    assert len(read("x" * LONGEST_LINE)[0][1][0]) == LONGEST_LINE


class Endless:
    """A line of that many characters, made while it is read."""

    def __init__(self, length: int, piece: str = "x") -> None:
        self._left = length
        self._piece = piece

    def read(self, size: int, /) -> str:
        taken = min(size, self._left)
        self._left -= taken
        return self._piece * taken


@pytest.mark.parametrize("piece", ["x", '"', ","])
def test_a_line_of_a_hundred_million_characters_needs_little_memory(piece: str) -> None:
    tracemalloc.start()
    found = list(records(Endless(100_000_000, piece), ","))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 1
    assert found[0].fault
    assert peak < 8_000_000


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=8), min_size=2, max_size=4),
        max_size=8,
    )
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    few_lines = all("".join(row).count("\n") < MOST_LINES for row in rows)
    assert few_lines
    read_back = [cells for _, cells, fault in read(written.getvalue()) if not fault]
    assert len(read_back) == len([row for row in rows if ",".join(row).strip()])
    kept = [row for row in rows if ",".join(row).strip()]
    assert [[cell.strip(" ") for cell in row] for row in read_back] == [
        [cell.strip(" ") for cell in row] for row in kept
    ]


@given(st.text('a,"\n;', max_size=200))
def test_every_line_is_read_or_refused(text: str) -> None:
    found = read(text)
    assert [each[0] for each in found] == sorted({each[0] for each in found})
