"""Reading how cameras are set up for plates, what they were heard of, and what of them was refused."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.push.errors import NoSuchCamera
from beadle.anpr.push.models import Heard, PlateCamera, RefusedMessage, SpoolMark


@dataclass(frozen=True, slots=True)
class SetUp:
    """A camera's set-up, and what it was heard of. refused_today: since midnight UTC."""

    camera: PlateCamera
    heard: Heard | None
    refused_today: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all cameras since they were set up."""

    messages: int
    reads: int
    refused: int


def _set_ups(since: datetime) -> Select[PlateCamera, Heard, int]:
    refused = (
        select(RefusedMessage.camera_id, func.count().label("count"))
        .where(RefusedMessage.received_at >= since, RefusedMessage.settled_at.is_(None))
        .group_by(RefusedMessage.camera_id)
        .subquery()
    )
    return (
        select(PlateCamera, Heard, func.coalesce(refused.c.count, 0))
        .outerjoin(Heard, Heard.camera_id == PlateCamera.camera_id)
        .outerjoin(refused, refused.c.camera_id == PlateCamera.camera_id)
    )


async def set_ups(session: AsyncSession, since: datetime) -> list[SetUp]:
    """Every camera that is set up. since: the beginning of the day."""
    return [SetUp(*row) for row in await session.execute(_set_ups(since))]


async def set_up(session: AsyncSession, camera_id: uuid.UUID, since: datetime) -> SetUp:
    """One of them. Raises NoSuchCamera."""
    row = (await session.execute(_set_ups(since).where(PlateCamera.camera_id == camera_id))).one_or_none()
    if row is None:
        raise NoSuchCamera("This camera is not set up for number plates.")
    return SetUp(*row)


async def for_change(session: AsyncSession, camera_id: uuid.UUID) -> PlateCamera:
    """The set-up, locked until the transaction ends. Raises NoSuchCamera."""
    found = await session.get(PlateCamera, camera_id, with_for_update=True)
    if found is None:
        raise NoSuchCamera("This camera is not set up for number plates.")
    return found


async def cameras(session: AsyncSession, among: Collection[uuid.UUID] | None = None) -> Sequence[PlateCamera]:
    """The set-ups, of some cameras where given."""
    query = select(PlateCamera)
    if among is not None:
        query = query.where(PlateCamera.camera_id.in_(among))
    return (await session.scalars(query)).all()


async def refused(
    session: AsyncSession, camera_id: uuid.UUID | None, before: datetime | None, limit: int
) -> Sequence[RefusedMessage]:
    """Refused messages that nobody settled, the newest first."""
    query = select(RefusedMessage).where(RefusedMessage.settled_at.is_(None))
    if camera_id is not None:
        query = query.where(RefusedMessage.camera_id == camera_id)
    if before is not None:
        query = query.where(RefusedMessage.received_at < before)
    return (await session.scalars(query.order_by(RefusedMessage.received_at.desc()).limit(limit))).all()


async def refused_message(session: AsyncSession, message_id: uuid.UUID) -> RefusedMessage | None:
    """One of them, settled or not."""
    return await session.get(RefusedMessage, message_id)


async def wanted_again(session: AsyncSession) -> RefusedMessage | None:
    """The refused message that waits longest to be tried again, locked until the transaction ends."""
    query = select(RefusedMessage).where(RefusedMessage.again_at.is_not(None)).order_by(RefusedMessage.again_at)
    found: RefusedMessage | None = await session.scalar(query.limit(1).with_for_update(skip_locked=True))
    return found


async def marks(session: AsyncSession) -> dict[str, SpoolMark]:
    """How far every segment has been read."""
    return {mark.segment: mark for mark in await session.scalars(select(SpoolMark))}


async def totals(session: AsyncSession) -> Totals:
    """What was heard of all cameras together."""
    sums = select(*(func.coalesce(func.sum(column), 0) for column in (Heard.messages, Heard.reads, Heard.refused)))
    row = (await session.execute(sums)).one()
    return Totals(*(int(each) for each in row))
