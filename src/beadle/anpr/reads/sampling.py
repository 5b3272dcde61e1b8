"""Samples of reads for a person to check: drawn by lot from each camera's day, and what came of them.

The lot is SHA-256 of the day and the read's identifier: nobody chooses, and anybody can draw it again. Yesterday is
drawn, because its reads are all there.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.rights.reach import Reach
from beadle.anpr.reads import patterns
from beadle.anpr.reads.errors import NoSample
from beadle.anpr.reads.models import ReadRow, SampleRow
from beadle.anpr.reads.queries import Stored
from beadle.anpr.reads.terms import Verdict
from beadle.platform.clock import Clock
from beadle.platform.errors import Invalid

_DRAW = text(
    "INSERT INTO anpr_sample (read_id, read_at, camera_id, day, place)"
    " SELECT id, at, camera_id, :day, place FROM ("
    "  SELECT id, at, camera_id, row_number() OVER ("
    "   PARTITION BY camera_id ORDER BY sha256(convert_to(CAST(:day AS date)::text || ' ' || id::text, 'UTF8')), id"
    "  ) AS place FROM anpr_read WHERE at >= :since AND at < :until AND final AND has_patch"
    " ) AS drawn WHERE place <= :most ON CONFLICT (read_id) DO NOTHING"
)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('anpr.sample', 0))")


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found of one camera's samples."""

    camera_id: uuid.UUID
    right: int
    wrong: int
    unreadable: int


def day_of(now: datetime) -> date:
    """The day whose reads are checked now: yesterday, in UTC."""
    return now.astimezone(UTC).date() - timedelta(days=1)


async def draw(session: AsyncSession, day: date, most: int) -> bool:
    """Draw the day's samples, once; whether they were drawn now. A read without a picture cannot be checked."""
    if not most:
        return False
    await session.execute(_LOCK)
    if await session.scalar(select(SampleRow.read_id).where(SampleRow.day == day).limit(1)) is not None:
        return False
    since = datetime.combine(day, time(), UTC)
    said = {"day": day, "since": since, "until": since + timedelta(days=1), "most": most}
    await session.execute(_DRAW, said)
    return True


async def next_one(session: AsyncSession, day: date, reach: Reach) -> tuple[SampleRow | None, int]:
    """The next sample of the day to check, of a camera in reach, and how many are left with it.

    First each camera's first, then each one's second: a check that is broken off tells as much of every camera.
    """
    there = select(ReadRow.id).where(ReadRow.id == SampleRow.read_id, ReadRow.at == SampleRow.read_at).exists()
    conditions = [SampleRow.day == day, SampleRow.verdict.is_(None), there]
    if reach.cameras is not None:
        conditions.append(SampleRow.camera_id.in_(reach.cameras))
    left = await session.scalar(select(func.count()).select_from(SampleRow).where(*conditions))
    row = await session.scalar(
        select(SampleRow).where(*conditions).order_by(SampleRow.place, SampleRow.read_id).limit(1)
    )
    return row, int(left or 0)


async def sample(session: AsyncSession, read_id: uuid.UUID) -> SampleRow:
    """A read's sample, locked until the transaction ends. Raises NoSample."""
    row = await session.get(SampleRow, read_id, with_for_update=True)
    if row is None:
        raise NoSample(
            "This read is not among those that were drawn.", advice="Nobody chooses which reads are checked."
        )
    return row


def verdict(read: Stored, plate: str | None, *, right: bool) -> tuple[Verdict, str | None]:
    """What was found, and the plate as the person read it. Raises BadPattern, or Invalid where they contradict."""
    if plate is None:
        return Verdict.UNREADABLE, None
    seen = patterns.plate(plate)
    if right != (seen == read.text):
        raise Invalid(
            "What you typed and what you say of the read contradict each other.",
            advice="Right is a read that has every character as you see it.",
        )
    return (Verdict.RIGHT if right else Verdict.WRONG), seen


async def enter(
    session: AsyncSession, clock: Clock, by: str, row: SampleRow, found: tuple[Verdict, str | None]
) -> None:
    """Enter what a person found; a later look replaces it."""
    row.verdict, row.truth = found[0].value, found[1]
    row.checked_by_name, row.checked_at = by, clock.now()
    await session.flush()


async def tallies(session: AsyncSession, since: date, until: date) -> list[Tally]:
    """What was found of each camera's samples of these days, `until` included."""
    right, wrong, unreadable = (func.count().filter(SampleRow.verdict == each.value) for each in Verdict)
    query = (
        select(SampleRow.camera_id, right, wrong, unreadable)
        .where(SampleRow.day.between(since, until), SampleRow.verdict.is_not(None))
        .group_by(SampleRow.camera_id)
    )
    return [Tally(*row) for row in await session.execute(query)]
