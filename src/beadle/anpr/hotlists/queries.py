"""Selects on hotlists, entries, hits and imports."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, String, Subquery, cast, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.rights.reach import Reach
from beadle.anpr.hotlists.errors import NoSuchEntry, NoSuchHit, NoSuchImport, NoSuchList
from beadle.anpr.hotlists.models import Entry, Hit, Hotlist, ImportRow
from beadle.anpr.hotlists.terms import UNFINISHED, HitState

MOST_COUNTED = 100_000
PLATES = ARRAY(String(16, collation="C"))
PLATE_WIDTH = 16
ID_WIDTH = 13


async def hotlist(session: AsyncSession, list_id: uuid.UUID, *, lock: bool = False) -> Hotlist:
    """A list that is not retired. lock: nobody else changes it or its entries until the transaction ends."""
    question = select(Hotlist).where(Hotlist.id == list_id, Hotlist.retired_at.is_(None))
    if lock:
        question = question.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(question)
    if found is None:
        raise NoSuchList("There is no such hotlist, or it is retired.", advice="Load the lists again.")
    return found


async def hotlists(session: AsyncSession, *, retired: bool = False) -> Sequence[Hotlist]:
    """The lists by name; with `retired` also those that are."""
    question = select(Hotlist).order_by(func.lower(Hotlist.name))
    if not retired:
        question = question.where(Hotlist.retired_at.is_(None))
    return (await session.scalars(question)).all()


async def name_is_taken(session: AsyncSession, name: str, *, besides: uuid.UUID | None = None) -> bool:
    """Whether another list that is not retired has that name."""
    question = select(Hotlist.id).where(func.lower(Hotlist.name) == name.lower(), Hotlist.retired_at.is_(None))
    return any(found != besides for found in await session.scalars(question))


async def expired(session: AsyncSession, number: int, now: datetime) -> int:
    """How many entries of a list have expired, counted up to MOST_COUNTED."""
    page = (
        select(literal(1))
        .where(Entry.list_number == number, Entry.removed_at.is_(None), Entry.expires_at <= now)
        .limit(MOST_COUNTED)
    )
    return int(await session.scalar(select(func.count()).select_from(page.subquery())) or 0)


async def entry(session: AsyncSession, number: int, entry_id: int, *, lock: bool = False) -> Entry:
    """An entry of a list that is still there. Raises NoSuchEntry."""
    question = select(Entry).where(Entry.list_number == number, Entry.id == entry_id, Entry.removed_at.is_(None))
    found = await session.scalar(question.with_for_update() if lock else question)
    if found is None:
        raise NoSuchEntry("There is no such entry on this list.", advice="Load the list again.")
    return found


async def entries(
    session: AsyncSession, number: int, *, beginning: str = "", before: int | None = None, limit: int = 100
) -> Sequence[Entry]:
    """Entries of a list, the newest first. beginning: of their plates, normalised; then in the plates' order."""
    question = select(Entry).where(Entry.list_number == number, Entry.removed_at.is_(None)).limit(limit)
    if beginning:
        end = beginning[:-1] + chr(ord(beginning[-1]) + 1)
        question = question.where(Entry.plate >= beginning, Entry.plate < end).order_by(Entry.plate)
        return (await session.scalars(question)).all()
    if before is not None:
        question = question.where(Entry.id < before)
    return (await session.scalars(question.order_by(Entry.id.desc()))).all()


async def is_listed(session: AsyncSession, number: int, plate: str) -> bool:
    """Whether a plate stands on a list."""
    question = select(literal(1)).where(Entry.list_number == number, Entry.plate == plate, Entry.removed_at.is_(None))
    return await session.scalar(question.limit(1)) is not None


Wanted = Row[Entry, Hotlist]


async def wanted(session: AsyncSession, found: Collection[tuple[int, int]]) -> Sequence[Wanted]:
    """The entries of these lists' and entries' numbers that are still there, with their lists."""
    if not found:
        return []
    question = (
        select(Entry, Hotlist)
        .join(Hotlist, Hotlist.number == Entry.list_number)
        .where(tuple_(Entry.list_number, Entry.id).in_(found), Entry.removed_at.is_(None), Hotlist.retired_at.is_(None))
    )
    return (await session.execute(question)).all()


@dataclass(frozen=True, slots=True)
class Stand:
    """How a list stands: the version of its entries, and how many there are."""

    version: int
    entries: int


async def stands(session: AsyncSession) -> dict[int, Stand]:
    """How every list stands that is not retired, by its number."""
    question = select(Hotlist.number, Hotlist.version, Hotlist.entries).where(Hotlist.retired_at.is_(None))
    return {number: Stand(version, entries) for number, version, entries in await session.execute(question)}


async def highest(session: AsyncSession, number: int) -> int:
    """The highest number of a list's entries; 0 for none."""
    return int(await session.scalar(select(func.max(Entry.id)).where(Entry.list_number == number)) or 0)


