"""One live picture on its way from the recorder to one browser, and the reasons for which it ends.

Nothing is stored here: a message is read from the recorder only when the one before has gone out. A slow browser
therefore fills its own connection to the recorder, and there the recorder skips to the next key frame.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from beadle.platform.errors import BeadleError, Unavailable
from beadle.platform.tasks import TaskSet

_PARTING_S = 1.0
"""A browser that takes nothing any more is not waited for longer than this when its picture ends."""


class Feed(Protocol):
    """A live stream from the recorder (or from a transcoder before it)."""

    @property
    def header(self) -> Mapping[str, Any]:
        """mime, width, height (pixels), stream."""

    def __aiter__(self) -> AsyncIterator[bytes | dict[str, Any]]:
        """Media payloads as the media socket has them, and notices as JSON objects."""


class Browser(Protocol):
    """The browser's end: a WebSocket."""

    async def send_text(self, data: str) -> None:
        """Send a text; returns when the connection has room again."""

    async def send_bytes(self, data: bytes) -> None:
        """Send bytes; returns when the connection has room again."""

    async def gone(self) -> None:
        """Return once the browser has closed."""


@dataclass(slots=True)
class Tally:
    """What went out: counted for the audit line of the end."""

    messages: int = 0
    bytes: int = 0
    reason: str = ""


async def relay(
    feed: Feed, browser: Browser, still_allowed: Callable[[], Awaitable[bool]], *, check_s: float, tally: Tally
) -> None:
    """Relay until the picture ends, the browser goes, or the viewer may no longer see it; `tally.reason` says which.

    still_allowed is asked every `check_s` seconds, also while the browser takes nothing.
    """
    async with TaskSet() as tasks:
        works = [
            tasks.spawn(_watch_right(still_allowed, check_s), name="live right"),
            tasks.spawn(_watch_browser(browser), name="live browser"),
            tasks.spawn(_pump(feed, browser, tally), name="live pump"),
        ]
        done, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        # Where two ended in the same moment, the right is what must be told.
        tally.reason = next(task.result() for task in works if task in done)
    if tally.reason != GONE:
        await part(browser, tally.reason)


GONE = "The viewer closed the picture."
WITHDRAWN = "You may no longer see this picture."


async def part(browser: Browser, reason: str) -> None:
    """Tell the browser why its picture ended, if it still listens."""
    try:
        async with asyncio.timeout(_PARTING_S):
            await browser.send_text(json.dumps({"type": "ended", "reason": reason}))
    except (TimeoutError, OSError, RuntimeError):
        return


async def _pump(feed: Feed, browser: Browser, tally: Tally) -> str:
    try:
        await browser.send_text(json.dumps({"type": "stream", **feed.header}))
        async for message in feed:
            if isinstance(message, bytes):
                await browser.send_bytes(message)
                tally.messages += 1
                tally.bytes += len(message)
            elif message.get("type") == "ended":
                return str(message.get("reason") or "The picture ended.")
            else:
                await browser.send_text(json.dumps(message))
    except BeadleError as error:
        return str(error)
    except (ConnectionError, RuntimeError):
        return GONE  # the WebSocket closed between two messages
    return "The recorder ended the picture. It will be back in a moment."


async def _watch_right(still_allowed: Callable[[], Awaitable[bool]], check_s: float) -> str:
    while True:
        await asyncio.sleep(check_s)
        try:
            if not await still_allowed():
                return WITHDRAWN
        except Unavailable:
            return "The right to see this picture could not be checked, because the database is away."


async def _watch_browser(browser: Browser) -> str:
    await browser.gone()
    return GONE
