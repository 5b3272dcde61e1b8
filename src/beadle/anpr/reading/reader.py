"""Reading plates from video, at work: takes the recorder's pictures of the cameras in the plan and tells what passes.

One thread decodes and looks, camera by camera, whatever has waited longest; the event loop only carries. When the
machine is busy pictures are left out: first the looks, then the decoding up to the next key picture. Recording, which
hands out what it has anyway, notices nothing.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from beadle.anpr.engine.terms import Region
from beadle.anpr.push.own import message
from beadle.anpr.push.plan import OwnCamera, read_plan
from beadle.anpr.push.spool import Spool
from beadle.anpr.reading.coded import format_in, pictures_in
from beadle.anpr.reading.line import Item, Line
from beadle.anpr.reading.pace import Share, Tally
from beadle.anpr.reading.post import Post, Reads
from beadle.anpr.reading.settings import ReadingSettings
from beadle.anpr.reading.state import ReadingState, write_state
from beadle.anpr.terms import Observation
from beadle.platform.clock import Clock, from_us
from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.platform.tasks import TaskSet, pause
from beadle.video.live.link import RecorderLink
from beadle.video.terms import StreamFormat

_log = get_logger("plates")

STREAM = "main"
"""The recorded stream is always open, and it has the pixels that a plate needs."""
PLAN_S = 2.0
STATE_S = 5.0
CLOCK_S = 60.0
"""Between two questions how far a camera's clock is ahead."""
_AGAIN_S = (1.0, 2.0, 5.0)
_KEY_PATIENCE = 3
"""How many times as long as another a key picture may wait: what waited longer is left out up to the next one."""
_BUSY = 0.05
"""Share of looks left out above which the log says so."""
_SILENT_S = 10.0


class Delivers(Protocol):
    """The spool, as far as it is needed here."""

    def __call__(self, observation: Observation, /) -> None:
        """Keep it. Blocks until it is durable. Raises BeadleError."""


@dataclass(slots=True)
class _Watched:
    """A camera of the plan. post: built by the thread that looks, as it needs the engine."""

    camera: OwnCamera
    feed: asyncio.Task[None]
    detail: str = "No picture has come yet."
    post: Post | None = None
    fmt: StreamFormat | None = None
    ahead: timedelta | None = None
    tally: Tally = field(default_factory=Tally)
    said_busy: bool = False


def into(spool: Spool) -> Delivers:
    """Delivers to the spool, from any thread."""

    def deliver(observation: Observation) -> None:
        spool.send(message(observation)).result()

    return deliver


