"""Reading users and sessions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.errors import UserNotFound
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.permissions import may_state
from beadle.accounts.rights.models import AccountGrant, BreakGlass, Purpose
from beadle.accounts.sessions import ROTATION_GRACE
from beadle.accounts.terms import Actor, Glass, Grant, Role, Stated
from beadle.platform.db import UtcDateTime


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that was found: whose, since when, last used when, and how well it is proved whose it is (UTC).

    password_until: of the user's first password; None where the password is their own, or there is none. proved_at:
    None too where the token is the one before the last proof: the old token does not gain by it.
    """

    id: uuid.UUID
    actor: Actor
    created_at: datetime
    seen_at: datetime
    method: str
    proved_at: datetime | None
    locked_at: datetime | None
    second_factor: str
    password_until: datetime | None
    before_at: datetime | None
    before_address: str | None
    before_method: str | None


def actor_of(account: Account) -> Actor:
    """The account as one who acts, outside any session: no purpose is stated and no glass is broken."""
    return Actor(
        id=account.id,
        name=account.name,
        display_name=account.display_name,
        grants=tuple(grant_of(row) for row in account.grants),
    )


def grant_of(row: AccountGrant) -> Grant:
    """The row for the rules."""
    return Grant(Role(row.role), row.group_id, None if row.purpose_ids is None else frozenset(row.purpose_ids))


async def signed(session: AsyncSession, token_hash: bytes, now: datetime) -> Signed | None:
    """The session with that token, of a user who is not disabled. Whether it has run out is for the caller."""
    current = await _signed(session, AccountSession.token_hash == token_hash, now)
    if current is not None:
        return current
    before = (AccountSession.previous_hash == token_hash) & (AccountSession.rotated_at > now - ROTATION_GRACE)
    found = await _signed(session, before, now)
    return found and replace(found, proved_at=None)


async def signed_by_id(session: AsyncSession, session_id: uuid.UUID, now: datetime) -> Signed | None:
    """The session of that id, whatever its token is by now, of a user who is not disabled."""
    return await _signed(session, AccountSession.id == session_id, now)


async def _signed(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> Signed | None:
    """Everything that a request has to know of who sends it, in one query: every request asks it."""
    row = (await session.execute(_WHO.where(which), {"now": now})).one_or_none()
    if row is None:
        return None
    found, purpose, glass = row.AccountSession, row.Purpose, row.BreakGlass
    actor = Actor(
        id=row.account_id,
        name=row.name,
        display_name=row.display_name,
        grants=tuple(_grant(*each) for each in row.grants or ()),
        glass=glass and Glass(glass.id, glass.reason, glass.case_reference, glass.until),
        purposes=frozenset(row.purposes or ()),
    )
    return Signed(
        id=found.id,
        actor=replace(actor, stated=_stated(found, purpose, actor, now)),
        created_at=found.created_at,
        seen_at=found.seen_at,
        method=found.method,
        proved_at=found.proved_at,
        locked_at=found.locked_at,
        second_factor=row.second_factor,
        password_until=row.password_until,
        before_at=found.before_at,
        before_address=found.before_address,
        before_method=found.before_method,
    )


def _grant(role: str, group: str | None, purposes: list[str] | None) -> Grant:
    return Grant(
        Role(role),
        None if group is None else uuid.UUID(group),
        None if purposes is None else frozenset(uuid.UUID(each) for each in purposes),
    )


def _who() -> Select[Any]:
    in_force = select(func.array_agg(Purpose.id)).where(Purpose.retired.is_(False)).scalar_subquery()
    granted = (
        select(func.json_agg(func.json_build_array(AccountGrant.role, AccountGrant.group_id, AccountGrant.purpose_ids)))
        .where(AccountGrant.account_id == Account.id)
        .scalar_subquery()
    )
    stated = or_(
        Purpose.id == AccountSession.purpose_id, and_(AccountSession.purpose_at.is_(None), Purpose.usual.is_(True))
    )
    broken = and_(
        BreakGlass.session_id == AccountSession.id,
        BreakGlass.ended_at.is_(None),
        BreakGlass.until > bindparam("now", type_=UtcDateTime),
    )
    return (
        select(
            AccountSession,
            *(Account.id.label("account_id"), Account.name, Account.display_name),
            *(Account.second_factor, Account.password_until),
            *(Purpose, BreakGlass, granted.label("grants"), in_force.label("purposes")),
        )
        .join(Account, Account.id == AccountSession.account_id)
        .outerjoin(Purpose, stated)
        .outerjoin(BreakGlass, broken)
        .where(Account.disabled.is_(False))
        .execution_options(populate_existing=True)
    )


_WHO = _who()
"""Whose session it is, by what is then asked of `AccountSession`. Made once: making it costs more than asking it."""


def _stated(row: AccountSession, purpose: Purpose | None, actor: Actor, now: datetime) -> Stated | None:
    if purpose is None or purpose.retired or (row.purpose_until is not None and row.purpose_until <= now):
        return None
    if row.purpose_at is None and not may_state(actor, purpose.id):
        return None  # nobody stated it: it is only what sessions begin with
    return Stated(purpose.id, purpose.name, row.case_reference, row.second_name, row.purpose_until)


async def by_name(session: AsyncSession, name: str) -> Account | None:
    """The user who signs in with that (normalised) name."""
    found: Account | None = await session.scalar(select(Account).where(Account.name == name))
    return found


async def by_id(session: AsyncSession, account_id: uuid.UUID) -> Account:
    """The user of that identifier. Raises UserNotFound."""
    found = await session.get(Account, account_id)
    if found is None:
        raise UserNotFound("There is no such user.", advice="Load the list of users again.")
    return found


async def all_accounts(session: AsyncSession) -> Sequence[Account]:
    """Every user, by name."""
    return (await session.scalars(select(Account).order_by(Account.name))).all()


async def enabled_administrators(session: AsyncSession, *, besides: uuid.UUID) -> int:
    """How many others could still manage users. Locks their rows, so that two of them cannot both be last to leave."""
    administers = Account.grants.any(AccountGrant.role == Role.ADMINISTRATOR.value)
    query = (
        select(Account.id)
        .where(administers, Account.disabled.is_(False), Account.id != besides)
        .order_by(Account.id)
        .with_for_update()
    )
    return len((await session.scalars(query)).all())


async def count(session: AsyncSession) -> int:
    """How many users there are."""
    return await session.scalar(select(func.count()).select_from(Account)) or 0
