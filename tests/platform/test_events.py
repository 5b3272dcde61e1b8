"""The outbox: told once, in order, also after an absence."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import psycopg
import pytest
from sqlalchemy import func, select

from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.platform.events import Event, EventRow, Listener, Told, forget_before, publish
from beadle.platform.tasks import TaskSet


class Rang(Event):
    kind: ClassVar[str] = "bell.rang"
    times: int


class Heard:
    """Collects what is told and lets a test wait for the n-th."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.changed = asyncio.Event()

    def __call__(self, told: Told) -> None:
        self.told.append(told)
        self.changed.set()

    async def wait_for(self, count: int) -> list[int]:
        async with asyncio.timeout(60):
            while len(self.told) < count:
                self.changed.clear()
                await self.changed.wait()
        return [told.body["times"] for told in self.told]


async def ring(database: Database, times: int) -> None:
    async with database.work() as session:
        await publish(session, SYSTEM, Rang(times=times))


async def test_events_are_told_in_order_and_once(database: Database) -> None:
    heard, stop = Heard(), asyncio.Event()
    listener = Listener(database, SYSTEM)
    listener.subscribe(heard)
    async with TaskSet() as tasks:
        tasks.spawn(listener.run(stop), name="listener")
        await listener.ready.wait()
        for times in range(1, 6):
            await ring(database, times)
        assert await heard.wait_for(5) == [1, 2, 3, 4, 5]
        stop.set()


async def test_an_event_rolled_back_is_never_told(database: Database) -> None:
    heard, stop = Heard(), asyncio.Event()
    listener = Listener(database, SYSTEM)
    listener.subscribe(heard)
    async with TaskSet() as tasks:
        tasks.spawn(listener.run(stop), name="listener")
        await listener.ready.wait()
        async with database.session() as session:
            await publish(session, SYSTEM, Rang(times=99))
            await session.rollback()
        await ring(database, 1)
        assert await heard.wait_for(1) == [1]
        stop.set()


async def test_what_happened_while_the_connection_was_cut_is_told(database: Database) -> None:
    heard, stop = Heard(), asyncio.Event()
    listener = Listener(database, SYSTEM)
    listener.subscribe(heard)
    async with TaskSet() as tasks:
        tasks.spawn(listener.run(stop), name="listener")
        await listener.ready.wait()
        await ring(database, 1)
        await heard.wait_for(1)
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
            )
        await ring(database, 2)
        assert await heard.wait_for(2) == [1, 2]
        stop.set()


async def test_a_failing_subscriber_does_not_silence_the_others(database: Database) -> None:
    heard, stop = Heard(), asyncio.Event()
    listener = Listener(database, SYSTEM)

    def broken(_told: Told) -> None:
        raise RuntimeError("broken subscriber")

    listener.subscribe(broken)
    remove = listener.subscribe(heard)
    async with TaskSet() as tasks:
        tasks.spawn(listener.run(stop), name="listener")
        await listener.ready.wait()
        await ring(database, 7)
        assert await heard.wait_for(1) == [7]
        remove()
        stop.set()


async def test_old_events_are_forgotten(database: Database) -> None:
    await ring(database, 1)
    async with database.work() as session:
        await forget_before(session, SYSTEM.now())
    async with database.session() as session:
        assert await session.scalar(select(func.count()).select_from(EventRow)) == 0


async def test_old_events_of_one_kind_are_forgotten_and_the_others_kept(database: Database) -> None:
    await ring(database, 1)
    async with database.work() as session:
        await forget_before(session, SYSTEM.now(), kind="door.opened")
        assert await session.scalar(select(func.count()).select_from(EventRow)) == 1
        await forget_before(session, SYSTEM.now(), kind=Rang.kind)
        assert await session.scalar(select(func.count()).select_from(EventRow)) == 0


@pytest.mark.parametrize("times", [0, -1])
async def test_the_body_is_plain_json(database: Database, times: int) -> None:
    await ring(database, times)
    async with database.session() as session:
        assert await session.scalar(select(EventRow.body)) == {"times": times}
