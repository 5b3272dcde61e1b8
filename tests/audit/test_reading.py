"""Reading in one snapshot, a block of leaves a row."""

from __future__ import annotations

import psycopg
import pytest
from tests.factories.log import seal, write

from beadle.audit import reading
from beadle.audit.merkle import Range, leaf_hash
from beadle.audit.terms import Entry
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

NASTY = Entry(action="x", actor='a\tb\nc"\\é\r', object="\t\n\\", purpose="\u2028\x1f\x7f", detail={"\t": "\n"})


async def test_blocks_hold_what_was_hashed_whatever_it_contains(database: Database, clock: FixedClock) -> None:
    await write(database, clock, *[NASTY] * 300)
    await seal(database, clock)
    with reading.connect(database.url) as connection:
        blocks = list(reading.blocks(connection, Range(0, 300)))
        assert [block.begin for block in blocks] == [0, 256]
        for block in blocks:
            rows = block.rows.split(b"\n")
            inputs = [row.split(b"\t")[5] for row in rows]
            assert b"".join(leaf_hash(each) for each in inputs) == block.hashes
        assert list(reading.nodes(connection, 1, Range(0, 9))) == [0]
        assert reading.high_nodes(connection) == {}
        assert reading.line_before(connection, 256) == 256
        assert reading.line_before(connection, 0) == 0


async def test_all_connections_see_one_state_and_none_can_write(database: Database, clock: FixedClock) -> None:
    await write(database, clock, NASTY)
    await seal(database, clock)
    with reading.connect(database.url) as first:
        name = reading.snapshot(first)
        await write(database, clock, NASTY)
        clock.advance(60)
        await seal(database, clock)
        with reading.connect(database.url, name) as second:
            assert reading.outline(second).size == reading.outline(first).size == 1
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                second.execute("DELETE FROM audit_pending")
    with reading.connect(database.url) as later:
        outline = reading.outline(later)
        assert (outline.size, len(outline.checkpoints), len(outline.keys)) == (2, 2, 1)
        assert reading.strays(later, 0) == []
        assert reading.stamps(later) == []
