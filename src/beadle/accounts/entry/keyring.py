"""The passkeys of users: adding, using, renaming and removing them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.entry import passkeys
from beadle.accounts.entry.errors import FactorThere, PasskeyNotFound, WrongFactor
from beadle.accounts.entry.models import Passkey
from beadle.accounts.entry.origin import Place
from beadle.accounts.entry.passkeys import Known
from beadle.platform.clock import Clock
from beadle.platform.db import new_id

MOST = 20
"""Passkeys that one user may have."""


def known(row: Passkey) -> Known:
    """The passkey for the pure rules."""
    return Known(row.credential_id, row.public_key, row.sign_count, tuple(row.transports))


async def of_account(session: AsyncSession, account_id: uuid.UUID) -> Sequence[Passkey]:
    """The user's passkeys, oldest first."""
    query = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)
    return (await session.scalars(query)).all()


async def add(session: AsyncSession, clock: Clock, account_id: uuid.UUID, name: str, made: Known) -> Passkey:
    """Keep a new passkey. Raises FactorThere where it is registered already, with anybody, or there are too many."""
    if len(await of_account(session, account_id)) >= MOST:
        raise FactorThere(f"You have {MOST} passkeys.", advice="Remove one that you no longer use.")
    values = {
        "id": new_id(),
        "account_id": account_id,
        "credential_id": made.credential_id,
        "public_key": made.public_key,
        "sign_count": made.sign_count,
        "name": name,
        "created_at": clock.now(),
        "transports": list(made.transports),
    }
    stored = insert(Passkey).values(values).on_conflict_do_nothing().returning(Passkey)
    row = (await session.scalars(stored)).one_or_none()
    if row is None:
        raise FactorThere("This passkey is registered already.", advice="Use another device or key.")
    return row


async def use(
    session: AsyncSession, clock: Clock, credential: Mapping[str, Any], challenge: bytes, place: Place
) -> Passkey:
    """The passkey that answered the challenge. Raises WrongFactor, the same for every cause."""
    wanted = select(Passkey).where(Passkey.credential_id == passkeys.id_of(credential)).with_for_update()
    row = (await session.scalars(wanted)).one_or_none()
    if row is None or not passkeys.belongs_to(credential, row.account_id):
        raise WrongFactor("The passkey does not fit.", advice="Try again, or use another way to sign in.")
    row.sign_count = passkeys.used(credential, challenge, place, known(row))
    row.last_used_at = clock.now()
    await session.flush()
    return row


async def rename(session: AsyncSession, account_id: uuid.UUID, passkey_id: uuid.UUID, name: str) -> Passkey:
    """Give the user's passkey another name. Raises PasskeyNotFound."""
    row = await _own(session, account_id, passkey_id)
    row.name = name
    await session.flush()
    return row


async def remove(session: AsyncSession, account_id: uuid.UUID, passkey_id: uuid.UUID) -> Passkey:
    """Forget the user's passkey. Raises PasskeyNotFound."""
    row = await _own(session, account_id, passkey_id)
    await session.delete(row)
    await session.flush()
    return row


async def _own(session: AsyncSession, account_id: uuid.UUID, passkey_id: uuid.UUID) -> Passkey:
    row = await session.get(Passkey, passkey_id, with_for_update=True)
    if row is None or row.account_id != account_id:
        raise PasskeyNotFound("You have no such passkey.", advice="Load the page again.")
    return row
