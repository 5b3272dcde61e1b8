"""Breaking the glass: in an emergency, an hour without limits of group and purpose. Verbs; they never commit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.errors import Forbidden, GlassOver
from beadle.accounts.rights import queries
from beadle.accounts.rights.events import GlassBroken, GlassEnded
from beadle.accounts.rights.models import BreakGlass
from beadle.accounts.rights.schemas import GlassIn, GlassRow
from beadle.accounts.terms import SYSTEM, Action, Actor
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.clock import Clock
from beadle.platform.db import new_id
from beadle.platform.events import publish
from beadle.platform.log import get_logger

LASTS = timedelta(minutes=60)
_log = get_logger("rights")


class EndedBy(StrEnum):
    """What ended broken glass."""

    PERSON = "person"
    TIME = "time"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class End:
    """When broken glass ended, and by what; both None while it is open."""

    at: datetime | None
    by: EndedBy | None


def end_of(row: BreakGlass, now: datetime, *, alive: bool) -> End:
    """How things stand, also where nobody has written the end down yet. alive: its session is still there."""
    if row.ended_at is not None:
        return End(row.ended_at, EndedBy(row.ended_by or EndedBy.PERSON))
    if row.until <= now:
        return End(row.until, EndedBy.TIME)
    return End(None, None) if alive else End(now, EndedBy.SESSION)


async def break_it(
    session: AsyncSession, clock: Clock, actor: Actor, session_id: uuid.UUID, wanted: GlassIn
) -> BreakGlass:
    """Lift the limits for this session, for an hour, and report it. Raises GlassOver where it is broken already."""
    before = await queries.open_glass(session, session_id)
    if before is not None:
        if before.until > clock.now():
            raise GlassOver("You have broken the glass already.", advice="End it first, to say anew why.")
        await _end(session, clock, before, End(before.until, EndedBy.TIME))
    row = BreakGlass(
        id=new_id(),
        account_id=actor.id,
        account_name=actor.display_name,
        session_id=session_id,
        reason=wanted.reason,
        case_reference=wanted.case_reference,
        began_at=clock.now(),
        until=clock.now() + LASTS,
    )
    session.add(row)
    await session.flush()
    event = GlassBroken(
        id=row.id,
        user_id=row.account_id,
        user=row.account_name,
        reason=row.reason,
        case_reference=row.case_reference,
        until=row.until,
    )
    await publish(session, clock, event)
    _log.error("the glass was broken", user=actor.name, glass=str(row.id), until=row.until.isoformat())
    return row


async def mend(session: AsyncSession, clock: Clock, session_id: uuid.UUID) -> BreakGlass:
    """End one's own broken glass. Raises GlassOver where there is none."""
    row = await queries.open_glass(session, session_id)
    if row is None or row.until <= clock.now():
        raise GlassOver("You have not broken the glass, or it has ended.", advice="Load the page again.")
    await _end(session, clock, row, End(clock.now(), EndedBy.PERSON))
    return row


async def settle(session: AsyncSession, clock: Clock) -> int:
    """Write down the end of all broken glass whose time or session is over, with a line each; how many there were.

    Nothing waits for this: a right ends with its time or session. This is so that the end stands in the log.
    """
    settled = 0
    for row, alive in await queries.unsettled_glass(session):
        end = end_of(row, clock.now(), alive=alive)
        if end.at is not None:
            await _end(session, clock, row, end)
            said = {"user": row.account_name, "ended_by": row.ended_by, "ended_at": end.at.isoformat()}
            entry = Entry(action=Action.MEND_GLASS, actor=SYSTEM.name, object=f"break_glass:{row.id}", detail=said)
            await audit.record(session, clock, entry)
            settled += 1
    return settled


async def review(session: AsyncSession, clock: Clock, actor: Actor, glass_id: uuid.UUID, remark: str) -> GlassRow:
    """Write what a review found, once. Raises NoSuchRight, GlassOver, or Forbidden for one's own."""
    row, alive = await queries.glass(session, glass_id)
    if row.account_id == actor.id:
        raise Forbidden("Nobody reviews their own broken glass.", advice="Somebody else who may review does it.")
    if row.reviewed_at is not None:
        raise GlassOver(f"{row.reviewed_by_name} has reviewed this already.", advice="Load the list again.")
    row.reviewed_at, row.reviewed_by, row.reviewed_by_name = clock.now(), actor.id, actor.display_name
    row.remark = remark
    await session.flush()
    return shown(row, clock.now(), alive=alive)


async def listed(session: AsyncSession, clock: Clock) -> list[GlassRow]:
    """The newest times that the glass was broken, newest first."""
    return [shown(row, clock.now(), alive=alive) for row, alive in await queries.glasses(session)]


def shown(row: BreakGlass, now: datetime, *, alive: bool) -> GlassRow:
    """The row for an answer."""
    end = end_of(row, now, alive=alive)
    return GlassRow(
        id=row.id,
        user_id=row.account_id,
        user=row.account_name,
        reason=row.reason,
        case_reference=row.case_reference,
        began_at=row.began_at,
        until=row.until,
        open=end.by is None,
        ended_at=end.at,
        ended_by=end.by,
        reviewed_at=row.reviewed_at,
        reviewed_by=row.reviewed_by_name,
        remark=row.remark,
    )


async def _end(session: AsyncSession, clock: Clock, row: BreakGlass, end: End) -> None:
    row.ended_at, row.ended_by = end.at, end.by
    await session.flush()
    by = str(end.by)
    await publish(session, clock, GlassEnded(id=row.id, user_id=row.account_id, user=row.account_name, ended_by=by))
