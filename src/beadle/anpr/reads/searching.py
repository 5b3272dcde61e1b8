"""Verbs on searches: asking, deciding as a second person, reviewing. They never commit."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.rights.reach import Reach
from beadle.accounts.terms import Actor
from beadle.anpr.confusion import fold
from beadle.anpr.reads import finding, outliers, patterns
from beadle.anpr.reads import search_queries as queries
from beadle.anpr.reads.errors import Decided, NoSuchOwnPlate, NotedAlready, SecondPerson
from beadle.anpr.reads.finding import Found, Question
from beadle.anpr.reads.models import FindingRow, OwnPlateRow, SearchRow
from beadle.anpr.reads.near import cameras_near
from beadle.anpr.reads.schemas import Ending, OwnPlateIn, SearchIn, SearchReviewIn
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Finding, Place, SearchMode, Status, Why
from beadle.estate import service as estate
from beadle.platform.clock import Clock

Chance = Callable[[int], int]
"""A number from 0 up to the one given, that nobody can foresee: else a searcher would know when nobody looks."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """Who asks and why: a purpose of the council's list by identifier and name, and the case."""

    actor: Actor
    purpose_id: uuid.UUID
    purpose: str
    case_reference: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What asking needs beside the question."""

    clock: Clock
    settings: ReadsSettings
    chance: Chance = field(default=secrets.randbelow)


async def ask(session: AsyncSession, desk: Desk, by: Grounded, wish: SearchIn) -> SearchRow:
    """Enter a search, or find the one of which a further page is asked for. Raises BadPattern.

    It waits where it goes back so far that a second person has to approve it.
    """
    assert by.actor.id is not None, "nobody searches without an account"
    now = desk.clock.now()
    plate = tidied(wish.plate, wish.mode)
    if wish.before is not None and (begun := await _begun(session, by, wish, now)) is not None:
        return begun
    waits = wish.since < now - timedelta(days=desk.settings.approval_after_days)
    row = SearchRow(
        asked_at=now,
        asked_by=by.actor.id,
        asked_by_name=by.actor.display_name,
        requester=wish.requester,
        purpose_id=by.purpose_id,
        purpose=by.purpose,
        case_reference=by.case_reference,
        plate=plate,
        mode=wish.mode.value,
        since=wish.since,
        until=wish.until,
        camera_ids=list(wish.camera_ids),
        near=None if wish.near is None else wish.near.model_dump(),
        most=wish.limit,
        status=Status.WAITING if waits else Status.DONE,
        sampled=Why.NONE,
    )
    found = await _unusual(session, desk, row)
    if found:
        row.sampled = Why.OUTLIER
    elif desk.chance(desk.settings.review_one_in) == 0:
        row.sampled = Why.SAMPLE
    session.add(row)
    await session.flush()
    session.add_all(FindingRow(search_id=row.id, kind=kind.value, at=now, words=words) for kind, words in found.items())
    await session.flush()
    return row


async def _begun(session: AsyncSession, by: Grounded, wish: SearchIn, now: datetime) -> SearchRow | None:
    """The search of which a further page is asked for: the same person's, the same in every respect, a day ago at most.

    It is one search, so its pages are no repeats of it.
    """
    assert by.actor.id is not None
    asked = _essence(wish, tidied(wish.plate, wish.mode), by)
    for row in await queries.asked_since(session, by.actor.id, now - outliers.DAY):
        near = row.near and tuple(row.near[name] for name in ("latitude", "longitude", "metres"))
        whose = (row.requester, row.purpose_id, row.case_reference)
        if asked == (row.plate, row.mode, row.since, row.until, set(row.camera_ids), near, *whose):
            return row
    return None


def _essence(wish: SearchIn, plate: str, by: Grounded) -> tuple[Any, ...]:
    near = wish.near and (wish.near.latitude, wish.near.longitude, wish.near.metres)
    whose = (wish.requester, by.purpose_id, by.case_reference)
    return (plate, wish.mode.value, wish.since, wish.until, set(wish.camera_ids), near, *whose)


def tidied(plate: str, mode: SearchMode) -> str:
    """The plate or the pattern without spaces, in capitals. Raises BadPattern."""
    if mode is SearchMode.PARTIAL:
        return patterns.pattern(plate).text
    return patterns.fuzzy(plate) if mode is SearchMode.FUZZY else patterns.plate(plate)


async def _unusual(session: AsyncSession, desk: Desk, row: SearchRow) -> dict[Finding, str]:
    since = row.asked_at - max(outliers.DAY, timedelta(days=desk.settings.repeated_days))
    earlier = [_asked(each) for each in await queries.asked_since(session, row.asked_by, since)]
    own = [each.plate for each in await queries.own_plates(session, row.asked_by)]
    return outliers.findings(_asked(row), earlier, own, desk.settings)


def _asked(row: SearchRow) -> outliers.Asked:
    return outliers.Asked(row.plate, SearchMode(row.mode), row.case_reference, row.asked_at)


async def results(
    session: AsyncSession, row: SearchRow, reach: Reach, *, before: uuid.UUID | None = None, limit: int | None = None
) -> tuple[list[Found], bool]:
    """The reads that a search finds among the cameras in reach, newest first, and whether there are more.

    None where it waits for a second person, or was refused.
    """
    if row.status != Status.DONE:
        return [], False
    near = None if row.near is None else Place(**row.near)
    cameras = await _cameras(session, row.camera_ids, near, reach)
    asked = Question(row.plate, SearchMode(row.mode), row.since, row.until, cameras, limit or row.most, before)
    return await finding.find(session, asked)


async def _cameras(
    session: AsyncSession, named: Collection[uuid.UUID], near: Place | None, reach: Reach
) -> Collection[uuid.UUID] | None:
    """The cameras that are searched; None for every one."""
    sets = [set(named)] if named else []
    if near is not None:
        sets.append(set(cameras_near(near, (await estate.places(session)).values())))
    if reach.cameras is not None:
        sets.append(set(reach.cameras))
    return set.intersection(*sets) if sets else None


async def decide(
    session: AsyncSession, clock: Clock, actor: Actor, row: SearchRow, ending: Ending, remark: str
) -> SearchRow:
    """Approve or refuse a search that waits. row: locked. Raises SecondPerson or Decided."""
    if row.asked_by == actor.id:
        raise SecondPerson("Nobody decides on their own search.", advice="Ask somebody who reviews searches.")
    if row.status != Status.WAITING:
        raise Decided("This search does not wait for a decision.", advice="Load the list again.")
    row.status = Status.DONE if ending == "approve" else Status.REFUSED
    row.decided_by, row.decided_by_name = actor.id, actor.display_name
    row.decided_at, row.remark = clock.now(), remark
    await session.flush()
    return row


async def review(session: AsyncSession, clock: Clock, actor: Actor, row: SearchRow, wish: SearchReviewIn) -> SearchRow:
    """Enter what a review found. row: locked. Raises SecondPerson or Decided."""
    if row.asked_by == actor.id:
        raise SecondPerson("Nobody reviews their own search.", advice="Leave it to somebody else.")
    if row.sampled == Why.NONE or row.verdict is not None:
        raise Decided("This search does not wait for a review.", advice="Load the queue again.")
    row.verdict, row.review_remark = wish.verdict.value, wish.remark
    row.reviewed_by_name, row.reviewed_at = actor.display_name, clock.now()
    await session.flush()
    return row


def why(row: SearchRow, settings: ReadsSettings) -> str:
    """What a search waits for, or why it was refused, in words; "" where it is done."""
    if row.status == Status.WAITING:
        return (
            f"It goes back further than {settings.approval_after_days} days: a second person who reviews searches has "
            "to approve it."
        )
    if row.status == Status.REFUSED:
        return f"{row.decided_by_name} refused it: {row.remark}"
    return ""


async def note_own(session: AsyncSession, clock: Clock, actor: Actor, wish: OwnPlateIn, *, known: bool) -> OwnPlateRow:
    """Note the plate of a user's own vehicle. known: there is such a user. Raises BadPattern or NotedAlready."""
    if not known:
        raise NoSuchOwnPlate("There is no such user.", advice="Load the list again.")
    plate = patterns.plate(wish.plate)
    row = OwnPlateRow(
        account_id=wish.user_id,
        plate=plate,
        folded=fold(plate),
        noted_by_name=actor.display_name,
        noted_at=clock.now(),
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise NotedAlready("The plate is noted for this user already.", advice="Load the list again.") from error
    return row


async def forget_own(session: AsyncSession, plate_id: uuid.UUID) -> OwnPlateRow:
    """Forget a noted plate. Raises NoSuchOwnPlate."""
    row = await session.get(OwnPlateRow, plate_id)
    if row is None:
        raise NoSuchOwnPlate("No such plate is noted.", advice="Load the list again.")
    await session.delete(row)
    await session.flush()
    return row


async def forget_searches(session: AsyncSession, before: datetime) -> None:
    """Delete searches older than that, with their findings: their time is over."""
    await session.execute(delete(SearchRow).where(SearchRow.asked_at < before))
