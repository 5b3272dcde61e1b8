"""Routes of rights within one's own session, and of rights in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Request, status

from beadle.accounts import queries as accounts
from beadle.accounts import service
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.accounts.queries import Signed
from beadle.accounts.rights import glass, granting, groups, purposes, queries, words
from beadle.accounts.rights.purposes import Statement
from beadle.accounts.rights.schemas import GlassIn, PurposeWish, RightsIn, RightsOut
from beadle.accounts.rights.vouching import second_person
from beadle.accounts.schemas import SessionInfo
from beadle.accounts.session_info import info_of, of_session
from beadle.accounts.terms import Action, Grant

_session = guarded(prefix="/session", tags=["session"])
_users = guarded(prefix="", tags=["rights"])


def _signed(ctx: Ctx) -> Signed:
    assert ctx.signed is not None, "every route here asks for a permission"
    return ctx.signed


@_session.put("/purpose")
async def state_purpose(
    body: PurposeWish, request: Request, ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, Action.STATE_PURPOSE)]
) -> SessionInfo:
    """State the purpose that one looks for from now on. Looks that are open go on for theirs."""
    ctx.about(object=f"purpose:{body.purpose_id}", case_reference=body.case_reference)
    purpose = await queries.purpose(ctx.session, body.purpose_id)
    ctx.about(purpose=purpose.name)
    # Before anybody else types their password for what is refused in any case.
    purposes.check_wish(ctx.actor, purpose, body.case_reference)
    needed = body.second if purpose.needs_second_person else None
    second = None if needed is None else await second_person(ctx, needed)
    purposes.check_second(ctx.actor, purpose, second)
    wanted = Statement(purpose, body.case_reference, second)
    until = await purposes.state(ctx.session, ctx.clock, _signed(ctx).id, wanted)
    if second is not None and until is not None:
        ctx.about(detail={"second_person": second.display_name, "until": until.isoformat()})
        ctx.about(objects=[f"user:{second.id}"])
    await of_session(ctx)
    return await info_of(ctx, request)


@_session.get("/rights")
async def own_rights(ctx: Annotated[Ctx, permit(Permission.SESSION_OWN, None)]) -> RightsOut:
    """One's own rights in words."""
    return await _in_words(ctx, ctx.actor.grants)


@_session.post("/break-glass", status_code=status.HTTP_201_CREATED)
async def break_glass(
    body: GlassIn, request: Request, ctx: Annotated[Ctx, permit(Permission.RIGHTS_BREAK_GLASS, Action.BREAK_GLASS)]
) -> SessionInfo:
    """In an emergency: look, and hold, beyond one's groups and purposes for an hour. It is reported at once."""
    ctx.about(case_reference=body.case_reference, detail={"reason": body.reason})
    row = await glass.break_it(ctx.session, ctx.clock, ctx.actor, _signed(ctx).id, body)
    ctx.about(object=f"break_glass:{row.id}", detail={"until": row.until.isoformat()})
    await of_session(ctx)
    return await info_of(ctx, request)


@_session.delete("/break-glass")
async def mend_glass(
    request: Request, ctx: Annotated[Ctx, permit(Permission.RIGHTS_BREAK_GLASS, Action.MEND_GLASS)]
) -> SessionInfo:
    """End one's own broken glass before its time."""
    row = await glass.mend(ctx.session, ctx.clock, _signed(ctx).id)
    ctx.about(object=f"break_glass:{row.id}")
    await of_session(ctx)
    return await info_of(ctx, request)


@_users.get("/users/{user_id}/rights")
async def rights_of_user(
    user_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.SHOW_RIGHTS)]
) -> RightsOut:
    """A user's rights in words."""
    ctx.about(object=f"user:{user_id}")
    account = await accounts.by_id(ctx.session, user_id)
    return await _in_words(ctx, service.granted(account))


@_users.post("/rights/preview")
async def preview_rights(
    body: RightsIn, ctx: Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.SHOW_RIGHTS)]
) -> RightsOut:
    """What such grants would give, in words. Nothing is saved."""
    wanted = granting.as_set(body.grants)
    await granting.check(ctx.session, wanted)
    return await _in_words(ctx, wanted)


async def _in_words(ctx: Ctx, grants: Iterable[Grant]) -> RightsOut:
    found = await queries.purposes(ctx.session, retired=True)
    known = {purpose.id: f"{purpose.name}{' (retired)' if purpose.retired else ''}" for purpose in found}
    names = words.Names(await groups.names(ctx.session), known)
    return RightsOut(sentences=words.sentences(grants, names))


router = APIRouter()
for part in (_session, _users):
    router.include_router(part)
