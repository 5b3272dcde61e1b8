from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from beadle.accounts.terms import Actor
from beadle.anpr.reads import holds, queries
from beadle.anpr.reads.errors import HeldAlready, NoSuchHold
from beadle.anpr.reads.schemas import ReadHoldIn
from beadle.platform.db import Database
from beadle.platform.errors import Invalid

MARY = Actor(uuid.UUID(int=2), "mary", "Mary")
WISH = ReadHoldIn(reason="Evidence", case_reference="26000123456")


async def test_one_hold_at_a_time_and_each_ends_with_a_reason(desk: Any, database: Database) -> None:
    kept = await desk.seen()
    async with database.work() as session:
        read = await queries.read(session, kept.read_id, lock=True)
        with pytest.raises(NoSuchHold):
            await holds.release(session, desk.clock, MARY, read, "Nothing to release")
        row = await holds.place(session, desk.clock, MARY, read, WISH)
        assert (row.review_on, row.read_at, row.placed_by_name) == (date(2026, 8, 30), kept.at, "Mary")
        with pytest.raises(HeldAlready):
            await holds.place(session, desk.clock, MARY, read, WISH)
        assert await queries.holds(session, desk.clock.now()) == (1, 0)
        ended = await holds.release(session, desk.clock, MARY, read, "Over")
        assert (ended.id, ended.release_reason, ended.released_by_name) == (row.id, "Over", "Mary")
        assert await queries.holds(session, desk.clock.now()) == (0, 0)
        assert (await holds.place(session, desk.clock, MARY, read, WISH)).id != row.id


async def test_a_review_in_the_past_is_none(desk: Any, database: Database) -> None:
    kept = await desk.seen()
    async with database.work() as session:
        read = await queries.read(session, kept.read_id)
        with pytest.raises(Invalid, match="past"):
            await holds.place(session, desk.clock, MARY, read, WISH.model_copy(update={"review_on": date(2026, 5, 31)}))
