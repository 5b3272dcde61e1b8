"""Second factors of a user: which there are, the code generator and the recovery codes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.entry import recovery, totp
from beadle.accounts.entry.errors import NotEnrolled, WrongProof
from beadle.accounts.entry.models import Passkey, RecoveryCode, Totp
from beadle.accounts.entry.terms import SecondFactor
from beadle.accounts.models import Account
from beadle.platform import sealing
from beadle.platform.clock import Clock
from beadle.platform.settings import Secrets

_USE = "beadle accounts totp secret 1"
_RECOVERY_USE = "beadle accounts recovery code 1"
_OFFERED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class State:
    """What second factors a user has."""

    totp_since: datetime | None
    recovery_codes: int
    passkeys: int

    @property
    def strongest(self) -> SecondFactor:
        """The strongest of them. Recovery codes stand in for one that is lost; they are none by themselves."""
        if self.passkeys:
            return SecondFactor.PASSKEY
        return SecondFactor.NONE if self.totp_since is None else SecondFactor.TOTP


async def state(session: AsyncSession, account_id: uuid.UUID) -> State:
    """What the user has now."""
    since = await session.scalar(select(Totp.since).where(Totp.account_id == account_id))
    codes = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    keys = select(func.count()).select_from(Passkey).where(Passkey.account_id == account_id)
    return State(since, await session.scalar(codes) or 0, await session.scalar(keys) or 0)


async def settle(session: AsyncSession, secrets: Secrets, account_id: uuid.UUID) -> list[str] | None:
    """Bring the rest in line after a factor came or went.

    With the first factor come recovery codes, which are given back to be shown once; with the last one they go.
    """
    now = await state(session, account_id)
    await session.execute(update(Account).where(Account.id == account_id).values(second_factor=now.strongest.value))
    if now.strongest is SecondFactor.NONE:
        await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
        return None
    return None if now.recovery_codes else await make_recovery_codes(session, secrets, account_id)


async def offer_totp(session: AsyncSession, clock: Clock, secrets: Secrets, account_id: uuid.UUID) -> str:
    """A new secret, in base 32. One that is in use goes on until a code of the new one came."""
    row = await session.get(Totp, account_id, with_for_update=True)
    if row is None:
        row = Totp(account_id=account_id, last_step=0)
        session.add(row)
    secret = totp.new_secret()
    row.offered = sealing.seal(secrets, _USE, account_id.bytes, secret.encode())
    row.offered_at = clock.now()
    await session.flush()
    return secret


async def confirm_totp(session: AsyncSession, clock: Clock, secrets: Secrets, account_id: uuid.UUID, code: str) -> None:
    """Take the offered secret into use. Raises NotEnrolled without an offer of late, WrongProof for a wrong code."""
    now = clock.now()
    row = await session.get(Totp, account_id, with_for_update=True)
    if row is None or row.offered is None or row.offered_at is None or now - row.offered_at > _OFFERED_FOR:
        raise NotEnrolled("No code generator is waiting for its first code.", advice="Begin again.")
    secret = sealing.unseal(secrets, _USE, account_id.bytes, row.offered)
    step = secret and totp.matching_step(secret.decode(), code, now, 0)
    if not step:
        raise WrongProof(
            "The code is wrong.", advice="Check that the clock of the phone is right and type the next code."
        )
    row.secret, row.since, row.last_step = row.offered, now, step
    row.offered = row.offered_at = None
    await session.flush()


async def take_code(session: AsyncSession, clock: Clock, secrets: Secrets, account_id: uuid.UUID, code: str) -> bool:
    """Whether it is the generator's code; if so it is taken, and neither it nor an older one is taken again."""
    row = await session.get(Totp, account_id, with_for_update=True, populate_existing=True)
    if row is None or row.secret is None:
        return False
    secret = sealing.unseal(secrets, _USE, account_id.bytes, row.secret)
    step = secret and totp.matching_step(secret.decode(), code, clock.now(), row.last_step)
    if not step:
        return False
    row.last_step = step
    await session.flush()
    return True


async def remove_totp(session: AsyncSession, account_id: uuid.UUID) -> None:
    """Forget the code generator. Raises NotEnrolled where there is none."""
    row = await session.get(Totp, account_id, with_for_update=True)
    if row is None or row.since is None:
        raise NotEnrolled("You have no code generator.", advice="Load the page again.")
    await session.delete(row)
    await session.flush()


async def make_recovery_codes(session: AsyncSession, secrets: Secrets, account_id: uuid.UUID) -> list[str]:
    """Ten new ones, given only now; those before count no more."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = recovery.new_codes()
    key = sealing.key_for(secrets, _RECOVERY_USE)
    session.add_all(
        RecoveryCode(code_hash=recovery.hashed(key, account_id, code), account_id=account_id) for code in codes
    )
    await session.flush()
    return codes


async def take_recovery_code(session: AsyncSession, secrets: Secrets, account_id: uuid.UUID, code: str) -> bool:
    """Whether it is one of the user's recovery codes; if so it is used up."""
    digest = recovery.hashed(sealing.key_for(secrets, _RECOVERY_USE), account_id, code)
    used = delete(RecoveryCode).where(RecoveryCode.code_hash == digest, RecoveryCode.account_id == account_id)
    return (await session.scalar(used.returning(RecoveryCode.account_id))) is not None


async def forget_all(session: AsyncSession, secrets: Secrets, account_id: uuid.UUID) -> None:
    """Remove every second factor of the user, for whom an administrator has seen in person."""
    for table in (Totp, Passkey):
        await session.execute(delete(table).where(table.account_id == account_id))
    await settle(session, secrets, account_id)
