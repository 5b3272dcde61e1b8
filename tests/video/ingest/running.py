"""Running a `CameraSource` against a fake camera."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.video.ingest.fake_camera import FakeCamera
from tests.video.ingest.sinks import KeepingSink

from beadle.platform.clock import SYSTEM, Clock
from beadle.video.ingest.backoff import Backoff
from beadle.video.ingest.camera import CameraSource
from beadle.video.ingest.settings import IngestSettings
from beadle.video.ingest.spec import StreamSpec
from beadle.video.terms import CameraState

QUICK: dict[str, float] = {
    "watch_every_s": 0.01,
    "backoff_first_s": 0.01,
    "backoff_most_s": 0.05,
    "sign_in_backoff_s": 0.05,
    "answer_s": 1.0,
    "connect_s": 2.0,
}
"""Short waits; the watchdog's own times are on the clock that a test injects."""


@dataclass
class Running:
    """A source that runs."""

    sink: KeepingSink
    source: CameraSource

    async def until_state(self, state: CameraState, text: str = "") -> None:
        """Wait for a state whose detail holds `text`."""
        await self.sink.until(lambda: any(s is state and text in detail for s, detail in self.sink.states))

    async def until_frames(self, count: int) -> None:
        await self.sink.until(lambda: len(self.sink.frames) >= count)

    def detail(self) -> str:
        return self.sink.states[-1][1]


@asynccontextmanager
async def running(
    camera: FakeCamera, clock: Clock = SYSTEM, *, spec: StreamSpec | None = None, **settings: float
) -> AsyncIterator[Running]:
    """Run a source against the camera until the block ends; then it must stop within five seconds."""
    limits = IngestSettings.model_validate(QUICK | settings)
    sink, stop = KeepingSink(), asyncio.Event()
    backoff = Backoff(limits, random=lambda: 0.5)
    async with CameraSource(spec or StreamSpec(camera.url), sink, clock, settings=limits, backoff=backoff) as source:
        task = asyncio.get_running_loop().create_task(source.run(stop))
        try:
            yield Running(sink, source)
        finally:
            stop.set()
            async with asyncio.timeout(60):
                await task
