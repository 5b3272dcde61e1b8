"""The last step of every way to sign in: a session, its cookie, and what the person is told."""

from __future__ import annotations

from fastapi import Request, Response

from beadle.accounts import queries, service, sign_in
from beadle.accounts.entry import notices
from beadle.accounts.entry.origin import Place, place_of
from beadle.accounts.entry.terms import Method, Notice
from beadle.accounts.guard import Ctx
from beadle.accounts.models import Account
from beadle.accounts.sessions import cookie_name
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.sign_in import Entrance


def place(ctx: Ctx, request: Request) -> Place | None:
    """Where passkeys live for this request; None where they do not work."""
    configured = ctx.deps.settings.section(AccountsSettings).origin
    return place_of(configured, request.url.scheme, request.headers.get("host"))


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Hand over the token: no script can read it, no other site can send it, and on https no other host can set it."""
    response.set_cookie(
        cookie_name(request.url.scheme),
        token,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Make the browser forget the token."""
    name = cookie_name(request.url.scheme)
    response.delete_cookie(name, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https")


async def enter(ctx: Ctx, request: Request, response: Response, account: Account, entrance: Entrance) -> None:
    """Begin the session; the one that the browser had before ends. Afterwards the Ctx is the new session's.

    Raises WrongSignIn where the user was disabled or got a new password meanwhile.
    """
    if ctx.token:
        await service.end_session(ctx.session, ctx.token)
    known = await sign_in.was_here(ctx.session, ctx.clock, sign_in.keys_of(account.name, ctx.address))
    first = account.signed_in_at is None
    begun = await sign_in.begin(ctx.session, ctx.clock, account, entrance)
    if not known and not first:
        await notices.add(ctx.session, ctx.clock, account.id, Notice.NEW_ADDRESS, ctx.address)
    set_cookie(request, response, begun.token)
    ctx.token = begun.token
    ctx.signed = await queries.signed_by_id(ctx.session, begun.session_id, ctx.clock.now())
    if ctx.signed is not None:
        ctx.actor = ctx.signed.actor
    ctx.about(detail={"method": Method(entrance.method).value})
