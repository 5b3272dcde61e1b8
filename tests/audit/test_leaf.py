"""What is hashed: known forms, and the database's form beside Python's for whatever text there is."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from beadle.audit.leaf import (
    LINE_SQL,
    PERSONAL_SQL,
    SEGMENTS_SQL,
    LineFields,
    PersonalFields,
    SegmentsFields,
    line_input,
    moment,
    personal_hash,
    personal_text,
    segments_input,
)
from beadle.audit.models import AuditSegments
from beadle.audit.proving import apart, fields
from beadle.audit.service import read, record
from beadle.audit.terms import Entry, Filter
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
WHO = uuid.UUID("00000000-0000-0000-0000-00000000000a")


def test_the_form_of_a_line() -> None:
    line = LineFields(7, AT, WHO, "live.watch", 'a "b"', ["camera:é", "x\n"], "why", "ok", bytes(2))
    assert line_input(line).decode() == (
        '["line",7,"2026-06-01T12:00:00+00:00","00000000-0000-0000-0000-00000000000a","live.watch",'
        '"a \\"b\\"",["camera:é","x\\n"],"why","ok","0000"]'
    )
    assert json.loads(line_input(line._replace(actor_id=None)))[3] is None


def test_the_form_of_what_stands_apart() -> None:
    personal = PersonalFields("Olivia", "192.0.2.7", "24*12", '{"n":1}', ["plate:AB12CDE"])
    written = personal_text(personal)
    assert written == '["personal","Olivia","192.0.2.7","24*12","{\\"n\\":1}",["plate:AB12CDE"]]'
    assert personal_hash(b"salt", written) == hashlib.sha256(b"salt" + written.encode()).digest()


def test_the_form_of_a_batch_of_segments() -> None:
    batch = SegmentsFields(3, AT, "volume", 5, 9, "[]")
    assert segments_input(batch).decode() == '["segments",3,"2026-06-01T12:00:00+00:00","volume",5,9,"[]"]'


@pytest.mark.parametrize(
    ("microseconds", "written"),
    [(0, "12:00:00+00:00"), (500_000, "12:00:00.5+00:00"), (1, "12:00:00.000001+00:00"), (120, "12:00:00.00012+00:00")],
)
def test_moments(microseconds: int, written: str) -> None:
    at = AT + timedelta(microseconds=microseconds)
    assert moment(at) == f"2026-06-01T{written}"
    assert moment(at.astimezone(timezone(timedelta(hours=5, minutes=30)))) == f"2026-06-01T{written}"


words = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(words, min_size=6, max_size=6),
    things=st.lists(words, max_size=3),
    who=st.none() | st.uuids(),
    microsecond=st.integers(0, 999_999),
)
async def test_the_database_writes_the_same(
    database: Database, texts: list[str], things: list[str], who: uuid.UUID | None, microsecond: int
) -> None:
    clock = FixedClock(AT.replace(microsecond=microsecond))
    entry = Entry(
        *(texts[0], texts[1], who, texts[2], texts[3], texts[4]),
        objects=tuple(things),
        subjects=tuple(reversed(things)),
        address=texts[5],
        detail={word: word for word in texts},
    )
    async with database.session() as session:
        await session.execute(text("SET LOCAL TimeZone = 'UTC'"))
        await record(session, clock, entry)
        session.add(AuditSegments(at=clock.now(), volume=texts[0], from_us=-5, to_us=2**60, listed=texts[1]))
        await session.flush()
        query = f"SELECT {LINE_SQL}, {PERSONAL_SQL}, p.salt, l.personal FROM audit_line l, audit_personal p"
        in_sql = (await session.execute(text(query.replace(":", r"\:") + " WHERE l.id = p.line_id"))).one()
        segments = await session.scalar(text(f"SELECT {SEGMENTS_SQL} FROM audit_segments s".replace(":", r"\:")))
        ((line,), _) = await read(session, Filter())
        batch = (await session.execute(text("SELECT id, at, volume, from_us, to_us, listed FROM audit_segments"))).one()
        assert line_input(fields(line)).decode() == in_sql[0]
        assert apart(line) == (bytes(in_sql[2]), in_sql[1])
        await session.rollback()
    assert personal_hash(bytes(in_sql[2]), in_sql[1]) == bytes(in_sql[3])
    assert segments_input(SegmentsFields(*batch)).decode() == segments
