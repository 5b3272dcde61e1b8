"""The part of the worker that empties the spool: understands messages, stores reads, and moves on in one transaction.

It looks twenty times a second. What a kill interrupts is done again from where the database says that it was: the read
of a message that comes twice is the same read. While the database is away it waits, and the spool grows.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.hotlists.lookout import Lookout
from beadle.anpr.push import queries, segments, storing
from beadle.anpr.push.keeper import Keeper
from beadle.anpr.push.message import Message
from beadle.anpr.push.models import RefusedMessage
from beadle.anpr.push.segments import Portion, Stored
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.push.spool import spool_folder
from beadle.anpr.push.storing import OvertakenError, Shop, Step
from beadle.anpr.push.taking import FAULT, Rules, as_fault, take
from beadle.anpr.push.terms import Taken
from beadle.anpr.reads import service as reads
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.platform.db import AWAY, Database
from beadle.platform.errors import Unavailable
from beadle.platform.jobs import JobContext
from beadle.platform.log import get_logger
from beadle.platform.tasks import Part, TaskSet, pause

EVERY_S = 0.05
_AGAIN_EVERY_S = 1.0
_MOST_MESSAGES = 250
_MOST_BYTES = 8 << 20
_MOST_AGAIN = 50
_SHORTEST_WAIT_S, _LONGEST_WAIT_S = 0.2, 2.0
_AWAY = (*AWAY, Unavailable, OSError)
_log = get_logger("plates")


@dataclass(slots=True)
class _Mark:
    """How far a segment has been read, as the database says."""

    place: int
    finished: bool


class Pump(Part):
    """`async with Pump(context) as part: await part.run(stop)`. Of several on one machine one works."""

    def __init__(self, context: JobContext, lookout: Lookout | None = None) -> None:
        self.context = context
        self._database: Database = context.database
        self._clock = context.clock
        self._folder = spool_folder(context.data_dir)
        settings, kept = context.settings.section(PushSettings), context.settings.section(ReadsSettings)
        self.lookout = lookout or Lookout(context.database, context.clock, context.settings)
        self.shop = Shop(context.clock, PictureStore(context.data_dir), kept, self.lookout)
        self._rules = Rules(
            settings.late_days, settings.untold_confidence, lambda one: reads.check(one, self._clock.now(), kept)
        )
        self.keeper = Keeper(context.database, context.clock, self._folder, settings)
        self._marks: dict[str, _Mark] | None = None
        self._asked_again: float | None = None

    async def __aenter__(self) -> Self:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set."""
        async with TaskSet() as tasks:
            tasks.spawn(self.lookout.run(stop), name="hotlists")
            while not stop.is_set():
                with _Lead(self._folder) as leads:
                    if leads:
                        await self._work(stop)
                await pause(stop, _LONGEST_WAIT_S)

    async def _work(self, stop: asyncio.Event) -> None:
        """As the one that works."""
        wait = _SHORTEST_WAIT_S
        self._marks = None
        while not stop.is_set():
            try:
                busy = await self.step()
                await self._try_again()
                await self.keeper.look_in_time()
                wait = _SHORTEST_WAIT_S
            except Exception as error:  # noqa: BLE001 - the next look may go well, and nobody else empties the spool
                self._marks = None
                fault = None if passes(error) else error
                _log.warning("messages of cameras wait", reason=str(error)[:300], retry_in=wait, exc_info=fault)
                await pause(stop, wait)
                wait = min(wait * 2, _LONGEST_WAIT_S)
                continue
            if not busy:
                await pause(stop, EVERY_S)

    async def step(self) -> bool:
        """Look through the spool once; whether there was anything. Raises what `passes` names: then nothing is lost."""
        marks = await self._known()
        busy = False
        for segment in await asyncio.to_thread(segments.segments, self._folder):
            mark = marks.get(segment)
            if mark is None or not mark.finished:
                busy |= await self._advance(segment, marks.setdefault(segment, _Mark(0, finished=False)))
        return busy

    async def _known(self) -> dict[str, _Mark]:
        if self._marks is None:
            async with self._database.session() as session:
                found = await queries.marks(session)
            self._marks = {
                name: _Mark(mark.place, mark.finished or mark.disposed_at is not None) for name, mark in found.items()
            }
        return self._marks

    async def _advance(self, segment: str, mark: _Mark) -> bool:
        portion = await asyncio.to_thread(_read, self._folder, segment, mark.place)
        if portion is None or (not portion.messages and not portion.finished):
            return False
        if portion.damaged:
            _log.error("messages of cameras are damaged", segment=segment, bytes=portion.damaged)
        step = Step(segment, mark.place, portion.end, portion.finished, portion.damaged)
        try:
            await self._store(portion.messages, step)
        except OvertakenError:
            self._marks = None
            return True
        mark.place, mark.finished = step.end, step.finished
        return True

    async def _store(self, messages: Sequence[Stored], step: Step) -> None:
        """Store a stretch of the spool in one transaction; where that fails for good, message by message."""
        try:
            async with self._database.work() as session:
                await self._store_in(session, await self._taken(session, messages), step)
        except Exception as error:
            if isinstance(error, OvertakenError) or passes(error):
                raise
            _log.error("messages of cameras could not be stored together", segment=step.segment, exc_info=error)
            await self._store_each(messages, step)

    async def _store_each(self, messages: Sequence[Stored], step: Step) -> None:
        at = step.begin
        for stored in messages:
            await self._store_one(stored, Step(step.segment, at, stored.end, finished=False))
            at = stored.end
        async with self._database.work() as session:
            await storing.move_on(session, Step(step.segment, at, step.end, step.finished, step.damaged), ())

    async def _store_one(self, stored: Stored, step: Step) -> None:
        """Store one message; where that fails for good, enter it among the refused."""
        try:
            async with self._database.work() as session:
                await self._store_in(session, await self._taken(session, [stored]), step)
        except Exception as error:
            if isinstance(error, OvertakenError) or passes(error):
                raise
            _log.error("a message of a camera could not be stored", message=stored.name, exc_info=error)
            async with self._database.work() as session:
                taken = await self._taken(session, [stored])
                await self._store_in(session, [as_fault(each) for each in taken], step)

    async def _taken(self, session: AsyncSession, messages: Sequence[Stored]) -> list[Taken]:
        cameras = await storing.readings(session, {stored.message.camera_id for stored in messages})
        return await asyncio.to_thread(take, messages, cameras, self._rules)

    async def _store_in(self, session: AsyncSession, taken: Sequence[Taken], step: Step) -> None:
        await storing.move_on(session, step, taken)
        await storing.store(session, self.shop, taken)

    async def _try_again(self) -> None:
        """Messages that somebody wants to be tried again, once a second."""
        now = self._clock.monotonic()
        if self._asked_again is not None and now - self._asked_again < _AGAIN_EVERY_S:
            return
        self._asked_again = now
        for _ in range(_MOST_AGAIN):
            if not await self._try_one():
                break

    async def _try_one(self) -> bool:
        """Try the message that waits longest; whether there was one."""
        message = None
        try:
            async with self._database.work() as session:
                message = await queries.wanted_again(session)
                if message is not None:
                    await storing.settle(session, self._clock, message, await self._tried(session, message))
        except Exception as error:
            if message is None or passes(error):
                raise
            _log.error("a message of a camera could not be stored", message=str(message.id), exc_info=error)
            async with self._database.work() as session:
                await storing.settle(session, self._clock, await session.merge(message, load=True), FAULT)
        return message is not None

    async def _tried(self, session: AsyncSession, message: RefusedMessage) -> str:
        """Why it is still no read; "" where it is one."""
        found = await asyncio.to_thread(_message, self._folder, message.segment, message.place)
        if found is None:
            return "Its file is not there any more."
        stored = Stored(message.segment, message.place, message.place, found)
        (taken,) = await self._taken(session, [stored])
        await storing.store_again(session, self.shop, taken)
        return taken.refused


def passes(error: Exception) -> bool:
    """Whether a failure passes by itself: the database is away, or a disk is full. Others would come again."""
    return isinstance(error, _AWAY) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _read(folder: Path, segment: str, place: int) -> Portion | None:
    try:
        return segments.read(folder, segment, place, most_bytes=_MOST_BYTES, most=_MOST_MESSAGES)
    except FileNotFoundError:
        return None


def _message(folder: Path, segment: str, place: int) -> Message | None:
    try:
        return segments.message_at(folder, segment, place)
    except FileNotFoundError:
        return None


class _Lead:
    """Whether this is the one pump of the machine that works: a lock on a file of the spool, gone with the process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "pump.lock"
        self._handle = -1

    def __enter__(self) -> bool:
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __exit__(self, *_error: object) -> None:
        os.close(self._handle)
