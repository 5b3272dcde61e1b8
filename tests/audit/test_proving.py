"""Proofs and the state of the log, and what they say when somebody was there with a hand."""

from __future__ import annotations

import psycopg
import pytest
from tests.factories.log import KEY, seal, write

from beadle.audit.errors import BadRange, NoSuchLine, NotSealed
from beadle.audit.proving import checkpoints, consistency, prove, state
from beadle.audit.terms import Entry
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database, libpq_url

ENTRY = Entry(action="x", actor="olivia")


def by_hand(database: Database, statement: str) -> None:
    with psycopg.connect(libpq_url(database.url)) as hand:
        hand.execute("SET session_replication_role = replica")
        hand.execute(statement)


async def test_a_proof_says_when_the_line_was_changed(database: Database, clock: FixedClock) -> None:
    await write(database, clock, *[ENTRY] * 3)
    await seal(database, clock)
    async with database.session() as session:
        assert (await prove(session, 2)).consistent
    by_hand(database, "UPDATE audit_line SET action = 'y' WHERE id = 2")
    async with database.session() as session:
        assert not (await prove(session, 2)).consistent
        assert (await prove(session, 3)).consistent


async def test_what_cannot_be_proved(database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        with pytest.raises(NoSuchLine):
            await prove(session, 1)
    await write(database, clock, ENTRY)
    async with database.session() as session:
        with pytest.raises(NotSealed):
            await prove(session, 1)
    await seal(database, clock)
    await write(database, clock, ENTRY)
    async with database.session() as session:
        with pytest.raises(NotSealed):
            await prove(session, 2)
        for old, new in ((0, 1), (1, 2), (1, 0)):
            with pytest.raises(BadRange):
                await consistency(session, old, new)
        assert (await consistency(session, 1, 1)).consistent


async def test_a_fork_is_not_consistent(database: Database, clock: FixedClock) -> None:
    for _ in range(2):
        await write(database, clock, *[ENTRY] * 3)
        clock.advance(60)
        await seal(database, clock)
    async with database.session() as session:
        assert (await consistency(session, 3, 6)).consistent
    by_hand(database, 'UPDATE audit_leaf SET hash = sha256(hash) WHERE "index" = 4')
    async with database.session() as session:
        assert not (await consistency(session, 3, 6)).consistent


async def test_how_the_log_stands(database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        empty = await state(session)
    assert (empty.size, empty.checkpoint, empty.waiting_since, empty.key) == (0, None, None, "")
    await write(database, clock, ENTRY)
    await seal(database, clock)
    clock.advance(5)
    await write(database, clock, *[ENTRY] * 2)
    async with database.session() as session:
        found = await state(session)
        assert [row.number for row in await checkpoints(session, before=None, limit=5)] == [1]
    assert (found.size, found.unsealed, found.waiting_since, found.key) == (1, 2, clock.now(), KEY.verifier.text)
    assert found.checkpoint is not None
    assert found.root == found.checkpoint.root
