"""One stream while it is wanted: opened when somebody needs it, closed a little after the last one has gone."""

from __future__ import annotations

import asyncio
import contextlib

from beadle.platform.clock import Clock
from beadle.platform.tasks import TaskSet
from beadle.video.ingest.camera import CameraSource
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.spec import StreamSpec
from beadle.video.live.fanout import Channel
from beadle.video.terms import CameraState, FrameSink

LINGER_S = 5.0
"""A stream stays open for this long after its last viewer: people go back and forth between cameras."""


class Source:
    """Runs a `CameraSource` into a sink while `wanted`; at most one at a time."""

    def __init__(
        self,
        spec: StreamSpec,
        channel: Channel,
        sink: FrameSink,
        clock: Clock,
        tasks: TaskSet,
        settings: IngestSettings = DEFAULTS,
    ) -> None:
        self.channel = channel
        self._settings = settings
        self._spec = spec
        self._sink = sink
        self._clock = clock
        self._tasks = tasks
        self._stop: asyncio.Event | None = None
        self._ended: asyncio.Task[None] | None = None
        self._kept = False
        self._camera: CameraSource | None = None
        self._linger: asyncio.TimerHandle | None = None

    @property
    def open(self) -> bool:
        """Whether the stream is being fetched."""
        return self._stop is not None

    def keep(self) -> None:
        """Open, and stay open whoever watches."""
        self._kept = True
        self._start()

    def want(self) -> None:
        """Somebody begins to watch."""
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._camera is not None:
            self._camera.relax(False)
        self._start()

    def release(self) -> None:
        """Somebody has stopped watching."""
        if self._camera is not None:
            self._camera.relax(not self.channel.watched)
        if not self._kept and not self.channel.watched and self._linger is None and self.open:
            self._linger = asyncio.get_running_loop().call_later(LINGER_S, self._lapse)

    def hasten(self) -> None:
        """Try again at once where it waits to."""
        if self._camera is not None:
            self._camera.hasten()

    async def close(self) -> None:
        """Close the stream and wait until it is closed."""
        self._kept = False
        self._halt()
        if self._ended is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({self._ended}, timeout=2.0)
            self._ended.cancel()

    def _lapse(self) -> None:
        self._linger = None
        if not self.channel.watched:
            self._halt()
            self._sink.on_state(CameraState.DISABLED, "Nobody watches this stream.")

    def _start(self) -> None:
        if self._stop is None:
            self._stop = asyncio.Event()
            before = self._ended
            self._ended = self._tasks.spawn(self._run(self._stop, before), name=f"source {self._spec.address.host}")

    def _halt(self) -> None:
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._stop is not None:
            self._stop.set()
            self._stop = None

    async def _run(self, stop: asyncio.Event, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        async with CameraSource(self._spec, self._sink, self._clock, settings=self._settings) as source:
            self._camera = source
            source.relax(not self.channel.watched)
            await source.run(stop)
        self._camera = None
