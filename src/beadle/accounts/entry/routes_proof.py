"""Routes of a session that goes on: proving again who is there, locking, and signing out everywhere."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Request, Response, status
from sqlalchemy import update

from beadle.accounts import service
from beadle.accounts.entry import entering, factors, notices, proof
from beadle.accounts.entry.people import account_of, sessions_of
from beadle.accounts.entry.schemas import CREDENTIAL_LIMIT, ProofChoice, ProofIn, SessionOut
from beadle.accounts.entry.terms import Action, Notice
from beadle.accounts.guard import Ctx, permit, permit_newcomer
from beadle.accounts.guard import router as guarded
from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import Permission
from beadle.accounts.schemas import SessionInfo
from beadle.accounts.session_info import info_of, of_session

_session = guarded(prefix="/session", tags=["session"])
_users = guarded(prefix="/users", tags=["users"])


@_session.post("/proof/begin")
async def begin_proof(request: Request, ctx: Annotated[Ctx, permit_newcomer(None, while_locked=True)]) -> ProofChoice:
    """The ways in which the person can prove who they are, with a challenge for a passkey."""
    return await proof.choice(ctx, entering.place(ctx, request))


async def _prove(ctx: Ctx, body: ProofIn, request: Request, response: Response) -> SessionInfo:
    method = await proof.prove(ctx, body, entering.place(ctx, request))
    ctx.about(detail={"method": method.value})
    entering.set_cookie(request, response, await proof.renew(ctx))
    await of_session(ctx)
    return await info_of(ctx, request)


@_session.post("/proof")
async def prove(
    body: ProofIn,
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, Action.PROVE, body_limit=CREDENTIAL_LIMIT)],
) -> SessionInfo:
    """Prove again who is there, for the acts that ask for a fresh proof. The session's token changes."""
    return await _prove(ctx, body, request, response)


@_session.post("/unlock")
async def unlock(
    body: ProofIn,
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, permit_newcomer(Action.UNLOCK, body_limit=CREDENTIAL_LIMIT, while_locked=True)],
) -> SessionInfo:
    """Unlock the screen with a proof of who is there. The session's token changes."""
    return await _prove(ctx, body, request, response)


@_session.post("/lock")
async def lock(
    request: Request,
    ctx: Annotated[Ctx, permit_newcomer(Action.LOCK, while_locked=True)],
) -> SessionInfo:
    """Lock the screen: live pictures run on, all else waits for a proof of who is there. No act is open as proved."""
    signed = proof.session_of(ctx)
    if signed.locked_at is None:
        now = ctx.clock.now()
        mine = AccountSession.id == signed.id
        await ctx.session.execute(update(AccountSession).where(mine).values(locked_at=now, proved_at=None))
    await of_session(ctx)
    return await info_of(ctx, request)


@_session.get("/all")
async def own_sessions(ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, None)]) -> list[SessionOut]:
    """One's sessions on all browsers, newest first."""
    return await sessions_of(ctx, proof.session_of(ctx))


@_session.delete("/all", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out_everywhere(
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, Action.SIGN_OUT_EVERYWHERE)],
) -> None:
    """End all of one's sessions, this one too. Live pictures end within five seconds."""
    assert ctx.actor.id is not None
    await service.end_sessions(ctx.session, ctx.actor.id)
    await notices.add(ctx.session, ctx.clock, ctx.actor.id, Notice.SIGNED_OUT_EVERYWHERE, ctx.address)
    entering.drop_cookie(request, response)


@_users.delete("/{user_id}/sessions", status_code=status.HTTP_204_NO_CONTENT)
async def end_sessions_of_user(
    user_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.END_SESSIONS)]
) -> None:
    """Sign a user out everywhere. Live pictures end within five seconds."""
    ctx.about(object=f"user:{user_id}")
    account = await account_of(ctx.session, user_id)
    ctx.about(detail={"name": account.name})
    await service.end_sessions(ctx.session, user_id)
    await notices.add(
        ctx.session, ctx.clock, user_id, Notice.SIGNED_OUT_EVERYWHERE, ctx.address, by=ctx.actor.display_name
    )


@_users.delete("/{user_id}/second-factors", status_code=status.HTTP_204_NO_CONTENT)
async def reset_second_factors(
    user_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.RESET_FACTORS, step_up=True)]
) -> None:
    """Remove all passkeys, the code generator and the recovery codes of a user who lost them; they are signed out."""
    ctx.about(object=f"user:{user_id}")
    account = await account_of(ctx.session, user_id)
    ctx.about(detail={"name": account.name})
    await factors.forget_all(ctx.session, ctx.deps.secrets, user_id)
    await service.end_sessions(ctx.session, user_id)
    await notices.add(ctx.session, ctx.clock, user_id, Notice.FACTORS_RESET, ctx.address, by=ctx.actor.display_name)


routers = (_session, _users)
