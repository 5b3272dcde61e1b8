"""Child processes that are kept running: started again when they end, ended with their parent, stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from beadle.platform.clock import SYSTEM, Clock
from beadle.platform.log import get_logger
from beadle.platform.tasks import pause

_log = get_logger("up")
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 15.0
_CALM_S = 30.0
"""A child that ran this long is started again at once: its fault is not at the start."""


def _end_with_parent() -> None:
    """In the child, before it runs: ask the kernel for SIGTERM when the parent dies, however it dies."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def beadle_command(*arguments: str) -> list[str]:
    """The command line of another Beadle process, with this interpreter."""
    return [sys.executable, "-m", "beadle", *arguments]


@dataclass(frozen=True)
class Child:
    """One process to keep running. Its output goes to `log`, or to this process's own where that is None."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path | None = None
    patience_s: float = 20.0


class Keeper:
    """Keeps one child running until it is told to stop."""

    def __init__(self, child: Child, say: Callable[[str], None], clock: Clock = SYSTEM) -> None:
        self._child = child
        self._say = say
        self._clock = clock
        self.process: asyncio.subprocess.Process | None = None
        self.starts = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Start the child, start it again when it ends, end it when `stop` is set."""
        delay = _FIRST_DELAY_S
        while not stop.is_set():
            started = self._clock.monotonic()
            await self._start()
            if await self._ended_before(stop):
                if self._clock.monotonic() - started > _CALM_S:
                    delay = _FIRST_DELAY_S
                self._report_end(delay)
                await pause(stop, delay)
                delay = min(delay * 2, _LONGEST_DELAY_S)
        await self._stop()

    async def _start(self) -> None:
        self.starts += 1
        with contextlib.ExitStack() as stack:
            output = None if self._child.log is None else stack.enter_context(self._child.log.open("ab"))
            self.process = await asyncio.create_subprocess_exec(
                *self._child.command,
                env=self._child.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches the parent only, which stops the children in order
                preexec_fn=_end_with_parent,
            )

    async def _ended_before(self, stop: asyncio.Event) -> bool:
        assert self.process is not None
        loop = asyncio.get_running_loop()
        ended, stopping = loop.create_task(self.process.wait()), loop.create_task(stop.wait())
        try:
            await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return ended.done()
        finally:
            for task in (ended, stopping):
                task.cancel()
            await asyncio.gather(ended, stopping, return_exceptions=True)

    def _report_end(self, delay: float) -> None:
        assert self.process is not None
        code = self.process.returncode
        where = "" if self._child.log is None else f"; its log is {self._child.log}"
        self._say(f"{self._child.name} ended with code {code}; starting it again in {delay:.1f} s{where}")
        _log.warning("child ended", child=self._child.name, code=code, starts=self.starts)

    async def _stop(self) -> None:
        process = self.process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(self._child.patience_s):
                await process.wait()
        except TimeoutError:
            self._say(f"{self._child.name} did not stop in {self._child.patience_s:.0f} s and was killed")
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
