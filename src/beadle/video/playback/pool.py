"""A few threads for decoding, with lower priority than everything else and a bounded queue before them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from beadle.video.errors import TooBusy

P = ParamSpec("P")
T = TypeVar("T")

_NICE = 10
_WAITING_PER_THREAD = 16


def step_back() -> None:
    """Give this thread a lower priority: recording comes first. Linux knows a nice value for each thread."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


class DecoderPool:
    """Runs blocking decoding. More than a screenful of waiting work is refused with TooBusy, not piled up."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="decode", initializer=step_back)
        self._inside = 0

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work`. Raises TooBusy when the queue is full."""
        if self._inside >= self._threads * (1 + _WAITING_PER_THREAD):
            raise TooBusy("Too many pictures are being made just now.", advice="Try again in a moment.")
        self._inside += 1
        try:
            future = self._executor.submit(work, *args, **kwargs)
            future.add_done_callback(lambda done: done.cancelled() or done.exception())
            return await asyncio.wrap_future(future)
        finally:
            self._inside -= 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._executor.shutdown, cancel_futures=True)
