"""A log with lines in it, sealed by the real sequencer under a key of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from beadle.audit.note import Checkpoint, Signer
from beadle.audit.sequencer import Connection, Sequencer, connect
from beadle.audit.service import record_all
from beadle.audit.terms import Entry
from beadle.platform.clock import SYSTEM, Clock
from beadle.platform.db import Database

KEY = Signer("beadle/test", b"k" * 32)


async def write(database: Database, clock: Clock, *entries: Entry) -> list[int]:
    """Write entries in one transaction; their numbers."""
    async with database.work() as session:
        return await record_all(session, clock, entries)


@asynccontextmanager
async def sealing(database: Database, clock: Clock, key: Signer = KEY) -> AsyncIterator[tuple[Sequencer, Connection]]:
    """A sequencer that has read where the tree stands, and its connection."""
    sequencer = Sequencer(database.url, clock, lambda: key)
    async with await connect(database.url) as connection:
        await sequencer.load(connection)
        yield sequencer, connection


async def seal(database: Database, clock: Clock, key: Signer = KEY) -> None:
    """Seal what is there and sign a checkpoint."""
    async with sealing(database, clock, key) as (sequencer, connection):
        await sequencer.seal_all(connection)
        await sequencer.sign(connection)


def point(number: int) -> str:
    """The note of a checkpoint."""
    at = datetime(2026, 6, 1, 12, number, tzinfo=UTC)
    return KEY.sign(Checkpoint("beadle/test", number * 10, bytes([number]) * 32, number, at).body())


def keep_sealing(url: str) -> None:
    """A sequencer as a process of its own has it, until it is killed."""

    async def run() -> None:
        sequencer = Sequencer(url, SYSTEM, lambda: KEY, checkpoint_seconds=1)
        await sequencer.run(asyncio.Event())

    asyncio.run(run())
