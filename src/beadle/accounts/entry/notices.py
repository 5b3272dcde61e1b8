"""Notices: what a user is told of their own sign-in, so that they notice what they did not do themselves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.entry.models import NoticeRow
from beadle.accounts.entry.terms import Notice
from beadle.accounts.models import Account
from beadle.platform.clock import Clock
from beadle.platform.db import new_id

KEPT_FOR = timedelta(days=90)
_SHOWN = 20


async def add(
    session: AsyncSession, clock: Clock, account_id: uuid.UUID, kind: Notice, address: str, *, by: str = ""
) -> uuid.UUID:
    """Tell the user; `address` is where it was done from, "" where it was the machine itself. Old ones go.

    by: who did it, where it was somebody else.
    """
    now = clock.now()
    await session.execute(delete(NoticeRow).where(NoticeRow.account_id == account_id, NoticeRow.at < now - KEPT_FOR))
    row = NoticeRow(id=new_id(), account_id=account_id, at=now, kind=kind.value, address=address[:64], by_name=by[:120])
    session.add(row)
    await session.flush()
    return row.id


async def password_changed(session: AsyncSession, clock: Clock, account_id: uuid.UUID, address: str) -> None:
    """Note when the user's password was changed, and tell them."""
    await session.execute(update(Account).where(Account.id == account_id).values(password_changed_at=clock.now()))
    await add(session, clock, account_id, Notice.PASSWORD_CHANGED, address)


async def password_reset(session: AsyncSession, clock: Clock, account_id: uuid.UUID, address: str, *, by: str) -> None:
    """Note when the user was given another password, and tell them who did that; by "": the machine's command line."""
    await session.execute(update(Account).where(Account.id == account_id).values(password_changed_at=clock.now()))
    await add(session, clock, account_id, Notice.PASSWORD_RESET, address, by=by)


async def withdraw(session: AsyncSession, notice_id: uuid.UUID) -> None:
    """It turned out not to be so."""
    await session.execute(delete(NoticeRow).where(NoticeRow.id == notice_id))


async def since(session: AsyncSession, account_id: uuid.UUID, moment: datetime) -> Sequence[NoticeRow]:
    """The user's notices from that moment on, newest first."""
    query = select(NoticeRow).where(NoticeRow.account_id == account_id, NoticeRow.at >= moment)
    return (await session.scalars(query.order_by(NoticeRow.at.desc(), NoticeRow.id).limit(_SHOWN))).all()
