"""Imports of hotlists: what was sent, and what it would do. Verbs; they never commit. `making` takes it in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.terms import Actor
from beadle.anpr.hotlists import queries, staging
from beadle.anpr.hotlists.errors import ImportBusy
from beadle.anpr.hotlists.files import Incoming, Opened, Shelf, guessed
from beadle.anpr.hotlists.models import Entry, Hotlist, ImportRow
from beadle.anpr.hotlists.parsing import Parsed
from beadle.anpr.hotlists.schemas import ImportPreviewIn, ImportPreviewOut, RefusedRow, StartIn
from beadle.anpr.hotlists.settings import HotlistSettings
from beadle.anpr.hotlists.staging import Plan
from beadle.anpr.hotlists.terms import ImportStatus
from beadle.platform.clock import Clock
from beadle.platform.db import new_id
from beadle.platform.errors import Invalid, TooLate

MOST_PREVIEWED = 50_000
"""Rows that a preview looks at."""
_FIRST_REFUSED = 20
_GATHERED = 1 << 20
_LONGEST_UPLOAD_S = 3600.0


@dataclass(frozen=True, slots=True)
class Imports:
    """What imports need."""

    shelf: Shelf
    settings: HotlistSettings

    @classmethod
    def at(cls, data_dir: Path, settings: HotlistSettings) -> Imports:
        """Imports of the installation whose data folder that is."""
        return cls(Shelf(data_dir / "anpr" / "imports", settings.reserve_megabytes << 20), settings)


async def receive(
    session: AsyncSession, clock: Clock, imports: Imports, list_: Hotlist, by: Actor, body: AsyncIterator[bytes]
) -> ImportRow:
    """Put a file on the disk as it comes in, and see what it is. Raises BadFile, NoRoom, or Invalid for a slow one."""
    import_id = new_id()
    incoming = await asyncio.to_thread(Incoming, imports.shelf, import_id)
    try:
        try:
            async with asyncio.timeout(_LONGEST_UPLOAD_S):
                await _store(incoming, body)
        except TimeoutError as error:
            raise Invalid("The file took longer than an hour to come in.", advice="Send it again.") from error
        encoding = await asyncio.to_thread(incoming.close)
        guess = await asyncio.to_thread(guessed, imports.shelf.sent(import_id), encoding)
    except BaseException:
        await asyncio.to_thread(incoming.discard)
        await asyncio.to_thread(imports.shelf.remove, import_id, report=True)
        raise
    row = ImportRow(
        id=import_id,
        list_id=list_.id,
        status=ImportStatus.UPLOADED.value,
        asked_by=by.id,
        asked_by_name=by.display_name,
        asked_at=clock.now(),
        bytes=incoming.size,
        encoding=encoding,
        delimiter=guess.delimiter,
        columns=guess.columns,
        heading=guess.heading,
        mapping={},
        replace=False,
        progress=0.0,
        counts={},
    )
    session.add(row)
    await session.flush()
    return row


async def _store(incoming: Incoming, body: AsyncIterator[bytes]) -> None:
    gathered = bytearray()
    async for chunk in body:
        gathered += chunk
        if len(gathered) >= _GATHERED:
            await asyncio.to_thread(incoming.write, bytes(gathered))
            gathered.clear()
    await asyncio.to_thread(incoming.write, bytes(gathered))


async def plan_of(imports: Imports, row: ImportRow, given: ImportPreviewIn, now: datetime) -> Plan:
    """How a file is to be read: what was said, and what it is. Raises BadFile, ImportBusy, or TooLate."""
    if row.status != ImportStatus.UPLOADED.value:
        raise ImportBusy("This import is under way or over.", advice="Send the file again.")
    path = imports.shelf.sent(row.id)
    if not await asyncio.to_thread(path.exists):
        raise TooLate("The file is no longer here.", advice="Send it again.")
    guess = await asyncio.to_thread(guessed, path, row.encoding, given.delimiter or row.delimiter)
    return Plan(
        import_id=row.id,
        list_id=row.list_id,
        encoding=row.encoding,
        delimiter=guess.delimiter,
        heading=guess.heading,
        columns=tuple(guess.columns),
        mapping=dict(given.mapping),
        replace=getattr(given, "replace", False),
        zone=imports.settings.time_zone,
        now=now,
    )


@dataclass(slots=True)
class _Looked:
    """What the first rows are. good: the first row of every plate."""

    good: dict[str, Parsed]
    refused: list[RefusedRow]
    looked_at: int = 0
    refusals: int = 0
    duplicate: int = 0
    complete: bool = False


async def preview(session: AsyncSession, imports: Imports, list_: Hotlist, plan: Plan) -> ImportPreviewOut:
    """What the file would do, from its first MOST_PREVIEWED rows. Nothing is changed. Raises BadFile."""
    looked = await asyncio.to_thread(_look, imports.shelf.sent(plan.import_id), plan)
    there = await _listed(session, list_.number, list(looked.good), plan)
    changed = sum(1 for plate, old in there.items() if old != _values(looked.good[plate], plan))
    return ImportPreviewOut(
        looked_at=looked.looked_at,
        complete=looked.complete,
        good=len(looked.good),
        refused=looked.refusals,
        duplicate=looked.duplicate,
        first_refused=looked.refused,
        new=len(looked.good) - len(there),
        changed=changed,
        unchanged=len(there) - changed,
        gone=list_.entries - len(there) if looked.complete else None,
    )


def _look(path: Path, plan: Plan) -> _Looked:
    parser, looked = plan.parser(), _Looked({}, [])
    with Opened.at(path, plan.encoding) as opened:
        for record in plan.rows(opened):
            if looked.looked_at == MOST_PREVIEWED:
                return looked
            looked.looked_at += 1
            reason = record.fault
            if not reason:
                try:
                    entry = parser.parse(record.cells)
                except Invalid as error:
                    reason = error.message
                else:
                    looked.duplicate += entry.plate in looked.good
                    looked.good.setdefault(entry.plate, entry)
                    continue
            looked.refusals += 1
            if len(looked.refused) < _FIRST_REFUSED:
                looked.refused.append(RefusedRow(row=record.row, text=_printable(record.text), reason=reason))
    looked.complete = True
    return looked


def _printable(line: str) -> str:
    return "".join(each if each.isprintable() else " " for each in line)


def _values(entry: Parsed, plan: Plan) -> tuple[object, ...]:
    return tuple(getattr(entry, column.value) for column in staging.FIELDS if column in plan.mapping)


async def _listed(session: AsyncSession, number: int, plates: list[str], plan: Plan) -> dict[str, tuple[object, ...]]:
    """Which of these plates stand on the list, with what their entries say of what the plan maps."""
    names = [column.value for column in staging.FIELDS if column in plan.mapping]
    wanted = select(func.unnest(bindparam("plates", plates, type_=queries.PLATES)).label("plate")).subquery()
    question = select(Entry).join(wanted, Entry.plate == wanted.c.plate)
    rows = await session.scalars(question.where(Entry.list_number == number, Entry.removed_at.is_(None)))
    return {row.plate: tuple(getattr(row, name) for name in names) for row in rows}


async def start(session: AsyncSession, imports: Imports, row: ImportRow, given: StartIn, now: datetime) -> None:
    """Note how the file is to be taken in, for the worker. Raises BadFile, ImportBusy or TooLate."""
    plan = await plan_of(imports, row, given, now)
    plan.parser()
    row.mapping = {column.value: name for column, name in plan.mapping.items()}
    row.delimiter, row.heading, row.columns = plan.delimiter, plan.heading, list(plan.columns)
    row.replace, row.status = given.replace, ImportStatus.QUEUED.value
    await session.flush()
