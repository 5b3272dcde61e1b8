from __future__ import annotations

import asyncio
import threading

import pytest

from beadle.video.errors import TooBusy
from beadle.video.playback.pool import DecoderPool


async def test_the_result_comes_back() -> None:
    async with DecoderPool(1) as pool:
        assert await pool.run(lambda a, b: a + b, 2, 3) == 5


async def test_an_error_comes_back() -> None:
    async with DecoderPool(1) as pool:
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda: 1 // 0)


async def test_a_full_queue_refuses_and_recovers() -> None:
    let_go = threading.Event()
    async with DecoderPool(1) as pool, asyncio.TaskGroup() as group:
        waiting = [group.create_task(pool.run(let_go.wait, 10)) for _ in range(17)]
        await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await pool.run(lambda: 1)
        let_go.set()
        await asyncio.gather(*waiting)
        assert await pool.run(lambda: 1) == 1
