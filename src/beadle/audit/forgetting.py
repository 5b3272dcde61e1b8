"""Forgetting personal values at the end of their time. The lines, their leaves and all proofs stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.platform.clock import Clock

AT_ONCE = 20_000
"""Personal rows of one transaction."""

_OLDEST = text(
    "SELECT p.line_id, l.at FROM audit_personal p JOIN audit_line l ON l.id = p.line_id"
    " ORDER BY p.line_id LIMIT :most FOR UPDATE OF p SKIP LOCKED"
)
_ALLOW = text("SELECT set_config('beadle.audit_forgetting', 'yes', true)")
_DENY = text("SELECT set_config('beadle.audit_forgetting', '', true)")
_MENTIONS = text(
    "DELETE FROM audit_mention m USING (SELECT line_id, unnest(subjects) AS key FROM audit_personal"
    " WHERE line_id BETWEEN :first AND :last) gone WHERE m.key = gone.key AND m.line_id = gone.line_id"
)
_PERSONAL = text("DELETE FROM audit_personal WHERE line_id BETWEEN :first AND :last")


async def forget(session: AsyncSession, clock: Clock, keep: timedelta) -> tuple[int, int] | None:
    """Delete the oldest personal rows whose time is over, at most AT_ONCE; first and last line, None where none is due.

    From the first line on without a gap, so that what was forgotten can be told from what was taken away: one range,
    written down by the caller in the same transaction. A line that a wrong clock put into the future counts as old as
    its neighbours.
    """
    now = clock.now()
    rows = [(int(number), at) for number, at in await session.execute(_OLDEST, {"most": AT_ONCE})]
    due = _due(rows, now - keep, now)
    if not due:
        return None
    span = {"first": due[0], "last": due[-1]}
    await session.execute(_ALLOW)
    await session.execute(_MENTIONS, span)
    await session.execute(_PERSONAL, span)
    await session.execute(_DENY)
    return due[0], due[-1]


def _due(rows: list[tuple[int, datetime]], before: datetime, now: datetime) -> list[int]:
    due: list[int] = []
    for number, at in rows:
        if before <= at <= now:
            break
        due.append(number)
    while due and rows[len(due) - 1][1] > now:
        due.pop()  # lines of the future at the end may be as young as the one after them
    return due
