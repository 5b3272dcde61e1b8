from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.video.playback.ranges import MOST_RANGES, Answer, answer, parse


def ask(header: str | None, *, size: int = 1000, if_range: str | None = None) -> Answer:
    return answer(size=size, etag='"v1"', content_type="video/mp4", range_header=header, if_range=if_range)


def test_without_a_range_everything_is_sent() -> None:
    got = ask(None)
    assert (got.status, got.headers["Content-Length"]) == (200, "1000")
    assert [(p.offset, p.length) for p in got.pieces] == [(0, 1000)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", "bytes 0-99/1000"),
        ("bytes=900-", "bytes 900-999/1000"),
        ("bytes=-100", "bytes 900-999/1000"),
        ("bytes=-5000", "bytes 0-999/1000"),
        ("bytes=990-2000", "bytes 990-999/1000"),
    ],
)
def test_one_range(header: str, expected: str) -> None:
    got = ask(header)
    assert got.status == 206
    assert got.headers["Content-Range"] == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_outside_is_416_with_the_size(header: str) -> None:
    got = ask(header)
    assert (got.status, got.headers["Content-Range"], got.pieces) == (416, "bytes */1000", ())


@pytest.mark.parametrize("header", ["bytes=abc", "bytes=5-2", "lines=1-2", "bytes=-", "bytes=1-2,x"])
def test_what_is_not_understood_is_ignored(header: str) -> None:
    assert ask(header).status == 200


def test_another_version_is_sent_whole() -> None:
    assert ask("bytes=0-9", if_range='"v0"').status == 200
    assert ask("bytes=0-9", if_range='"v1"').status == 206


def test_several_ranges_are_multipart_with_the_true_length() -> None:
    got = ask("bytes=0-9,20-29")
    assert got.status == 206
    assert got.headers["Content-Type"].startswith("multipart/byteranges; boundary=")
    total = sum(len(p.before) + p.length for p in got.pieces) + len(got.after)
    assert got.headers["Content-Length"] == str(total)


@pytest.mark.parametrize(
    "specs",
    [
        ",".join(f"{n * 2}-{n * 2}" for n in range(100_000)),
        ",".join(f"{n * 2}-{n * 2}" for n in range(MOST_RANGES + 1)),
        "0-10,5-20",
        "0-,0-,0-",
        "1" * 500 + "-",
    ],
    ids=["100000", "one too many", "overlapping", "the file three times", "a long number"],
)
def test_abuse_is_refused(specs: str) -> None:
    assert ask(f"bytes={specs}").status == 416


@given(st.text(alphabet="0123456789-, x", max_size=60), st.integers(0, 2000))
def test_never_wider_than_the_file(specs: str, size: int) -> None:
    found = parse(specs, size)
    assert all(length > 0 and offset >= 0 and offset + length <= size for offset, length in found or [])
