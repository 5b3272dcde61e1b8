from __future__ import annotations

import asyncio

from beadle.video.rounds import rounds


async def test_it_begins_at_once_and_ends_when_told() -> None:
    stop = asyncio.Event()
    count = 0
    async for _ in rounds(stop, 0.001):
        count += 1
        if count == 3:
            stop.set()
    assert count == 3


async def test_it_is_woken() -> None:
    stop, wake = asyncio.Event(), asyncio.Event()
    count = 0
    async with asyncio.timeout(60):
        async for _ in rounds(stop, 3600, wake=wake):
            count += 1
            asyncio.get_running_loop().call_soon((wake if count == 1 else stop).set)
    assert count == 2
