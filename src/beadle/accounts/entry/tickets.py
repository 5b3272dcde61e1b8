"""Tickets: the server's memory of an act that takes two requests. Single use, minutes long, bound to who and what."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.entry.errors import TicketGone
from beadle.accounts.entry.models import TicketRow
from beadle.accounts.entry.terms import Act
from beadle.accounts.errors import TooManyAttempts
from beadle.accounts.sessions import new_token, token_hash
from beadle.platform.clock import Clock

LIFE = timedelta(minutes=5)
TRIES = 5
"""Wrong codes that one ticket bears; then the sign-in begins anew, with the password."""
_OPEN_PER_ADDRESS = 100
_WAIT_S = 60


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is remembered. `challenge`: 32 random bytes that a passkey signs."""

    act: Act
    address: str
    account_id: uuid.UUID | None = None
    session_id: uuid.UUID | None = None
    challenge: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    data: Mapping[str, Any] = field(default_factory=dict)


async def issue(session: AsyncSession, clock: Clock, ticket: Ticket) -> str:
    """Remember it and give its token, which is nowhere else. Tickets that ran out are swept away.

    Raises TooManyAttempts where one address has very many open: strangers may ask for tickets, but not fill the table.
    """
    now = clock.now()
    await session.execute(delete(TicketRow).where(TicketRow.expires_at <= now))
    query = select(func.count()).select_from(TicketRow).where(TicketRow.address == ticket.address)
    if (await session.scalar(query) or 0) >= _OPEN_PER_ADDRESS:
        raise TooManyAttempts(
            "Too many sign-ins were begun from this address.",
            advice=f"Wait {_WAIT_S} seconds, then try again.",
            retry_after=_WAIT_S,
        )
    token = new_token()
    session.add(
        TicketRow(
            token_hash=token_hash(token),
            act=ticket.act.value,
            account_id=ticket.account_id,
            session_id=ticket.session_id,
            address=ticket.address,
            challenge=ticket.challenge,
            data=dict(ticket.data),
            tries=TRIES,
            expires_at=now + LIFE,
        )
    )
    await session.flush()
    return token


async def take(session: AsyncSession, clock: Clock, act: Act, token: str) -> Ticket:
    """The ticket, which is gone from now on. Call it in a transaction that is committed whatever the answer is worth.

    Raises TicketGone where there is none for that act.
    """
    query = delete(TicketRow).where(*_which(clock, act, token)).returning(TicketRow)
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        raise _gone()
    return _ticket(row)


async def count_try(session: AsyncSession, clock: Clock, act: Act, token: str) -> Ticket:
    """The ticket, with one try less; it goes with the last. Commit that before the answer is looked at.

    Raises TicketGone where there is none for that act.
    """
    query = select(TicketRow).where(*_which(clock, act, token)).with_for_update()
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        raise _gone()
    row.tries -= 1
    if row.tries <= 0:
        await session.delete(row)
    await session.flush()
    return _ticket(row)


async def drop(session: AsyncSession, token: str) -> None:
    """Forget the ticket: what it was for is done."""
    await session.execute(delete(TicketRow).where(TicketRow.token_hash == token_hash(token)))


def _which(clock: Clock, act: Act, token: str) -> tuple[Any, ...]:
    return TicketRow.token_hash == token_hash(token), TicketRow.act == act.value, TicketRow.expires_at > clock.now()


def _ticket(row: TicketRow) -> Ticket:
    return Ticket(Act(row.act), row.address, row.account_id, row.session_id, row.challenge, row.data)


def _gone() -> TicketGone:
    return TicketGone("This sign-in took too long or was answered already.", advice="Begin again.")
