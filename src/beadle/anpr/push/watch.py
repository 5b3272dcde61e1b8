"""What needs attention in the spool, and the part of the server that raises the alarm: it runs apart from the pump."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from beadle.anpr.push import queries
from beadle.anpr.push.models import SpoolMark
from beadle.anpr.push.segments import HEAD_BYTES, sizes
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.push.spool import Spool
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.storage import free_bytes
from beadle.platform.troubles import TroubleWatch

EVERY_S = 10.0
CROWDED = 0.8


@dataclass(frozen=True, slots=True)
class State:
    """The spool as it stands, in bytes. waiting: of messages that nobody read yet; free: on its disk."""

    total: int
    waiting: int
    free: int


async def state(database: Database, spool: Spool) -> State:
    """Look it up. Raises what the database and the disk raise."""
    found, marks = await _looked(database, spool)
    free = await asyncio.to_thread(free_bytes, spool.folder)
    return State(sum(found.values()), waiting_bytes(found, marks), free)


async def _looked(database: Database, spool: Spool) -> tuple[dict[str, int], dict[str, SpoolMark]]:
    # Sizes first: what is written between the two questions then counts as read, never as waiting.
    found = await asyncio.to_thread(sizes, spool.folder)
    async with database.session() as session:
        return found, await queries.marks(session)


def waiting_bytes(found: Mapping[str, int], marks: Mapping[str, SpoolMark]) -> int:
    """Bytes of segments that were not read yet. A segment's head is none of them."""
    waiting = 0
    for name, size in found.items():
        mark = marks.get(name)
        if mark is None or not mark.finished:
            waiting += max(size - max(HEAD_BYTES, 0 if mark is None else mark.place), 0)
    return waiting


class SpoolWatch(TroubleWatch):
    """Looks at the spool of cameras' messages every ten seconds."""

    source = "plates"
    title = "Messages of plate cameras need attention"
    every_s = EVERY_S

    def __init__(self, database: Database, clock: Clock, spool: Spool, settings: PushSettings) -> None:
        super().__init__(database, clock)
        self._spool = spool
        self._settings = settings
        self._before: tuple[float, Mapping[str, int]] | None = None
        """What there was at an earlier look, monotonic seconds, of which something still waits."""

    async def troubles(self) -> dict[str, str]:
        """What is wrong with the spool, its disk or what reads it."""
        sizes_, marks = await _looked(self._database, self._spool)
        free = await asyncio.to_thread(free_bytes, self._spool.folder)
        now = State(sum(sizes_.values()), waiting_bytes(sizes_, marks), free)
        return self._wrong(now, late=self._is_late(sizes_, marks))

    def _wrong(self, now: State, *, late: bool) -> dict[str, str]:
        bounds = self._settings.bounds()
        found = {}
        if self._spool.figures.trouble:
            found["writing"] = f"Cameras' messages are turned away: {self._spool.figures.trouble}"
        if now.free < 2 * bounds.reserve:
            found["disk"] = f"The disk of the data folder has {now.free >> 20} megabytes left. Make room on it."
        if now.total >= CROWDED * bounds.most:
            found["size"] = (
                f"Messages take {now.total / (1 << 30):.1f} of {self._settings.most_gigabytes:g} gigabytes. From nine "
                "tenths on the oldest are deleted before their time: raise anpr.push.most_gigabytes or keep them for "
                "fewer days."
            )
        if late:
            found["reading"] = (
                f"{max(now.waiting >> 10, 1)} kilobytes of messages wait to become reads. Look at the worker: it may "
                "have stopped, or its log says why it cannot go on."
            )
        return found

    def _is_late(self, found: Mapping[str, int], marks: Mapping[str, SpoolMark]) -> bool:
        """Whether something waits that was there `wait_seconds` ago. A steady stream always has something waiting."""
        moment = self._clock.monotonic()
        if self._before is None or not waiting_bytes(self._before[1], marks):
            self._before = (moment, found)
        return moment - self._before[0] > self._settings.wait_seconds
