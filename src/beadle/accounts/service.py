"""Verbs on users and sessions. They take a session, a clock and an actor, and never commit."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts import first_password, passwords, queries
from beadle.accounts.entry import notices
from beadle.accounts.errors import (
    Forbidden,
    LastAdministrator,
    NameTaken,
    UserNotFound,
    WeakPassword,
    WrongPassword,
)
from beadle.accounts.first_password import Secret
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.rights import granting
from beadle.accounts.schemas import UserChange, UserIn, normal_name
from beadle.accounts.sessions import token_hash
from beadle.accounts.terms import SYSTEM, Action, Actor, Grant, Role, everywhere
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.clock import Clock
from beadle.platform.errors import Invalid

_LOCK = 0x_ACC0
FIRST_NAME = "administrator"


async def ensure_first_administrator(session: AsyncSession, clock: Clock, *, days: int) -> Secret | None:
    """Where there is no user yet, add `administrator` and give their first password, to print once; else None.

    days: for how long it is good. Two processes that start together make one administrator.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if await queries.count(session):
        return None
    secret = first_password.made_up(clock.now(), days)
    await add_user_from_machine(session, clock, name=FIRST_NAME, roles={Role.ADMINISTRATOR}, secret=secret)
    return secret


async def ensure_demo_users(
    session: AsyncSession, clock: Clock, users: Mapping[str, tuple[str, Sequence[Grant]]], password: str
) -> None:
    """Add the demonstration's users that are missing: sign-in name to display name and grants, one password for all.

    Nobody has to change it: it is printed at every start, and whoever looks round is each of these people in turn.
    """
    shared = first_password.lasting(password)
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    for name, (display_name, grants) in users.items():
        if await queries.by_name(session, name) is None:
            await _add_from_machine(session, clock, (name, display_name), grants, shared)


async def add_user_from_machine(
    session: AsyncSession, clock: Clock, *, name: str, roles: Collection[Role], secret: Secret, display_name: str = ""
) -> Account:
    """Add a user for whoever administers the machine itself, with roles that hold for every camera and purpose.

    secret: a first password, or a lasting one of somebody who is at the machine and typed it themselves. Raises
    Invalid, NameTaken or WeakPassword.
    """
    return await _add_from_machine(session, clock, (name, display_name or name), everywhere(*roles), secret)


async def _add_from_machine(
    session: AsyncSession, clock: Clock, names: tuple[str, str], grants: Sequence[Grant], secret: Secret
) -> Account:
    given = [grant.model_dump() for grant in granting.out(frozenset(grants))]
    try:
        wanted = UserIn.model_validate({"name": names[0], "display_name": names[1], "grants": given})
    except ValidationError as error:
        faults = "; ".join(f"{(fault['loc'] or ('user',))[-1]}: {fault['msg']}" for fault in error.errors())
        raise Invalid(f"The user cannot be added: {faults}.", advice="Correct it and try again.") from None
    account = await create(session, clock, wanted, secret)
    await _record_from_machine(session, clock, Action.CREATE_USER, account, shown(account))
    return account


async def reset_password_from_machine(session: AsyncSession, clock: Clock, *, name: str, secret: Secret) -> None:
    """Give a user another password and end their sessions. Raises UserNotFound or WeakPassword."""
    account = await queries.by_name(session, normal_name(name))
    if account is None:
        raise UserNotFound(f"There is no user {name}.", advice="The sign-in names are listed on the users' screen.")
    await reset_password(session, account.id, secret)
    await notices.password_reset(session, clock, account.id, "", by="")
    await _record_from_machine(session, clock, Action.RESET_PASSWORD, account, {})


async def _record_from_machine(
    session: AsyncSession, clock: Clock, action: Action, account: Account, detail: Mapping[str, Any]
) -> None:
    said = {"name": account.name, **detail, "from": "the machine's own command line"}
    await audit.record(
        session, clock, Entry(action=action, actor=SYSTEM.name, object=f"user:{account.id}", detail=said)
    )


def shown(account: Account) -> dict[str, Any]:
    """What of a user stands in the audit log."""
    grants = granting.for_audit(granted(account))
    return {"name": account.name, "roles": account.roles, "grants": grants, "disabled": account.disabled}


