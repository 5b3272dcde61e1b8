"""The running simulator: cameras that stream over RTSP, and faults on demand."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from types import TracebackType
from typing import Self

from beadle.platform.clock import SYSTEM, Clock
from beadle.platform.errors import NotFound, Unavailable
from beadle.platform.tasks import TaskSet
from beadle.simulator import town
from beadle.simulator.camera_clock import CameraClock
from beadle.simulator.clip_store import USUAL, ClipStore, LoopFormat
from beadle.simulator.faults import ENDS_CONNECTIONS, VIEW_FAULTS, Fault, FaultBoard, FaultOptions
from beadle.simulator.pacer import Pacer
from beadle.simulator.pictures import PictureSource, StreamClips
from beadle.simulator.rtsp_messages import SignIn
from beadle.simulator.rtsp_server import RtspConnection, ServedCamera, Town
from beadle.simulator.stream import Stream, stagger_of

Progress = Callable[[int, int], None]
"""Called with how many cameras stream already, and how many there will be."""


class NotStreaming(NotFound):
    """That camera is not among those which this simulator streams, or its loop is not made yet."""


class PortTaken(Unavailable):
    """The simulator's port cannot be had."""


@dataclass(frozen=True, slots=True)
class SimulatorOptions:
    """What to stream, and how.

    port: TCP port, 0 for any. sign_in: what the cameras ask for, None for nothing. workers: processes that make
    loops which are not in the cache; 0 makes them in a thread, which is right for tiny ones.
    """

    cache: Path
    form: LoopFormat = USUAL
    host: str = "127.0.0.1"
    port: int = 0
    sign_in: SignIn | None = None
    session_seconds: float = 60.0
    workers: int = 2


@dataclass(frozen=True, slots=True)
class RunningCamera:
    """A handle on one camera of a running simulator."""

    served: ServedCamera
    host: str
    port: int
    prepare: Callable[[Fault], None] = lambda _kind: None

    def url(self, stream: str = "main", *, credentials: bool = False) -> str:
        """The RTSP address of a stream; with the name and password in it where `credentials` says so."""
        who = ""
        if credentials and self.served.sign_in is not None:
            who = f"{self.served.sign_in.username}:{self.served.sign_in.password}@"
        return f"rtsp://{who}{self.host}:{self.port}/cam/{self.served.number}/{stream}"

    def fault(self, kind: Fault | str, seconds: float | None = None, options: FaultOptions | None = None) -> None:
        """Go wrong in one way, for some seconds or until `mend`. The view's faults begin when their loop is made."""
        fault = Fault(kind)
        if fault in VIEW_FAULTS:
            self.prepare(fault)
        if fault is not Fault.DROP:
            self.served.faults.begin(fault, seconds, options)
        if fault in ENDS_CONNECTIONS:
            for stream in self.served.streams.values():
                stream.close_receivers()

    def mend(self, kind: Fault | str | None = None) -> None:
        """End one fault, or all."""
        self.served.faults.end(None if kind is None else Fault(kind))

    @property
    def viewers(self) -> int:
        """How many play one of its streams now."""
        return sum(stream.receivers for stream in self.served.streams.values())


class _Stop:
    """The event that tells a worker process to give up; set up once in each of them."""

    event: Event | None = None


def _remember(event: Event) -> None:
    _Stop.event = event


def _stopped() -> bool:
    return _Stop.event is not None and _Stop.event.is_set()


def _make(folder: Path, form: LoopFormat, number: int) -> None:
    ClipStore(folder, form).make(number, _stopped)


