"""CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.platform.table import plain, safe, write


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", " =1", "'=1", "\r=1", "\n=1"])
def test_what_would_start_a_formula_is_disarmed(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert plain(safe(text)) == text


@pytest.mark.parametrize("text", ["", "Market Place", "'tis", "1-2", "a=b"])
def test_other_text_stays(text: str) -> None:
    assert safe(text) == plain(text) == text


@given(st.text(max_size=40))
def test_nothing_is_lost(text: str) -> None:
    assert plain(safe(text)) == text


def test_a_file_in_pieces() -> None:
    rows = [{"a": f"={number}", "b": number, "c": None} for number in range(20_000)]
    pieces = list(write(rows, ("a", "b", "c")))
    assert len(pieces) > 3
    read = list(csv.reader(io.StringIO("".join(pieces))))
    assert read[0] == ["a", "b", "c"]
    assert read[20_000] == ["'=19999", "19999", ""]


def test_a_file_that_goes_on_has_no_second_heading() -> None:
    assert "".join(write([{"a": "x"}], ("a",), heading=False)) == "x\r\n"
