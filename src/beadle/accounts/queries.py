"""Reading users and sessions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.models import Account, AccountSession
from beadle.accounts.terms import Actor, Role


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that was found: whose, since when, last used when (UTC)."""

    actor: Actor
    created_at: datetime
    seen_at: datetime


def actor_of(account: Account) -> Actor:
    """The account as one who acts."""
    return Actor(
        id=account.id,
        name=account.name,
        display_name=account.display_name,
        roles=frozenset(Role(role) for role in account.roles),
    )


async def signed(session: AsyncSession, token_hash: bytes) -> Signed | None:
    """The session with that token, of a user who is not disabled. Whether it has run out is for the caller."""
    query = (
        select(AccountSession, Account)
        .join(Account, Account.id == AccountSession.account_id)
        .where(AccountSession.token_hash == token_hash, Account.disabled.is_(False))
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    found, account = row
    return Signed(actor=actor_of(account), created_at=found.created_at, seen_at=found.seen_at)


async def by_name(session: AsyncSession, name: str) -> Account | None:
    """The user who signs in with that (normalised) name."""
    found: Account | None = await session.scalar(select(Account).where(Account.name == name))
    return found


async def all_accounts(session: AsyncSession) -> Sequence[Account]:
    """Every user, by name."""
    return (await session.scalars(select(Account).order_by(Account.name))).all()


async def enabled_administrators(session: AsyncSession, *, besides: uuid.UUID) -> int:
    """How many others could still manage users. Locks their rows, so that two of them cannot both be last to leave."""
    query = (
        select(Account.id)
        .where(Account.roles.contains([Role.ADMINISTRATOR.value]), Account.disabled.is_(False), Account.id != besides)
        .with_for_update()
    )
    return len((await session.scalars(query)).all())


async def count(session: AsyncSession) -> int:
    """How many users there are."""
    return await session.scalar(select(func.count()).select_from(Account)) or 0
