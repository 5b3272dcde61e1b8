"""A camera's stream as a long-lived part: connect, read, watch, and come back after every fault."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.platform.tasks import TaskSet, pause
from beadle.video.ingest.backoff import Backoff
from beadle.video.ingest.errors import ConnectionLost, NoVideo, SignInFailed, UnsupportedCodec
from beadle.video.ingest.session import Session
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.sign_in import SignIn
from beadle.video.ingest.spec import StreamSpec
from beadle.video.ingest.watch import Verdict, Watch
from beadle.video.terms import CameraState, FrameSink

_log = get_logger("video.ingest")

_SOONEST_LOOK_S = 0.01


class CameraSource:
    """Frames of one stream into one sink: `async with CameraSource(spec, sink, clock) as s: await s.run(stop)`.

    The sink hears `on_state` at every change, beginning with CONNECTING; `on_format` before the first frame of each
    connection and at each change; then frames, the first of them a key frame. After a reconnect the frames' `pts`
    begin at 0 again, behind a new `on_format`.
    """

    def __init__(
        self,
        spec: StreamSpec,
        sink: FrameSink,
        clock: Clock,
        *,
        settings: IngestSettings = DEFAULTS,
        backoff: Backoff | None = None,
    ) -> None:
        self._spec = spec
        self._sink = sink
        self._clock = clock
        self._settings = settings
        self._backoff = backoff or Backoff(settings)
        self._sign_in = SignIn(spec.username, spec.password)
        self._told: tuple[CameraState, str] | None = None
        self._session: Session | None = None
        self._watch: Watch | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._online_since: float | None = None
        self._relaxed = False
        self._hastened = asyncio.Event()

    @property
    def session(self) -> Session | None:
        """The open session, for its counters; None between two."""
        return self._session

    def relax(self, relaxed: bool) -> None:
        """While nobody watches, pictures may arrive up to 0.23 s later and in batches, which saves half of the work."""
        self._relaxed = relaxed
        if self._session is not None and self._session.is_open:
            self._session.connection.relaxed = relaxed

    def hasten(self) -> None:
        """Do not wait for the next attempt: somebody has just seen to the camera. A stream that runs is left alone."""
        self._backoff.reset()
        self._hastened.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop` is set. Never raises because of the camera."""
        self._tell(CameraState.CONNECTING, "Connecting to the camera.")
        async with TaskSet() as tasks:
            stopped = tasks.spawn(stop.wait(), name="stop")
            while not stop.is_set():
                self._hastened.clear()
                attempt = tasks.spawn(self._attempt(), name="camera")
                await asyncio.wait((attempt, stopped), return_when=asyncio.FIRST_COMPLETED)
                if stop.is_set():
                    break
                delay = self._after(attempt.result())
                await pause(stop, delay, wake=self._hastened)
            if self._session is not None:
                await self._session.end()
        self._close()

    async def _attempt(self) -> BeadleError:
        """One session from connecting to its end; what ended it."""
        session = Session(self._spec, self._clock, self._sign_in, self._settings)
        self._session = session
        try:
            await session.open()
            session.connection.relaxed = self._relaxed
            await session.play(self._sink, self._look)
            self._watch = Watch(self._clock.monotonic(), self._settings)
            self._look()
            self._tick()
            return await asyncio.shield(session.connection.ended)
        except BeadleError as error:
            return error
        finally:
            self._close()

    def _close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._session is not None:
            self._session.close()
            self._session = None
        self._watch = None

    def _tick(self) -> None:
        """The watchdog's timer."""
        self._timer = None
        if self._session is None:
            return
        self._session.keep_alive()
        self._look()
        if self._watch is not None:
            due = max(_SOONEST_LOOK_S, self._watch.silence_due(self._clock.monotonic()))
            self._timer = asyncio.get_running_loop().call_later(min(self._settings.watch_every_s, due), self._tick)

    def _look(self) -> None:
        """Judge the session; called by the timer and at each key frame, so that a picture is reported at once."""
        watch, session = self._watch, self._session
        if watch is None or session is None:
            return
        now = self._clock.monotonic()
        verdict = watch.look(now, session.counts())
        self._follow(verdict, now)
        if verdict.end:
            self._watch = None
            session.connection.fail(ConnectionLost(verdict.detail))

    def _follow(self, verdict: Verdict, now: float) -> None:
        if verdict.state is CameraState.CONNECTING:
            return
        self._tell(verdict.state, verdict.detail)
        if verdict.state is not CameraState.ONLINE:
            self._online_since = None
        elif self._online_since is None:
            self._online_since = now
        elif now - self._online_since >= self._settings.steady_s:
            self._backoff.reset()

    def _after(self, error: BeadleError) -> float:
        """Report what ended a session; seconds to wait before the next."""
        self._online_since = None
        # A session that the watchdog ended has its state already, with the same detail.
        if self._told is None or self._told[1] != error.message:
            state = CameraState.NO_VIDEO if isinstance(error, NoVideo | UnsupportedCodec) else CameraState.LOST
            self._tell(state, str(error))
        return self._backoff.next(sign_in=isinstance(error, SignInFailed))

    def _tell(self, state: CameraState, detail: str) -> None:
        if self._told == (state, detail):
            return
        if self._told is None or self._told[0] is not state:
            _log.debug("camera state", address=self._spec.address.url, state=state.value, detail=detail)
        self._told = (state, detail)
        self._sink.on_state(state, detail)
