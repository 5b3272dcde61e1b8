"""The months of the table of reads: made ahead by a job, and on demand for a read that comes before it or late."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_LOCK = 0x_BEAD_A0
"""Two processes that need the same month at once: the second finds it made."""
_VACUUM = "autovacuum_vacuum_insert_scale_factor = 0.02"
"""An index alone answers for what a vacuum has seen; by default it sees the newest fifth of a month last."""
_NAMES = re.compile(r"anpr_read_(\d{4,5})_(\d{2})")
_THERE = text("SELECT relname FROM pg_class WHERE relname = ANY(:names) AND relkind = 'r'")
_ALL = text(
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " WHERE i.inhparent = 'anpr_read'::regclass ORDER BY 1"
)


def month_of(moment: datetime) -> date:
    """The first day of the moment's month in UTC: months must not depend on the summer time."""
    return moment.astimezone(UTC).date().replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def name_of(month: date) -> str:
    """The name of the month's partition."""
    return f"anpr_read_{month.year:04}_{month.month:02}"


async def ensure(session: AsyncSession, moments: Iterable[datetime]) -> None:
    """See to it that the reads of these moments have a partition. Never commits."""
    wanted = {name_of(month): month for month in {month_of(moment) for moment in moments}}
    missing = wanted.keys() - await _there(session, list(wanted))
    if not missing:
        return
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    for name in sorted(missing - await _there(session, list(missing))):
        await _make(session, name, wanted[name])


async def ahead(session: AsyncSession, now: datetime, months: int = 3) -> None:
    """Make this month and the ones after it, so that no read has to wait for one."""
    wanted = [month_of(now)]
    while len(wanted) < months:
        wanted.append(next_month(wanted[-1]))
    await ensure(session, [datetime(month.year, month.month, 1, tzinfo=UTC) for month in wanted])


async def drop_empty(session: AsyncSession, before: datetime) -> list[str]:
    """Drop the partitions that end before that moment and hold nothing any more; their names.

    A read that is held keeps its month. Dropping waits at most two seconds for who reads: the next run tries again.
    """
    await session.execute(text("SET LOCAL lock_timeout = '2s'"))
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    dropped = []
    for name in (await session.scalars(_ALL)).all():
        parts = _NAMES.fullmatch(name)
        if parts is None or next_month(date(int(parts[1]), int(parts[2]), 1)) > month_of(before):
            continue
        await session.execute(text(f"LOCK TABLE {name} IN SHARE MODE"))
        if await session.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {name})")):  # noqa: S608 - made of digits
            continue
        await session.execute(text(f"ALTER TABLE anpr_read DETACH PARTITION {name}"))
        await session.execute(text(f"DROP TABLE {name}"))
        dropped.append(name)
    return dropped


async def _there(session: AsyncSession, names: list[str]) -> set[str]:
    return set((await session.scalars(_THERE, {"names": names})).all())


async def _make(session: AsyncSession, name: str, month: date) -> None:
    """Made apart and then attached: that keeps readers and writers of the other months waiting for nothing."""
    await session.execute(
        text(f"CREATE TABLE {name} (LIKE anpr_read INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH ({_VACUUM})")
    )
    start, end = (f"{day.isoformat()} 00:00:00+00" for day in (month, next_month(month)))
    await session.execute(
        text(f"ALTER TABLE anpr_read ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')")
    )