async def page(session: AsyncSession, number: int, after: int, until: int, most: int) -> tuple[bytes, int]:
    """Entries of a list whose numbers lie above `after`, up to `until`: PLATE_WIDTH + ID_WIDTH bytes each, in order.

    The second answer is the number to go on after. One row for thousands of entries: a row each would take longer to
    unpack than to read.
    """
    rows = (
        select(Entry.id, Entry.plate)
        .where(Entry.list_number == number, Entry.id > after, Entry.id <= until, Entry.removed_at.is_(None))
        .order_by(Entry.id)
        .limit(most)
        .subquery()
    )
    written = func.string_agg(func.concat(func.rpad(rows.c.plate, PLATE_WIDTH), func.lpad(_text(rows), ID_WIDTH)), "")
    text, count, last = (await session.execute(select(written, func.count(), func.max(rows.c.id)))).one()
    return (text or "").encode("ascii"), until if count < most else int(last)


def _text(rows: Subquery) -> ColumnElement[str]:
    return cast(rows.c.id, String)


async def hits_of_reads(session: AsyncSession, reads: Collection[uuid.UUID]) -> Sequence[Hit]:
    """The hits of these reads, locked."""
    if not reads:
        return []
    return (await session.scalars(select(Hit).where(Hit.read_id.in_(reads)).with_for_update())).all()


async def newest_hits(session: AsyncSession, reads: Collection[uuid.UUID]) -> Sequence[Hit]:
    """The newest hit of each of these reads that has one."""
    if not reads:
        return []
    question = select(Hit).where(Hit.read_id.in_(reads)).ext(distinct_on(Hit.read_id))
    return (await session.scalars(question.order_by(Hit.read_id, Hit.raised_at.desc()))).all()


async def hit_nearby(
    session: AsyncSession, camera: uuid.UUID, of: tuple[int, int], at: datetime, within: timedelta
) -> Hit | None:
    """The newest hit of an entry (its list's and its own number) at a camera around a moment, locked.

    One that the final read of its own pass did not bear out is no reason to keep quiet about another vehicle.
    """
    question = (
        select(Hit)
        .where(
            Hit.list_number == of[0],
            Hit.entry_id == of[1],
            Hit.camera_id == camera,
            Hit.read_at.between(at - within, at + within),
            or_(Hit.state != HitState.REFUSED.value, Hit.decided_by.is_not(None)),
        )
        .order_by(Hit.read_at.desc())
        .limit(1)
        .with_for_update()
    )
    found: Hit | None = await session.scalar(question)
    return found


async def hit(session: AsyncSession, hit_id: uuid.UUID, *, lock: bool = False) -> Hit:
    """A hit. Raises NoSuchHit."""
    question = select(Hit).where(Hit.id == hit_id)
    if lock:
        question = question.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(question)
    if found is None:
        raise NoSuchHit("There is no such hit, or it has reached the end of its time.", advice="Load the hits again.")
    return found


@dataclass(frozen=True, slots=True)
class HitFilter:
    """Which hits are wanted. Empty fields do not restrict; `before` is the moment and the hit to go on after."""

    state: HitState | None = None
    since: datetime | None = None
    before: uuid.UUID | None = None


async def hits(session: AsyncSession, reach: Reach, wanted_: HitFilter, limit: int) -> Sequence[Hit]:
    """Hits at cameras within reach, newest first."""
    question: Select[Hit] = select(Hit).order_by(Hit.raised_at.desc(), Hit.id.desc()).limit(limit)
    if reach.cameras is not None:
        question = question.where(Hit.camera_id.in_(reach.cameras))
    if wanted_.state is not None:
        question = question.where(Hit.state == wanted_.state.value)
    if wanted_.since is not None:
        question = question.where(Hit.raised_at >= wanted_.since)
    if wanted_.before is not None:
        other = select(Hit.raised_at, Hit.id).where(Hit.id == wanted_.before).subquery()
        earlier = tuple_(Hit.raised_at, Hit.id) < select(other.c.raised_at, other.c.id).scalar_subquery()
        question = question.where(earlier)
    return (await session.scalars(question)).all()


async def import_row(session: AsyncSession, import_id: uuid.UUID, *, lock: bool = False) -> ImportRow:
    """An import. Raises NoSuchImport."""
    question = select(ImportRow).where(ImportRow.id == import_id)
    if lock:
        question = question.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(question)
    if found is None:
        raise NoSuchImport("There is no such import.", advice="Send the file again.")
    return found


async def unfinished_imports(session: AsyncSession) -> list[uuid.UUID]:
    """Imports that were started and are not over."""
    question = select(ImportRow.id).where(ImportRow.status.in_([status.value for status in UNFINISHED]))
    return list(await session.scalars(question))


async def imports_before(session: AsyncSession, moment: datetime) -> list[uuid.UUID]:
    """Imports that were over, or left lying, before a moment."""
    done = ImportRow.status.not_in([status.value for status in UNFINISHED])
    old = or_(ImportRow.finished_at < moment, ImportRow.finished_at.is_(None) & (ImportRow.asked_at < moment))
    return list(await session.scalars(select(ImportRow.id).where(done, old)))
