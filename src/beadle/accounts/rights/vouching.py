"""A second person who proves who they are within somebody else's request, and so vouches for a purpose."""

from __future__ import annotations

from beadle.accounts import queries, sign_in
from beadle.accounts.entry import proof, second
from beadle.accounts.entry.errors import WrongFactor, WrongProof
from beadle.accounts.guard import Ctx
from beadle.accounts.models import Account
from beadle.accounts.rights.schemas import SecondPerson
from beadle.accounts.schemas import can_be_name, normal_name
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.terms import Actor

_CODE_DIGITS = 6


async def second_person(ctx: Ctx, given: SecondPerson) -> Actor:
    """Whoever proved who they are. Raises WrongProof (403, for the session goes on) or TooManyAttempts.

    It is slowed down as a sign-in is: otherwise a colleague's password could be guessed here.
    """
    name = normal_name(given.name)
    keys = sign_in.keys_of(name, ctx.address)
    async with ctx.deps.database.work() as session:
        await sign_in.reserve(session, ctx.clock, ctx.deps.settings.section(AccountsSettings), keys)
        found = await queries.by_name(session, name) if can_be_name(name) else None
    with proof.within_session():
        account = await sign_in.check(found, given.password, ctx.clock.now())
        if second.has_second_factor(account):
            await _take_code(ctx, account, given.code or "")
    if account.password_until is not None:  # somebody else knows it, and may be who typed it
        raise WrongProof(
            "The second person has a password that was given to them.",
            advice="They sign in and choose one of their own first.",
        )
    await sign_in.forgive(ctx.session, ctx.clock, keys)
    return queries.actor_of(account)


async def _take_code(ctx: Ctx, account: Account, code: str) -> None:
    if not code.strip():
        raise WrongFactor(
            "The second person's code is needed too.",
            advice="They type the code of their generator, or a recovery code.",
        )
    settings = ctx.deps.settings.section(AccountsSettings)
    keys = sign_in.factor_keys(account.id, ctx.address)
    async with ctx.deps.database.work() as session:
        await sign_in.reserve(session, ctx.clock, settings, keys)
    is_totp = "".join(code.split()).isdigit() and len("".join(code.split())) == _CODE_DIGITS
    # In a transaction of its own: a code that was right is used up, whatever becomes of this request.
    async with ctx.deps.database.work() as session:
        typed = {"code": code, "recovery_code": None} if is_totp else {"code": None, "recovery_code": code}
        await second.typed(ctx, session, account.id, **typed)
        await sign_in.forgive(session, ctx.clock, keys)
