"""Reading the log, newest first. Other rooms read it through the service.

Every way in is an index that lies by number, so that a page is found from its end without sorting: at ten million
lines a page takes milliseconds. Where several filters are given, the rarest kind leads and the others narrow.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, literal, or_, select, text, union
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.audit.models import AuditLine, AuditMention, AuditPersonal, AuditSegments
from beadle.audit.terms import LONGEST_PAGE, Filter

_MOST_NAMES = 200
"""Names that a part of a name may stand for; those that come first in the alphabet are taken."""

_CLOCK_ERRORS = (timedelta(days=2), timedelta(hours=1))
"""Numbers follow time but for clocks that are set; a wide span of time finds lines whose clock was off by the first of
these, or by the second where too many lines were written in the first."""

_FEW = 20_000
"""Up to so many lines in a span of time are sorted; beyond, the page is looked for among the numbers."""

Ids = Select[tuple[int]]


async def lines(
    session: AsyncSession, wanted: Filter, *, before: int | None = None, limit: int = 100
) -> tuple[Sequence[AuditLine], int | None]:
    """At most `limit` lines older than the line numbered `before`, and the number to give for the next page.

    Pages are cut by number and not by counting, so lines that are written meanwhile shift nothing.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    ids = await _ids(session, wanted, before, limit + 1)
    if not ids:
        return [], None
    query = select(AuditLine).where(AuditLine.id.in_(ids[:limit])).order_by(AuditLine.id.desc())
    page = (await session.scalars(query)).all()
    return page, page[-1].id if len(ids) > limit else None


async def count(session: AsyncSession, wanted: Filter, *, most: int) -> int:
    """How many lines match, counted up to `most`."""
    return len(await _ids(session, wanted, None, most))


async def line(session: AsyncSession, number: int) -> AuditLine | None:
    """One line."""
    return await session.get(AuditLine, number)


async def _ids(session: AsyncSession, wanted: Filter, before: int | None, limit: int) -> list[int]:
    names = await _names(session, wanted.person)
    if names is not None and not names:
        return []
    base = _narrowed(select(AuditLine.id), wanted, names)
    base = await _in_time(session, base, wanted)
    if before is not None:
        base = base.where(AuditLine.id < before)
    branches = [branch.order_by(AuditLine.id.desc()).limit(limit) for branch in _branches(base, wanted)]
    if len(branches) > 1:
        both = union(*(select(branch.subquery().c.id) for branch in branches)).subquery()
        query: Select[Any] = select(both.c.id).order_by(both.c.id.desc()).limit(limit)
    else:
        query = branches[0]
    return list((await session.scalars(query)).all())


def _branches(base: Ids, wanted: Filter) -> list[Ids]:
    """A thing is a line's object or one of its further objects: two indexes, of which each gives its newest."""
    if not wanted.thing:
        return [base]
    mentioned = base.join(AuditMention, AuditMention.line_id == AuditLine.id).where(AuditMention.key == wanted.thing)
    return [base.where(AuditLine.object == wanted.thing), mentioned]


def _narrowed(query: Ids, wanted: Filter, names: list[str] | None) -> Ids:
    if wanted.subject:
        said = AuditMention.__table__.alias("said")
        query = query.join(said, said.c.line_id == AuditLine.id).where(said.c.key == wanted.subject)
    query = _personal(query, wanted, names)
    for column, value in (
        (AuditLine.action, wanted.action),
        (AuditLine.object, wanted.object),
        (AuditLine.purpose, wanted.purpose),
    ):
        if value:
            query = query.where(column == value)
    if wanted.outcome is not None:
        # Spelt out for the planner: the index holds only what was not "ok".
        query = query.where(AuditLine.outcome == literal(wanted.outcome.value, literal_execute=True))
    return query


def _personal(query: Ids, wanted: Filter, names: list[str] | None) -> Ids:
    if wanted.person and names is None:
        query = query.where(AuditLine.actor_id == uuid.UUID(wanted.person))
    if names is None and not wanted.actor and not wanted.case_reference:
        return query
    query = query.join(AuditPersonal, AuditPersonal.line_id == AuditLine.id)
    if names is not None:
        query = query.where(or_(*(AuditPersonal.actor == name for name in names)))
    if wanted.actor:
        query = query.where(AuditPersonal.actor == wanted.actor)
    if wanted.case_reference:
        query = query.where(AuditPersonal.case_reference == wanted.case_reference, AuditPersonal.case_reference != "")
    return query


