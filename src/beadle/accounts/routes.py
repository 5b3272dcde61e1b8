"""Routes of sessions and users."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Request, Response, status

from beadle.accounts import queries, service, sign_in
from beadle.accounts.guard import Ctx, open_route, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.models import Account
from beadle.accounts.permissions import Permission, permissions_of
from beadle.accounts.schemas import (
    NewPassword,
    SessionInfo,
    SessionUser,
    SignIn,
    UserChange,
    UserIn,
    UserOut,
    can_be_name,
    normal_name,
)
from beadle.accounts.sessions import COOKIE, csrf_of
from beadle.accounts.settings import AccountsSettings, CouncilSettings
from beadle.accounts.terms import Action

_session = guarded(prefix="/session", tags=["session"])
_users = guarded(prefix="/users", tags=["users"])


def _info(request: Request, ctx: Ctx, token: str) -> SessionInfo:
    actor = ctx.actor
    assert actor.id is not None
    council = ctx.deps.settings.section(CouncilSettings)
    user = SessionUser(id=actor.id, name=actor.name, display_name=actor.display_name, roles=sorted(actor.roles))
    return SessionInfo(
        user=user,
        permissions=sorted(permissions_of(actor.roles)),
        csrf=csrf_of(token, ctx.deps.secrets.key),
        version=request.app.version,
        demo=council.demo,
        council=council.name,
    )


@_session.post("")
async def start_session(
    body: SignIn, request: Request, response: Response, ctx: Annotated[Ctx, open_route(Action.SIGN_IN)]
) -> SessionInfo:
    """Sign in. The session's token comes as a cookie that no script can read."""
    name = normal_name(body.name)
    keys = sign_in.keys_of(name, ctx.address)
    async with ctx.deps.database.work() as session:
        await sign_in.reserve(session, ctx.clock, ctx.deps.settings.section(AccountsSettings), keys)
        found = await queries.by_name(session, name) if can_be_name(name) else None
    if found is not None:
        ctx.actor = queries.actor_of(found)
    account = await sign_in.check(found, body.password)
    if ctx.token:
        await service.end_session(ctx.session, ctx.token)
    token = await sign_in.begin(ctx.session, ctx.clock, account, ctx.address, keys)
    response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return _info(request, ctx, token)


@_session.get("")
async def own_session(request: Request, ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, None)]) -> SessionInfo:
    """Who is signed in, what they may do, and the proof to send with every change."""
    return _info(request, ctx, ctx.token or "")


@_session.delete("", status_code=status.HTTP_204_NO_CONTENT)
async def end_session(response: Response, ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, Action.SIGN_OUT)]) -> None:
    """Sign out."""
    await service.end_session(ctx.session, ctx.token or "")
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


@_session.post("/password", status_code=status.HTTP_204_NO_CONTENT)
async def change_own_password(
    body: NewPassword, response: Response, ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, Action.CHANGE_PASSWORD)]
) -> None:
    """Change one's own password. Every session of the user ends, this one too."""
    keys = sign_in.keys_of(ctx.actor.name, ctx.address)
    async with ctx.deps.database.work() as session:
        await sign_in.reserve(session, ctx.clock, ctx.deps.settings.section(AccountsSettings), keys)
    await service.change_own_password(ctx.session, ctx.actor, body.current, body.new)
    await sign_in.forgive(ctx.session, ctx.clock, keys)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def _user(account: Account) -> UserOut:
    return UserOut.model_validate(account, from_attributes=True)


@_users.get("")
async def list_users(ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.LIST_USERS)]) -> list[UserOut]:
    """Every user, by name."""
    return [_user(account) for account in await queries.all_accounts(ctx.session)]


@_users.post("", status_code=status.HTTP_201_CREATED)
async def create_user(
    body: UserIn, ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.CREATE_USER)]
) -> UserOut:
    """Add a user."""
    account = await service.create(ctx.session, ctx.clock, body)
    ctx.about(object=f"user:{account.id}", detail=service.shown(account))
    return _user(account)


@_users.patch("/{user_id}")
async def change_user(
    user_id: uuid.UUID, body: UserChange, ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.CHANGE_USER)]
) -> UserOut:
    """Change a user. New roles, a new password or being disabled end the user's sessions."""
    ctx.about(object=f"user:{user_id}")
    account, changed = await service.change(ctx.session, user_id, body)
    ctx.about(detail={"name": account.name, **changed})
    return _user(account)


router = APIRouter()
router.include_router(_session)
router.include_router(_users)
