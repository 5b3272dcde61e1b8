"""Confirming and refusing hits. Verbs; they never commit."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.errors import Forbidden
from beadle.accounts.terms import Actor
from beadle.anpr.events import PlateHitChanged
from beadle.anpr.hotlists import queries
from beadle.anpr.hotlists.errors import HitDecided
from beadle.anpr.hotlists.models import Hit
from beadle.anpr.hotlists.terms import OPEN, HitState
from beadle.platform.clock import Clock
from beadle.platform.events import publish


async def confirm(
    session: AsyncSession, clock: Clock, hit_id: uuid.UUID, by: Actor, remark: str, *, second: Actor | None = None
) -> Hit:
    """Confirm a hit. Where its list asks for two persons, it waits for a second one unless that one is there.

    second: whoever proved in the same request who they are, and may confirm hits of that camera. Raises NoSuchHit,
    HitDecided, or Forbidden where one person would be both.
    """
    hit = await _open(session, hit_id)
    if second is not None and second.id == by.id:
        raise Forbidden("Nobody is their own second person.", advice="Ask a colleague.")
    if hit.state == HitState.AWAITING_SECOND.value:
        _second(hit, by, remark)
    else:
        hit.decided_by, hit.decided_by_name, hit.decided_at = by.id, by.display_name, clock.now()
        hit.remark = remark
        if second is not None:
            hit.second_by, hit.second_by_name = second.id, second.display_name
    done = not hit.two_person or hit.second_by is not None
    hit.state = (HitState.CONFIRMED if done else HitState.AWAITING_SECOND).value
    return await _told(session, clock, hit)


def _second(hit: Hit, by: Actor, remark: str) -> None:
    if hit.decided_by == by.id:
        raise Forbidden(
            "You have confirmed this hit already: it waits for a second person.",
            advice="Ask a colleague to confirm it.",
        )
    hit.second_by, hit.second_by_name = by.id, by.display_name
    hit.remark = f"{hit.remark}\n{by.display_name}: {remark}"


async def refuse(session: AsyncSession, clock: Clock, hit_id: uuid.UUID, by: Actor, remark: str) -> Hit:
    """Say that a hit is none. One person is enough for that. Raises NoSuchHit or HitDecided."""
    hit = await _open(session, hit_id)
    before = f"{hit.decided_by_name} had confirmed it: {hit.remark}\n" if hit.decided_by is not None else ""
    hit.state, hit.remark = HitState.REFUSED.value, before + remark
    hit.decided_by, hit.decided_by_name, hit.decided_at = by.id, by.display_name, clock.now()
    return await _told(session, clock, hit)


async def _open(session: AsyncSession, hit_id: uuid.UUID) -> Hit:
    hit = await queries.hit(session, hit_id, lock=True)
    if HitState(hit.state) not in OPEN:
        raise HitDecided(
            f"{hit.decided_by_name or 'Somebody'} has decided on this hit already.", advice="Load the hits again."
        )
    return hit


async def _told(session: AsyncSession, clock: Clock, hit: Hit) -> Hit:
    await session.flush()
    await publish(session, clock, PlateHitChanged(hit_id=hit.id, camera_id=hit.camera_id, state=hit.state))
    return hit
