"""Routes of users, and with them those of signing in."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, status

from beadle.accounts import passwords, queries, service
from beadle.accounts.entry import notices, routes_account, routes_oidc, routes_proof, routes_session
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.models import Account
from beadle.accounts.permissions import Permission
from beadle.accounts.rights import routes as rights_routes
from beadle.accounts.rights import routes_session as rights_session
from beadle.accounts.schemas import UserChange, UserIn, UserOut
from beadle.accounts.settings import CouncilSettings
from beadle.accounts.terms import Action

_users = guarded(prefix="/users", tags=["users"])


def _user(account: Account) -> UserOut:
    return UserOut.model_validate(account, from_attributes=True)


def _council(ctx: Ctx) -> str:
    """A word that no password may be made of."""
    return ctx.deps.settings.section(CouncilSettings).name


@_users.get("")
async def list_users(ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.LIST_USERS)]) -> list[UserOut]:
    """Every user, by name."""
    return [_user(account) for account in await queries.all_accounts(ctx.session)]


@_users.post("", status_code=status.HTTP_201_CREATED)
async def create_user(
    body: UserIn, ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.CREATE_USER, step_up=True)]
) -> UserOut:
    """Add a user."""
    passwords.check(body.password, names=(body.name, body.display_name, _council(ctx)))
    account = await service.create(ctx.session, ctx.clock, body)
    ctx.about(object=f"user:{account.id}", detail=service.shown(account))
    return _user(account)


@_users.patch("/{user_id}")
async def change_user(
    user_id: uuid.UUID,
    body: UserChange,
    ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.CHANGE_USER, step_up=True)],
) -> UserOut:
    """Change a user. New roles, a new password or being disabled end the user's sessions."""
    ctx.about(object=f"user:{user_id}")
    if body.password is not None:
        passwords.check(body.password, names=(_council(ctx),))
    account, changed = await service.change(ctx.session, user_id, body, by=ctx.actor.id)
    ctx.about(detail={"name": account.name, **changed})
    if "password" in changed:
        await notices.password_changed(ctx.session, ctx.clock, user_id, ctx.address)
    return _user(account)


router = APIRouter()
for one in (routes_session.router, *routes_proof.routers, routes_account.router, routes_oidc.router):
    router.include_router(one)
router.include_router(_users)
router.include_router(rights_routes.router)
router.include_router(rights_session.router)