async def _names(session: AsyncSession, person: str) -> list[str] | None:
    """The names that `person` is or is a part of, whatever their case; None where it is no name but an identifier.

    There are far fewer names than lines, so the index is walked from name to name.
    """
    if not person or is_identifier(person):
        return None
    found = await session.scalars(
        text(
            """
            WITH RECURSIVE name (actor) AS (
                (SELECT actor FROM audit_personal ORDER BY actor LIMIT 1)
                UNION ALL
                SELECT (SELECT p.actor FROM audit_personal p WHERE p.actor > name.actor ORDER BY p.actor LIMIT 1)
                FROM name WHERE name.actor IS NOT NULL
            )
            SELECT actor FROM name WHERE position(lower(:part) IN lower(actor)) > 0 ORDER BY actor LIMIT :most
            """
        ),
        {"part": person, "most": _MOST_NAMES},
    )
    return list(found)


def is_identifier(person: str) -> bool:
    """Whether that text is an identifier rather than a name."""
    try:
        return str(uuid.UUID(person)) == person.lower()
    except ValueError:
        return False


async def _in_time(session: AsyncSession, query: Ids, wanted: Filter) -> Ids:
    """Lines of a span of time. A short one is taken from the index of times; of a wide one the numbers are bounded."""
    if wanted.since is None and wanted.until is None:
        return query
    inside = select(AuditLine.id)
    if wanted.since is not None:
        inside = inside.where(AuditLine.at >= wanted.since)
    if wanted.until is not None:
        inside = inside.where(AuditLine.at < wanted.until)
    several = await session.scalar(select(func.count()).select_from(inside.limit(_FEW + 1).subquery()))
    if (several or 0) <= _FEW:
        few = inside.cte("few").prefix_with("MATERIALIZED", dialect="postgresql")
        return query.where(AuditLine.id.in_(select(few.c.id)))
    first = select(AuditLine.id).order_by(AuditLine.at).limit(1)
    if wanted.since is not None:
        slack = await _slack(session, wanted.since, back=True)
        low = await session.scalar(first.where(AuditLine.at >= wanted.since - slack))
        query = query.where(AuditLine.at >= wanted.since, AuditLine.id >= (low or 0))
    if wanted.until is not None:
        slack = await _slack(session, wanted.until, back=False)
        high = await session.scalar(first.where(AuditLine.at >= wanted.until + slack))
        query = query.where(AuditLine.at < wanted.until)
        if high is not None:
            query = query.where(AuditLine.id <= high)
    return query


async def _slack(session: AsyncSession, moment: datetime, *, back: bool) -> timedelta:
    """How far beside a moment lines are looked through for clocks that were off."""
    widest, least = _CLOCK_ERRORS
    begin, end = (moment - widest, moment) if back else (moment, moment + widest)
    beside = select(AuditLine.id).where(AuditLine.at >= begin, AuditLine.at < end).limit(_FEW + 1).subquery()
    several = await session.scalar(select(func.count()).select_from(beside))
    return widest if (several or 0) <= _FEW else least


_VOLUME_LOCK = 0x_BEAD1E
"""First half of the advisory lock under which a volume's segments are entered; the volume's hash is the other."""


async def lock_volume(session: AsyncSession, volume: str) -> None:
    """Wait until nobody else enters segments of that volume, and keep them away until the transaction ends."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(:lock, hashtext(:volume))"), {"lock": _VOLUME_LOCK, "volume": volume}
    )


async def segment_lists(session: AsyncSession, volume: str, from_us: int, to_us: int) -> Sequence[str]:
    """The lists of batches that may hold segments of that volume which begin in the span."""
    query = select(AuditSegments.listed).where(
        AuditSegments.volume == volume, AuditSegments.to_us >= from_us, AuditSegments.from_us < to_us
    )
    return (await session.scalars(query)).all()
