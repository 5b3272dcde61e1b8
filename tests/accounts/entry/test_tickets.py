"""Tickets: once, for one act, for minutes."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from beadle.accounts.entry import tickets
from beadle.accounts.entry.errors import TicketGone
from beadle.accounts.entry.models import TicketRow
from beadle.accounts.entry.terms import Act
from beadle.accounts.entry.tickets import Ticket
from beadle.accounts.errors import TooManyAttempts
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def issue(database: Database, clock: FixedClock, act: Act = Act.PROOF, address: str = "192.0.2.7") -> str:
    async with database.work() as session:
        return await tickets.issue(session, clock, Ticket(act, address, data={"a": 1}))


async def take(database: Database, clock: FixedClock, token: str, act: Act = Act.PROOF) -> Ticket:
    async with database.work() as session:
        return await tickets.take(session, clock, act, token)


async def count_try(database: Database, clock: FixedClock, token: str) -> Ticket:
    async with database.work() as session:
        return await tickets.count_try(session, clock, Act.PROOF, token)


async def test_a_ticket_is_taken_once(database: Database, clock: FixedClock) -> None:
    token = await issue(database, clock)
    found = await take(database, clock, token)
    assert (found.act, found.address, found.data, len(found.challenge)) == (Act.PROOF, "192.0.2.7", {"a": 1}, 32)
    with pytest.raises(TicketGone):
        await take(database, clock, token)


async def test_of_many_who_come_together_one_has_it(database: Database, clock: FixedClock) -> None:
    token = await issue(database, clock)
    answers = await asyncio.gather(*(take(database, clock, token) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(one, Ticket) for one in answers) == 1
    assert sum(isinstance(one, TicketGone) for one in answers) == 7


@pytest.mark.parametrize("wrong", ["", "x", "\0", "\ud800", "x" * 5000])
async def test_made_up_ones(database: Database, clock: FixedClock, wrong: str) -> None:
    await issue(database, clock)
    with pytest.raises(TicketGone):
        await take(database, clock, wrong)


async def test_a_ticket_is_for_one_act(database: Database, clock: FixedClock) -> None:
    token = await issue(database, clock, Act.PASSKEY_ADD)
    for act in set(Act) - {Act.PASSKEY_ADD}:
        with pytest.raises(TicketGone):
            await take(database, clock, token, act)
    assert (await take(database, clock, token, Act.PASSKEY_ADD)).act is Act.PASSKEY_ADD


async def test_a_ticket_lasts_five_minutes_and_is_swept_away(database: Database, clock: FixedClock) -> None:
    token = await issue(database, clock)
    clock.advance(299.9)
    await count_try(database, clock, token)
    clock.advance(0.1)
    with pytest.raises(TicketGone):
        await take(database, clock, token)
    await issue(database, clock)
    async with database.session() as session:
        assert len((await session.scalars(select(TicketRow))).all()) == 1


async def test_five_tries_also_when_they_come_together(database: Database, clock: FixedClock) -> None:
    token = await issue(database, clock)
    answers = await asyncio.gather(*(count_try(database, clock, token) for _ in range(9)), return_exceptions=True)
    assert sum(isinstance(one, Ticket) for one in answers) == 5


async def test_a_ticket_can_be_dropped(database: Database, clock: FixedClock) -> None:
    token = await issue(database, clock)
    async with database.work() as session:
        await tickets.drop(session, token)
    with pytest.raises(TicketGone):
        await take(database, clock, token)


async def test_one_address_has_so_many_open(database: Database, clock: FixedClock) -> None:
    for _ in range(100):
        await issue(database, clock)
    with pytest.raises(TooManyAttempts):
        await issue(database, clock)
    await issue(database, clock, address="198.51.100.1")


async def test_the_token_is_not_stored(database: Database, clock: FixedClock) -> None:
    tokens = {await issue(database, clock) for _ in range(3)}
    assert len(tokens) == 3
    async with database.session() as session:
        rows = (await session.scalars(select(TicketRow))).all()
    assert not any(token.encode() in row.token_hash or token in str(row.data) for row in rows for token in tokens)
    assert len({row.challenge for row in rows}) == 3
