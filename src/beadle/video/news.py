"""Events on their way to browsers: each gets what its reader may know, in order, and never without bound."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from beadle.accounts.permissions import Permission
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.events import Listener, Told, since
from beadle.platform.tasks import TaskSet
from beadle.video.relay import Browser

NEEDED: dict[str, Permission] = {
    "camera.health": Permission.ESTATE_READ,
    "estate.changed": Permission.ESTATE_READ,
    "export.progress": Permission.FOOTAGE_EXPORT,
    "export.removed": Permission.FOOTAGE_EXPORT,
    "hold.placed": Permission.FOOTAGE_REPLAY,
    "hold.released": Permission.FOOTAGE_REPLAY,
    "volume.state": Permission.STATUS_READ,
    "alarm": Permission.STATUS_READ,
}
"""Which right each kind of news needs. A kind that is not named here is told to nobody."""

OVERSEES = Permission.AUDIT_READ
"""Who answers for what others do sees everybody's exports."""

Hears = Callable[[Told], bool]

_MOST_WAITING = 500
_MOST_MISSED = 1000
_QUIET_S = 15.0
_LOOK_S = 2.0


class NewsDesk:
    """Tells browsers what happens."""

    def __init__(self, listener: Listener, database: Database, clock: Clock) -> None:
        self._listener = listener
        self._database = database
        self._clock = clock

    async def serve(
        self, browser: Browser, hears: Hears, still_allowed: Callable[[], Awaitable[bool]], *, after: int | None
    ) -> None:
        """Tell one browser until it goes, lags hopelessly, or its reader may no longer listen.

        after: the last event that it knows; those since then come first. A browser that was away for too long is
        told `resync`: it should load everything again.
        """
        waiting: asyncio.Queue[Told | None] = asyncio.Queue()

        def hear(told: Told) -> None:
            if hears(told) and waiting.qsize() <= _MOST_WAITING:
                waiting.put_nowait(told if waiting.qsize() < _MOST_WAITING else None)

        stop_hearing = self._listener.subscribe(hear)
        try:
            async with TaskSet() as tasks:
                works = {
                    tasks.spawn(self._tell(browser, hears, waiting, after), name="news"),
                    tasks.spawn(_until_refused(still_allowed), name="news right"),
                    tasks.spawn(browser.gone(), name="news browser"),
                }
                done, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            stop_hearing()

    async def _tell(
        self, browser: Browser, hears: Hears, waiting: asyncio.Queue[Told | None], after: int | None
    ) -> None:
        try:
            told = await self._tell_missed(browser, hears, after)
            if told is None:
                await browser.send_text(self._bare("resync"))
                return
            await browser.send_text(self._bare("ready"))
            while (event := await self._next(browser, waiting)) is not None:
                if event.id not in told:
                    await browser.send_text(as_text(event))
            await browser.send_text(self._bare("resync"))
        except (ConnectionError, RuntimeError):
            return  # the browser went between two messages

    async def _tell_missed(self, browser: Browser, hears: Hears, after: int | None) -> set[int] | None:
        """Tell what was missed; the answer is what was told, or None where it was too much."""
        if after is None:
            return set()
        async with self._database.session() as session:
            missed = await since(session, after, most=_MOST_MISSED)
        if len(missed) >= _MOST_MISSED:
            return None
        heard = [event for event in missed if hears(event)]
        for event in heard:
            await browser.send_text(as_text(event))
        return {event.id for event in heard}

    async def _next(self, browser: Browser, waiting: asyncio.Queue[Told | None]) -> Told | None:
        while True:
            try:
                async with asyncio.timeout(_QUIET_S):
                    return await waiting.get()
            except TimeoutError:
                await browser.send_text(self._bare("ping"))

    def _bare(self, kind: str) -> str:
        at = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return json.dumps({"id": "", "kind": kind, "at": at, "body": {}})


def hears_for(reader: str, may: Callable[[Permission], bool]) -> Hears:
    """What a reader may hear. News of an export is for whoever asked for it, and for those who oversee."""

    def hears(told: Told) -> bool:
        needed = NEEDED.get(told.kind)
        if needed is None or not may(needed):
            return False
        return "requested_by" not in told.body or told.body["requested_by"] == reader or may(OVERSEES)

    return hears


async def _until_refused(still_allowed: Callable[[], Awaitable[bool]]) -> None:
    while await still_allowed():  # noqa: ASYNC110 - nothing tells us of a right that was withdrawn: it is asked for
        await asyncio.sleep(_LOOK_S)


def as_text(told: Told) -> str:
    """An event as browsers get it."""
    body: dict[str, Any] = told.model_dump(mode="json")
    return json.dumps({**body, "id": str(told.id)})
