"""Verbs on hotlists and their entries. They never commit.

Whoever changes the entries of a list has locked its row: entries get their numbers in the order of the commits.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.hotlists import queries
from beadle.anpr.hotlists.errors import BadWanted, ListNameTaken, PlateListed
from beadle.anpr.hotlists.models import Entry, Hotlist, ImportRow
from beadle.anpr.hotlists.patterns import wanted
from beadle.anpr.hotlists.schemas import EntryChange, EntryIn, ListChange, ListIn
from beadle.anpr.hotlists.terms import UNFINISHED, ImportStatus
from beadle.platform.clock import Clock
from beadle.platform.db import new_id

_LIST_FIELDS = ("name", "source", "owner", "reason", "priority", "review_on", "two_person")
_ENTRY_FIELDS = ("reason", "priority", "expires_at", "review_on", "reference")
_MAY_BE_EMPTY = {"review_on", "priority", "expires_at"}


async def create_list(session: AsyncSession, clock: Clock, by: str, given: ListIn) -> Hotlist:
    """Add a list without entries. Raises ListNameTaken."""
    await _check_name(session, given.name, None)
    made = Hotlist(
        **given.model_dump(),
        id=new_id(),
        version=0,
        entries=0,
        created_at=clock.now(),
        created_by_name=by,
        retired_at=None,
    )
    session.add(made)
    await _flush_list(session, given.name)
    return made


async def change_list(
    session: AsyncSession, clock: Clock, list_id: uuid.UUID, given: ListChange
) -> tuple[Hotlist, dict[str, Any]]:
    """Change or retire a list; the second answer says what changed. Raises NoSuchList or ListNameTaken."""
    found = await queries.hotlist(session, list_id, lock=True)
    said = given.model_dump(exclude_unset=True)
    if said.get("name"):
        await _check_name(session, said["name"], list_id)
    changed = _set(found, {key: said[key] for key in _LIST_FIELDS if key in said}, may_be_empty={"review_on"})
    if said.get("retired"):
        found.retired_at = clock.now()
        found.version += 1
        changed["retired"] = [False, True]
        await _stop_imports(session, clock, list_id)
    await _flush_list(session, found.name)
    return found, changed


async def _stop_imports(session: AsyncSession, clock: Clock, list_id: uuid.UUID) -> None:
    """Cancel the imports of a list that are not over. Whoever makes one sees it and leaves nothing."""
    unfinished = [status.value for status in (*UNFINISHED, ImportStatus.UPLOADED)]
    question = update(ImportRow).where(ImportRow.list_id == list_id, ImportRow.status.in_(unfinished))
    said = {"status": ImportStatus.CANCELLED.value, "finished_at": clock.now(), "failure": "The list was retired."}
    await session.execute(question.values(**said))


async def add_entry(session: AsyncSession, clock: Clock, list_id: uuid.UUID, given: EntryIn) -> tuple[Hotlist, Entry]:
    """Put a plate on a list. Raises NoSuchList, NotAPlate, BadWanted or PlateListed."""
    plate = wanted(given.plate)
    check_end(given.expires_at, clock.now())
    list_ = await queries.hotlist(session, list_id, lock=True)
    if await queries.is_listed(session, list_.number, plate):
        raise PlateListed(f"{plate} stands on {list_.name} already.", advice="Change that entry.")
    values = given.model_dump(exclude={"plate"})
    made = Entry(list_number=list_.number, plate=plate, added_at=clock.now(), removed_at=None, **values)
    session.add(made)
    list_.version += 1
    list_.entries += 1
    await session.flush()
    return list_, made


def check_end(end: datetime | None, now: datetime) -> None:
    """Return where an entry may end then. Raises BadWanted for the past: such an entry would never hit anything."""
    if end is not None and end <= now:
        raise BadWanted("The entry would have expired already.", advice="Give a later end, or none.")


async def change_entry(
    session: AsyncSession, clock: Clock, list_id: uuid.UUID, entry_id: int, given: EntryChange
) -> tuple[Entry, dict[str, Any]]:
    """Change an entry; the second answer says what changed. Raises NoSuchList, NoSuchEntry or BadWanted."""
    list_ = await queries.hotlist(session, list_id, lock=True)
    found = await queries.entry(session, list_.number, entry_id, lock=True)
    said = given.model_dump(exclude_unset=True)
    check_end(said.get("expires_at"), clock.now())
    changed = _set(found, {key: said[key] for key in _ENTRY_FIELDS if key in said}, may_be_empty=_MAY_BE_EMPTY)
    list_.version += 1
    await session.flush()
    return found, changed


async def remove_entry(session: AsyncSession, clock: Clock, list_id: uuid.UUID, entry_id: int) -> tuple[Hotlist, Entry]:
    """Take an entry off its list. It hits nothing from then on. Raises NoSuchList or NoSuchEntry."""
    list_ = await queries.hotlist(session, list_id, lock=True)
    found = await queries.entry(session, list_.number, entry_id, lock=True)
    found.removed_at = clock.now()
    list_.version += 1
    list_.entries -= 1
    await session.flush()
    return list_, found


def _set(row: Hotlist | Entry, said: dict[str, Any], *, may_be_empty: set[str]) -> dict[str, Any]:
    """Set what is said, and say what changed: the old value and the new one, as text."""
    changed = {}
    for key, value in said.items():
        old = getattr(row, key)
        if old == value or (value is None and key not in may_be_empty):
            continue
        changed[key] = [_told(old), _told(value)]
        setattr(row, key, value)
    return changed


def _told(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


async def _check_name(session: AsyncSession, name: str, besides: uuid.UUID | None) -> None:
    if await queries.name_is_taken(session, name, besides=besides):
        raise _taken(name)


async def _flush_list(session: AsyncSession, name: str) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise _taken(name) from error


def _taken(name: str) -> ListNameTaken:
    return ListNameTaken(f"There is a hotlist {name} already.", advice="Choose another name.")
