from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.factories import accounts, waiting
from tests.factories.estate import add_camera

from beadle.accounts.terms import ANONYMOUS, Actor, Grant, Role, everywhere
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import Event, Listener, Told, publish
from beadle.platform.settings import Secrets
from beadle.video import news
from beadle.video.news import NEEDED, Hearing, NewsDesk, as_text

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def told(kind: str, number: int = 1, **body: Any) -> Told:
    return Told(id=number, at=NOON, kind=kind, body=body)


def everything(_told: Told) -> bool:
    return True


async def always() -> bool:
    return True


class FakeListener:
    def __init__(self) -> None:
        self.subscribers: list[Callable[[Told], None]] = []

    def subscribe(self, subscriber: Callable[[Told], None]) -> Callable[[], None]:
        self.subscribers.append(subscriber)
        return lambda: self.subscribers.remove(subscriber)


class Browser:
    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.room = asyncio.Event()
        self.room.set()
        self.closed = asyncio.Event()

    async def send_text(self, data: str) -> None:
        await self.room.wait()
        if self.closed.is_set():
            raise ConnectionResetError
        self.got.append(json.loads(data))

    async def send_bytes(self, data: bytes) -> None:
        raise AssertionError

    async def gone(self) -> None:
        await self.closed.wait()

    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.got]


def desk(listener: FakeListener, database: Database | None, clock: FixedClock) -> NewsDesk:
    return NewsDesk(listener, database, clock)  # type: ignore[arg-type]


async def hearing(database: Database, actor: Actor) -> Hearing:
    made = Hearing()
    async with database.session() as session:
        await made.learn(session, actor)
    return made


def somebody(*grants: Grant) -> Actor:
    return Actor(uuid.uuid4(), "ann", "Ann", grants)


async def test_who_may_hear_what(database: Database) -> None:
    ann = somebody(*everywhere(Role.SUPERVISOR))
    nobody = await hearing(database, ANONYMOUS)
    supervisor = await hearing(database, ann)
    manager = await hearing(database, somebody(*everywhere(Role.MANAGER)))
    assert not any(nobody.hears(told(kind)) for kind in NEEDED)
    assert not manager.hears(told("accounts.private"))
    assert supervisor.hears(told("camera.health", camera_id=str(uuid.uuid4())))
    assert supervisor.hears(told("export.progress", requested_by=str(ann.id)))
    assert not supervisor.hears(told("export.progress", requested_by="bob"))
    assert manager.hears(told("export.progress", requested_by="bob"))
    assert manager.hears(told("rights.break_glass"))
    assert not supervisor.hears(told("rights.break_glass"))


async def test_news_of_another_groups_cameras_is_not_told(
    database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    own = (await add_camera(database, clock, secrets, 1, "Own")).id
    other = (await add_camera(database, clock, secrets, 2, "Other")).id
    group = await accounts.add_group(database, "Town Centre", [own])
    limited = await hearing(database, somebody(Grant(Role.SUPERVISOR, group)))
    both = [str(own), str(other)]
    assert limited.hears(told("camera.health", camera_id=str(own)))
    assert not limited.hears(told("camera.health", camera_id=str(other)))
    assert limited.hears(told("estate.changed"))
    assert not limited.hears(told("estate.changed", camera_id=str(other)))
    assert limited.hears(told("hold.placed", cameras=both[:1]))
    assert not limited.hears(told("hold.placed", cameras=both))
    assert not limited.hears(told("hold.placed"))  # from before events named their cameras
    assert limited.hears(told("volume.state"))
    await accounts.move_camera(database, own)
    async with database.session() as session:
        await limited.learn(session, somebody(Grant(Role.SUPERVISOR, group)))
    assert not limited.hears(told("camera.health", camera_id=str(own)))


def test_an_event_as_text() -> None:
    assert json.loads(as_text(told("alarm", 5, title="x"))) == {
        "id": "5",
        "at": "2026-06-01T12:00:00Z",
        "kind": "alarm",
        "body": {"title": "x"},
    }


async def test_a_browser_that_lags_is_sent_to_load_everything_again(clock: FixedClock) -> None:
    listener, browser = FakeListener(), Browser()
    async with asyncio.TaskGroup() as group:
        work = group.create_task(desk(listener, None, clock).serve(browser, everything, always, after=None))
        await waiting.eventually(lambda: browser.kinds() == ["ready"])
        browser.room.clear()
        for number in range(2000):
            listener.subscribers[0](told("camera.health", number))
        browser.room.set()
        await work
    assert browser.kinds()[-1] == "resync"
    assert len(browser.got) == 502  # ready, what fitted, resync
    assert listener.subscribers == []


async def test_silence_is_broken_by_pings(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "_QUIET_S", 0.005)
    listener, browser = FakeListener(), Browser()
    async with asyncio.TaskGroup() as group:
        group.create_task(desk(listener, None, clock).serve(browser, everything, always, after=None))
        await waiting.eventually(lambda: browser.kinds()[:3] == ["ready", "ping", "ping"])
        browser.closed.set()


async def test_it_ends_with_the_right(clock: FixedClock) -> None:
    async def never() -> bool:
        return False

    listener = FakeListener()
    async with asyncio.timeout(60):
        await desk(listener, None, clock).serve(Browser(), everything, never, after=None)
    assert listener.subscribers == []


class Something(Event):
    kind = "camera.health"


async def test_too_much_was_missed(database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "_MOST_MISSED", 2)
    async with database.work() as session:
        for _ in range(3):
            await publish(session, clock, Something())
    browser = Browser()
    real = NewsDesk(Listener(database, clock), database, clock)
    await real.serve(browser, everything, always, after=0)
    assert browser.kinds() == ["resync"]
