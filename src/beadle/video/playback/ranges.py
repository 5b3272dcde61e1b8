"""Which bytes a `Range` header asks for (RFC 9110 section 14): pure, bounded, and never wider than the file."""

from __future__ import annotations

import itertools
import re
import secrets
from dataclasses import dataclass

MOST_RANGES = 5
"""Players ask for one, and libraries for two or three; a header with thousands is an attack on the disk."""
_LONGEST_HEADER = 200
_SPEC = re.compile(r"^(\d{0,19})-(\d{0,19})$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of an answer: `before` is sent first, then `length` bytes of the file from `offset`."""

    before: bytes
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send: HTTP status, headers and the pieces of the body; `after` closes a multipart body."""

    status: int
    headers: dict[str, str]
    pieces: tuple[Piece, ...]
    after: bytes = b""


def answer(*, size: int, etag: str, content_type: str, range_header: str | None, if_range: str | None) -> Answer:
    """The answer to a request for (part of) a file of `size` bytes.

    200 without a usable Range header or when If-Range names another version; 206 for one range, or up to
    MOST_RANGES that do not overlap (multipart/byteranges); 416 for what lies outside and for abuse.
    """
    headers = {"Accept-Ranges": "bytes", "ETag": etag, "Content-Type": content_type}
    if range_header is None or (if_range is not None and if_range.strip() != etag):
        return _whole(size, headers)
    if not range_header.lower().startswith("bytes="):
        return _whole(size, headers)
    wanted = parse(range_header[6:], size)
    if wanted is None:
        return _whole(size, headers)
    if not wanted:
        return Answer(416, {"Content-Range": f"bytes */{size}", "Content-Length": "0"}, ())
    if len(wanted) == 1:
        return _one(wanted[0], size, headers)
    return _several(wanted, size, headers)


def parse(specs: str, size: int) -> list[tuple[int, int]] | None:
    """(offset, length) pairs of "0-99,200-". [] means refuse (416); None means not understood, so send everything."""
    if len(specs) > _LONGEST_HEADER or specs.count(",") >= MOST_RANGES:
        return []
    found: list[tuple[int, int]] = []
    for spec in specs.split(","):
        match = _SPEC.match(spec.strip())
        if match is None or match.group(0) == "-":
            return None
        first, last = match.groups()
        if first and last and int(last) < int(first):
            return None
        span = _within(first, last, size)
        if span is not None:
            found.append(span)
    return [] if _overlapping(found) else found


def _within(first: str, last: str, size: int) -> tuple[int, int] | None:
    if not first:
        length = min(int(last), size)
        return (size - length, length) if length else None
    start = int(first)
    if start >= size:
        return None
    end = min(int(last), size - 1) if last else size - 1
    return start, end - start + 1


def _overlapping(spans: list[tuple[int, int]]) -> bool:
    ordered = sorted(spans)
    return any(a + length > b for (a, length), (b, _) in itertools.pairwise(ordered))


def _whole(size: int, headers: dict[str, str]) -> Answer:
    return Answer(200, {**headers, "Content-Length": str(size)}, (Piece(b"", 0, size),))


def _one(span: tuple[int, int], size: int, headers: dict[str, str]) -> Answer:
    offset, length = span
    where = {"Content-Range": f"bytes {offset}-{offset + length - 1}/{size}", "Content-Length": str(length)}
    return Answer(206, {**headers, **where}, (Piece(b"", offset, length),))


def _several(spans: list[tuple[int, int]], size: int, headers: dict[str, str]) -> Answer:
    boundary = secrets.token_hex(16)
    pieces = []
    for index, (offset, length) in enumerate(spans):
        before = (
            f"{'' if index == 0 else chr(13) + chr(10)}--{boundary}\r\nContent-Type: {headers['Content-Type']}\r\n"
            f"Content-Range: bytes {offset}-{offset + length - 1}/{size}\r\n\r\n"
        )
        pieces.append(Piece(before.encode("ascii"), offset, length))
    after = f"\r\n--{boundary}--\r\n".encode("ascii")
    total = sum(len(piece.before) + piece.length for piece in pieces) + len(after)
    kind = {"Content-Type": f"multipart/byteranges; boundary={boundary}", "Content-Length": str(total)}
    return Answer(206, {**headers, **kind}, tuple(pieces), after)
