from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from beadle.platform.errors import Unavailable
from beadle.video import relay as relay_module
from beadle.video.relay import GONE, WITHDRAWN, Tally, part, relay

HEADER = {"mime": "video/mp4", "width": 1, "height": 1, "stream": "main"}


class Feed:
    """A feed that a test fills."""

    def __init__(self) -> None:
        self.header = HEADER
        self.messages: asyncio.Queue[bytes | dict[str, Any] | Exception | None] = asyncio.Queue()
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes | dict[str, Any]]:
        while (message := await self.messages.get()) is not None:
            if isinstance(message, Exception):
                raise message
            self.taken += 1
            yield message


class Browser:
    """A browser whose connection takes messages only while `room` is set."""

    def __init__(self) -> None:
        self.got: list[str | bytes] = []
        self.room = asyncio.Event()
        self.room.set()
        self.closed = asyncio.Event()
        self.changed = asyncio.Event()

    async def send_text(self, data: str) -> None:
        await self._take(data)

    async def send_bytes(self, data: bytes) -> None:
        await self._take(data)

    async def _take(self, data: str | bytes) -> None:
        await self.room.wait()
        if self.closed.is_set():
            raise ConnectionResetError
        self.got.append(data)
        self.changed.set()

    async def gone(self) -> None:
        await self.closed.wait()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.got) < count:
                self.changed.clear()
                await self.changed.wait()

    def texts(self) -> list[dict[str, Any]]:
        return [json.loads(each) for each in self.got if isinstance(each, str)]


async def always() -> bool:
    return True


async def test_messages_pass_unchanged_and_in_order() -> None:
    feed, browser, tally = Feed(), Browser(), Tally()
    for message in (b"init", {"type": "skipped"}, b"frame", {"type": "ended", "reason": "Retired."}):
        feed.messages.put_nowait(message)
    await relay(feed, browser, always, check_s=10, tally=tally)
    assert [each["type"] for each in browser.texts()] == ["stream", "skipped", "ended"]
    assert [each for each in browser.got if isinstance(each, bytes)] == [b"init", b"frame"]
    assert (tally.messages, tally.bytes, tally.reason) == (2, 9, "Retired.")


async def test_a_right_withdrawn_ends_it_even_when_the_browser_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "_PARTING_S", 0.01)
    feed, browser, tally = Feed(), Browser(), Tally()
    browser.room.clear()
    feed.messages.put_nowait(b"frame")
    answers = iter([True, True, False])

    async def allowed() -> bool:
        return next(answers)

    async with asyncio.timeout(60):
        await relay(feed, browser, allowed, check_s=0.001, tally=tally)
    assert tally.reason == WITHDRAWN


async def test_the_reason_is_told() -> None:
    feed, browser, tally = Feed(), Browser(), Tally()

    async def never() -> bool:
        return False

    await relay(feed, browser, never, check_s=0.001, tally=tally)
    assert browser.texts()[-1] == {"type": "ended", "reason": WITHDRAWN}


async def test_a_slow_browser_is_not_read_ahead_for() -> None:
    feed, browser, tally = Feed(), Browser(), Tally()
    for number in range(1000):
        feed.messages.put_nowait(bytes([number % 256]) * 1000)
    browser.room.clear()
    work = asyncio.ensure_future(relay(feed, browser, always, check_s=10, tally=tally))
    await asyncio.sleep(0)
    for _ in range(50):
        await asyncio.sleep(0)
    assert feed.taken <= 1
    browser.closed.set()
    browser.room.set()
    await work
    assert tally.reason == GONE


async def test_a_browser_that_goes_ends_it() -> None:
    feed, browser, tally = Feed(), Browser(), Tally()
    browser.closed.set()
    await relay(feed, browser, always, check_s=10, tally=tally)
    assert tally.reason == GONE


@pytest.mark.parametrize(
    ("last", "words"), [(None, "recorder ended"), (Unavailable("The recorder is away."), "The recorder is away.")]
)
async def test_the_recorder_going_is_told_in_words(last: Exception | None, words: str) -> None:
    feed, browser, tally = Feed(), Browser(), Tally()
    feed.messages.put_nowait(last)
    await relay(feed, browser, always, check_s=10, tally=tally)
    assert words in tally.reason
    assert browser.texts()[-1]["type"] == "ended"


async def test_a_database_that_is_away_ends_it_in_words() -> None:
    feed, browser, tally = Feed(), Browser(), Tally()

    async def broken() -> bool:
        raise Unavailable("The database is not answering.")

    await relay(feed, browser, broken, check_s=0.001, tally=tally)
    assert "could not be checked" in tally.reason


async def test_parting_from_a_closed_browser_is_quiet() -> None:
    browser = Browser()
    browser.closed.set()
    await part(browser, "over")
    assert browser.got == []
