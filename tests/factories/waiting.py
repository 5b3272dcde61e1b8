"""Waiting for what another process does: by looking again and again, with a deadline, never for a fixed time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 120.0
"""For what whole processes do, on a machine that has other work as well."""


async def eventually(look: Callable[[], T], *, seconds: float = PATIENCE_S, what: str = "it") -> T:
    """The first truthy answer of `look`. Fails when none came in time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not (found := look()):
        if loop.time() > deadline:
            raise AssertionError(f"{what} did not happen in {seconds:g} s")
        await asyncio.sleep(0.02)
    return found


async def until(
    look: Callable[[], Awaitable[T]], *, seconds: float = PATIENCE_S, what: str = "it", more: Callable[[], str] = str
) -> T:
    """The same for a question that has to be awaited; `more` adds to what the failure says."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not (found := await look()):
        if loop.time() > deadline:
            raise AssertionError(f"{what} did not happen in {seconds:g} s; last seen: {found!r} {more()}")
        await asyncio.sleep(0.1)
    return found
