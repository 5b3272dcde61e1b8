"""A set of background tasks whose errors are never lost, and a pause that a stop cuts short."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from beadle.platform.log import get_logger

_log = get_logger("tasks")


class Part:
    """Base of a long-lived part that has nothing to open or close: `async with part: await part.run(stop)`."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class TaskSet:
    """Tasks that live as long as their owner: `async with TaskSet() as tasks: tasks.spawn(...)`.

    Leaving the block cancels what still runs and waits for it. A task that fails is logged at once;
    `failed` is set, so that the owner can wait for it, and `raise_failure` raises the first failure.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self.failed = asyncio.Event()
        self._failure: BaseException | None = None

    def spawn(self, work: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Start `work`; `name` stands in the log when it fails."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        _log.error("task failed", task=task.get_name(), exc_info=error)
        if self._failure is None:
            self._failure = error
        self.failed.set()

    def raise_failure(self) -> None:
        """Raise the first failure, if there was one."""
        if self._failure is not None:
            raise self._failure

    def __len__(self) -> int:
        return len(self._tasks)

    async def cancel(self) -> None:
        """Cancel everything and wait until it has ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.cancel()


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
