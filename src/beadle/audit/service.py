"""Writing lines into the log, and reading them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.audit import queries
from beadle.audit.errors import AuditUnavailable
from beadle.audit.models import AuditLine
from beadle.audit.terms import Entry, Filter
from beadle.platform.clock import Clock
from beadle.platform.text import storable

_LONGEST_DETAIL = 16_384
"""Characters of JSON. What is longer is a list that somebody else chose the length of."""


async def record(session: AsyncSession, clock: Clock, entry: Entry) -> None:
    """Write the entry in the caller's transaction, at the clock's time.

    Raises AuditUnavailable where it cannot be written; the caller's transaction is then lost, which is meant:
    nothing happens that is not in the log. Text is cut to the columns' lengths, never refused for what it contains.
    """
    line = AuditLine(
        at=clock.now(),
        actor_id=entry.actor_id,
        actor=_cut(entry.actor, 120),
        action=_cut(entry.action, 80),
        object=_cut(entry.object, 200),
        purpose=_cut(entry.purpose, 500),
        case_reference=_cut(entry.case_reference, 120),
        outcome=entry.outcome.value,
        address=_cut(entry.address, 64),
        detail=_detail(entry.detail),
    )
    session.add(line)
    try:
        await session.flush()
    except SQLAlchemyError as error:
        raise AuditUnavailable(
            "The audit log cannot be written, so this was not done.",
            advice="Tell the administrator: the database needs attention.",
        ) from error


async def read(
    session: AsyncSession, wanted: Filter, *, before: int | None = None, limit: int = 100
) -> tuple[Sequence[AuditLine], int | None]:
    """A page of lines, newest first, and the number to give as `before` for the next page; None at the end.

    Whoever calls it writes a line of their own: reading the log is a look too.
    """
    return await queries.lines(session, wanted, before=before, limit=limit)


def _cut(text: str, longest: int) -> str:
    return str(storable(text))[:longest]


def _detail(detail: Mapping[str, Any]) -> dict[str, Any]:
    written = json.dumps(storable(dict(detail)), default=str, ensure_ascii=False)
    if len(written) > _LONGEST_DETAIL:
        return {"cut": written[:_LONGEST_DETAIL]}
    read: dict[str, Any] = json.loads(written)
    return read