class PlateReader:
    """`await PlateReader(data_dir, link, deliver, load, settings, clock).run(stop)`. Survives the recorder's restarts.

    load: makes the engine; called in the thread that uses it, when the first camera is to be read.
    """

    def __init__(
        self,
        data_dir: Path,
        link: RecorderLink,
        deliver: Delivers,
        load: Callable[[Region | None], Reads],
        settings: ReadingSettings,
        clock: Clock,
    ) -> None:
        self._data_dir = data_dir
        self._link = link
        self._deliver = deliver
        self._load = load
        self._settings = settings
        self._clock = clock
        self._region = Region(settings.region) if settings.region else None
        self._line = Line(clock, _KEY_PATIENCE * settings.late_seconds)
        self._watched: dict[OwnCamera, _Watched] = {}
        self._engine: Reads | None = None
        self._trouble = ""
        self.told = 0
        """How many observations went into the spool."""

    async def run(self, stop: asyncio.Event) -> None:
        """Read until `stop` is set; what is still before a camera then is told as it stands."""
        async with TaskSet() as tasks:
            work = asyncio.get_running_loop().run_in_executor(None, self._work)
            try:
                await self._follow_plan(tasks, stop)
            finally:
                self._line.close()
                await work

    async def _follow_plan(self, tasks: TaskSet, stop: asyncio.Event) -> None:
        version, told = -1, -1e9
        while not stop.is_set():
            plan = await asyncio.to_thread(read_plan, self._data_dir)
            if plan.version != version:
                version = plan.version
                self._take_up(tasks, plan.cameras, stop)
            if self._clock.monotonic() - told >= STATE_S:
                told = self._clock.monotonic()
                await asyncio.to_thread(self._tell_state)
            await pause(stop, PLAN_S)

    def _take_up(self, tasks: TaskSet, cameras: tuple[OwnCamera, ...], stop: asyncio.Event) -> None:
        """Let go of the cameras that are no longer wanted so, and begin with the new ones."""
        for camera in [one for one in self._watched if one not in cameras]:
            self._watched.pop(camera).feed.cancel()
            self._line.forget(camera)
        for camera in cameras:
            if camera not in self._watched:
                feed = tasks.spawn(self._feed(camera, stop), name=f"plates {camera.key}")
                self._watched[camera] = _Watched(camera, feed)
        _log.info("cameras whose plates are read", cameras=[camera.key for camera in self._watched])

    async def _feed(self, camera: OwnCamera, stop: asyncio.Event) -> None:
        """Carry one camera's pictures to the line, as long as it is wanted."""
        failures = 0
        while not stop.is_set():
            try:
                async with self._link.live(camera.key, STREAM) as stream:
                    await self._note_clock(camera)
                    failures, asked = 0, self._clock.monotonic()
                    async for payload in stream:
                        if isinstance(payload, bytes):
                            self._line.put(camera, payload)
                        elif payload.get("type") == "lost":
                            self._line.put(camera, b"")
                        if self._clock.monotonic() - asked > CLOCK_S:
                            asked = self._clock.monotonic()
                            await self._note_clock(camera)
            except (BeadleError, OSError) as error:
                self._watched[camera].detail = str(error)
            self._line.put(camera, b"")
            await pause(stop, _AGAIN_S[min(failures, len(_AGAIN_S) - 1)])
            failures += 1

    async def _note_clock(self, camera: OwnCamera) -> None:
        about, _ = await self._link.key_frame(camera.key, STREAM, after_us=1 << 62)
        ahead_us = about.get("camera_ahead_us")
        self._watched[camera].ahead = None if ahead_us is None else timedelta(microseconds=int(ahead_us))

    def _work(self) -> None:
        """The thread that decodes and looks."""
        while not self._line.closed:
            taken = self._line.take()
            if taken is not None:
                camera, item = taken
                watched = self._watched.get(camera)  # type: ignore[call-overload]  # the line's keys are the cameras
                if watched is not None:
                    self._handle(watched, item)
        for watched in list(self._watched.values()):
            if watched.post is not None:
                self._keep(watched.post.finish())

    def _handle(self, watched: _Watched, item: Item) -> None:
        try:
            post = watched.post or self._post(watched)
            if post is None:
                return
            post.camera_ahead = watched.ahead
            watched.tally.note(self._clock.monotonic(), dropped=item.dropped)
            self._keep(self._read(watched, post, item))
        except BeadleError as error:
            watched.detail = str(error)
        except Exception:  # noqa: BLE001 - one camera's picture must not end the reading of all; the log has the stack
            _log.exception("a picture could not be read", camera=watched.camera.key)
            watched.post = None
            watched.detail = "A picture could not be read; the analyser's log says why."

    def _read(self, watched: _Watched, post: Post, item: Item) -> list[Observation]:
        if not item.payload:
            return post.finish()
        fmt = format_in(item.payload)
        if fmt is not None:
            watched.fmt = fmt
            return post.take_format(fmt)
        told = []
        for coded in pictures_in(item.payload):
            # A machine that cannot keep up at all still looks at the key pictures that it goes on with.
            patience_s = self._settings.late_seconds * (_KEY_PATIENCE if coded.key else 1)
            late = self._clock.monotonic() - item.came_s > patience_s
            observations, due = post.take(coded, late=late)
            told += observations
            if due:
                watched.tally.note(self._clock.monotonic(), looked=int(not late), dropped=int(late))
        watched.detail = post.trouble
        return told

    def _post(self, watched: _Watched) -> Post | None:
        """Its post, made now that it is needed; None while there is no engine."""
        if self._engine is None and not self._trouble:
            try:
                self._engine = self._load(self._region)
            except Exception as error:  # noqa: BLE001 - whatever a runtime for networks raises; pictures go on being watched
                self._trouble = f"The engine that reads plates cannot be started: {error}"
                _log.exception("plate engine not loaded")
        if self._engine is None:
            watched.detail = self._trouble
            return None
        post = watched.post = Post(watched.camera, self._engine, self._clock, self._region, self._settings.least)
        if watched.fmt is not None:
            post.take_format(watched.fmt)
        return post

    def _keep(self, observations: list[Observation]) -> None:
        for observation in observations:
            self._deliver(observation)
            self.told += 1

    def _tell_state(self) -> None:
        now = self._clock.now()
        rows: dict[uuid.UUID, ReadingState] = {}
        for watched in list(self._watched.values()):
            share = watched.tally.share(self._clock.monotonic())
            self._say_busy(watched, share)
            post = watched.post
            last = None if post is None or not post.last_us else from_us(post.last_us)
            reading = last is not None and abs((now - last).total_seconds()) < _SILENT_S and not watched.detail
            rows[watched.camera.camera_id] = ReadingState(
                fps=share.looked,
                wanted_fps=watched.camera.fps,
                dropped=share.dropped,
                reading=reading,
                detail=watched.detail,
                last_frame_at=last,
                last_read_at=None if post is None else post.last_read,
            )
        try:
            write_state(self._data_dir, now, rows)
        except OSError as error:
            _log.warning("the state of reading cannot be written", reason=str(error))

    def _say_busy(self, watched: _Watched, share: Share) -> None:
        busy = share.dropped > _BUSY
        if busy and not watched.said_busy:
            _log.warning(
                "the machine is too busy to look at every picture",
                camera=watched.camera.key,
                fps=round(share.looked, 1),
                dropped=round(share.dropped, 3),
            )
        watched.said_busy = busy
