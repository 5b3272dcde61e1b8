from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.factories import waiting

from beadle.accounts.permissions import Permission
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import Event, Listener, Told, publish
from beadle.video import news
from beadle.video.news import NEEDED, NewsDesk, as_text, hears_for

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


def test_who_may_hear_what() -> None:
    nobody = hears_for("ann", lambda _needed: False)
    operator = hears_for("ann", lambda needed: needed is not Permission.AUDIT_READ)
    manager = hears_for("ann", lambda _needed: True)
    assert not any(nobody(told(kind)) for kind in NEEDED)
    assert not manager(told("accounts.private"))
    assert operator(told("camera.health"))
    assert operator(told("export.progress", requested_by="ann"))
    assert not operator(told("export.progress", requested_by="bob"))
    assert manager(told("export.progress", requested_by="bob"))


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
    async with asyncio.timeout(5):
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
