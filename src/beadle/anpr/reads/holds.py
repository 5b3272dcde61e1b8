"""Holds on reads: kept beyond their time, with a reason and a day on which somebody asks whether that still holds."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.terms import Actor
from beadle.anpr.reads import queries
from beadle.anpr.reads.errors import HeldAlready, NoSuchHold
from beadle.anpr.reads.models import HoldRow
from beadle.anpr.reads.queries import Stored
from beadle.anpr.reads.schemas import ReadHoldIn
from beadle.platform.clock import Clock
from beadle.platform.errors import Invalid

REVIEWED_AFTER = timedelta(days=90)


async def place(session: AsyncSession, clock: Clock, actor: Actor, read: Stored, wish: ReadHoldIn) -> HoldRow:
    """Keep a read until the hold is released. read: locked against retention. Raises HeldAlready, Invalid."""
    assert actor.id is not None
    now = clock.now()
    review_on = wish.review_on or (now + REVIEWED_AFTER).date()
    if review_on < now.date():
        raise Invalid("The review lies in the past.", advice="Choose a day to come.")
    if await queries.hold_in_force(session, read.id) is not None:
        raise HeldAlready("This read is held already.", advice="Look at its hold.")
    row = HoldRow(
        read_id=read.id,
        read_at=read.at,
        reason=wish.reason,
        case_reference=wish.case_reference,
        review_on=review_on,
        placed_by=actor.id,
        placed_by_name=actor.display_name,
        placed_at=now,
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise HeldAlready("This read is held already.", advice="Look at its hold.") from error
    return row


async def release(session: AsyncSession, clock: Clock, actor: Actor, read: Stored, reason: str) -> HoldRow:
    """End the hold on a read: it is deleted when its time is over. Raises NoSuchHold."""
    row = await queries.hold_in_force(session, read.id)
    if row is None:
        raise NoSuchHold("This read is not held.")
    row.released_at, row.released_by_name, row.release_reason = clock.now(), actor.display_name, reason
    await session.flush()
    return row
