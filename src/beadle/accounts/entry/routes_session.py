"""Routes of one's own session: signing in with password, second factor or passkey, and signing out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request, Response, status
from fastapi.responses import JSONResponse
from sqlalchemy import select

from beadle.accounts import passwords, queries, service, sign_in
from beadle.accounts.admission import must_choose
from beadle.accounts.entry import entering, keyring, notices, passkeys, people, proof, second, tickets
from beadle.accounts.entry.origin import needed
from beadle.accounts.entry.schemas import (
    CREDENTIAL_LIMIT,
    Challenge,
    Directory,
    Methods,
    PasskeyIn,
    SecondFactorIn,
    SecondFactorNeeded,
)
from beadle.accounts.entry.settings import OidcSettings
from beadle.accounts.entry.terms import Act, Method
from beadle.accounts.entry.tickets import Ticket
from beadle.accounts.errors import WrongSignIn
from beadle.accounts.guard import Ctx, open_route, permit_newcomer
from beadle.accounts.guard import router as guarded
from beadle.accounts.models import Account
from beadle.accounts.schemas import NewPassword, SessionInfo, SignIn, can_be_name, normal_name
from beadle.accounts.session_info import info_of
from beadle.accounts.settings import AccountsSettings, CouncilSettings
from beadle.accounts.sign_in import Entrance
from beadle.accounts.terms import Action

router = guarded(prefix="/session", tags=["session"])
# The words for the ways stand among the API's own schemas, because other answers name them too.
_PROBLEM = SecondFactorNeeded.model_json_schema(ref_template="#/components/schemas/{model}")
_PROBLEM.pop("$defs")
_OTHER = {"type": "object", "required": ["type", "title", "status", "detail", "advice"]}
_NEEDED: dict[str, Any] = {
    "description": "The password was right and a second factor is still to come, or something was wrong.",
    "content": {"application/problem+json": {"schema": {"anyOf": [_PROBLEM, _OTHER]}}},
}


@router.get("/methods")
async def sign_in_methods(request: Request, ctx: Annotated[Ctx, open_route()]) -> Methods:
    """The ways in which one can sign in at this address."""
    directory = ctx.deps.settings.section(OidcSettings)
    return Methods(
        passkey=entering.place(ctx, request) is not None,
        oidc=Directory(name=directory.name) if directory.issuer else None,
    )


@router.post("", responses={401: _NEEDED}, response_model=SessionInfo)
async def start_session(
    body: SignIn, request: Request, response: Response, ctx: Annotated[Ctx, open_route(Action.SIGN_IN)]
) -> SessionInfo | JSONResponse:
    """Sign in. The session's token comes as a cookie that no script can read.

    Where the user has a second factor the answer is 401 with a ticket for it, and no cookie.
    """
    name = normal_name(body.name)
    keys = sign_in.keys_of(name, ctx.address)
    async with ctx.deps.database.work() as session:
        await sign_in.reserve(session, ctx.clock, ctx.deps.settings.section(AccountsSettings), keys)
        found = await queries.by_name(session, name) if can_be_name(name) else None
    if found is not None:
        ctx.actor = queries.actor_of(found)
    account = await sign_in.check(found, body.password, ctx.clock.now())
    if second.has_second_factor(account):
        asked = await second.ask(ctx, account, entering.place(ctx, request))
        ctx.about(detail={"method": "password", "then": "second factor asked for"})
        return JSONResponse(asked.model_dump(mode="json"), 401, media_type="application/problem+json")
    entrance = Entrance(ctx.address, Method.PASSWORD, ctx.clock.now(), [keys])
    await entering.enter(ctx, request, response, account, entrance)
    return await info_of(ctx, request)


@router.post("/second-factor")
async def answer_second_factor(
    body: SecondFactorIn,
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, open_route(Action.SIGN_IN, body_limit=CREDENTIAL_LIMIT)],
) -> SessionInfo:
    """Finish a sign-in: a code, a recovery code or a passkey for the ticket."""
    account, method = await second.answer(ctx, body, entering.place(ctx, request))
    keys = [sign_in.keys_of(account.name, ctx.address), sign_in.factor_keys(account.id, ctx.address)]
    await entering.enter(ctx, request, response, account, Entrance(ctx.address, method, ctx.clock.now(), keys))
    return await info_of(ctx, request)


@router.post("/passkey/begin")
async def begin_passkey_sign_in(request: Request, ctx: Annotated[Ctx, open_route()]) -> Challenge:
    """A challenge for a passkey; the browser shows those that it has for this place."""
    where = needed(entering.place(ctx, request))
    ticket = Ticket(Act.PASSKEY_SIGN_IN, ctx.address)
    token = await tickets.issue(ctx.session, ctx.clock, ticket)
    return Challenge(ticket=token, options=passkeys.request_options(where, ticket.challenge))


@router.post("/passkey")
async def start_session_with_passkey(
    body: PasskeyIn,
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, open_route(Action.SIGN_IN, body_limit=CREDENTIAL_LIMIT)],
) -> SessionInfo:
    """Sign in with a passkey alone: the device has verified the person, so it is two factors in one."""
    where = needed(entering.place(ctx, request))
    async with ctx.deps.database.work() as session:
        ticket = await tickets.take(session, ctx.clock, Act.PASSKEY_SIGN_IN, body.ticket)
    key = await keyring.use(ctx.session, ctx.clock, body.credential, ticket.challenge, where)
    account = await ctx.session.scalar(select(Account).where(Account.id == key.account_id))
    if account is None or account.disabled:
        raise WrongSignIn("You cannot sign in.", advice="Ask an administrator.")
    ctx.actor = queries.actor_of(account)
    entrance = Entrance(ctx.address, Method.PASSKEY, ctx.clock.now(), [])
    await entering.enter(ctx, request, response, account, entrance)
    return await info_of(ctx, request)


@router.get("")
async def own_session(request: Request, ctx: Annotated[Ctx, permit_newcomer(None, while_locked=True)]) -> SessionInfo:
    """Who is signed in, what they may do, whether the screen is locked, and the proof to send with every change."""
    return await info_of(ctx, request)


@router.delete("", status_code=status.HTTP_204_NO_CONTENT)
async def end_session(
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, permit_newcomer(Action.SIGN_OUT, while_locked=True)],
) -> None:
    """Sign out."""
    await service.end_session(ctx.session, ctx.token or "")
    entering.drop_cookie(request, response)


@router.post("/password", status_code=status.HTTP_204_NO_CONTENT)
async def change_own_password(
    body: NewPassword,
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, permit_newcomer(Action.CHANGE_PASSWORD)],
) -> None:
    """Change one's own password. Every session of the user ends, this one too.

    Whoever came with a first password goes on at once, in the same session under a new token; their others end.
    """
    keys = sign_in.keys_of(ctx.actor.name, ctx.address)
    async with ctx.deps.database.work() as session:
        await sign_in.reserve(session, ctx.clock, ctx.deps.settings.section(AccountsSettings), keys)
    council = ctx.deps.settings.section(CouncilSettings).name
    passwords.check(body.new, names=(ctx.actor.name, ctx.actor.display_name, council))
    await service.change_own_password(ctx.session, ctx.clock, ctx.actor, body.current, body.new)
    await sign_in.forgive(ctx.session, ctx.clock, keys)
    assert ctx.actor.id is not None
    await notices.password_changed(ctx.session, ctx.clock, ctx.actor.id, ctx.address)
    signed = proof.session_of(ctx)
    if must_choose(signed):
        ctx.about(detail={"instead_of": "a first password"})
        await people.end_others(ctx.session, signed)
        entering.set_cookie(request, response, await proof.renew(ctx))
    else:
        await service.end_sessions(ctx.session, ctx.actor.id)
        entering.drop_cookie(request, response)
