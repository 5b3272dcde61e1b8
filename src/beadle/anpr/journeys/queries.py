"""Selects over reads, for journeys and counts. The tables are those of `anpr.reads`; nothing is written here.

Written in SQL: window functions over partitions say more in it than in expressions.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.confusion import fold
from beadle.anpr.journeys.convoy import Beside, Moment
from beadle.anpr.journeys.terms import Pass, Usual

MOST_PASSES = 1_000
"""Passes of one plate that a journey holds."""
_ALIKE = 200

_SPAN = "r.at >= :since AND r.at < :until AND (CAST(:cameras AS uuid[]) IS NULL OR r.camera_id = ANY(:cameras))"
"""The reads `r` of a Span, whose `values` it takes."""
_SEEN = """
WITH seen AS (
    SELECT r.plate_id, r.at, site.number, lead(r.at) OVER vehicle AS next_at, lead(site.number) OVER vehicle AS next
    FROM anpr_read r JOIN unnest(CAST(:camera_ids AS uuid[]), CAST(:sites AS int[])) AS site (camera, number)
        ON site.camera = r.camera_id
    WHERE r.at >= :since AND r.at < :until
    WINDOW vehicle AS (PARTITION BY r.plate_id ORDER BY r.at)
)
"""
"""Each read at one of the cameras, with the number of the camera's site, and where and when the plate came next."""


def _said(words: str) -> TextClause:
    return text(words.replace("$span", _SPAN).replace("$seen", _SEEN))


_TEXTS = text("SELECT id, text FROM anpr_plate WHERE text = ANY(:texts)")
_FOLDED = text("SELECT id, text FROM anpr_plate WHERE folded = :folded ORDER BY id LIMIT :most")


@dataclass(frozen=True, slots=True)
class Span:
    """What is looked at: from `since` up to `until`, aware; cameras: those in reach, None for every one."""

    since: datetime
    until: datetime
    cameras: frozenset[uuid.UUID] | None = None

    @property
    def values(self) -> dict[str, Any]:
        """For a statement with :since, :until and :cameras."""
        cameras = None if self.cameras is None else list(self.cameras)
        return {"since": self.since, "until": self.until, "cameras": cameras}


async def plates(session: AsyncSession, plate: str, texts: Collection[str]) -> dict[int, str]:
    """The plates of the dictionary that are the plate, one of these texts, or look like it; by their numbers."""
    found = [*await session.execute(_TEXTS, {"texts": [plate, *texts]})]
    found += [*await session.execute(_FOLDED, {"folded": fold(plate), "most": _ALIKE})]
    return dict(map(tuple, found))


_COUNTS = _said("SELECT plate_id, count(*) FROM anpr_read r WHERE plate_id = ANY(:plates) AND $span GROUP BY 1")


async def counts(session: AsyncSession, numbers: Collection[int], span: Span) -> dict[int, int]:
    """How often each plate was read."""
    rows = await session.execute(_COUNTS, span.values | {"plates": list(numbers)})
    return dict(map(tuple, rows))


_PASSES = _said(
    """
    SELECT r.id, r.camera_id, r.at, r.plate_id, r.final AND r.confidence >= CAST(:sure AS double precision) - 1e-6
    FROM anpr_read r WHERE plate_id = ANY(:plates) AND $span ORDER BY r.at DESC, r.id DESC LIMIT :most
    """
)


async def passes(session: AsyncSession, known: Mapping[int, str], span: Span, sure: float) -> tuple[list[Pass], bool]:
    """The newest passes of these plates in order of time, and whether there are older ones.

    sure: the confidence from which a final read is confirmed.
    """
    values = span.values | {"plates": list(known), "sure": sure, "most": MOST_PASSES + 1}
    rows = list(await session.execute(_PASSES, values))
    found = [Pass(read, camera, at, known[plate], confirmed) for read, camera, at, plate, confirmed in rows]
    return found[:MOST_PASSES][::-1], len(rows) > MOST_PASSES


