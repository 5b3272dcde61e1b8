"""How entries become rows: cut to size, personal values apart, one statement for one entry or ten thousand."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from beadle.audit.leaf import SALT_BYTES, PersonalFields, compact, personal_hash, personal_text
from beadle.audit.terms import Entry
from beadle.platform.text import storable

LONGEST_DETAIL = 16_384
"""Characters of JSON. What is longer is a list that somebody else chose the length of."""

MOST_THINGS = 5_000
"""Further objects or subjects of one line."""

_LONGEST_NAME = 200

INSERT = text(
    """
    WITH given AS MATERIALIZED (
        SELECT nextval('audit_line_id_seq') AS id, r.* FROM json_to_recordset(CAST(:rows AS json)) AS r (
            at timestamptz, actor_id uuid, action text, object text, objects json, purpose text, outcome text,
            personal text, salt text, actor text, address text, case_reference text, detail text, subjects json
        )
    ), line AS (
        INSERT INTO audit_line (id, at, actor_id, action, object, objects, purpose, outcome, personal)
        OVERRIDING SYSTEM VALUE
        SELECT id, at, actor_id, action, object, ARRAY(SELECT json_array_elements_text(objects)), purpose, outcome,
            decode(personal, 'hex') FROM given
    ), personal AS (
        INSERT INTO audit_personal (line_id, salt, actor, address, case_reference, detail, subjects)
        SELECT id, decode(salt, 'hex'), actor, address, case_reference, detail,
            ARRAY(SELECT json_array_elements_text(subjects)) FROM given
    ), mention AS (
        INSERT INTO audit_mention (key, line_id)
        SELECT json_array_elements_text(objects), id FROM given UNION ALL
        SELECT json_array_elements_text(subjects), id FROM given ON CONFLICT DO NOTHING
    )
    SELECT id FROM given ORDER BY id
    """
)
"""Writes lines and what stands apart from them; gives their numbers in order."""


def rows(entries: Sequence[Entry], at: datetime) -> str:
    """The entries as INSERT takes them. Text is cut to fit, never refused for what it contains."""
    return compact([_row(entry, at) for entry in entries])


def _row(entry: Entry, at: datetime) -> dict[str, Any]:
    personal = PersonalFields(
        actor=_cut(entry.actor, 120),
        address=_cut(entry.address, 64),
        case_reference=_cut(entry.case_reference, 120),
        detail=_detail(entry.detail),
        subjects=_things(entry.subjects),
    )
    salt = secrets.token_bytes(SALT_BYTES)
    return {
        "at": at.isoformat(),
        "actor_id": entry.actor_id and str(entry.actor_id),
        "action": _cut(entry.action, 80),
        "object": _cut(entry.object, _LONGEST_NAME),
        "objects": _things(entry.objects),
        "purpose": _cut(entry.purpose, 500),
        "outcome": entry.outcome.value,
        "personal": personal_hash(salt, personal_text(personal)).hex(),
        "salt": salt.hex(),
        **personal._asdict(),
    }


def _cut(given: str, longest: int) -> str:
    return str(storable(given))[:longest]


def _things(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(_cut(each, _LONGEST_NAME) for each in given[:MOST_THINGS]))


def _detail(detail: Mapping[str, Any]) -> str:
    written = json.dumps(storable(dict(detail)), default=str, ensure_ascii=False, separators=(",", ":"))
    if len(written) > LONGEST_DETAIL:
        return compact({"cut": written[:LONGEST_DETAIL]})
    return written
