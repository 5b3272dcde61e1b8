"""Finding reads by their plates: first the plates in the dictionary, then their reads, newest first.

Goals at 36 million reads: exact 50 ms, partial or fuzzy 300 ms, near a camera 100 ms (benchmarks/plate_search.py). The
dictionary is a fifth of the reads' number and each of its indexes fits in memory; a plate's reads lie side by side in
theirs, with all that is needed to choose the newest. A pattern that fits more than `MOST_PLATES` is refused: its answer
would be an extract of everybody, not a search.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg.errors import QueryCanceled
from sqlalchemy import ColumnElement, Select, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger, Text, Uuid

from beadle.anpr.confusion import fold
from beadle.anpr.reads import patterns, queries
from beadle.anpr.reads.errors import BadPattern
from beadle.anpr.reads.ids import is_read_id, moment_of
from beadle.anpr.reads.models import PlateRow, ReadRow
from beadle.anpr.reads.patterns import By, Pattern, Way
from beadle.anpr.reads.queries import Stored
from beadle.anpr.reads.terms import Match, SearchMode

MOST_PLATES = 10_000
NARROW = timedelta(hours=2)
"""Up to this span, at named cameras, any pattern may be asked: what passed here just now."""
_MOST_CAMERAS_NARROW = 8
_MANY_PLATES = 50_000
"""From so many on, one read in a hundred or so has the form, and a page is soon found."""
_NUMBERS, _IDENTIFIERS = ARRAY(BigInteger), ARRAY(Uuid)
_LONG_ENOUGH_S = 20
_BOUND = text("SELECT set_config('statement_timeout', :seconds, true)")
_BEYOND = "~"
"""Sorts after every letter and digit in the collation C."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for. cameras: None for every one; until: exclusive; before: a read of the page before."""

    plate: str
    mode: SearchMode
    since: datetime
    until: datetime
    cameras: Collection[uuid.UUID] | None
    limit: int
    before: uuid.UUID | None = None

    @property
    def narrow(self) -> bool:
        """Whether place and time alone leave few reads."""
        named = self.cameras is not None and len(self.cameras) <= _MOST_CAMERAS_NARROW
        return named and self.until - self.since <= NARROW


@dataclass(frozen=True, slots=True)
class Found:
    """A read that was found, and how it fits."""

    read: Stored
    match: Match
    distance: int


async def find(session: AsyncSession, asked: Question) -> tuple[list[Found], bool]:
    """The reads, newest first, and whether there are older ones. Raises BadPattern.

    The database gives up after 20 s, whatever is asked, so that no search can hold the machine.
    """
    check(asked)
    if asked.cameras is not None and not asked.cameras:
        return [], False
    await session.execute(_BOUND, {"seconds": f"{_LONG_ENOUGH_S}s"})
    try:
        answer = await _answer(session, asked)
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            raise BadPattern(
                f"The search took longer than {_LONG_ENOUGH_S} s and was ended.",
                advice="Name more of the plate, or narrow the search in place and time.",
            ) from error
        raise
    await session.execute(_BOUND, {"seconds": "0"})
    return answer


async def _answer(session: AsyncSession, asked: Question) -> tuple[list[Found], bool]:
    if asked.mode is SearchMode.PARTIAL and asked.narrow:
        return await _within(session, asked, patterns.pattern(asked.plate))
    plates = await fitting(session, asked.mode, asked.plate)
    if not plates:
        return [], False
    return await _shown(session, asked, _page(asked).where(ReadRow.plate_id == func.any(literal(plates, _NUMBERS))))


def check(asked: Question) -> str:
    """The plate or pattern as it is searched for. Raises BadPattern."""
    if asked.mode is SearchMode.EXACT:
        return patterns.plate(asked.plate)
    if asked.mode is SearchMode.FUZZY:
        return patterns.fuzzy(asked.plate)
    wanted = patterns.pattern(asked.plate)
    if not asked.narrow:
        patterns.check_known(wanted)
    return wanted.text


async def fitting(session: AsyncSession, mode: SearchMode, asked: str) -> list[int]:
    """The plates of the dictionary that fit, by their numbers. Raises BadPattern where they are too many."""
    if mode is SearchMode.EXACT:
        return list(await session.scalars(select(PlateRow.id).where(PlateRow.text == patterns.plate(asked))))
    if mode is SearchMode.FUZZY:
        return await _alike(session, patterns.fuzzy(asked))
    wanted = patterns.pattern(asked)
    query = select(PlateRow.id).where(*_of_form(wanted, patterns.way(wanted))).limit(MOST_PLATES + 1)
    found = list(await session.scalars(query))
    if len(found) > MOST_PLATES:
        raise BadPattern(
            f"More than {MOST_PLATES} plates fit {wanted.text}.",
            advice="Name more of the plate, or narrow the search to cameras and at most two hours.",
        )
    return found


def judged(mode: SearchMode, asked: str, plate: str) -> tuple[Match, int] | None:
    """How a plate fits, and the edits between the folds, 0 or 1; None where it does not. Raises BadPattern."""
    if mode is SearchMode.PARTIAL:
        wanted = patterns.pattern(asked)
        if wanted.fits(plate):
            return Match.EXACT if wanted.is_plate else Match.PARTIAL, 0
        return (Match.POSSIBLE, 0) if wanted.folded.fits(fold(plate)) else None
    whole = patterns.plate(asked)
    if plate == whole:
        return Match.EXACT, 0
    distance = patterns.one_edit(fold(whole), fold(plate)) if mode is SearchMode.FUZZY else None
    return None if distance is None else (Match.POSSIBLE, distance)


