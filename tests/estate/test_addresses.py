"""Addresses of streams, and the keys that cameras get."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.estate.addresses import free_key, parse, place, slug
from beadle.estate.errors import BadAddress


@pytest.mark.parametrize(
    ("given_text", "url"),
    [
        ("rtsp://10.0.0.7/stream1", "rtsp://10.0.0.7/stream1"),
        ("  RTSP://Camera-7.Example:8554/a?b=c&d=%20 ", "rtsp://camera-7.example:8554/a?b=c&d=%20"),
        ("rtsps://[fe80::1]:322/x", "rtsps://[fe80::1]:322/x"),
        ("rtsp://camera_7/", "rtsp://camera_7/"),
        ("rtsp://127.0.0.1:8554/cam/12", "rtsp://127.0.0.1:8554/cam/12"),
        ("rtsp://10.0.0.7", "rtsp://10.0.0.7"),
    ],
)
def test_good_ones(given_text: str, url: str) -> None:
    assert parse(given_text).url == url
    assert parse(url).url == url


def test_a_sign_in_is_taken_out() -> None:
    found = parse("rtsp://admin:p%40ss%3Aword@10.0.0.7:554/stream1")
    assert (found.url, found.username, found.password) == ("rtsp://10.0.0.7:554/stream1", "admin", "p@ss:word")
    assert "p@ss" not in repr(found)
    unescaped = parse("rtsp://admin:p@ss@10.0.0.7/")
    assert (unescaped.url, unescaped.password) == ("rtsp://10.0.0.7/", "p@ss")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "10.0.0.7",
        "http://10.0.0.7/hunter2",
        "file:///etc/hunter2",
        "exec:hunter2",
        "rtsp:hunter2",
        "rtsp:///hunter2",
        "rtsp://:554/hunter2",
        "rtsp://10.0.0.7:0/hunter2",
        "rtsp://10.0.0.7:65536/hunter2",
        "rtsp://10.0.0.7:x/hunter2",
        "rtsp://10.0.0.256/hunter2",
        "rtsp://0x7f.1.2/ hunter2",
        "rtsp://[::1/hunter2",
        "rtsp://[fe80::1%25eth0]/hunter2",
        "rtsp://cam..example/hunter2",
        "rtsp://-cam.example/hunter2",
        "rtsp://cam\u00e9ra/hunter2",
        "rtsp://10.0.0.7/hunter2\0",
        "rtsp://10.0.0.7/hunter2\r\nDESCRIBE rtsp://evil",
        "rtsp://10.0.0.7/hun\tter2",
        "rtsp://10.0.0.7/hunter2 x",
        "rtsp://10.0.0.7\\@evil/hunter2",
        'rtsp://10.0.0.7/"hunter2"',
        "rtsp://10.0.0.7/`hunter2`",
        "rtsp://10.0.0.7/x#hunter2",
        "rtsp://admin:12/hunter2@10.0.0.7/x",
        "rtsp://admin:hunter2?x@10.0.0.7/x",
        "rtsp://10.0.0.7/" + "hunter2" * 100,
    ],
)
def test_bad_ones_are_refused_and_never_quoted(bad: str) -> None:
    with pytest.raises(BadAddress) as caught:
        parse(bad)
    assert "hunter2" not in str(caught.value)
    assert caught.value.advice


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=80))
def test_any_text_is_answered(text: str) -> None:
    for whole in (text, f"rtsp://{text}", f"rtsp://host/{text}"):
        try:
            found = parse(whole)
        except BadAddress:
            continue
        assert re.fullmatch(r"rtsps?://[!-~]+", found.url)
        assert "@" not in found.url
        assert parse(found.url).url == found.url


def test_a_place_says_nothing_secret() -> None:
    assert place("rtsp://10.0.0.7:554/user=admin&password=hunter2") == "10.0.0.7:554"


def test_keys() -> None:
    assert slug(12, "Market Place") == "012-market-place"
    assert slug(1234, "St Mary's Gate / Spire") == "1234-st-marys-gate-spire"
    assert slug(7, "広場") == "007"
    assert slug(7, "../../etc/passwd") == "007-etc-passwd"
    assert free_key(12, "Market Place", {"012-market-place", "012-market-place-2"}) == "012-market-place-3"


@given(st.integers(1, 99_999), st.text(max_size=200))
def test_a_key_is_a_safe_folder_name(number: int, name: str) -> None:
    assert re.fullmatch(r"[0-9]{3,5}(-[a-z0-9]+)*", slug(number, name))
    assert len(slug(number, name)) <= 66