class Simulator:
    """Cameras by their numbers: `async with Simulator([1, 2, 3], options) as simulator: ...`.

    Entering the block opens the port and starts to make the loops that are not in the cache; a camera answers as
    soon as its own loop is there, `ready()` waits for all.
    """

    def __init__(
        self,
        numbers: Sequence[int],
        options: SimulatorOptions,
        *,
        clock: Clock = SYSTEM,
        progress: Progress | None = None,
    ) -> None:
        self._numbers = list(numbers)
        self._options = options
        self._clock = clock
        self._progress = progress
        self._store = ClipStore(options.cache, options.form)
        self._pacer = Pacer(clock)
        self._town = Town({}, clock, self._pacer, options.session_seconds)
        self._tasks = TaskSet()
        self._server: asyncio.Server | None = None
        self._preparing: asyncio.Task[None] | None = None
        self.port = options.port

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        options = self._options
        try:
            self._server = await loop.create_server(
                lambda: RtspConnection(self._town), options.host, options.port, backlog=512
            )
        except OSError as error:
            raise PortTaken(
                f"Port {options.port} of {options.host} cannot be had: {error.strerror}.",
                advice="Choose another port, or 0 for any.",
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]
        self._tasks.spawn(self._pacer.run(self._town.close_silent), name="simulator pacer")
        self._preparing = self._tasks.spawn(self._prepare(), name="simulator loops")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._tasks.cancel()
        if self._server is not None:
            self._server.close()
        for connection in list(self._town.connections):
            connection.close()
        if self._server is not None:
            await self._server.wait_closed()

    async def ready(self) -> None:
        """Wait until every camera streams; raises what went wrong while the loops were made."""
        assert self._preparing is not None, "enter the block first"
        await asyncio.shield(self._preparing)

    async def run(self, stop: asyncio.Event) -> None:
        """Stream until `stop` is set; raises the first failure of a part."""
        async with TaskSet() as waits:
            events = [waits.spawn(event.wait(), name="simulator end") for event in (stop, self._tasks.failed)]
            await asyncio.wait(events, return_when=asyncio.FIRST_COMPLETED)
        self._tasks.raise_failure()

    def camera(self, number: int) -> RunningCamera:
        """A camera that streams. Raises NotStreaming."""
        found = self._town.cameras.get(number)
        if found is None:
            raise NotStreaming(
                f"Camera {number} does not stream here.", advice="Wait for its loop, or start it with more cameras."
            )
        return RunningCamera(found, self._options.host, self.port, partial(self._prepare_fault, found))

    def _prepare_fault(self, served: ServedCamera, kind: Fault) -> None:
        if not all(stream.source.knows(kind) for stream in served.streams.values()):
            self._tasks.spawn(self._add_fault(served, kind), name=f"simulator {kind}")

    async def _add_fault(self, served: ServedCamera, kind: Fault) -> None:
        for name, clip in (await asyncio.to_thread(self._store.view_fault, served.number, kind)).items():
            served.streams[name].source.add(kind, clip)

    def streaming(self) -> tuple[int, ...]:
        """Numbers of the cameras that stream already."""
        return tuple(sorted(self._town.cameras))

    async def _prepare(self) -> None:
        loop = asyncio.get_running_loop()
        self._store.forget_other_versions(self._clock.now_us())
        await loop.run_in_executor(None, self._store.make_common)
        waiting = list(self._numbers)
        await self._serve_made(waiting)
        if not waiting:
            return
        made_from: dict[Path, int] = {}
        for number in waiting:
            made_from.setdefault(self._store.key(number), number)
        workers = self._options.workers
        context = multiprocessing.get_context("spawn")
        give_up = context.Event()
        pool: Executor = ThreadPoolExecutor(1)
        if workers:
            pool = ProcessPoolExecutor(workers, context, _remember, (give_up,))
        try:
            jobs = [
                loop.run_in_executor(pool, _make, self._options.cache, self._options.form, number)
                for number in made_from.values()
            ]
            for job in asyncio.as_completed(jobs):
                await job
                await self._serve_made(waiting)
        finally:
            give_up.set()
            pool.shutdown(wait=False, cancel_futures=True)

    async def _serve_made(self, waiting: list[int]) -> None:
        """Start to serve those whose loops are there, and take them off the list."""
        for number in [one for one in waiting if self._store.has(one)]:
            clips = await asyncio.to_thread(self._store.clips, number)
            self._town.cameras[number] = self._serve(number, clips)
            waiting.remove(number)
        if self._progress is not None:
            self._progress(len(self._town.cameras), len(self._numbers))

    def _serve(self, number: int, clips: dict[str, StreamClips]) -> ServedCamera:
        camera = town.camera(number)
        faults = FaultBoard(self._clock)
        camera_clock = CameraClock(self._clock)
        stagger = stagger_of(number)
        streams = {
            name: Stream(PictureSource(loops, faults, camera.label, number), faults, self._clock, camera_clock, stagger)
            for name, loops in clips.items()
        }
        return ServedCamera(number, camera.name, streams, faults, self._options.sign_in)