_TIMING = _said(
    """
    $seen
    SELECT extract(hour FROM at AT TIME ZONE :zone)::int, count(*),
        percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM next_at - at))
    FROM seen WHERE number = 0 AND next = 1 AND next_at - at <= :longest
    GROUP BY GROUPING SETS ((), (1)) HAVING count(*) > 0
    """
)


async def timing(
    session: AsyncSession,
    ends: tuple[Collection[uuid.UUID], Collection[uuid.UUID]],
    span: Span,
    *,
    longest: timedelta,
    zone: str,
) -> dict[int | None, Usual]:
    """How long vehicles take from the cameras of one site to those of another, by hour of the day; None: all of them.

    A pair is a read at the first site and the next read of the same plate, if that is at the second one.
    """
    if not ends[0] or not ends[1]:
        return {}
    cameras = [*ends[0], *ends[1]]
    sites = [0] * len(ends[0]) + [1] * len(ends[1])
    values = {"camera_ids": cameras, "sites": sites, "longest": longest, "zone": zone}
    rows = await session.execute(_TIMING, span.values | values)
    return {hour: Usual(low, middle, high, several) for hour, several, (low, middle, high) in rows}


_LINKS = _said(
    """
    $seen
    SELECT number, next, count(*) FROM seen WHERE next <> number AND next_at - at <= :longest GROUP BY 1, 2
    """
)


async def links(
    session: AsyncSession, sites: Mapping[uuid.UUID, int], span: Span, *, longest: timedelta
) -> dict[tuple[int, int], int]:
    """How many passes went from one site to another, by their numbers. sites: the number of each camera's site."""
    values = {"camera_ids": list(sites), "sites": list(sites.values()), "longest": longest}
    return {(origin, to): several for origin, to, several in await session.execute(_LINKS, span.values | values)}


_FLOWS = text(
    """
    SELECT date_trunc(:by, at, :zone), camera_id, direction, count(*) FROM anpr_read
    WHERE at >= :since AND at < :until GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """
)


async def flows(
    session: AsyncSession, span: Span, *, by: str, zone: str
) -> Sequence[tuple[datetime, uuid.UUID, str, int]]:
    """Passes by hour or day of the zone, camera and direction."""
    rows = await session.execute(_FLOWS, span.values | {"by": by, "zone": zone})
    return [(begins, camera, direction, several) for begins, camera, direction, several in rows]


_READING = text(
    """
    SELECT named.camera FROM unnest(CAST(:camera_ids AS uuid[])) AS named (camera)
    WHERE EXISTS (SELECT FROM anpr_read r WHERE r.camera_id = named.camera AND r.at >= :since)
    """
)


async def reading(session: AsyncSession, cameras: Collection[uuid.UUID], since: datetime) -> set[uuid.UUID]:
    """Those of the cameras that read a plate since then."""
    return set(await session.scalars(_READING, {"camera_ids": list(cameras), "since": since}))


_MOMENTS = _said(
    """
    SELECT r.camera_id, r.at, extract(hour FROM r.at AT TIME ZONE :zone)::int FROM anpr_read r
    JOIN anpr_plate p ON p.id = r.plate_id WHERE p.text = :plate AND $span ORDER BY r.at DESC LIMIT :most
    """
)


async def moments(
    session: AsyncSession, plate: str, span: Span, zone: str, most: int
) -> list[tuple[uuid.UUID, datetime, int]]:
    """The newest passes of a plate in order of time: camera, moment, and hour of the day."""
    rows = list(await session.execute(_MOMENTS, span.values | {"plate": plate, "zone": zone, "most": most}))
    return [(camera, at, hour) for camera, at, hour in rows][::-1]


