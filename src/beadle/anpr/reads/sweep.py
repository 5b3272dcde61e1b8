"""Rows and pictures brought together again after a kill: no file without its row, no row that promises a file.

A picture is written before its row is committed and removed after its row is gone. A kill in between leaves a file
over, never a row without one; that is looked for all the same, because disks fail and backups are restored in parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, or_, select, update

from beadle.anpr.reads.models import ReadRow
from beadle.anpr.reads.pictures import Found, Key, PictureStore
from beadle.anpr.reads.queries import is_read
from beadle.anpr.reads.terms import Picture
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.log import get_logger

GRACE = timedelta(minutes=10)
"""A file younger than this may belong to a row that is about to be committed."""
_HOUR = timedelta(hours=1)
_log = get_logger("plates")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files were removed, and how many pictures are missing."""

    removed: int = 0
    missing: int = 0


async def sweep(
    database: Database, clock: Clock, store: PictureStore, *, since: timedelta, ended: datetime | None = None
) -> Swept:
    """Compare the hours in whose folders something changed within `since`, and all that end before `ended`."""
    changed_after = (clock.now() - since).timestamp()
    removed = missing = 0
    for hour, folder in await asyncio.to_thread(store.hours):
        if await asyncio.to_thread(_changed, folder) < changed_after and (ended is None or hour + _HOUR > ended):
            continue
        swept = await _sweep_hour(database, clock, store, hour, folder)
        removed, missing = removed + swept.removed, missing + swept.missing
    return Swept(removed, missing)


async def _sweep_hour(database: Database, clock: Clock, store: PictureStore, hour: datetime, folder: Path) -> Swept:
    files = await asyncio.to_thread(store.listed, folder)
    async with database.session() as session:
        query = select(ReadRow.id, ReadRow.has_patch, ReadRow.has_overview).where(
            ReadRow.at >= hour, ReadRow.at < hour + _HOUR, or_(ReadRow.has_patch, ReadRow.has_overview)
        )
        promised = promises((await session.execute(query)).mappings())
    settled = (clock.now() - GRACE).timestamp()
    over = [file.path for file in leftovers(files, promised) if file.changed < settled]
    await asyncio.to_thread(store.remove_files, over)
    # A picture may have come since the folder was listed, so what seems to be missing is looked for once more.
    unseen = promised - {file.key for file in files if file.key is not None}
    lost = [key for key in unseen if not await asyncio.to_thread(store.path(*key).exists)]
    if over or lost:
        _log.warning("pictures of reads were tidied", hour=hour.isoformat(), removed=len(over), missing=len(lost))
    await _confess(database, lost)
    return Swept(len(over), len(lost))


def promises(rows: Iterable[RowMapping | Mapping[str, Any]]) -> frozenset[Key]:
    """The pictures that rows say there are."""
    return frozenset((row["id"], picture) for row in rows for picture in Picture if row[f"has_{picture.value}"])


def leftovers(files: Iterable[Found], promised: frozenset[Key]) -> list[Found]:
    """Files that no row speaks of."""
    return [file for file in files if file.key is None or file.key not in promised]


async def _confess(database: Database, lost: Iterable[Key]) -> None:
    """A picture that is gone is not promised any more."""
    async with database.work() as session:
        for read_id, picture in lost:
            await session.execute(update(ReadRow).where(is_read(read_id)).values({f"has_{picture.value}": False}))


def _changed(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0
