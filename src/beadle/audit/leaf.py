"""What exactly is hashed. Pure; a stranger can write it again in an afternoon (docs/how/verify-the-log.md).

Everything that is hashed is the UTF-8 text of a JSON array without spaces, in which only what JSON demands is escaped.
A line's leaf covers every column of the line, and the line holds the salted hash of its personal values:

    leaf        SHA-256(0x00 || input)                              RFC 6962, section 2.1
    input       ["line", id, at, actor_id, action, object, [objects], purpose, outcome, personal]
    personal    SHA-256(salt || personal text), in hex
    text        ["personal", actor, address, case_reference, detail, [subjects]]

A batch of closed segments is a leaf of its own: ["segments", id, at, volume, from_us, to_us, listed].
`at` is ISO 8601 in UTC with as many decimals of a second as it needs; `detail` and `listed` are JSON in a string.

The same texts as SQL expressions stand below, so that ten million rows are read without parsing one of them. A test
holds the two forms together.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

SALT_BYTES = 16

LINE_SQL = (
    """'["line",' || l.id || ',' || to_json(l.at)::text || ',' || coalesce('"' || l.actor_id || '"', 'null')"""
    """ || ',' || to_json(l.action)::text || ',' || to_json(l.object)::text || ',' || to_json(l.objects)::text"""
    """ || ',' || to_json(l.purpose)::text || ',' || to_json(l.outcome)::text"""
    """ || ',"' || encode(l.personal, 'hex') || '"]'"""
)
"""The input of a line's leaf, of `audit_line l`; the session's time zone has to be UTC."""

PERSONAL_SQL = (
    """'["personal",' || to_json(p.actor)::text || ',' || to_json(p.address)::text"""
    """ || ',' || to_json(p.case_reference)::text || ',' || to_json(p.detail)::text"""
    """ || ',' || to_json(p.subjects)::text || ']'"""
)
"""The personal text of `audit_personal p`."""

SEGMENTS_SQL = (
    """'["segments",' || s.id || ',' || to_json(s.at)::text || ',' || to_json(s.volume)::text"""
    """ || ',' || s.from_us || ',' || s.to_us || ',' || to_json(s.listed)::text || ']'"""
)
"""The input of the leaf of a batch of segments, of `audit_segments s`."""


class LineFields(NamedTuple):
    """The columns of a line."""

    id: int
    at: datetime
    actor_id: uuid.UUID | None
    action: str
    object: str
    objects: Sequence[str]
    purpose: str
    outcome: str
    personal: bytes


class PersonalFields(NamedTuple):
    """The columns of a line's personal row, without its salt. `detail` is JSON text."""

    actor: str
    address: str
    case_reference: str
    detail: str
    subjects: Sequence[str]


class SegmentsFields(NamedTuple):
    """The columns of a batch of segments. `listed` is JSON text: [[camera, start_us, end_us, bytes, sha256], ...]."""

    id: int
    at: datetime
    volume: str
    from_us: int
    to_us: int
    listed: str


def compact(values: object) -> str:
    """JSON without spaces, in which only what JSON demands is escaped."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def moment(at: datetime) -> str:
    """An aware moment as it is hashed: `2026-06-01T12:00:00.5+00:00`."""
    text = at.astimezone(UTC).isoformat()
    whole, dot, rest = text.partition(".")
    if not dot:
        return text
    decimals, zone = rest[:-6].rstrip("0"), rest[-6:]
    return f"{whole}.{decimals}{zone}"


def line_input(line: LineFields) -> bytes:
    """What the leaf of a line is the hash of."""
    who = None if line.actor_id is None else str(line.actor_id)
    return compact(
        [
            *("line", line.id, moment(line.at), who, line.action, line.object, list(line.objects)),
            *(line.purpose, line.outcome, line.personal.hex()),
        ]
    ).encode()


def personal_text(personal: PersonalFields) -> str:
    """What the salted hash of a line's personal values is made of."""
    return compact(["personal", *personal[:4], list(personal.subjects)])


def personal_hash(salt: bytes, text: str) -> bytes:
    """The hash that stands in the line."""
    return hashlib.sha256(salt + text.encode()).digest()


def segments_input(batch: SegmentsFields) -> bytes:
    """What the leaf of a batch of segments is the hash of."""
    return compact(
        ["segments", batch.id, moment(batch.at), batch.volume, batch.from_us, batch.to_us, batch.listed]
    ).encode()
