"""Signing in: slow down who guesses, check the password, begin a session."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts import first_password, passwords
from beadle.accounts.errors import FirstPasswordExpired, TooManyAttempts, WrongSignIn
from beadle.accounts.models import Account, AccountSession, SignInTally
from beadle.accounts.sessions import new_token, token_hash
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.throttle import KNOWN_FOR, Tally, key_of, wait
from beadle.platform.clock import Clock
from beadle.platform.db import new_id

_LONGEST = timedelta(days=1)
"""No setting lets a session last longer, so older rows are of no use."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The three keys under which an attempt is counted."""

    name: bytes
    address: bytes
    pair: bytes

    def all(self) -> list[bytes]:
        """In one order, so that two attempts never lock each other out of the rows."""
        return sorted({self.name, self.address, self.pair})


def keys_of(name: str, address: str) -> Keys:
    """The keys of an attempt with that (normalised) name from that address."""
    return Keys(key_of("name", name), key_of("address", address), key_of("pair", name, address))


def factor_keys(account_id: uuid.UUID, address: str) -> Keys:
    """The keys under which attempts at somebody's second factor are counted."""
    who = str(account_id)
    return Keys(key_of("factor", who), key_of("address", address), key_of("factor at", who, address))


async def reserve(session: AsyncSession, clock: Clock, settings: AccountsSettings, keys: Keys) -> None:
    """Count the attempt as a wrong one before its password is looked at, in a transaction that ends at once.

    Attempts that arrive together are so counted one after the other. Raises TooManyAttempts with the seconds to wait;
    an attempt that is turned away counts for nothing, so waiting always ends.
    """
    now = clock.now()
    empty = [{"key": key, "failures": 0, "failed_at": now} for key in keys.all()]
    await session.execute(insert(SignInTally).values(empty).on_conflict_do_nothing())
    query = select(SignInTally).where(SignInTally.key.in_(keys.all())).order_by(SignInTally.key).with_for_update()
    rows = {row.key: row for row in (await session.scalars(query)).all()}
    tallies = {key: Tally(row.failures, row.failed_at, row.succeeded_at) for key, row in rows.items()}
    waits = [
        wait(tallies[keys.address], settings.free_attempts_address, now),
        wait(tallies[keys.pair], settings.free_attempts, now),
    ]
    if not tallies[keys.pair].is_known(now):
        waits.append(wait(tallies[keys.name], settings.free_attempts, now))
    if (longest := max(waits)) > timedelta(0):
        seconds = math.ceil(longest.total_seconds())
        raise TooManyAttempts(
            "Too many wrong passwords.", advice=f"Wait {seconds} seconds, then try again.", retry_after=seconds
        )
    for key, row in rows.items():
        row.failures = tallies[key].recent(now) + 1
        row.failed_at = now


async def check(account: Account | None, password: str, now: datetime) -> Account:
    """The account, where the password is theirs. Raises WrongSignIn, after the same time whatever was wrong.

    A first password that came too late is refused in the same words, so that nobody learns that it was right. No
    transaction is held meanwhile: a flood of sign-ins waits for the hashing threads, not for connections.
    """
    fits = await passwords.fits(password, account.password_hash if account else None)
    if account is None or not fits or account.disabled:
        raise _wrong()
    if not first_password.is_good(account.password_until, now):
        raise _wrong(FirstPasswordExpired)
    return account


def _wrong(kind: type[WrongSignIn] = WrongSignIn) -> WrongSignIn:
    return kind("The name or the password is wrong.", advice="Try again, or ask an administrator.")


@dataclass(frozen=True, slots=True)
class Entrance:
    """How somebody comes in. `keys`: the counts that end with it, that of the name first."""

    address: str
    method: str
    proved_at: datetime | None
    keys: Sequence[Keys]


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that began. The token is nowhere else."""

    token: str
    session_id: uuid.UUID


async def begin(session: AsyncSession, clock: Clock, account: Account, entrance: Entrance) -> Begun:
    """Begin a session. The counts of wrong passwords end.

    Raises WrongSignIn where the user was disabled or got a new password since `check`.
    """
    now = clock.now()
    still = select(Account).where(
        Account.id == account.id, Account.disabled.is_(False), Account.password_hash == account.password_hash
    )
    current = await session.scalar(still.with_for_update().execution_options(populate_existing=True))
    if current is None:
        raise _wrong()
    await session.execute(delete(AccountSession).where(AccountSession.created_at < now - _LONGEST))
    await session.execute(delete(SignInTally).where(SignInTally.failed_at < now - KNOWN_FOR))
    token = new_token()
    begun = AccountSession(
        id=new_id(),
        token_hash=token_hash(token),
        account_id=account.id,
        created_at=now,
        seen_at=now,
        address=entrance.address[:64],
        method=entrance.method,
        proved_at=entrance.proved_at,
        before_at=current.signed_in_at,
        before_address=current.signed_in_address,
        before_method=current.signed_in_method,
    )
    session.add(begun)
    current.signed_in_at, current.signed_in_address, current.signed_in_method = now, begun.address, begun.method
    for keys in entrance.keys:
        await forgive(session, clock, keys)
    await session.flush()
    return Begun(token, begun.id)


async def was_here(session: AsyncSession, clock: Clock, keys: Keys) -> bool:
    """Whether the person has signed in from the address of late. Notes that they do so now."""
    now = clock.now()
    row = await session.scalar(select(SignInTally).where(SignInTally.key == keys.pair))
    known = row is not None and Tally(row.failures, row.failed_at, row.succeeded_at).is_known(now)
    seen = insert(SignInTally).values(key=keys.pair, failures=0, failed_at=now, succeeded_at=now)
    await session.execute(seen.on_conflict_do_update(index_elements=["key"], set_={"succeeded_at": now}))
    return known


async def forgive(session: AsyncSession, clock: Clock, keys: Keys) -> None:
    """The password was right: take back what `reserve` counted."""
    query = select(SignInTally).where(SignInTally.key.in_(keys.all())).order_by(SignInTally.key).with_for_update()
    rows: Sequence[SignInTally] = (await session.scalars(query)).all()
    for row in rows:
        if row.key == keys.address:
            # Only this attempt is taken back: one right password must not give a guesser thirty new tries.
            row.failures = max(row.failures - 1, 0)
        else:
            row.failures = 0
            row.succeeded_at = clock.now()
