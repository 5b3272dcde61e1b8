"""What a CSV file seems to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.hotlists.errors import BadFile
from beadle.anpr.hotlists.guessing import MOST_COLUMNS, guess, is_separator_line
from beadle.anpr.hotlists.terms import Column


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_and_the_columns_are_guessed(delimiter: str) -> None:
    heading = ["V.R.M.", "Reason", "Crime Ref", "Weed Date", "Priority", "Other"]
    rows = [heading, ["AB12CDE", "Stolen, blue", "CR/1", "31/12/2026", "high", ""]]
    text = "\n".join(delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    found = guess(text)
    assert (found.delimiter, found.heading, found.columns) == (delimiter, True, heading)
    assert found.sample == [rows[1]]
    assert found.mapping == {
        Column.PLATE: "V.R.M.",
        Column.REASON: "Reason",
        Column.REFERENCE: "Crime Ref",
        Column.EXPIRES: "Weed Date",
        Column.PRIORITY: "Priority",
    }


def test_a_file_without_a_heading_is_seen() -> None:
    found = guess("AB12 CDE,Stolen\nXY34ZZZ,Insurance\n")
    assert not found.heading
    assert found.columns == ["Column 1", "Column 2"]
    assert found.mapping == {Column.PLATE: "Column 1"}
    assert len(found.sample) == 2


def test_a_single_column_and_an_unknown_heading_are_enough() -> None:
    assert guess("AB12CDE\nAB13CDE\n").mapping == {Column.PLATE: "Column 1"}
    found = guess("Kennzeichen;Grund\nM-AB 123;gestohlen\n")
    assert (found.heading, found.mapping) == (True, {Column.PLATE: "Kennzeichen"})


def test_excel_says_its_delimiter_itself() -> None:
    found = guess("sep=;\nVRM;Reason\nAB12CDE;a,b,c,d\n")
    assert (found.delimiter, found.columns) == (";", ["VRM", "Reason"])
    assert is_separator_line("SEP=|")
    assert not is_separator_line("september")


def test_the_delimiter_that_was_said_counts() -> None:
    assert guess("VRM;Reason\nAB12CDE;x\n", ",").columns == ["VRM;Reason"]


def test_names_of_columns_are_told_apart() -> None:
    assert guess("VRM,VRM,,VRM\na,b,c,d,e\n").columns == ["VRM", "VRM (2)", "Column 3", "VRM (3)", "Column 5"]
    assert guess("V\0RM,<b>\nAB12CDE,x\n").columns[1] == "<b>"


def test_what_is_no_table_is_refused() -> None:
    for text in ("", "\n\n", '"' * 3):
        with pytest.raises(BadFile):
            guess(text)
    with pytest.raises(BadFile):
        guess("," * (MOST_COLUMNS + 5) + "\n")


@given(st.text(max_size=300))
def test_whatever_comes_is_guessed_or_refused(text: str) -> None:
    try:
        found = guess(text)
    except BadFile:
        return
    assert len(set(found.columns)) == len(found.columns)
    assert set(found.mapping.values()) <= set(found.columns)
