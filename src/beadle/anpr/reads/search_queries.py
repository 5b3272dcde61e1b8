"""Reading searches, their findings and users' own plates. Who may see whose is for the caller to ask."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.reads.errors import NoSuchSearch
from beadle.anpr.reads.models import FindingRow, OwnPlateRow, SearchRow
from beadle.anpr.reads.terms import Why


async def search(session: AsyncSession, search_id: uuid.UUID, *, lock: bool = False) -> SearchRow:
    """One search; locked until the transaction ends where asked. Raises NoSuchSearch."""
    found = await session.get(SearchRow, search_id, with_for_update=True if lock else None)
    if found is None:
        raise NoSuchSearch("There is no such search.")
    return found


async def searches(
    session: AsyncSession, *, by: uuid.UUID | None, before: datetime | None, limit: int
) -> Sequence[SearchRow]:
    """Searches, newest first; of one person, or (None) of everybody."""
    query = select(SearchRow).order_by(SearchRow.asked_at.desc(), SearchRow.id.desc()).limit(limit)
    if by is not None:
        query = query.where(SearchRow.asked_by == by)
    if before is not None:
        query = query.where(SearchRow.asked_at < before)
    return (await session.scalars(query)).all()


async def asked_since(session: AsyncSession, by: uuid.UUID, since: datetime) -> Sequence[SearchRow]:
    """One person's searches since then."""
    query = select(SearchRow).where(SearchRow.asked_by == by, SearchRow.asked_at >= since)
    return (await session.scalars(query)).all()


async def queue(session: AsyncSession, limit: int) -> Sequence[SearchRow]:
    """Searches that wait for a review, oldest first."""
    query = select(SearchRow).where(SearchRow.sampled != Why.NONE.value, SearchRow.verdict.is_(None))
    return (await session.scalars(query.order_by(SearchRow.asked_at).limit(limit))).all()


async def findings_of(session: AsyncSession, searches_: Collection[uuid.UUID]) -> dict[uuid.UUID, list[FindingRow]]:
    """What is unusual about these searches."""
    found: dict[uuid.UUID, list[FindingRow]] = {}
    query = select(FindingRow).where(FindingRow.search_id.in_(searches_)).order_by(FindingRow.id)
    for row in await session.scalars(query):
        found.setdefault(row.search_id, []).append(row)
    return found


async def findings_since(session: AsyncSession, since: datetime) -> list[tuple[FindingRow, SearchRow]]:
    """Findings since then with their searches, newest first."""
    query = (
        select(FindingRow, SearchRow)
        .join(SearchRow, SearchRow.id == FindingRow.search_id)
        .where(FindingRow.at >= since)
        .order_by(FindingRow.at.desc(), FindingRow.id.desc())
        .limit(2000)
    )
    return [(finding, found) for finding, found in await session.execute(query)]


async def own_plates(session: AsyncSession, account: uuid.UUID | None = None) -> Sequence[OwnPlateRow]:
    """Plates of one user's own vehicles, or of everybody's."""
    query = select(OwnPlateRow).order_by(OwnPlateRow.noted_at)
    return (await session.scalars(query if account is None else query.where(OwnPlateRow.account_id == account))).all()


async def waiting(session: AsyncSession) -> int:
    """How many searches wait for a review."""
    query = select(func.count()).where(SearchRow.sampled != Why.NONE.value, SearchRow.verdict.is_(None))
    return int(await session.scalar(query) or 0)
