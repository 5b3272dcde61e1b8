"""Reading the log: filters, and pages that do not shift while lines are written."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.factories.log import write as write_all

from beadle.audit import queries
from beadle.audit.queries import count, is_identifier, line, lines, segment_lists
from beadle.audit.service import add_segments, record
from beadle.audit.terms import LONGEST_PAGE, ClosedSegment, Entry, Filter, Outcome
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def write(database: Database, clock: FixedClock, several: int, entry: Entry) -> None:
    async with database.work() as session:
        for _ in range(several):
            await record(session, clock, entry)
            clock.advance(1)


OLIVIA = Entry(action="camera.watch", actor="olivia", object="camera:1")
SAM = Entry(action="user.change", actor="sam", actor_id=uuid.UUID(int=9), object="user:2", outcome=Outcome.REFUSED)
EXPORT = Entry(
    action="export.request",
    actor="Sam's deputy",
    object="export:1",
    objects=("camera:1", "camera:2"),
    subjects=("plate:AB12CDE",),
    case_reference="24*1",
    purpose="police request",
)


async def found(database: Database, wanted: Filter, **more: int) -> list[int]:
    async with database.session() as session:
        return [each.id for each in (await lines(session, wanted, **more))[0]]


async def test_pages_follow_one_another_while_lines_are_written(database: Database, clock: FixedClock) -> None:
    await write(database, clock, 25, OLIVIA)
    seen: list[int] = []
    before = None
    async with database.session() as session:
        for _ in range(3):
            page, before = await lines(session, Filter(), before=before, limit=10)
            seen += [each.id for each in page]
            await write(database, clock, 3, SAM)
    assert before is None
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 25


async def test_filters_narrow(database: Database, clock: FixedClock) -> None:
    start = clock.now()
    await write(database, clock, 3, OLIVIA)
    await write(database, clock, 2, SAM)
    for wanted, several in (
        (Filter(), 5),
        (Filter(actor="olivia"), 3),
        (Filter(actor="oliv"), 0),
        (Filter(action="user.change"), 2),
        (Filter(object="camera:1", outcome=Outcome.OK), 3),
        (Filter(outcome=Outcome.REFUSED), 2),
        (Filter(since=start + timedelta(seconds=3)), 2),
        (Filter(until=start + timedelta(seconds=3)), 3),
        (Filter(actor="' OR 1=1 --"), 0),
    ):
        assert len(await found(database, wanted)) == several, wanted


async def test_persons_things_and_cases(database: Database, clock: FixedClock) -> None:
    await write_all(database, clock, OLIVIA, SAM, EXPORT)
    for wanted, numbers in (
        (Filter(person="sam"), [3, 2]),
        (Filter(person="SAM"), [3, 2]),
        (Filter(person="deputy"), [3]),
        (Filter(person="livi"), [1]),
        (Filter(person="nobody"), []),
        (Filter(person="%"), []),
        (Filter(person=str(uuid.UUID(int=9))), [2]),
        (Filter(person=str(uuid.UUID(int=8))), []),
        (Filter(thing="camera:1"), [3, 1]),
        (Filter(thing="camera:2"), [3]),
        (Filter(thing="export:1"), [3]),
        (Filter(thing="plate:AB12CDE"), [3]),
        (Filter(subject="plate:AB12CDE"), [3]),
        (Filter(subject="plate:AB12CDF"), []),
        (Filter(case_reference="24*1"), [3]),
        (Filter(purpose="police request"), [3]),
        (Filter(person="sam", thing="camera:1", subject="plate:AB12CDE", case_reference="24*1"), [3]),
        (Filter(person="olivia", thing="camera:2"), []),
    ):
        assert await found(database, wanted) == numbers, wanted
    async with database.session() as session:
        assert await count(session, Filter(thing="camera:1"), most=10) == 2
        assert await count(session, Filter(), most=2) == 2


async def test_pages_over_two_ways_in(database: Database, clock: FixedClock) -> None:
    """A camera that is now an object and now one of several: pages are as whole as with one index."""
    await write_all(database, clock, *[OLIVIA, EXPORT] * 10)
    seen: list[int] = []
    before: int | None = None
    while True:
        async with database.session() as session:
            page, before = await lines(session, Filter(thing="camera:1"), before=before, limit=3)
        seen += [each.id for each in page]
        if before is None:
            break
    assert seen == list(range(20, 0, -1))


async def test_a_wide_span_of_time_is_looked_for_among_the_numbers(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    for _ in range(10):
        await write(database, clock, 5, OLIVIA)
        clock.advance(86_400)
    for few in (20_000, 3):
        monkeypatch.setattr(queries, "_FEW", few)
        for wanted, numbers in (
            (Filter(since=start + timedelta(days=8)), range(50, 40, -1)),
            (Filter(until=start + timedelta(days=1)), range(5, 0, -1)),
            (Filter(since=start + timedelta(days=4), until=start + timedelta(days=6)), range(30, 20, -1)),
            (Filter(since=start + timedelta(days=40)), []),
            (Filter(until=start), []),
        ):
            assert await found(database, wanted) == list(numbers), (few, wanted)


async def test_a_line_of_a_wrong_clock_is_found_in_a_short_span(database: Database, clock: FixedClock) -> None:
    start = clock.now()
    await write(database, clock, 3, OLIVIA)
    clock.step_wall(-40 * 86_400)
    await write(database, clock, 1, SAM)
    clock.step_wall(40 * 86_400)
    await write(database, clock, 3, OLIVIA)
    assert await found(database, Filter(until=start - timedelta(days=30))) == [4]


async def test_the_page_has_bounds(database: Database, clock: FixedClock) -> None:
    await write(database, clock, 3, OLIVIA)
    async with database.session() as session:
        assert len((await lines(session, Filter(), limit=-5))[0]) == 1
        page, following = await lines(session, Filter(), limit=10 * LONGEST_PAGE)
        assert (len(page), following) == (3, None)
        page, following = await lines(session, Filter(), limit=3)
        assert (len(page), following) == (3, None)


async def test_one_line(database: Database, clock: FixedClock) -> None:
    (number,) = await write_all(database, clock, SAM)
    async with database.session() as session:
        one = await line(session, number)
        assert one is not None
        assert one.actor == "sam"
        assert await line(session, number + 1) is None


async def test_a_detail_that_is_no_json_is_shown_as_it_stands(database: Database, clock: FixedClock) -> None:
    (number,) = await write_all(database, clock, SAM)
    async with database.work() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text("UPDATE audit_personal SET detail = 'no json'"))
    async with database.session() as session:
        one = await line(session, number)
        assert one is not None
        assert one.detail == {"unreadable": "no json"}


async def test_lists_of_segments_by_volume_and_time(database: Database, clock: FixedClock) -> None:
    async with database.work() as session:
        for volume, start in (("a", 10), ("a", 20), ("b", 10)):
            await add_segments(session, clock, volume, [ClosedSegment(f"{volume}{start}", start, start + 9, 1, b"")])
    async with database.session() as session:
        assert len(await segment_lists(session, "a", 0, 30)) == 2
        assert len(await segment_lists(session, "a", 11, 30)) == 1
        assert len(await segment_lists(session, "a", 0, 20)) == 1
        assert len(await segment_lists(session, "c", 0, 30)) == 0


def test_identifiers() -> None:
    assert is_identifier("00000000-0000-0000-0000-00000000000a")
    assert is_identifier("00000000-0000-0000-0000-00000000000A")
    assert not is_identifier("0000000000000000000000000000000a")
    assert not is_identifier("olivia")