_BESIDE = text(
    """
    WITH beside AS MATERIALIZED (
        SELECT near.plate_id, moment.number - 1 AS number, moment.trip
        FROM unnest(CAST(:camera_ids AS uuid[]), CAST(:moments AS timestamptz[]), CAST(:trips AS int[]))
            WITH ORDINALITY AS moment (camera, at, trip, number)
        CROSS JOIN LATERAL (
            SELECT DISTINCT r.plate_id FROM anpr_read r WHERE r.camera_id = moment.camera
            AND r.at BETWEEN moment.at - CAST(:within AS interval) AND moment.at + CAST(:within AS interval)
        ) near
        WHERE near.plate_id <> (SELECT id FROM anpr_plate WHERE text = :plate)
    ), often AS (
        SELECT plate_id FROM (SELECT DISTINCT plate_id, trip FROM beside) AS shared
        GROUP BY plate_id HAVING count(*) >= :together
    )
    SELECT plate_id, number FROM beside WHERE plate_id IN (SELECT plate_id FROM often)
    """
)


async def beside(
    session: AsyncSession, plate: str, around: Sequence[Moment], within: timedelta, together: int
) -> list[Beside]:
    """Who passed the same camera near each of these moments, of those who did on so many trips.

    Nearly everybody on the road does it once: they are left out here, for they are a hundred times as many.
    """
    values = {
        "camera_ids": [each.camera for each in around],
        "moments": [each.at for each in around],
        "trips": [each.trip for each in around],
    }
    rows = await session.execute(_BESIDE, values | {"within": within, "plate": plate, "together": together})
    return [Beside(number, moment) for number, moment in rows]


_HABITS = _said(
    """
    SELECT r.plate_id, r.camera_id, extract(hour FROM r.at AT TIME ZONE :zone)::int, count(*) FROM anpr_read r
    WHERE r.plate_id = ANY(:plates) AND $span GROUP BY 1, 2, 3
    """
)


async def habits(
    session: AsyncSession, numbers: Collection[int], span: Span, zone: str
) -> dict[int, dict[tuple[uuid.UUID, int], int]]:
    """How often each plate passed each camera in each hour of the day."""
    found: dict[int, dict[tuple[uuid.UUID, int], int]] = {number: {} for number in numbers}
    for number, camera, hour, several in await session.execute(
        _HABITS, span.values | {"plates": list(numbers), "zone": zone}
    ):
        found[number][(camera, hour)] = several
    return found


_NAMES = text("SELECT id, text FROM anpr_plate WHERE id = ANY(:plates)")


async def names(session: AsyncSession, numbers: Collection[int]) -> dict[int, str]:
    """The texts of plates by their numbers."""
    return dict(map(tuple, await session.execute(_NAMES, {"plates": list(numbers)})))


_MATRIX = text("SELECT truth, read, weight FROM anpr_confusion")


async def confusions(session: AsyncSession) -> dict[tuple[str, str], float]:
    """What was counted of characters that were read for others."""
    return {(truth, read): weight for truth, read, weight in await session.execute(_MATRIX)}


_SAMPLES = text(
    """
    SELECT s.truth, p.text, s.checked_at FROM anpr_sample s
    JOIN anpr_read r ON r.id = s.read_id AND r.at = s.read_at JOIN anpr_plate p ON p.id = r.plate_id
    WHERE s.verdict IN ('right', 'wrong') AND s.truth IS NOT NULL AND s.checked_at > :after AND s.checked_at <= :until
    """
)


async def samples(session: AsyncSession, after: datetime, until: datetime) -> list[tuple[str, str]]:
    """Samples that a person checked meanwhile: the plate as they read it, and as the camera did."""
    rows = await session.execute(_SAMPLES, {"after": after, "until": until})
    return [(truth, read) for truth, read, _ in rows]


_DOUBTFUL = text(
    """
    SELECT p.text, r.candidates FROM anpr_read r JOIN anpr_plate p ON p.id = r.plate_id
    WHERE r.at > :after AND r.at <= :until AND r.final AND r.candidates IS NOT NULL LIMIT :most
    """
)


async def doubtful(
    session: AsyncSession, after: datetime, until: datetime, most: int
) -> list[tuple[str, list[tuple[str, float]]]]:
    """Reads for which a camera gave other ways to read them, with those."""
    rows = await session.execute(_DOUBTFUL, {"after": after, "until": until, "most": most})
    return [(read, [(str(other), float(share)) for other, share in others]) for read, others in rows]
