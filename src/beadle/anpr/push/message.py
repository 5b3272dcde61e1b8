"""One message as it lies in the spool: what came, from whom and when, with a sum over both. No I/O.

    8 bytes  the mark          4 bytes  length of the head     4 bytes  length of the body     4 bytes  CRC-32 of both
    head     JSON: camera, at (microseconds since 1970, UTC), type, kind, sender
    body     the bytes that came, untouched

Whole numbers are big-endian. A record that ends before its length, or whose sum is wrong, does not count. Each segment
has a mark of its own, random: a body that was made to look like a record is never taken for one.
"""

from __future__ import annotations

import json
import struct
import uuid
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from beadle.platform.clock import from_us, to_us

MARK_BYTES = 8
_PREFIX = struct.Struct(">8sIII")
PREFIX_BYTES = _PREFIX.size
LONGEST_HEAD = 4096
LONGEST_BODY = 16 << 20
"""More than a push may have: own reads carry their pictures in base64."""
_LONGEST_TEXT = 300


class Kind(StrEnum):
    """Who wrote a message."""

    PUSHED = "pushed"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Message:
    """What came. received_at: aware, UTC. content_type: as the sender said it. sender: the address it came from."""

    camera_id: uuid.UUID
    received_at: datetime
    body: bytes = field(repr=False)
    content_type: str = ""
    kind: Kind = Kind.PUSHED
    sender: str = ""


def encode(message: Message, mark: bytes) -> bytes:
    """The record of a message in the segment of that mark."""
    head = json.dumps(
        {
            "camera": str(message.camera_id),
            "at": to_us(message.received_at),
            "type": message.content_type[:_LONGEST_TEXT],
            "kind": message.kind.value,
            "sender": message.sender[:_LONGEST_TEXT],
        },
        separators=(",", ":"),
    ).encode()
    sum_ = zlib.crc32(message.body, zlib.crc32(head))
    return _PREFIX.pack(mark, len(head), len(message.body), sum_) + head + message.body


@dataclass(frozen=True, slots=True)
class Decoded:
    """A whole record found in some bytes. length: of the record."""

    message: Message
    length: int


def decode(data: bytes, at: int, mark: bytes) -> Decoded | None:
    """The record that begins at `at`, or None where no whole and sound one does."""
    if length_at(data, at, mark) is None:
        return None
    _, head_length, body_length, sum_ = _PREFIX.unpack_from(data, at)
    begin = at + _PREFIX.size
    middle, end = begin + head_length, begin + head_length + body_length
    if end > len(data):
        return None
    head, body = data[begin:middle], bytes(data[middle:end])
    if zlib.crc32(body, zlib.crc32(head)) != sum_:
        return None
    message = _message(head, body)
    return None if message is None else Decoded(message, end - at)


def length_at(data: bytes, at: int, mark: bytes) -> int | None:
    """The length of the record whose beginning lies at `at`, whether or not the rest is there; None for no record."""
    if len(data) - at < _PREFIX.size:
        return None
    found, head_length, body_length, _ = _PREFIX.unpack_from(data, at)
    if found != mark or head_length > LONGEST_HEAD or body_length > LONGEST_BODY:
        return None
    return int(_PREFIX.size + head_length + body_length)


def _message(head: bytes, body: bytes) -> Message | None:
    try:
        said = json.loads(head)
        return Message(
            camera_id=uuid.UUID(said["camera"]),
            received_at=from_us(int(said["at"])),
            body=body,
            content_type=str(said["type"]),
            kind=Kind(said["kind"]),
            sender=str(said["sender"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError):
        return None