async def display_names(session: AsyncSession, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these users are called, as far as they are there."""
    rows = await session.execute(select(Account.id, Account.display_name).where(Account.id.in_(ids)))
    return {row.id: row.display_name for row in rows}


def granted(account: Account) -> frozenset[Grant]:
    """What the user is granted."""
    return frozenset(queries.grant_of(row) for row in account.grants)


async def create(session: AsyncSession, clock: Clock, wanted: UserIn, secret: Secret) -> Account:
    """Add a user. Raises NameTaken, WeakPassword, or Invalid where a grant names what is not there."""
    passwords.check(secret.password, names=(wanted.name, wanted.display_name))
    if await queries.by_name(session, wanted.name) is not None:
        raise NameTaken(f"There is a user {wanted.name} already.", advice="Choose another name.")
    grants = granting.as_set(wanted.granted() or [])
    await granting.check(session, grants)
    account = Account(
        name=wanted.name,
        display_name=wanted.display_name,
        grants=granting.rows(grants),
        disabled=False,
        password_hash=await passwords.hashed(secret.password),
        password_until=secret.until,
        created_at=clock.now(),
    )
    session.add(account)
    try:
        await session.flush()
    except IntegrityError as error:
        raise NameTaken(f"There is a user {wanted.name} already.", advice="Choose another name.") from error
    return account


async def change(
    session: AsyncSession, account_id: uuid.UUID, wanted: UserChange, *, by: uuid.UUID | None = None
) -> tuple[Account, dict[str, Any]]:
    """Change a user; the second answer says what changed, without secrets.

    Other grants and being disabled end all sessions of the user. by: who changes it; nobody gives rights to themselves
    while there is another administrator to do it. Raises UserNotFound, Forbidden, Invalid, or LastAdministrator where
    nobody would be left to manage users.
    """
    account = await _for_update(session, account_id)
    administered = _administers(account)
    changed = _set_fields(account, wanted) | await _set_grants(session, account, wanted)
    if account.id == by and changed.keys() & {"grants", "disabled"}:
        await _check_alone(session, account)
    if administered and not _administers(account):
        await _another_administrator(session, account)
    if changed.keys() & {"grants", "disabled"}:
        await end_sessions(session, account.id)
    await session.flush()
    return account, changed


async def _for_update(session: AsyncSession, account_id: uuid.UUID) -> Account:
    account = await session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise UserNotFound("There is no such user.")
    return account


async def reset_password(session: AsyncSession, account_id: uuid.UUID, secret: Secret) -> Account:
    """Give the user another password; their sessions end, their second factors stay.

    Raises UserNotFound or WeakPassword.
    """
    account = await _for_update(session, account_id)
    await _set_password(session, account, secret)
    await end_sessions(session, account.id)
    return account


async def _set_password(session: AsyncSession, account: Account, secret: Secret) -> None:
    passwords.check(secret.password, names=(account.name, account.display_name))
    account.password_hash, account.password_until = await passwords.hashed(secret.password), secret.until
    await session.flush()


def _set_fields(account: Account, wanted: UserChange) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for field, value in (("display_name", wanted.display_name), ("disabled", wanted.disabled)):
        before = getattr(account, field)
        if value is not None and value != before:
            setattr(account, field, value)
            changed[field] = [before, value]
    return changed


async def _set_grants(session: AsyncSession, account: Account, wanted: UserChange) -> dict[str, Any]:
    given = wanted.granted()
    before, roles = granted(account), account.roles
    after = before if given is None else granting.as_set(given)
    if after == before:
        return {}
    await granting.check(session, after)
    account.grants = granting.rows(after)
    changed: dict[str, Any] = {"grants": [granting.for_audit(before), granting.for_audit(after)]}
    return changed if account.roles == roles else changed | {"roles": [roles, account.roles]}


async def _check_alone(session: AsyncSession, account: Account) -> None:
    if await queries.enabled_administrators(session, besides=account.id):
        raise Forbidden("Nobody changes their own rights.", advice="Ask another administrator.")


def _administers(account: Account) -> bool:
    return Role.ADMINISTRATOR.value in account.roles and not account.disabled


async def _another_administrator(session: AsyncSession, account: Account) -> None:
    if not await queries.enabled_administrators(session, besides=account.id):
        raise LastAdministrator("This is the last administrator.", advice="Make somebody else an administrator first.")


async def change_own_password(session: AsyncSession, clock: Clock, actor: Actor, current: str, new: str) -> None:
    """Choose one's own password instead of the current one. Which sessions end is for the caller.

    Raises WrongPassword where the current one is wrong or was a first one that has run out, or WeakPassword.
    """
    account = await session.get(Account, actor.id, with_for_update=True)
    if account is None or not await passwords.fits(current, account.password_hash):
        raise WrongPassword("The current password is wrong.", advice="Type it again.")
    if not first_password.is_good(account.password_until, clock.now()):
        raise WrongPassword("The password that you were given has run out.", advice="Ask an administrator for another.")
    if passwords.normalise(new) == passwords.normalise(current):
        raise WeakPassword("This is the password that you have now.", advice="Choose another one.")
    await _set_password(session, account, first_password.lasting(new))


async def end_sessions(session: AsyncSession, account_id: uuid.UUID) -> None:
    """End every session of the user, on every server at once."""
    await session.execute(delete(AccountSession).where(AccountSession.account_id == account_id))


async def end_session(session: AsyncSession, token: str) -> None:
    """Sign out: end the session with that token, where there is one."""
    await session.execute(delete(AccountSession).where(AccountSession.token_hash == token_hash(token)))
