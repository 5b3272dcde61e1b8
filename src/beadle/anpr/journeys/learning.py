"""Learning what the cameras of this place take for one another. Verbs; they never commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.journeys import queries
from beadle.anpr.journeys.confusions import of_candidates, of_sample

MOST_READS = 100_000
"""Reads with other ways to read them that are looked at in one night."""
_FIRST = timedelta(days=31)

_MARKS = text("SELECT samples_until, reads_until FROM anpr_confusion_learnt FOR UPDATE")
_ADD = text(
    """
    INSERT INTO anpr_confusion (truth, read, weight) VALUES (:truth, :read, :weight)
    ON CONFLICT (truth, read) DO UPDATE SET weight = anpr_confusion.weight + excluded.weight
    """
)
_ENTER = text(
    """
    INSERT INTO anpr_confusion_learnt (id, samples_until, reads_until) VALUES (1, :until, :until)
    ON CONFLICT (id) DO UPDATE SET samples_until = excluded.samples_until, reads_until = excluded.reads_until
    """
)


async def learn(session: AsyncSession, now: datetime) -> float:
    """Add what was checked and doubted since the last time; how much was added. Every sample and read counts once."""
    marks = (await session.execute(_MARKS)).one_or_none()
    samples_until, reads_until = marks or (now - _FIRST, now - _FIRST)
    counts: dict[tuple[str, str], float] = {}
    for truth, read in await queries.samples(session, samples_until, now):
        _add(counts, of_sample(truth, read))
    for read, others in await queries.doubtful(session, reads_until, now, MOST_READS):
        _add(counts, of_candidates(read, others))
    rows = [{"truth": truth, "read": read, "weight": weight} for (truth, read), weight in counts.items()]
    if rows:
        await session.execute(_ADD, rows)
    await session.execute(_ENTER, {"until": now})
    return sum(counts.values())


def _add(counts: dict[tuple[str, str], float], more: Mapping[tuple[str, str], float]) -> None:
    for pair, weight in _known(more):
        counts[pair] = counts.get(pair, 0.0) + weight


def _known(more: Mapping[tuple[str, str], float]) -> Iterable[tuple[tuple[str, str], float]]:
    return ((pair, weight) for pair, weight in more.items() if weight > 0)
