"""Reading the log for a verification: in one snapshot, a block of 256 leaves a row, so that little work is per line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg.abc import QueryNoTemplate

from beadle.audit.examining import Block, Fault, Finding
from beadle.audit.judging import Stored
from beadle.audit.leaf import LINE_SQL, PERSONAL_SQL, SEGMENTS_SQL
from beadle.audit.merkle import BITS, Range
from beadle.audit.terms import Action
from beadle.platform.db import libpq_url

Connection = psycopg.Connection[tuple[Any, ...]]

_MOST_NAMED = 100
_SPAN = re.compile(r"audit:([0-9]{1,18})-([0-9]{1,18})")

BLOCKS = f"""
SELECT f."index" >> {BITS}, convert_to(string_agg(
    f."index" || E'\\t' || CASE num_nonnulls(f.line_id, f.segments_id) WHEN 1
        THEN CASE WHEN f.line_id IS NULL THEN 'segments' ELSE 'line' END ELSE 'neither' END
    || E'\\t' || coalesce(f.line_id, f.segments_id, 0)
    || E'\\t' || coalesce(encode(p.salt, 'hex'), '') || E'\\t' || coalesce({PERSONAL_SQL}, '')
    || E'\\t' || coalesce({LINE_SQL}, {SEGMENTS_SQL}, ''),
    E'\\n' ORDER BY f."index"), 'UTF8'), string_agg(f.hash, ''::bytea ORDER BY f."index")
FROM audit_leaf f
LEFT JOIN audit_line l ON l.id = f.line_id AND l.id BETWEEN %(first)s AND %(last)s
LEFT JOIN audit_personal p ON p.line_id = f.line_id AND p.line_id BETWEEN %(first)s AND %(last)s
LEFT JOIN audit_segments s ON s.id = f.segments_id
WHERE f."index" >= %(begin)s AND f."index" < %(end)s GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - our own forms

_WITHOUT_LEAF = """
SELECT l.id FROM audit_line l WHERE l.id > %s
AND NOT EXISTS (SELECT FROM audit_leaf f WHERE f.line_id = l.id)
AND NOT EXISTS (SELECT FROM audit_pending w WHERE w.kind = 'line' AND w.id = l.id) ORDER BY 1 LIMIT %s
"""
_TWO_LEAVES = """
SELECT line_id FROM audit_leaf WHERE line_id > %s GROUP BY line_id HAVING count(*) > 1 ORDER BY 1 LIMIT %s
"""
_WAITS_FOR_NOTHING = """
SELECT w.id FROM audit_pending w WHERE w.id > %s AND w.kind = 'line'
AND NOT EXISTS (SELECT FROM audit_line l WHERE l.id = w.id) ORDER BY 1 LIMIT %s
"""
_NOT_INDEXED = """
SELECT DISTINCT e.line_id FROM (
    SELECT id AS line_id, unnest(objects) AS key FROM audit_line WHERE id > %(after)s AND objects <> '{}'
    UNION ALL
    SELECT line_id, unnest(subjects) FROM audit_personal WHERE line_id > %(after)s AND subjects <> '{}'
) e WHERE NOT EXISTS (SELECT FROM audit_mention m WHERE m.key = e.key AND m.line_id = e.line_id)
ORDER BY 1 LIMIT %(most)s
"""
_WRONGLY_INDEXED = """
SELECT DISTINCT m.line_id FROM audit_mention m WHERE m.line_id > %(after)s
AND NOT EXISTS (SELECT FROM audit_line l WHERE l.id = m.line_id AND m.key = ANY (l.objects))
AND NOT EXISTS (SELECT FROM audit_personal p WHERE p.line_id = m.line_id AND m.key = ANY (p.subjects))
ORDER BY 1 LIMIT %(most)s
"""


class Outline(NamedTuple):
    """What is read first."""

    size: int
    unsealed: int
    checkpoints: list[Stored]
    forgotten: list[tuple[int, int]]
    keys: list[str]


def connect(url: str, snapshot: str = "") -> Connection:
    """A connection that sees one state of the log, or the one that `snapshot` names; it can only read."""
    connection = psycopg.connect(
        libpq_url(url),
        autocommit=True,
        options="-c TimeZone=UTC -c work_mem=64MB -c max_parallel_workers_per_gather=0",
        application_name="beadle audit",
    )
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    if snapshot:
        connection.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
    return connection


def snapshot(connection: Connection) -> str:
    """The name of the state that the connection sees."""
    return str(_one(connection, "SELECT pg_export_snapshot()")[0])


