"""Hits over HTTP: see them, confirm them, refuse them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from beadle.accounts.errors import Forbidden
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.accounts.rights import reach
from beadle.accounts.rights.schemas import SecondPerson
from beadle.accounts.rights.vouching import second_person
from beadle.accounts.terms import Actor
from beadle.anpr.hotlists import deciding, queries, views
from beadle.anpr.hotlists.errors import NoSuchHit
from beadle.anpr.hotlists.models import Hit
from beadle.anpr.hotlists.queries import HitFilter
from beadle.anpr.hotlists.schemas import ConfirmIn, HitOut, RefuseIn
from beadle.anpr.hotlists.terms import HitState
from beadle.anpr.reads.looks import ReadLooks
from beadle.anpr.terms import Action
from beadle.platform.moment import Moment

router = guarded(prefix="/anpr/hits", tags=["hotlists"])


@router.get("")
async def list_hits(
    ctx: Annotated[Ctx, permit(Permission.PLATES_WATCH, Action.SEE_HITS, look=True)],
    *,
    state: Annotated[HitState | None, Query()] = None,
    since: Annotated[Moment | None, Query()] = None,
    before: Annotated[uuid.UUID | None, Query(description="The last hit of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> list[HitOut]:
    """Hits at cameras in one's reach, newest first."""
    within = await reach.reach_of(ctx.session, ctx.actor, Permission.PLATES_WATCH, purpose=_purpose(ctx))
    found = await queries.hits(ctx.session, within, HitFilter(state, since, before), limit)
    ctx.about(detail={"shown": len(found)}, subjects=[f"plate:{hit.plate}" for hit in found])
    look = _look(ctx, found)
    return [views.hit(hit, look) for hit in found]


@router.get("/{hit_id}")
async def show_hit(
    hit_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.PLATES_WATCH, Action.SEE_HITS, look=True)]
) -> HitOut:
    """One hit."""
    hit = await _seen(ctx, hit_id)
    return views.hit(hit, _look(ctx, [hit]))


@router.post("/{hit_id}/confirm")
async def confirm_hit(
    hit_id: uuid.UUID,
    body: ConfirmIn,
    ctx: Annotated[Ctx, permit(Permission.PLATES_CONFIRM, Action.CONFIRM_HIT, look=True)],
) -> HitOut:
    """Confirm a hit. Where the list asks for two persons, the second signs in here too, or confirms it later."""
    ctx.about(detail={"decision": "confirm", "remark": body.remark})
    hit = await _seen(ctx, hit_id)
    second = None if body.second is None else await _second(ctx, hit, body.second)
    if second is not None:
        ctx.about(detail={"second_person": second.display_name}, objects=[f"user:{second.id}"])
    done = await deciding.confirm(ctx.session, ctx.clock, hit_id, ctx.actor, body.remark, second=second)
    ctx.about(detail={"state": done.state})
    return views.hit(done, _look(ctx, [done]))


@router.post("/{hit_id}/refuse")
async def refuse_hit(
    hit_id: uuid.UUID,
    body: RefuseIn,
    ctx: Annotated[Ctx, permit(Permission.PLATES_CONFIRM, Action.CONFIRM_HIT, look=True)],
) -> HitOut:
    """Say that a hit is none, and why."""
    ctx.about(detail={"decision": "refuse", "remark": body.remark})
    await _seen(ctx, hit_id)
    done = await deciding.refuse(ctx.session, ctx.clock, hit_id, ctx.actor, body.remark)
    return views.hit(done, _look(ctx, [done]))


async def _seen(ctx: Ctx, hit_id: uuid.UUID) -> Hit:
    """The hit, where the actor may see its camera for the stated purpose. It stands in the audit line."""
    ctx.about(object=f"hit:{hit_id}")
    try:
        hit = await queries.hit(ctx.session, hit_id)
    except NoSuchHit as error:
        raise ctx.missing(error) from error
    ctx.about(objects=[f"camera:{hit.camera_id}", f"read:{hit.read_id}"], subjects=[f"plate:{hit.plate}"])
    await ctx.see([hit.camera_id], purpose=_purpose(ctx))
    return hit


async def _second(ctx: Ctx, hit: Hit, given: SecondPerson) -> Actor:
    """Whoever proved who they are, where they may confirm hits of that camera for this purpose too."""
    second = await second_person(ctx, given)
    try:
        await reach.check(ctx.session, second, Permission.PLATES_CONFIRM, [hit.camera_id], purpose=_purpose(ctx))
    except Forbidden as error:
        raise Forbidden(
            f"{second.display_name} may not confirm hits of this camera.", advice="Ask somebody who may."
        ) from error
    return second


def _purpose(ctx: Ctx) -> uuid.UUID | None:
    return None if ctx.actor.stated is None else ctx.actor.stated.id


def _look(ctx: Ctx, hits: Sequence[Hit]) -> str | None:
    """What opens the pictures of these hits' reads."""
    if not hits:
        return None
    moments = [hit.read_at for hit in hits]
    looks = ctx.deps.part(ReadLooks)
    return looks.grant(ctx, Permission.PLATES_WATCH, min(moments), max(moments))
