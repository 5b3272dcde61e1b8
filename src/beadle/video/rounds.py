"""Work that is done again and again until a part is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator


async def rounds(stop: asyncio.Event, seconds: float, *, wake: asyncio.Event | None = None) -> AsyncGenerator[None]:
    """Yields now, then every `seconds`, and at once when `wake` is set; ends when `stop` is set."""
    while not stop.is_set():
        if wake is not None:
            wake.clear()
        yield
        await pause(stop, seconds, wake=wake)


async def pause(stop: asyncio.Event, seconds: float, *, wake: asyncio.Event | None = None) -> None:
    """Wait for that long, or until one of the events is set."""
    events = [event for event in (stop, wake) if event is not None]
    try:
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            waits = [group.create_task(event.wait()) for event in events]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
    except TimeoutError:
        return
