"""Reading the log, newest first. Other rooms read it through the service."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.audit.models import AuditLine
from beadle.audit.terms import LONGEST_PAGE, Filter


async def lines(
    session: AsyncSession, wanted: Filter, *, before: int | None = None, limit: int = 100
) -> tuple[Sequence[AuditLine], int | None]:
    """At most `limit` lines older than the line numbered `before`, and the number to give for the next page.

    Pages are cut by number and not by counting, so lines that are written meanwhile shift nothing.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    query = select(AuditLine).order_by(AuditLine.id.desc()).limit(limit + 1)
    for column, value in (
        (AuditLine.actor, wanted.actor),
        (AuditLine.action, wanted.action),
        (AuditLine.object, wanted.object),
    ):
        if value:
            query = query.where(column == value)
    if wanted.outcome is not None:
        query = query.where(AuditLine.outcome == wanted.outcome.value)
    if wanted.since is not None:
        query = query.where(AuditLine.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditLine.at < wanted.until)
    if before is not None:
        query = query.where(AuditLine.id < before)
    found = (await session.scalars(query)).all()
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else None
