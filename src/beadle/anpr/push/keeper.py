"""Deleting messages whose time is over, with a line in the audit log for each file.

A segment goes when all of it has been read and its newest message is old enough; or, where the spool comes near its
bound, the oldest first. The line and the mark are committed before the file is deleted, and the mark goes after it: a
file that a kill leaves over is deleted by the next round, and never read again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete

from beadle.anpr.push import queries
from beadle.anpr.push.models import RefusedMessage, SpoolMark
from beadle.anpr.push.segments import path_of, sizes
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.terms import Action
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.log import get_logger
from beadle.platform.storage import fsync_dir

EVERY_S = 60.0
NEAR, ENOUGH = 0.9, 0.85
"""Shares of the bound: from the first on files go before their time, until the second is reached."""
_LOST = timedelta(days=30)
"""How long a mark without a file is kept: its disk may be away."""
_log = get_logger("plates")


@dataclass(frozen=True, slots=True)
class Due:
    """A segment that is to go. early: before its time, for want of room."""

    segment: str
    size: int
    early: bool


class Keeper:
    """One for each pump."""

    def __init__(self, database: Database, clock: Clock, folder: Path, settings: PushSettings) -> None:
        self._database = database
        self._clock = clock
        self._folder = folder
        self._settings = settings
        self._looked: float | None = None

    async def look_in_time(self) -> None:
        """Look where the last time is a minute ago."""
        now = self._clock.monotonic()
        if self._looked is None or now - self._looked >= EVERY_S:
            self._looked = now
            await self.look()

    async def look(self) -> list[Due]:
        """One round; what was deleted. Raises what the database and the disk raise."""
        found = await asyncio.to_thread(sizes, self._folder)
        async with self._database.session() as session:
            marks = await queries.marks(session)
        for mark in marks.values():
            if mark.disposed_at is not None:
                await self._remove(mark.segment)
            elif mark.segment not in found and self._is_lost(mark):
                await self._forget(mark.segment)
        due = self._due({name: marks[name] for name in found if name in marks}, found)
        for each in due:
            await self._dispose(each, marks[each.segment])
        return due

    def _is_lost(self, mark: SpoolMark) -> bool:
        keep = timedelta(days=self._settings.keep_days) + _LOST
        return mark.newest_at is None or mark.newest_at < self._clock.now() - keep

    def _due(self, marks: dict[str, SpoolMark], found: dict[str, int]) -> list[Due]:
        before = self._clock.now() - timedelta(days=self._settings.keep_days)
        most, total = self._settings.bounds().most, sum(found.values())
        crowded = total >= NEAR * most
        due = []
        for name in sorted(marks):
            mark = marks[name]
            if not mark.finished or mark.disposed_at is not None:
                continue
            old = mark.newest_at is None or mark.newest_at < before
            if old or (crowded and total > ENOUGH * most):
                due.append(Due(name, found[name], early=not old))
                total -= found[name]
        return due

    async def _dispose(self, due: Due, mark: SpoolMark) -> None:
        async with self._database.work() as session:
            if mark.messages:
                detail = {
                    "messages": mark.messages,
                    "bytes": due.size,
                    "newest": None if mark.newest_at is None else mark.newest_at.isoformat(),
                    "early": due.early,
                }
                entry = Entry(action=Action.DISPOSE, actor="system", object=f"messages:{due.segment}", detail=detail)
                await audit.record(session, self._clock, entry)
            await session.execute(delete(RefusedMessage).where(RefusedMessage.segment == due.segment))
            stored = await session.get_one(SpoolMark, due.segment)
            stored.disposed_at = self._clock.now()
        _log.info("messages of cameras deleted", segment=due.segment, bytes=due.size, early=due.early)
        await self._remove(due.segment)

    async def _remove(self, segment: str) -> None:
        await asyncio.to_thread(_unlink, self._folder, segment)
        await self._forget(segment)

    async def _forget(self, segment: str) -> None:
        async with self._database.work() as session:
            await session.execute(delete(SpoolMark).where(SpoolMark.segment == segment))


def _unlink(folder: Path, segment: str) -> None:
    path_of(folder, segment).unlink(missing_ok=True)
    fsync_dir(folder)
