"""In which encoding a file is written."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.hotlists.encodings import Sniffer


def sniffed(data: bytes, *, step: int = 7) -> str:
    sniffer = Sniffer()
    for start in range(0, len(data), step):
        sniffer.feed(data[start : start + step])
    return sniffer.encoding


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"VRM,Reason\nAB12CDE,Stolen\n", "utf-8"),
        (codecs.BOM_UTF8 + "VRM\n€\n".encode(), "utf-8-sig"),
        ("VRM\nÄ€\n".encode(), "utf-8"),
        ("VRM,Reason\nAB12CDE,£500\n".encode("cp1252"), "cp1252"),
        ("VRM\nAB12CDE\n".encode("utf-16"), "utf-16"),
        ("VRM\nAB12CDE\n".encode("utf-16-le"), "utf-16-le"),
        ("VRM\nAB12CDE\n".encode("utf-16-be"), "utf-16-be"),
        (b"VRM\nAB12CDE\n" + b"x" * 9000 + b"\xa3", "cp1252"),
        (b"VRM,Reason\nAB12CDE,caf\xc3", "cp1252"),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str) -> None:
    assert sniffed(data) == encoding


@given(st.binary(max_size=300), st.integers(1, 50))
def test_whatever_comes_can_be_decoded(data: bytes, step: int) -> None:
    data.decode(sniffed(data, step=step), errors="replace")


@given(st.text(max_size=100))
def test_valid_utf_8_is_never_taken_for_windows(text: str) -> None:
    assert sniffed(text.encode("utf-8", "ignore")) != "cp1252"
