"""Reading reads. Who may see them is asked before: what is given as `cameras` is within the viewer's reach."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.errors import NoSuchRead
from beadle.anpr.reads.ids import is_read_id, moment_of
from beadle.anpr.reads.models import DisposalRow, HoldRow, PlateRow, ReadRow

_COLUMNS = ReadRow.__table__.columns
_UUIDS: Any = ARRAY(_COLUMNS["camera_id"].type)
_LATEST = timedelta(days=2)
"""How far back the live screen looks: so many months are asked, and no more."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A read as it is stored: its columns by name, and its plate."""

    columns: Mapping[str, Any]
    text: str

    @property
    def id(self) -> uuid.UUID:
        """Its identifier."""
        found: uuid.UUID = self.columns["id"]
        return found

    @property
    def at(self) -> datetime:
        """Its moment."""
        found: datetime = self.columns["at"]
        return found

    @property
    def camera_id(self) -> uuid.UUID:
        """Its camera."""
        found: uuid.UUID = self.columns["camera_id"]
        return found


def whole() -> Select[Any]:
    """Every column of reads, and their plates."""
    return select(*_COLUMNS, PlateRow.text.label("plate")).join(PlateRow, PlateRow.id == ReadRow.plate_id)


async def stored(session: AsyncSession, query: Select[Any]) -> list[Stored]:
    """The reads that a query on `whole` finds."""
    found = []
    for row in (await session.execute(query)).mappings():
        columns = dict(row)
        found.append(Stored(columns, columns.pop("plate")))
    return found


def is_read(read_id: uuid.UUID) -> ColumnElement[bool]:
    """The condition on one read: the month is known from the identifier, so one partition is asked."""
    return and_(ReadRow.id == read_id, ReadRow.at == moment_of(read_id))


async def read(session: AsyncSession, read_id: uuid.UUID, *, lock: bool = False) -> Stored:
    """One read; locked against retention until the transaction ends where asked. Raises NoSuchRead."""
    if is_read_id(read_id):
        query = whole().where(is_read(read_id))
        found = await stored(session, query.with_for_update(of=ReadRow) if lock else query)
        if found:
            return found[0]
    raise NoSuchRead("There is no such read.", advice="It may have reached the end of its time.")


async def reads(session: AsyncSession, ids: Collection[uuid.UUID]) -> list[Stored]:
    """These reads, as far as they are there, newest first."""
    ours = [each for each in ids if is_read_id(each)]
    if not ours:
        return []
    moments = [moment_of(each) for each in ours]
    span = ReadRow.at.between(min(moments), max(moments))
    return await stored(session, whole().where(ReadRow.id.in_(ours), span).order_by(ReadRow.at.desc()))


async def latest(session: AsyncSession, cameras: Collection[uuid.UUID], now: datetime, limit: int) -> list[Stored]:
    """The newest reads of these cameras, newest first: for each camera its newest, and of those the newest."""
    if not cameras:
        return []
    named = select(func.unnest(literal(list(cameras), _UUIDS)).label("camera_id")).subquery()
    newest = (
        select(ReadRow.id, ReadRow.at)
        .where(ReadRow.camera_id == named.c.camera_id, ReadRow.at > now - _LATEST)
        .order_by(ReadRow.at.desc())
        .limit(limit)
        .lateral()
    )
    ids = select(newest.c.id, newest.c.at).select_from(named.join(newest, literal(value=True)))
    ids = ids.order_by(newest.c.at.desc(), newest.c.id.desc()).limit(limit)
    return await reads(session, [row.id for row in await session.execute(ids)])


async def events(session: AsyncSession, keys: Collection[int], since: datetime, until: datetime) -> list[Stored]:
    """Reads of these events in a span, oldest first."""
    if not keys:
        return []
    query = whole().where(ReadRow.event_key.in_(keys), ReadRow.at.between(since, until))
    return await stored(session, query.order_by(ReadRow.at))


async def hold_in_force(session: AsyncSession, read_id: uuid.UUID) -> HoldRow | None:
    """The hold on a read, where there is one."""
    found: HoldRow | None = await session.scalar(
        select(HoldRow).where(HoldRow.read_id == read_id, HoldRow.released_at.is_(None))
    )
    return found


async def holds(session: AsyncSession, today: datetime) -> tuple[int, int]:
    """How many reads are held, and for how many the review is due."""
    query = select(func.count(), func.count().filter(HoldRow.review_on <= today.date())).where(
        HoldRow.released_at.is_(None)
    )
    held, due = (await session.execute(query)).one()
    return int(held), int(due)


async def held(session: AsyncSession, after: uuid.UUID | None, limit: int) -> Sequence[HoldRow]:
    """Holds in force, those first whose review is due soonest; after: the last one of the page before."""
    query = select(HoldRow).where(HoldRow.released_at.is_(None))
    if after is not None:
        mark = select(HoldRow.review_on).where(HoldRow.id == after).scalar_subquery()
        later = and_(HoldRow.review_on == mark, HoldRow.id > after)
        query = query.where(or_(HoldRow.review_on > mark, later))
    return (await session.scalars(query.order_by(HoldRow.review_on, HoldRow.id).limit(limit))).all()


async def last_disposal(session: AsyncSession) -> DisposalRow | None:
    """The last deletion."""
    found: DisposalRow | None = await session.scalar(select(DisposalRow).order_by(DisposalRow.id.desc()).limit(1))
    return found


def older_than(before: uuid.UUID | None) -> ColumnElement[bool] | None:
    """The condition for the page after that read, in the order newest first."""
    if before is None or not is_read_id(before):
        return None
    at = moment_of(before)
    return and_(ReadRow.at <= at, or_(ReadRow.at < at, ReadRow.id < before))
