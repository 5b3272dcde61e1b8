from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from beadle.accounts.rights.reach import EVERYWHERE, Reach
from beadle.accounts.terms import Actor
from beadle.anpr.reads import search_queries, searching
from beadle.anpr.reads.errors import BadPattern, Decided, NoSuchOwnPlate, NoSuchSearch, SecondPerson
from beadle.anpr.reads.records import record
from beadle.anpr.reads.schemas import OwnPlateIn, SearchIn, SearchReviewIn
from beadle.anpr.reads.searching import Desk as Asking
from beadle.anpr.reads.searching import Grounded
from beadle.anpr.reads.terms import Judgement, Status, Why
from beadle.platform.db import Database

OLIVIA = Actor(uuid.UUID(int=1), "olivia", "Olivia")
MARY = Actor(uuid.UUID(int=2), "mary", "Mary")


async def ask(session: Any, desk: Any, drawn: int = 1, by: Actor = OLIVIA, **more: Any) -> Any:
    wish = SearchIn.model_validate(desk.question(**more))
    grounds = Grounded(by, wish.purpose_id, "Public safety", wish.case_reference)
    return await searching.ask(session, Asking(desk.clock, desk.settings, lambda _most: drawn), grounds, wish)


async def test_one_in_so_many_is_drawn_and_nobody_can_foresee_which(desk: Any, database: Database) -> None:
    asked: list[int] = []
    async with database.work() as session:
        wish = SearchIn.model_validate(desk.question())
        grounds = Grounded(OLIVIA, wish.purpose_id, "Public safety", wish.case_reference)
        dice = Asking(desk.clock, desk.settings, lambda most: asked.append(most) or 0)
        assert (await searching.ask(session, dice, grounds, wish)).sampled == Why.SAMPLE
        assert (await ask(session, desk, plate="XY1")).sampled == Why.NONE
    assert asked == [10]
    import secrets

    assert Asking(desk.clock, desk.settings).chance is secrets.randbelow


async def test_what_cannot_be_searched_for_is_not_entered(desk: Any, database: Database) -> None:
    async with database.work() as session:
        for bad in ({"plate": "AB1*"}, {"plate": "%%%", "mode": "partial"}, {"plate": "AB", "mode": "fuzzy"}):
            with pytest.raises(BadPattern):
                await ask(session, desk, **bad)
        assert await search_queries.searches(session, by=None, before=None, limit=10) == []


async def test_results_are_of_the_cameras_in_reach(desk: Any, database: Database) -> None:
    kept = await desk.seen()
    await desk.seen(camera="West Bars")
    async with database.work() as session:
        row = await ask(session, desk)
        found, _ = await searching.results(session, row, Reach(frozenset({desk.cameras["Horns Bridge"]})))
        assert [each.read.id for each in found] == [kept.read_id]
        assert len((await searching.results(session, row, EVERYWHERE))[0]) == 2
        assert await searching.results(session, row, Reach(frozenset())) == ([], False)
        row.status = Status.WAITING
        assert await searching.results(session, row, EVERYWHERE) == ([], False)


async def test_deciding_and_reviewing_are_somebody_elses(desk: Any, database: Database) -> None:
    since = (desk.clock.now() - timedelta(days=100)).isoformat()
    async with database.work() as session:
        row = await ask(session, desk, drawn=0, since=since)
        assert (row.status, searching.why(row, desk.settings) != "") == (Status.WAITING, True)
        with pytest.raises(SecondPerson):
            await searching.decide(session, desk.clock, OLIVIA, row, "approve", "It is mine")
        await searching.decide(session, desk.clock, MARY, row, "refuse", "Why so far back?")
        assert searching.why(row, desk.settings) == "Mary refused it: Why so far back?"
        with pytest.raises(Decided):
            await searching.decide(session, desk.clock, MARY, row, "approve", "On second thoughts")
        wish = SearchReviewIn(verdict=Judgement.UNCLEAR, remark="No case file")
        with pytest.raises(SecondPerson):
            await searching.review(session, desk.clock, OLIVIA, row, wish)
        assert (await searching.review(session, desk.clock, MARY, row, wish)).verdict == "unclear"
        with pytest.raises(Decided):
            await searching.review(session, desk.clock, MARY, row, wish)
        told = record(row, MARY.id, desk.settings)
        assert (told.mine, told.asked_by, told.decided_by, told.status) == (False, "Olivia", "Mary", Status.REFUSED)


async def test_the_database_itself_knows_no_one_who_decides_for_themselves(desk: Any, database: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    async with database.session() as session:
        row = await ask(session, desk)
        row.decided_by = row.asked_by
        with pytest.raises(IntegrityError):
            await session.flush()


async def test_searches_are_forgotten_at_the_end_of_their_time(desk: Any, database: Database) -> None:
    async with database.work() as session:
        old = await ask(session, desk)
        desk.clock.advance(60)
        new = await ask(session, desk, plate="XY1")
        await searching.forget_searches(session, new.asked_at)
        assert [row.id for row in await search_queries.searches(session, by=None, before=None, limit=10)] == [new.id]
        with pytest.raises(NoSuchSearch):
            await search_queries.search(session, uuid.uuid4())
    assert old.id != new.id


async def test_own_plates_are_of_users_that_there_are(desk: Any, database: Database) -> None:
    wish = OwnPlateIn(user_id=uuid.uuid4(), plate="MY51CAR")
    async with database.work() as session:
        with pytest.raises(NoSuchOwnPlate):
            await searching.note_own(session, desk.clock, MARY, wish, known=False)
        with pytest.raises(NoSuchOwnPlate):
            await searching.forget_own(session, uuid.uuid4())
