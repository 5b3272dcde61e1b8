"""Proving again, within a session, who is there: for what asks for a fresh proof, and to unlock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, update

from beadle.accounts import first_password, passwords, sign_in
from beadle.accounts.entry import factors, keyring, passkeys, second, tickets
from beadle.accounts.entry.errors import TicketGone, WrongProof
from beadle.accounts.entry.models import DirectoryLink
from beadle.accounts.entry.origin import Place, needed
from beadle.accounts.entry.schemas import ProofChoice, ProofIn
from beadle.accounts.entry.settings import OidcSettings
from beadle.accounts.entry.terms import Act, Means, Method
from beadle.accounts.entry.tickets import Ticket
from beadle.accounts.errors import WrongSignIn
from beadle.accounts.guard import Ctx
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.queries import Signed
from beadle.accounts.sessions import new_token, token_hash
from beadle.accounts.settings import AccountsSettings


@contextmanager
def within_session() -> Iterator[None]:
    """A wrong answer within a session is 403: 401 would tell the page that the session is over."""
    try:
        yield
    except WrongSignIn as error:
        raise WrongProof(error.message, advice=error.advice) from error


def session_of(ctx: Ctx) -> Signed:
    """The session that the request came with; every route that proves something is behind one."""
    if ctx.signed is None:
        raise LookupError("Nobody is signed in here.")
    return ctx.signed


async def choice(ctx: Ctx, place: Place | None) -> ProofChoice:
    """A ticket for a proof within this session, and the ways that the person has."""
    signed = session_of(ctx)
    assert signed.actor.id is not None
    keys = [keyring.known(row) for row in await keyring.of_account(ctx.session, signed.actor.id)] if place else []
    ticket = Ticket(Act.PROOF, ctx.address, signed.actor.id, signed.id)
    token = await tickets.issue(ctx.session, ctx.clock, ticket)
    options = passkeys.request_options(place, ticket.challenge, keys) if place and keys else None
    return ProofChoice(ticket=token, options=options, methods=await _ways(ctx, signed, bool(keys)))


async def _ways(ctx: Ctx, signed: Signed, has_passkey: bool) -> list[Means]:
    assert signed.actor.id is not None
    account = await ctx.session.get(Account, signed.actor.id)
    has = await factors.state(ctx.session, signed.actor.id)
    ways = [Means.PASSKEY] if has_passkey else []
    if account is not None and account.password_hash is not None:
        ways += [Means.PASSWORD]
        ways += [Means.TOTP] if has.totp_since else []
        ways += [Means.RECOVERY_CODE] if has.recovery_codes else []
    issuer = ctx.deps.settings.section(OidcSettings).issuer
    linked = select(DirectoryLink).where(DirectoryLink.account_id == signed.actor.id, DirectoryLink.issuer == issuer)
    return [*ways, *([Means.OIDC] if issuer and await ctx.session.scalar(linked) else [])]


async def prove(ctx: Ctx, body: ProofIn, place: Place | None) -> Method:
    """Check the proof. Raises WrongProof or TooManyAttempts."""
    signed = session_of(ctx)
    assert signed.actor.id is not None
    with within_session():
        if body.credential is not None:
            async with ctx.deps.database.work() as session:
                ticket = await tickets.take(session, ctx.clock, Act.PROOF, body.ticket or "")
            if ticket.session_id != signed.id:
                raise TicketGone("This proof was begun in another session.", advice="Begin again.")
            row = await keyring.use(ctx.session, ctx.clock, body.credential, ticket.challenge, needed(place))
            if row.account_id != signed.actor.id:
                raise WrongProof("The passkey is not yours.", advice="Use one of your own.")
            return Method.PASSKEY
        return await _by_password(ctx, body, signed)


async def _by_password(ctx: Ctx, body: ProofIn, signed: Signed) -> Method:
    assert signed.actor.id is not None
    settings = ctx.deps.settings.section(AccountsSettings)
    keys = sign_in.keys_of(signed.actor.name, ctx.address)
    codes = sign_in.factor_keys(signed.actor.id, ctx.address)
    async with ctx.deps.database.work() as session:
        await sign_in.reserve(session, ctx.clock, settings, keys)
        account = await session.get(Account, signed.actor.id)
    if (
        account is None
        or not await passwords.fits(body.password or "", account.password_hash)
        or not first_password.is_good(account.password_until, ctx.clock.now())
    ):
        raise WrongProof("The password is wrong.", advice="Type it again.")
    if not second.has_second_factor(account):
        await sign_in.forgive(ctx.session, ctx.clock, keys)
        return Method.PASSWORD
    if body.code is None and body.recovery_code is None:
        raise WrongProof("The password alone is not enough.", advice="Type the code too, or use your passkey.")
    async with ctx.deps.database.work() as session:
        await sign_in.reserve(session, ctx.clock, settings, codes)
    method = await second.typed(ctx, ctx.session, account.id, code=body.code, recovery_code=body.recovery_code)
    for one in (keys, codes):
        await sign_in.forgive(ctx.session, ctx.clock, one)
    return method


async def renew(ctx: Ctx) -> str:
    """Note the proof: the session is unlocked, proved as of now, and goes on under a new token, which is given."""
    signed = session_of(ctx)
    now = ctx.clock.now()
    token = new_token()
    await ctx.session.execute(
        update(AccountSession)
        .where(AccountSession.id == signed.id)
        .values(
            previous_hash=AccountSession.token_hash,
            token_hash=token_hash(token),
            rotated_at=now,
            proved_at=now,
            seen_at=now,
            locked_at=None,
        )
    )
    return token
