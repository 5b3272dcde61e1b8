"""A message cut into its parts, within strict limits: multipart as cameras write it, or one part that is all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from beadle.anpr.adapters.pictures import Picture
from beadle.anpr.adapters.texts import is_jpeg

MOST_PARTS = 64
_LONGEST_HEAD = 8192
_LONGEST_BOUNDARY = 200
_BOUNDARY = re.compile(r"boundary=(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_GUESSED = re.compile(rb"\s{0,16}--([^\s\"]{1,200})[ \t]*\r?\n(?=[A-Za-z-]{1,40}:)")
_NAME = re.compile(r"(?<![a-z])name=\"?([^\";]{0,200})\"?", re.IGNORECASE)
_FILE = re.compile(r"filename=\"?([^\";]{0,200})\"?", re.IGNORECASE)


class Shape(StrEnum):
    """What a part's bytes look like."""

    XML = "xml"
    JSON = "json"
    JPEG = "jpeg"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Part:
    """One part. name: what the camera calls it, and its file."""

    name: str
    body: bytes = field(repr=False)

    @property
    def shape(self) -> Shape:
        """Told by the bytes: what cameras say of them is often wrong."""
        if is_jpeg(self.body):
            return Shape.JPEG
        begin = self.body[:64].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")[:1]
        if not begin:
            return Shape.EMPTY
        return {b"<": Shape.XML, b"{": Shape.JSON, b"[": Shape.JSON}.get(begin, Shape.TEXT)

    @property
    def text(self) -> str:
        """The bytes as text: UTF-8, or what older cameras write."""
        for encoding in ("utf-16",) if self.body[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
            try:
                return self.body.decode(encoding)
            except UnicodeDecodeError:
                continue
        return self.body.decode("latin-1")


@dataclass(frozen=True, slots=True)
class Group:
    """One part that may tell of plates, and the pictures that came with it."""

    data: Part
    pictures: tuple[Picture, ...]


def cut(content_type: str, body: bytes) -> list[Part] | str:
    """The parts of a message, or why it cannot be cut."""
    boundary = _boundary(content_type, body)
    if boundary is None:
        return [Part("", body)]
    pieces = body.split(b"--" + boundary, MOST_PARTS + 2)
    if len(pieces) > MOST_PARTS + 2:
        return f"The message has more than {MOST_PARTS} parts."
    parts = []
    for piece in pieces[1:]:
        if piece[:2] == b"--":  # the last boundary
            break
        part = _part(piece)
        if part is not None:
            parts.append(part)
    return parts


def _boundary(content_type: str, body: bytes) -> bytes | None:
    if content_type.strip().lower().startswith("multipart/"):
        found = _BOUNDARY.search(content_type)
        said = (found[1] or found[2]).encode("latin-1", "ignore")[:_LONGEST_BOUNDARY] if found else b""
        # Some write the two hyphens into the header too.
        for each in (said, said.removeprefix(b"--")):
            if each and b"--" + each in body:
                return each
    guessed = _GUESSED.match(body)
    return guessed[1] if guessed else None


def _part(piece: bytes) -> Part | None:
    """A part without its head. None where it is empty, or its head does not end."""
    head, separator, body = piece[:_LONGEST_HEAD].partition(b"\r\n\r\n")
    if not separator:
        head, separator, body = piece[:_LONGEST_HEAD].partition(b"\n\n")
    if not separator:
        return None
    body = piece[len(head) + len(separator) :]
    said = head.decode("latin-1")
    names = [found[1] for found in (_NAME.search(said), _FILE.search(said)) if found]
    return Part(" ".join(names), body.removesuffix(b"\n").removesuffix(b"\r"))


def group(parts: list[Part]) -> list[Group]:
    """Every part that may tell of plates, with the pictures behind it; those in front of the first are the first's."""
    groups: list[tuple[Part, list[Picture]]] = []
    early: list[Picture] = []
    for part in parts:
        shape = part.shape
        if shape is Shape.JPEG:
            (groups[-1][1] if groups else early).append(Picture(part.name, part.body))
        elif shape is not Shape.EMPTY:
            groups.append((part, []))
    if groups:
        groups[0][1].extend(early)
    return [Group(data, tuple(pictures)) for data, pictures in groups]