def _of_form(wanted: Pattern, way: Way) -> list[ColumnElement[bool]]:
    """The conditions on plates that have that form, or whose characters look like it."""
    if patterns.says_all(way, wanted):
        return _by(way)
    return [*_by(way), PlateRow.folded.regexp_match(wanted.folded.expression)]


def _by(way: Way) -> list[ColumnElement[bool]]:
    if way.by is By.INSIDE:
        grams = func.beadle_plate_grams(PlateRow.folded, type_=ARRAY(Text))
        return [grams.contains(literal(list(way.grams), ARRAY(Text)))]
    return _starts(PlateRow.folded if way.by is By.LEFT else PlateRow.mirrored, way.key)


def _starts(column: Any, key: str) -> list[ColumnElement[bool]]:
    return [column >= key, column < key + _BEYOND] if key else []


async def _alike(session: AsyncSession, plate: str) -> list[int]:
    """Plates that look alike, and those one edit away from that: one edit leaves one half of a plate as it was."""
    folded = fold(plate)
    left, right = patterns.halves(folded)
    length = func.length(PlateRow.folded).between(len(folded) - 1, len(folded) + 1)
    found: set[int] = set()
    for conditions in (_starts(PlateRow.folded, left), _starts(PlateRow.mirrored, right[::-1])):
        rows = await session.execute(select(PlateRow.id, PlateRow.folded).where(*conditions, length))
        found |= {number for number, other in rows if patterns.one_edit(folded, other) is not None}
    return list(found)


async def _within(session: AsyncSession, asked: Question, wanted: Pattern) -> tuple[list[Found], bool]:
    """Reads of a form at few cameras within hours, whatever the form.

    Where few plates have it, the cameras' reads are compared with those; where many have, the reads are gone through
    from the newest one back, which soon has found a page. Which of both is quick the database cannot tell by itself.
    """
    way = patterns.telling(wanted)
    if way is not None:
        conditions = _of_form(wanted, way)
        some = select(literal(1)).select_from(PlateRow).where(*conditions).limit(_MANY_PLATES).subquery()
        if (await session.scalar(select(func.count()).select_from(some)) or 0) < _MANY_PLATES:
            fits = select(PlateRow.id).where(*conditions).offset(0).subquery()
            return await _shown(session, asked, _page(asked).join(fits, fits.c.id == ReadRow.plate_id))
    return await _gone_through(session, asked, wanted)


_GONE_THROUGH = text(
    """
    SELECT fit.id FROM unnest(CAST(:cameras AS uuid[])) AS camera (id) CROSS JOIN LATERAL (
        SELECT passed.id, passed.at FROM (
            SELECT id, at, plate_id FROM anpr_read WHERE camera_id = camera.id AND at >= :since AND at < :until
            AND (CAST(:before AS uuid) IS NULL OR (at, id) < (CAST(:before_at AS timestamptz), CAST(:before AS uuid)))
            ORDER BY at DESC, id DESC OFFSET 0
        ) AS passed
        WHERE (SELECT folded FROM anpr_plate WHERE anpr_plate.id = passed.plate_id) ~ :form
        ORDER BY passed.at DESC, passed.id DESC LIMIT :most
    ) AS fit
    ORDER BY fit.at DESC, fit.id DESC LIMIT :most
    """
)
"""OFFSET 0 and the inner SELECT keep the planner to it: reads in an index's order, each plate asked for by itself."""


async def _gone_through(session: AsyncSession, asked: Question, wanted: Pattern) -> tuple[list[Found], bool]:
    assert asked.cameras is not None
    values: dict[str, Any] = {
        "cameras": list(asked.cameras),
        "since": asked.since,
        "until": asked.until,
        "before": None,
        "before_at": None,
        "form": wanted.folded.expression,
        "most": asked.limit + 1,
    }
    if asked.before is not None and is_read_id(asked.before):
        at = moment_of(asked.before)
        values |= {"before": asked.before, "before_at": at, "until": min(asked.until, at + timedelta(milliseconds=1))}
    return await _loaded(session, asked, list(await session.scalars(_GONE_THROUGH, values)))


def _page(asked: Question) -> Select[uuid.UUID, datetime]:
    """The identifiers of the newest reads of the span at the cameras: of a page, and one more."""
    query = select(ReadRow.id, ReadRow.at).where(ReadRow.at >= asked.since, ReadRow.at < asked.until)
    if asked.cameras is not None:
        query = query.where(ReadRow.camera_id == func.any(literal(list(asked.cameras), _IDENTIFIERS)))
    older = queries.older_than(asked.before)
    if older is not None:
        query = query.where(older)
    return query.order_by(ReadRow.at.desc(), ReadRow.id.desc()).limit(asked.limit + 1)


async def _shown(session: AsyncSession, asked: Question, page: Select[uuid.UUID, datetime]) -> tuple[list[Found], bool]:
    return await _loaded(session, asked, [row.id for row in await session.execute(page)])


async def _loaded(session: AsyncSession, asked: Question, ids: Sequence[uuid.UUID]) -> tuple[list[Found], bool]:
    """The reads in the order of their identifiers as given, and whether those are more than a page.

    One that has become a better read of another plate meanwhile is left out.
    """
    stored = {each.id: each for each in await queries.reads(session, ids[: asked.limit])}
    shown = []
    for each in (stored[number] for number in ids[: asked.limit] if number in stored):
        fit = judged(asked.mode, asked.plate, each.text)
        if fit is not None:
            shown.append(Found(each, *fit))
    return shown, len(ids) > asked.limit
