"""Work that is done again and again until a part is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from beadle.platform.tasks import pause


async def rounds(stop: asyncio.Event, seconds: float, *, wake: asyncio.Event | None = None) -> AsyncGenerator[None]:
    """Yields now, then every `seconds`, and at once when `wake` is set; ends when `stop` is set."""
    while not stop.is_set():
        if wake is not None:
            wake.clear()
        yield
        await pause(stop, seconds, wake=wake)
