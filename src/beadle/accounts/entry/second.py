"""The second factor of a sign-in: asking for it once the password was right, and checking the answer."""

from __future__ import annotations

import hashlib
import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts import queries, sign_in
from beadle.accounts.entry import factors, keyring, notices, passkeys, tickets
from beadle.accounts.entry.errors import TicketGone, WrongFactor
from beadle.accounts.entry.origin import Place, needed
from beadle.accounts.entry.schemas import SecondFactorIn, SecondFactorNeeded
from beadle.accounts.entry.terms import Act, Means, Method, Notice, SecondFactor
from beadle.accounts.entry.tickets import Ticket
from beadle.accounts.guard import Ctx
from beadle.accounts.models import Account
from beadle.accounts.settings import AccountsSettings


async def ask(ctx: Ctx, account: Account, place: Place | None) -> SecondFactorNeeded:
    """A ticket for somebody whose password was right, and what may answer it.

    Until it is answered, a notice says that the sign-in was not finished: the password may be known to somebody else.
    """
    async with ctx.deps.database.work() as session:
        has = await factors.state(session, account.id)
        keys = [keyring.known(row) for row in await keyring.of_account(session, account.id)] if place else []
        told = await notices.add(session, ctx.clock, account.id, Notice.UNFINISHED, ctx.address)
        data = {"password": _fingerprint(account), "notice": str(told)}
        ticket = Ticket(Act.SECOND_FACTOR, ctx.address, account.id, data=data)
        token = await tickets.issue(session, ctx.clock, ticket)
    means = [
        *([Means.PASSKEY] if keys else []),
        *([Means.TOTP] if has.totp_since else []),
        *([Means.RECOVERY_CODE] if has.recovery_codes else []),
    ]
    options = passkeys.request_options(place, ticket.challenge, keys) if place and keys else None
    return SecondFactorNeeded(ticket=token, methods=means, options=options)


async def answer(ctx: Ctx, body: SecondFactorIn, place: Place | None) -> tuple[Account, Method]:
    """The user whose second factor answered the ticket, and how. Raises WrongFactor, TicketGone or TooManyAttempts.

    A ticket bears a few wrong codes, but a passkey's answer only once: its challenge must not be answered again.
    """
    settings = ctx.deps.settings.section(AccountsSettings)
    async with ctx.deps.database.work() as session:
        taking = tickets.count_try if body.credential is None else tickets.take
        ticket = await taking(session, ctx.clock, Act.SECOND_FACTOR, body.ticket)
        account = await session.get(Account, ticket.account_id)
        if account is None or account.disabled or ticket.data["password"] != _fingerprint(account):
            raise TicketGone("This sign-in is no longer possible.", advice="Begin again.")
        await sign_in.reserve(session, ctx.clock, settings, sign_in.factor_keys(account.id, ctx.address))
    ctx.actor = queries.actor_of(account)
    method = await _fits(ctx, body, ticket, place)
    await tickets.drop(ctx.session, body.ticket)
    await notices.withdraw(ctx.session, uuid.UUID(ticket.data["notice"]))
    return account, method


async def _fits(ctx: Ctx, body: SecondFactorIn, ticket: Ticket, place: Place | None) -> Method:
    assert ticket.account_id is not None
    if body.credential is not None:
        row = await keyring.use(ctx.session, ctx.clock, body.credential, ticket.challenge, needed(place))
        if row.account_id != ticket.account_id:
            raise WrongFactor("The passkey does not fit.", advice="Use one of your own.")
        return Method.PASSWORD_PASSKEY
    return await typed(ctx, ctx.session, ticket.account_id, code=body.code, recovery_code=body.recovery_code)


async def typed(
    ctx: Ctx, session: AsyncSession, account_id: uuid.UUID, *, code: str | None, recovery_code: str | None
) -> Method:
    """Check a typed code, and use it up. Raises WrongFactor."""
    if code is not None:
        if await factors.take_code(session, ctx.clock, ctx.deps.secrets, account_id, code):
            return Method.TOTP
        raise WrongFactor(
            "The code is wrong, or was used already.", advice="Wait for the next code of your generator and type that."
        )
    if recovery_code and await factors.take_recovery_code(session, ctx.deps.secrets, account_id, recovery_code):
        await notices.add(session, ctx.clock, account_id, Notice.RECOVERY_CODE_USED, ctx.address)
        return Method.RECOVERY_CODE
    raise WrongFactor("The recovery code is wrong, or was used already.", advice="Type another one of your codes.")


def has_second_factor(account: Account) -> bool:
    """Whether the password alone does not let this user in."""
    return account.second_factor != SecondFactor.NONE.value


def _fingerprint(account: Account) -> str:
    """Names the password that was right, so that a ticket does not outlive it."""
    return hashlib.sha256((account.password_hash or "").encode()).hexdigest()
