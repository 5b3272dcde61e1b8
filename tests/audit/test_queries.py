"""Reading the log: filters, and pages that do not shift while lines are written."""

from __future__ import annotations

from datetime import timedelta

from beadle.audit.queries import lines
from beadle.audit.service import record
from beadle.audit.terms import LONGEST_PAGE, Entry, Filter, Outcome
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def write(database: Database, clock: FixedClock, count: int, entry: Entry) -> None:
    async with database.work() as session:
        for _ in range(count):
            await record(session, clock, entry)
            clock.advance(1)


OLIVIA = Entry(action="camera.watch", actor="olivia", object="camera:1")
SAM = Entry(action="user.change", actor="sam", object="user:2", outcome=Outcome.REFUSED)


async def test_pages_follow_one_another_while_lines_are_written(database: Database, clock: FixedClock) -> None:
    await write(database, clock, 25, OLIVIA)
    seen: list[int] = []
    before = None
    async with database.session() as session:
        for _ in range(3):
            page, before = await lines(session, Filter(), before=before, limit=10)
            seen += [line.id for line in page]
            await write(database, clock, 3, SAM)
    assert before is None
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 25


async def test_filters_narrow(database: Database, clock: FixedClock) -> None:
    start = clock.now()
    await write(database, clock, 3, OLIVIA)
    await write(database, clock, 2, SAM)

    async def count(wanted: Filter) -> int:
        async with database.session() as session:
            return len((await lines(session, wanted))[0])

    assert await count(Filter()) == 5
    assert await count(Filter(actor="olivia")) == 3
    assert await count(Filter(actor="oliv")) == 0
    assert await count(Filter(action="user.change")) == 2
    assert await count(Filter(object="camera:1", outcome=Outcome.OK)) == 3
    assert await count(Filter(outcome=Outcome.REFUSED)) == 2
    assert await count(Filter(since=start + timedelta(seconds=3))) == 2
    assert await count(Filter(until=start + timedelta(seconds=3))) == 3
    assert await count(Filter(actor="' OR 1=1 --")) == 0


async def test_the_page_has_bounds(database: Database, clock: FixedClock) -> None:
    await write(database, clock, 3, OLIVIA)
    async with database.session() as session:
        assert len((await lines(session, Filter(), limit=-5))[0]) == 1
        page, following = await lines(session, Filter(), limit=10 * LONGEST_PAGE)
        assert (len(page), following) == (3, None)
        page, following = await lines(session, Filter(), limit=3)
        assert (len(page), following) == (3, None)
