"""Multipart as cameras write it, and as nobody should."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.pushing import form, jpeg

from beadle.anpr.adapters.parts import MOST_PARTS, Part, Shape, cut, group


def test_one_part_is_the_whole_message():
    assert cut("application/json", b"{}") == [Part("", b"{}")]


def test_a_form():
    found = cut(*form(("anpr.xml", "text/xml", b"<a/>"), ("x.jpg", "image/jpeg", jpeg())))
    assert isinstance(found, list)
    assert [(part.name, part.shape) for part in found] == [
        ("anpr.xml anpr.xml", Shape.XML),
        ("x.jpg x.jpg", Shape.JPEG),
    ]
    assert found[1].body == jpeg()


def test_a_boundary_in_quotes_with_hyphens_or_not_told_at_all():
    _, body = form(("a", "text/xml", b"<a/>"), boundary="xyz")
    for kind in (
        'multipart/form-data; boundary="xyz"',
        "multipart/form-data; boundary=--xyz",
        "Multipart/Mixed;charset=utf-8;BOUNDARY=xyz",
        "multipart/form-data",
        "application/octet-stream",
        "",
        "multipart/form-data; boundary=another",
    ):
        found = cut(kind, body)
        assert isinstance(found, list)
        assert [part.body for part in found] == [b"<a/>"], kind


def test_line_feeds_alone():
    found = cut("multipart/mixed; boundary=b", b"--b\nContent-Type: text/plain\n\nHeartbeat\n--b--\n")
    assert found == [Part("", b"Heartbeat")]


def test_no_end_and_parts_without_heads():
    found = cut("multipart/mixed; boundary=b", b"--b\r\nno head\r\n--b\r\nA: b\r\n\r\nbody")
    assert found == [Part("", b"body")]


def test_too_many_parts():
    _, body = form(*[("a", "text/plain", b"x")] * (MOST_PARTS + 1))
    assert (
        cut("multipart/form-data; boundary=----beadle-test", body) == f"The message has more than {MOST_PARTS} parts."
    )
    _, body = form(*[("a", "text/plain", b"x")] * MOST_PARTS)
    assert len(cut("multipart/form-data; boundary=----beadle-test", body)) == MOST_PARTS


def test_a_head_without_end_is_no_part():
    body = b"--b\r\n" + b"A: " + b"x" * 100_000 + b"\r\n\r\n<a/>\r\n--b--"
    assert cut("multipart/mixed; boundary=b", body) == []


def test_pictures_go_with_the_part_in_front_of_them():
    picture, text = Part("p", jpeg()), Part("t", b"<a/>")
    (first, second) = group([picture, text, picture, text, Part("", b"  \r\n"), picture, picture])
    assert (len(first.pictures), len(second.pictures)) == (2, 2)
    assert group([picture]) == []


def test_texts_in_several_encodings():
    assert Part("", "Ä".encode()).text == "Ä"
    assert Part("", "Ä".encode("utf-8-sig")).text == "Ä"
    assert Part("", "Ä".encode("utf-16")).text == "Ä"
    assert Part("", "Ä".encode("latin-1")).text == "Ä"


@settings(deadline=None)
@given(st.text(max_size=60), st.binary(max_size=400))
def test_anything_is_cut_or_told_why_not(kind: str, body: bytes):
    for each in (kind, "multipart/mixed; boundary=b"):
        found = cut(each, b"--b\r\n" + body + b"\r\n--b")
        if isinstance(found, list):
            group(found)
