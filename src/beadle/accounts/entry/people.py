"""Users as signing in knows them: their sessions, and how their sign-in is secured."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.entry import factors, keyring
from beadle.accounts.entry.models import DirectoryLink, TicketRow
from beadle.accounts.entry.schemas import PasskeyOut, Security, SessionOut
from beadle.accounts.entry.terms import Method
from beadle.accounts.errors import UserNotFound
from beadle.accounts.guard import Ctx
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.queries import Signed
from beadle.accounts.sessions import ended_since, is_locked
from beadle.accounts.settings import AccountsSettings


async def account_of(session: AsyncSession, account_id: uuid.UUID) -> Account:
    """The user. Raises UserNotFound."""
    found = await session.get(Account, account_id)
    if found is None:
        raise UserNotFound("There is no such user.", advice="Load the list of users again.")
    return found


async def sessions_of(ctx: Ctx, signed: Signed) -> list[SessionOut]:
    """The sessions of the one whose session it is that have not ended, newest first."""
    settings, now = ctx.deps.settings.section(AccountsSettings), ctx.clock.now()
    query = select(AccountSession).where(AccountSession.account_id == signed.actor.id)
    rows = (await ctx.session.scalars(query.order_by(AccountSession.created_at.desc(), AccountSession.id))).all()
    roles = signed.actor.roles
    return [
        SessionOut(
            id=row.id,
            current=row.id == signed.id,
            created_at=row.created_at,
            seen_at=row.seen_at,
            address=row.address,
            method=Method(row.method),
            locked=is_locked(row.locked_at, row.seen_at, now, roles, settings),
        )
        for row in rows
        if not ended_since(row.created_at, row.seen_at, now, roles, settings)
    ]


async def end_others(session: AsyncSession, signed: Signed) -> None:
    """End the user's other sessions and whatever sign-in was half done: a factor of theirs has changed."""
    mine = AccountSession.account_id == signed.actor.id
    await session.execute(delete(AccountSession).where(mine, AccountSession.id != signed.id))
    await session.execute(delete(TicketRow).where(TicketRow.account_id == signed.actor.id))


async def security_of(ctx: Ctx, signed: Signed, *, passkeys_possible: bool) -> Security:
    """How the sign-in of the one whose session it is is secured."""
    assert signed.actor.id is not None
    account = await account_of(ctx.session, signed.actor.id)
    has = await factors.state(ctx.session, account.id)
    linked = select(DirectoryLink.issuer).where(DirectoryLink.account_id == account.id)
    keys = await keyring.of_account(ctx.session, account.id)
    changed_at = account.password_changed_at or account.created_at
    return Security(
        has_password=account.password_hash is not None,
        password_changed_at=None if account.password_hash is None else changed_at,
        totp_since=has.totp_since,
        recovery_codes_left=has.recovery_codes,
        passkeys=[PasskeyOut.model_validate(row, from_attributes=True) for row in keys],
        passkeys_possible=passkeys_possible,
        directory=await ctx.session.scalar(linked),
        sessions=await sessions_of(ctx, signed),
    )
