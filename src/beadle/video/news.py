"""Events on their way to browsers: each gets what its reader may know, in order, and never without bound."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.permissions import SCOPED, Permission, allowed
from beadle.accounts.rights.reach import Reach, reach_of
from beadle.accounts.terms import ANONYMOUS, Actor
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
    "rights.break_glass": Permission.RIGHTS_REVIEW,
    "rights.break_glass_ended": Permission.RIGHTS_REVIEW,
    "plates.hit": Permission.PLATES_WATCH,
    "plates.hit_changed": Permission.PLATES_WATCH,
    "plates.import": Permission.PLATES_HOTLISTS,
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


class Hearing:
    """What one reader may hear. News of an export is for whoever asked for it, and for those who oversee."""

    def __init__(self) -> None:
        self._actor = ANONYMOUS
        self._reach: dict[Permission, Reach] = {}

    async def learn(self, session: AsyncSession, actor: Actor) -> None:
        """Look up what the reader may by now, and which cameras that reaches."""
        self._reach = {each: await reach_of(session, actor, each) for each in SCOPED & set(NEEDED.values())}
        self._actor = actor

    def hears(self, told: Told) -> bool:
        """Whether the reader may hear that."""
        needed = NEEDED.get(told.kind)
        if needed is None or not allowed(self._actor, needed) or not self._reaches(needed, told):
            return False
        by = told.body.get("requested_by")
        return by is None or by == str(self._actor.id) or allowed(self._actor, OVERSEES)

    def _reaches(self, needed: Permission, told: Told) -> bool:
        reach = self._reach.get(needed)
        if reach is None or reach.everywhere:
            return True
        if told.kind == "estate.changed" and told.body.get("camera_id") is None:
            return True  # that something changed; the list that the page then loads holds only what it may
        named = [told.body.get("camera_id"), *(told.body.get("cameras") or ())]
        cameras = [uuid.UUID(str(each)) for each in named if each is not None]
        return bool(cameras) and reach.covers_all(cameras)


async def _until_refused(still_allowed: Callable[[], Awaitable[bool]]) -> None:
    while await still_allowed():  # noqa: ASYNC110 - nothing tells us of a right that was withdrawn: it is asked for
        await asyncio.sleep(_LOOK_S)


def as_text(told: Told) -> str:
    """An event as browsers get it."""
    body: dict[str, Any] = told.model_dump(mode="json")
    return json.dumps({**body, "id": str(told.id)})
