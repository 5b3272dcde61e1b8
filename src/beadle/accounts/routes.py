"""Routes of users, and with them those of signing in."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, status

from beadle.accounts import first_password, queries, service
from beadle.accounts.entry import notices, routes_account, routes_oidc, routes_proof, routes_session
from beadle.accounts.errors import Forbidden
from beadle.accounts.first_password import Secret
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.models import Account
from beadle.accounts.permissions import Permission
from beadle.accounts.rights import granting
from beadle.accounts.rights import routes as rights_routes
from beadle.accounts.rights import routes_session as rights_session
from beadle.accounts.schemas import FirstPassword, UserChange, UserIn, UserMade, UserOut
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.terms import Action, Role

_users = guarded(prefix="/users", tags=["users"])


def _user(ctx: Ctx, account: Account) -> UserOut:
    return UserOut(
        id=account.id,
        name=account.name,
        display_name=account.display_name,
        roles=[Role(role) for role in account.roles],
        grants=granting.out(service.granted(account)),
        disabled=account.disabled,
        password=first_password.state_of(account.password_hash, account.password_until, ctx.clock.now()),
        password_until=account.password_until,
        created_at=account.created_at,
    )


def _made_up(ctx: Ctx) -> tuple[Secret, FirstPassword]:
    """A first password, to keep and to show."""
    secret = first_password.made_up(ctx.clock.now(), ctx.deps.settings.section(AccountsSettings).first_password_days)
    assert secret.until is not None, "a first password runs out"
    ctx.about(detail={"password_until": secret.until.isoformat()})
    return secret, FirstPassword(password=secret.password, until=secret.until)


@_users.get("")
async def list_users(ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.LIST_USERS)]) -> list[UserOut]:
    """Every user, by name."""
    return [_user(ctx, account) for account in await queries.all_accounts(ctx.session)]


@_users.post("", status_code=status.HTTP_201_CREATED)
async def create_user(
    body: UserIn, ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.CREATE_USER, step_up=True)]
) -> UserMade:
    """Add a user. The answer has a first password to hand over, which is shown now and never again."""
    secret, shown = _made_up(ctx)
    account = await service.create(ctx.session, ctx.clock, body, secret)
    ctx.about(object=f"user:{account.id}", detail=service.shown(account))
    return UserMade(**_user(ctx, account).model_dump(), first_password=shown)


@_users.patch("/{user_id}")
async def change_user(
    user_id: uuid.UUID,
    body: UserChange,
    ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.CHANGE_USER, step_up=True)],
) -> UserOut:
    """Change a user. New roles or being disabled end the user's sessions."""
    ctx.about(object=f"user:{user_id}")
    account, changed = await service.change(ctx.session, user_id, body, by=ctx.actor.id)
    ctx.about(detail={"name": account.name, **changed})
    return _user(ctx, account)


@_users.post("/{user_id}/password")
async def reset_password(
    user_id: uuid.UUID,
    ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.RESET_PASSWORD, step_up=True)],
) -> FirstPassword:
    """Make a first password for somebody who has lost theirs, or let it run out. It is shown now and never again.

    The user's sessions end; they are told who did it. Their second factors stay.
    """
    ctx.about(object=f"user:{user_id}")
    if user_id == ctx.actor.id:
        raise Forbidden("This is for others.", advice="Change your own password on your own page.")
    secret, shown = _made_up(ctx)
    account = await service.reset_password(ctx.session, user_id, secret)
    ctx.about(detail={"name": account.name})
    await notices.password_reset(ctx.session, ctx.clock, user_id, ctx.address, by=ctx.actor.display_name)
    return shown


router = APIRouter()
for one in (routes_session.router, *routes_proof.routers, routes_account.router, routes_oidc.router):
    router.include_router(one)
router.include_router(_users)
router.include_router(rights_routes.router)
router.include_router(rights_session.router)