def outline(connection: Connection) -> Outline:
    """Size, checkpoints, what was forgotten in order, and the keys that the database names."""
    (size,) = _one(connection, 'SELECT coalesce(max("index") + 1, 0) FROM audit_leaf')
    (unsealed,) = _one(connection, "SELECT count(*) FROM audit_pending")
    rows = connection.execute("SELECT number, size, at, root, note FROM audit_checkpoint ORDER BY number")
    spans = connection.execute("SELECT object FROM audit_line WHERE action = %s", (Action.FORGET.value,))
    matches = [_SPAN.fullmatch(object_) for (object_,) in spans]
    return Outline(
        size=size,
        unsealed=unsealed,
        checkpoints=[Stored(number, count, at, bytes(root), note) for number, count, at, root, note in rows],
        forgotten=[(int(found[1]), int(found[2])) for found in matches if found],
        keys=[key for (key,) in connection.execute("SELECT key FROM audit_key ORDER BY since")],
    )


def blocks(connection: Connection, span: Range) -> Iterator[Block]:
    """The leaves of a chunk, in blocks of up to 256.

    The lines of a chunk lie side by side but for a few; their numbers are bounded, for the planner cannot know it and
    would read whole tables.
    """
    query = (  # OFFSET 0: or the planner would look for the least number from the beginning of the log
        "SELECT coalesce(min(line_id), 0), coalesce(max(line_id), 0) FROM"
        ' (SELECT line_id FROM audit_leaf WHERE "index" >= %s AND "index" < %s OFFSET 0) f'
    )
    first, last = _one(connection, query, tuple(span))
    values = {"begin": span.begin, "end": span.end, "first": first, "last": last}
    with connection.cursor(binary=True) as cursor:
        for block, rows, hashes in cursor.execute(BLOCKS.encode(), values, prepare=False):
            yield Block(max(block << BITS, span.begin), rows, hashes)


def nodes(connection: Connection, level: int, span: Range) -> dict[int, bytes]:
    """Stored hashes of a level, by place."""
    query = 'SELECT "index", hash FROM audit_node WHERE level = %s AND "index" >= %s AND "index" < %s'
    return {place: bytes(hashed) for place, hashed in connection.execute(query, (level, *span))}


def high_nodes(connection: Connection) -> dict[tuple[int, int], bytes]:
    """Stored hashes of level 3 and above, by level and place."""
    rows = connection.execute('SELECT level, "index", hash FROM audit_node WHERE level > 2')
    return {(level, place): bytes(hashed) for level, place, hashed in rows}


def stamps(connection: Connection) -> list[tuple[int, datetime, bytes]]:
    """Time stamps: the checkpoint's number, the moment as it stands, the authority's answer."""
    rows = connection.execute("SELECT number, at, token FROM audit_stamp ORDER BY number")
    return [(number, at, bytes(token)) for number, at, token in rows]


def line_before(connection: Connection, index: int) -> int:
    """The largest number of a line among the 256 leaves before that index; 0 where there is none."""
    query = 'SELECT coalesce(max(line_id), 0) FROM audit_leaf WHERE "index" < %s AND "index" >= %s'
    return int(_one(connection, query, (index, index - 256))[0])


def strays(connection: Connection, after: int) -> list[Finding]:
    """Lines beyond number `after` that have no leaf and wait for none, and a search index that is not theirs."""
    found: list[Finding] = []
    values = (after, _MOST_NAMED)
    for query, fault, text in (
        (_WITHOUT_LEAF, Fault.SLIPPED_IN, "Line {} stands in the log without a leaf: it was put there by hand."),
        (_TWO_LEAVES, Fault.TWICE, "Line {} has two leaves."),
        (_WAITS_FOR_NOTHING, Fault.GONE, "Line {} was taken away before it had its leaf."),
    ):
        rows = connection.execute(_query(query), values)
        found += [Finding(fault, text.format(number), number) for (number,) in rows]
    for query, text in (
        (_NOT_INDEXED, "Line {} cannot be found by everything that it names: the search index was changed."),
        (_WRONGLY_INDEXED, "Line {} is found by what it does not name: the search index was changed."),
    ):
        rows = connection.execute(_query(query), {"after": after, "most": _MOST_NAMED})
        found += [Finding(Fault.INDEX, text.format(number), number) for (number,) in rows]
    return found


def _query(text: str) -> QueryNoTemplate:
    return text.encode()


def _one(connection: Connection, query: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
    found = connection.execute(_query(query), values).fetchone()
    assert found is not None
    return found
