"""Sessions of a user, as they are listed and ended."""

from __future__ import annotations

import uuid

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import Browser, browser

from beadle.accounts import queries
from beadle.accounts.entry import people, tickets
from beadle.accounts.entry.models import TicketRow
from beadle.accounts.entry.terms import Act
from beadle.accounts.entry.tickets import Ticket
from beadle.accounts.errors import UserNotFound
from beadle.accounts.models import Account, AccountSession
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def test_a_user_that_is_not_there(database: Database) -> None:
    async with database.session() as session:
        with pytest.raises(UserNotFound):
            await people.account_of(session, uuid.uuid4())


async def test_others_end_and_half_done_sign_ins_with_them(
    operator: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    async with browser(app, scheme="https") as other:
        await other.sign_in("operator")
    async with database.work() as session:
        (account,) = (await session.scalars(select(Account))).all()
        rows = (await session.scalars(select(AccountSession))).all()
        assert len(rows) == 2
        await tickets.issue(session, clock, Ticket(Act.SECOND_FACTOR, "", account.id))
        await tickets.issue(session, clock, Ticket(Act.PASSKEY_SIGN_IN, ""))
        signed = await queries.signed_by_id(session, rows[0].id, clock.now())
        assert signed is not None
        await people.end_others(session, signed)
    async with database.session() as session:
        assert (await session.scalars(select(AccountSession.id))).all() == [rows[0].id]
        assert (await session.scalars(select(TicketRow.act))).all() == ["passkey-sign-in"]


async def test_sessions_that_have_ended_are_not_listed(operator: Browser, clock: FixedClock, app: FastAPI) -> None:
    clock.advance(11 * 3600)
    async with browser(app, scheme="https") as late:
        await late.sign_in("operator")
        listed = (await late.ask("GET", "/api/session/all")).json()
        assert [(one["current"], one["locked"]) for one in listed] == [(True, False), (False, True)]
        clock.advance(3600)
        await late.ask("POST", "/api/session/unlock", json={"password": "tea kettle orbit lamp"})
        assert len((await late.ask("GET", "/api/session/all")).json()) == 1
