"""From a directory's claims to a user: finding, making, mapping and linking. Known by (issuer, subject) alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts import queries, service
from beadle.accounts.entry import claims as rules
from beadle.accounts.entry.errors import DirectoryRefused, FactorThere, NotEnrolled
from beadle.accounts.entry.models import DirectoryLink
from beadle.accounts.entry.settings import OidcSettings
from beadle.accounts.models import Account
from beadle.accounts.rights import granting
from beadle.accounts.rights import queries as rights
from beadle.accounts.terms import SYSTEM, Grant
from beadle.accounts.terms import Action as UserAction
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.clock import Clock
from beadle.platform.db import new_id


async def linked(session: AsyncSession, issuer: str, subject: str) -> tuple[Account, DirectoryLink] | None:
    """The user whom the directory knows by that subject."""
    query = select(Account, DirectoryLink).join(DirectoryLink, DirectoryLink.account_id == Account.id)
    row = await session.execute(query.where(DirectoryLink.issuer == issuer, DirectoryLink.subject == subject))
    found = row.one_or_none()
    return None if found is None else (found[0], found[1])


async def admit(session: AsyncSession, clock: Clock, settings: OidcSettings, claims: Mapping[str, Any]) -> Account:
    """The user who comes in with these claims. Raises DirectoryRefused that says why not.

    Users whom the directory made have what it says, each time anew; others keep what was granted to them here.
    """
    found = await linked(session, settings.issuer, claims["sub"])
    if not rules.strong_enough(claims, settings):
        raise DirectoryRefused("The directory asked for less than is demanded here.", reason="weak")
    if found is None:
        return await _welcome(session, clock, settings, claims)
    account, link = found
    if account.disabled:
        raise DirectoryRefused("This user is disabled.", reason="disabled")
    if link.managed:
        await _map(session, clock, account, await _grants(session, settings, claims))
    return account


async def _grants(session: AsyncSession, settings: OidcSettings, claims: Mapping[str, Any]) -> frozenset[Grant]:
    groups = {group.name: group.id for group in await rights.groups(session)}
    purposes = {purpose.key: purpose.id for purpose in await rights.purposes(session)}
    return rules.grants_of(claims, settings, groups, purposes)


async def _map(session: AsyncSession, clock: Clock, account: Account, grants: frozenset[Grant]) -> None:
    """Give the user what the directory says. What is new ends the sessions that had less, or more."""
    before = service.granted(account)
    if before == grants:
        return
    account.grants = granting.rows(grants)
    await service.end_sessions(session, account.id)
    await session.flush()
    detail = {"name": account.name, "grants": [granting.for_audit(before), granting.for_audit(grants)]}
    await _record(session, clock, UserAction.CHANGE_USER, account, detail)


async def _welcome(session: AsyncSession, clock: Clock, settings: OidcSettings, claims: Mapping[str, Any]) -> Account:
    grants = await _grants(session, settings, claims)
    if not settings.create_users:
        raise DirectoryRefused("The directory's user is not known here.", reason="unknown")
    if not grants:
        raise _no_role()
    name = rules.sign_in_name(claims, settings)
    if name is None or await queries.by_name(session, name) is not None:
        # A name is a word and no proof: whoever has it here already is not taken over by whoever has it there.
        raise DirectoryRefused("The name from the directory cannot be used here.", reason="name")
    account = Account(
        id=new_id(),
        name=name,
        display_name=rules.display_name(claims, name),
        grants=granting.rows(grants),
        disabled=False,
        password_hash=None,
        created_at=clock.now(),
    )
    session.add(account)
    await session.flush()
    session.add(
        DirectoryLink(
            issuer=settings.issuer, subject=claims["sub"], account_id=account.id, managed=True, linked_at=clock.now()
        )
    )
    await session.flush()
    await _record(session, clock, UserAction.CREATE_USER, account, service.shown(account))
    return account


async def link(
    session: AsyncSession, clock: Clock, settings: OidcSettings, account_id: uuid.UUID, subject: str
) -> None:
    """Let the user come in through the directory too. Raises FactorThere where either is linked otherwise."""
    row = {
        "issuer": settings.issuer,
        "subject": subject,
        "account_id": account_id,
        "managed": False,
        "linked_at": clock.now(),
    }
    made = insert(DirectoryLink).values(row).on_conflict_do_nothing().returning(DirectoryLink.account_id)
    if await session.scalar(made) is None:
        raise FactorThere("This directory account is linked already.", advice="Remove the other link first.")


async def unlink(session: AsyncSession, account_id: uuid.UUID) -> None:
    """Do without the directory. Raises NotEnrolled where there is no link, or nothing else to sign in with."""
    account = await session.get(Account, account_id)
    if account is None or account.password_hash is None:
        raise NotEnrolled("You sign in through the directory alone.", advice="Ask an administrator for a password.")
    if account.password_until is not None:
        raise NotEnrolled("Your password was given to you, and runs out.", advice="Choose one of your own first.")
    gone = delete(DirectoryLink).where(DirectoryLink.account_id == account_id).returning(DirectoryLink.account_id)
    if await session.scalar(gone) is None:
        raise NotEnrolled("You have no link to the directory.", advice="Load the page again.")


def may_come_in(account: Account) -> None:
    """Return where the user has any right. Raises DirectoryRefused: a session without one would be of no use."""
    if not account.grants:
        raise _no_role()


def _no_role() -> DirectoryRefused:
    return DirectoryRefused("The directory gives you no role here.", reason="no-role")


async def _record(
    session: AsyncSession, clock: Clock, action: UserAction, account: Account, detail: Mapping[str, Any]
) -> None:
    said = {**detail, "from": "the directory"}
    await audit.record(
        session, clock, Entry(action=action, actor=SYSTEM.name, object=f"user:{account.id}", detail=said)
    )
