"""CSV as spreadsheets write it, and as no spreadsheet runs it."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.estate.errors import BadSheet
from beadle.estate.sheet import MOST_ROWS, decode, names_passwords, read
from beadle.platform.table import plain, safe, write

anything = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", "''  @x", "\n=1", "|x"])
def test_a_formula_is_no_formula_any_more(bad: str) -> None:
    assert safe(bad).startswith("'") or bad == "|x"
    assert plain(safe(bad)) == bad


@given(anything)
def test_safe_and_back(text: str) -> None:
    assert plain(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_written_numbers_stay_numbers() -> None:
    text = "".join(
        write([{"number": 12, "name": "-x", "latitude": -1.25, "owner": None}], ["number", "name", "latitude", "owner"])
    )
    assert text == "number,name,latitude,owner\r\n12,'-x,-1.25,\r\n"


@given(st.lists(anything.map(str.strip), min_size=1, max_size=5))
def test_what_is_written_is_read(names: list[str]) -> None:
    rows = [{"number": index + 1, "name": name} for index, name in enumerate(names)]
    sheet = read("".join(write(rows, ["number", "name"])).encode())
    assert [row.cells["name"] for row in sheet.rows] == names
    assert [row.cells["number"] for row in sheet.rows] == [str(row["number"]) for row in rows]


def test_large_files_are_written_in_pieces() -> None:
    pieces = list(write(({"number": n, "name": "x" * 100} for n in range(5000)), ["number", "name"]))
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 70_000
    assert len(list(csv.reader(io.StringIO("".join(pieces))))) == 5001


PLAIN = "number,name\n12,Café Square\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("cp1252"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        b"\r\n\r\n" + PLAIN.encode(),
        b"sep=;\r\n" + PLAIN.replace(",", ";").encode(),
        'Number , "Name"\n12,Café Square\n,\n\n'.encode(),
    ],
)
def test_whatever_wrote_it(data: bytes) -> None:
    (row,) = read(data).rows
    assert row.cells == {"number": "12", "name": "Café Square"}


def test_lines_are_counted_as_an_editor_does() -> None:
    sheet = read(b'number,name\n1,"a\nb"\n\n2,c\n3,d\n')
    assert [row.line for row in sheet.rows] == [2, 5, 6]


def test_columns_that_are_not_known_are_named_and_left() -> None:
    sheet = read(b"number,name,column height,key,password\n1,a,5 m,001-a,x\n")
    assert sheet.ignored == ("column_height",)
    assert sheet.columns == ("number", "name", "password")
    assert sheet.rows[0].cells == {"number": "1", "name": "a", "password": "x"}


def test_short_and_long_rows() -> None:
    short, long = read(b"number,name,owner\n1,a\n2,b,c,d\n").rows
    assert short.cells == {"number": "1", "name": "a", "owner": ""}
    assert "" in long.cells


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "does not name the column name"),
        (b"name\nx\n", "does not name the column number"),
        (b"number,name,Number\n1,a,2\n", "twice"),
        (b'number,name\n1,"a\n', "cannot be read"),
        (b'number,name\n1,"a"b\n', "cannot be read"),
        (b"number,name\n1," + b"x" * 200_000 + b"\n", "cannot be read"),
        (b"\xff\xfe\x00", "encoding"),
        (b"number,name\n1,\x81\n", "encoding"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "does not name"),
    ],
)
def test_what_is_no_list_of_cameras_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(BadSheet, match=said) as caught:
        read(data)
    assert caught.value.advice


def test_more_rows_than_allowed() -> None:
    with pytest.raises(BadSheet, match="100000"):
        read(b"number,name\n" + b"1,a\n" * (MOST_ROWS + 1))


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    for whole in (data, b"number,name\n" + data):
        with contextlib.suppress(BadSheet):
            read(whole)


def test_decode_prefers_utf8() -> None:
    assert decode("Café".encode()) == "Café"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_with_passwords_is_known_as_one(encoding: str) -> None:
    assert names_passwords("\n\nnumber;name; PassWord\n1;Market Square \xa3;x\n".encode(encoding))
    assert names_passwords("number;name;main\n1;x;rtsp://a:b@10.0.0.1/\n".encode(encoding))
    assert not names_passwords("number;name\n1;Market Square \xa3\n".encode(encoding))
