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
from beadle.anpr.reads.models import PlateRow, ReadRow
from beadle.anpr.reads.patterns import By, Pattern, Way
from beadle.anpr.reads.queries import Stored
from beadle.anpr.reads.terms import Fit, Match, Mode

MOST_PLATES = 10_000
NARROW = timedelta(hours=2)
"""Up to this span, at named cameras, any pattern may be asked: what passed here just now."""
_MOST_CAMERAS_NARROW = 8
_LONG_ENOUGH_S = 20
_BOUND = text("SELECT set_config('statement_timeout', :seconds, true)")
_BEYOND = "~"
"""Sorts after every letter and digit in the collation C."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for. cameras: None for every one; until: exclusive; before: a read of the page before."""

    plate: str
    mode: Mode
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
    if asked.mode is Mode.PARTIAL and asked.narrow:
        return await _within(session, asked, patterns.pattern(asked.plate))
    return await _reads_of(session, asked, await fitting(session, asked.mode, asked.plate))


def check(asked: Question) -> str:
    """The plate or pattern as it is searched for. Raises BadPattern."""
    if asked.mode is Mode.EXACT:
        return patterns.plate(asked.plate)
    if asked.mode is Mode.FUZZY:
        return patterns.fuzzy(asked.plate)
    wanted = patterns.pattern(asked.plate)
    if not asked.narrow:
        patterns.check_known(wanted)
    return wanted.text


async def fitting(session: AsyncSession, mode: Mode, asked: str) -> list[Fit]:
    """The plates of the dictionary that fit. Raises BadPattern where they are too many."""
    if mode is Mode.EXACT:
        rows = await session.execute(select(PlateRow.id, PlateRow.text).where(PlateRow.text == patterns.plate(asked)))
        return [Fit(row.id, row.text, Match.EXACT) for row in rows]
    if mode is Mode.FUZZY:
        return await _alike(session, patterns.fuzzy(asked))
    return await _of_form(session, patterns.pattern(asked))


async def _of_form(session: AsyncSession, wanted: Pattern) -> list[Fit]:
    """Plates of that form, and as "possible" those whose characters only look like it."""
    conditions = [*_by(patterns.way(wanted)), PlateRow.folded.regexp_match(wanted.expression(folded=True))]
    query = select(PlateRow.id, PlateRow.text).where(*conditions).limit(MOST_PLATES + 1)
    rows = (await session.execute(query)).all()
    if len(rows) > MOST_PLATES:
        raise BadPattern(
            f"More than {MOST_PLATES} plates fit {wanted.text}.",
            advice="Name more of the plate, or narrow the search to cameras and at most two hours.",
        )
    whole = Match.EXACT if wanted.is_plate else Match.PARTIAL
    return [Fit(row.id, row.text, whole if wanted.fits(row.text) else Match.POSSIBLE) for row in rows]


def _by(way: Way) -> list[ColumnElement[bool]]:
    if way.by is By.INSIDE:
        grams = func.beadle_plate_grams(PlateRow.folded, type_=ARRAY(Text))
        return [grams.contains(literal(list(way.grams), ARRAY(Text)))]
    return _starts(PlateRow.folded if way.by is By.LEFT else PlateRow.mirrored, way.key)


def _starts(column: Any, key: str) -> list[ColumnElement[bool]]:
    return [column >= key, column < key + _BEYOND] if key else []


async def _alike(session: AsyncSession, plate: str) -> list[Fit]:
    """Plates that look alike, and those one edit away from that: one edit leaves one half of a plate as it was."""
    folded = fold(plate)
    left, right = patterns.halves(folded)
    length = func.length(PlateRow.folded).between(len(folded) - 1, len(folded) + 1)
    fits: dict[int, Fit] = {}
    for conditions in (_starts(PlateRow.folded, left), _starts(PlateRow.mirrored, right[::-1])):
        rows = await session.execute(select(PlateRow.id, PlateRow.text, PlateRow.folded).where(*conditions, length))
        for row in rows:
            distance = patterns.one_edit(folded, row.folded)
            if distance is not None:
                match = Match.EXACT if row.text == plate else Match.POSSIBLE
                fits[row.id] = Fit(row.id, row.text, match, distance)
    return list(fits.values())


async def _reads_of(session: AsyncSession, asked: Question, fits: Sequence[Fit]) -> tuple[list[Found], bool]:
    if not fits:
        return [], False
    by_plate = {fit.plate_id: fit for fit in fits}
    query = _page(asked).where(ReadRow.plate_id == func.any(literal(list(by_plate), ARRAY(BigInteger))))
    if asked.cameras is not None:
        query = query.where(ReadRow.camera_id == func.any(literal(list(asked.cameras), ARRAY(Uuid))))
    ids = [row.id for row in await session.execute(query)]
    found = await _loaded(session, ids[: asked.limit])
    shown = [_found(each, by_plate[each.columns["plate_id"]]) for each in found if each.columns["plate_id"] in by_plate]
    return shown, len(ids) > asked.limit


def _found(read: Stored, fit: Fit) -> Found:
    return Found(read, fit.match, fit.distance)


async def _within(session: AsyncSession, asked: Question, wanted: Pattern) -> tuple[list[Found], bool]:
    """Reads of a form at few cameras within hours: these are read through, whatever the form."""
    assert asked.cameras is not None
    fits = PlateRow.folded.regexp_match(wanted.expression(folded=True))
    query = (
        _page(asked)
        .join(PlateRow, PlateRow.id == ReadRow.plate_id)
        .where(ReadRow.camera_id == func.any(literal(list(asked.cameras), ARRAY(Uuid))), fits)
    )
    ids = [row.id for row in await session.execute(query)]
    found = await _loaded(session, ids[: asked.limit])
    shown = [Found(each, Match.PARTIAL if wanted.fits(each.text) else Match.POSSIBLE, 0) for each in found]
    return shown, len(ids) > asked.limit


def _page(asked: Question) -> Select[uuid.UUID, datetime]:
    """The identifiers of the newest reads of the span: of a page, and one more."""
    query = select(ReadRow.id, ReadRow.at).where(ReadRow.at >= asked.since, ReadRow.at < asked.until)
    older = queries.older_than(asked.before)
    if older is not None:
        query = query.where(older)
    return query.order_by(ReadRow.at.desc(), ReadRow.id.desc()).limit(asked.limit + 1)


async def _loaded(session: AsyncSession, ids: Sequence[uuid.UUID]) -> list[Stored]:
    """The reads in the order of their identifiers as given."""
    found = {each.id: each for each in await queries.reads(session, ids)}
    return [found[each] for each in ids if each in found]
