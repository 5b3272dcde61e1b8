"""News that travels up: an event is stored with the change that caused it and told to every process that listens.

`publish` writes a row in the caller's transaction (an outbox), so an event exists exactly when its cause does.
PostgreSQL's NOTIFY wakes the listeners; a listener that was away reads what it missed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

import psycopg
from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Identity, Index, String, delete, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from beadle.platform.clock import Clock
from beadle.platform.db import Base, Database, UtcDateTime, libpq_url
from beadle.platform.log import get_logger
from beadle.platform.tasks import pause

_CHANNEL = "beadle_event"
_REMEMBERED = 10_000
_OVERLAP = timedelta(seconds=30)
"""Transactions commit out of the order of their numbers; what was missed is read with this much overlap."""
_log = get_logger("events")


class EventRow(Base):
    """One event in the outbox."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_at", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(80))
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Event(BaseModel):
    """Something that happened. Subclasses name their `kind`, such as "export.done"."""

    model_config = ConfigDict(frozen=True)
    kind: ClassVar[str] = ""


class Alarm(Event):
    """Somebody must look at this now. `title` names it, `text` says what happened and what to do."""

    kind: ClassVar[str] = "alarm"
    source: str
    level: Literal["alarm", "over"]
    title: str
    text: str


class Told(BaseModel):
    """An event as a listener gets it; `at` is server time, UTC."""

    model_config = ConfigDict(frozen=True)
    id: int
    at: datetime
    kind: str
    body: dict[str, Any]


Subscriber = Callable[[Told], Awaitable[None] | None]


async def publish(session: AsyncSession, clock: Clock, event: Event) -> None:
    """Store the event in this transaction; listeners hear of it once it is committed."""
    row = EventRow(at=clock.now(), kind=event.kind, body=event.model_dump(mode="json"))
    session.add(row)
    await session.flush()
    await session.execute(text("SELECT pg_notify(:channel, :id)"), {"channel": _CHANNEL, "id": str(row.id)})


async def forget_before(session: AsyncSession, moment: datetime, *, kind: str | None = None) -> None:
    """Delete events older than `moment`, of one kind or of all: they have been told."""
    old = delete(EventRow).where(EventRow.at < moment)
    await session.execute(old if kind is None else old.where(EventRow.kind == kind))


async def since(session: AsyncSession, number: int, *, most: int) -> list[Told]:
    """Up to `most` events with a higher number, in order; for a reader that was away."""
    query = select(EventRow).where(EventRow.id > number).order_by(EventRow.id).limit(most)
    return [Told(id=row.id, at=row.at, kind=row.kind, body=row.body) for row in await session.scalars(query)]


class Listener:
    """Tells subscribers of every event, in the order in which it learns of them.

    Run it with `await listener.run(stop)`; it reconnects by itself and then tells what it missed.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._subscribers: list[Subscriber] = []
        self._told: set[int] = set()
        self._order: deque[int] = deque()
        self._since = clock.now()
        self.ready = asyncio.Event()

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Add a subscriber; the answer removes it."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop` is set."""
        delay = 0.2
        while not stop.is_set():
            try:
                await self._listen(stop)
                delay = 0.2
            except (psycopg.OperationalError, OSError) as error:
                self.ready.clear()
                _log.warning("event listener lost the database", error=str(error), retry_in=delay)
                await pause(stop, delay)
                delay = min(delay * 2, 5.0)

    async def _listen(self, stop: asyncio.Event) -> None:
        connection = await psycopg.AsyncConnection.connect(libpq_url(self._database.url), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {_CHANNEL}")
            await self._tell_missed()
            self.ready.set()
            async with aclosing(_notifications(connection, stop)) as numbers:
                async for number in numbers:
                    await self._tell_missed(number)

    async def _tell_missed(self, number: int | None = None) -> None:
        wanted = EventRow.at >= self._since - _OVERLAP if number is None else EventRow.id == number
        async with self._database.session() as session:
            rows = (await session.scalars(select(EventRow).where(wanted).order_by(EventRow.id))).all()
        for row in rows:
            if row.id in self._told or (number is None and row.at < self._since and not self._told):
                continue
            self._remember(row)
            await self._tell(Told(id=row.id, at=row.at, kind=row.kind, body=row.body))

    def _remember(self, row: EventRow) -> None:
        self._since = max(self._since, row.at)
        self._told.add(row.id)
        self._order.append(row.id)
        if len(self._order) > _REMEMBERED:
            self._told.discard(self._order.popleft())

    async def _tell(self, told: Told) -> None:
        for subscriber in list(self._subscribers):
            try:
                answer = subscriber(told)
                if answer is not None:
                    await answer
            except Exception as error:  # noqa: BLE001 - one subscriber's fault must not silence the others
                _log.error("event subscriber failed", kind=told.kind, exc_info=error)


async def _notifications(connection: psycopg.AsyncConnection[Any], stop: asyncio.Event) -> AsyncGenerator[int]:
    while not stop.is_set():
        async for notice in connection.notifies(timeout=0.5):
            yield int(notice.payload)
