"""Background tasks: no error is lost, nothing outlives its owner."""

from __future__ import annotations

import asyncio

import pytest

from beadle.platform.tasks import Part, TaskSet, pause


async def forever(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


async def test_leaving_the_block_ends_what_runs() -> None:
    ended: list[str] = []
    started = asyncio.Event()

    async def work() -> None:
        started.set()
        await forever(ended)

    async with TaskSet() as tasks:
        tasks.spawn(work(), name="work")
        await started.wait()
        assert len(tasks) == 1
    assert ended == ["ended"]


async def test_a_failure_is_kept_and_announced() -> None:
    async def fail() -> None:
        raise KeyError("lost")

    async with TaskSet() as tasks:
        tasks.spawn(fail(), name="fail")
        await tasks.failed.wait()
        with pytest.raises(KeyError):
            tasks.raise_failure()


async def test_no_failure_raises_nothing() -> None:
    async with TaskSet() as tasks:
        tasks.raise_failure()


async def test_a_pause_ends_with_the_stop() -> None:
    stop = asyncio.Event()
    stop.set()
    async with asyncio.timeout(60):
        await pause(stop, 3600)


async def test_a_part_without_anything_to_open_is_entered_and_left_and_hides_no_error() -> None:
    part = Part()

    async def fail() -> None:
        async with part as entered:
            assert entered is part
            raise KeyError("no")

    with pytest.raises(KeyError):
        await fail()
