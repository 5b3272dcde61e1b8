"""The server's side of the recorder: hands it the cameras, hears what happens, and says so when it is away."""

from __future__ import annotations

import asyncio
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from sqlalchemy.exc import SQLAlchemyError

from beadle.accounts.deps import Deps
from beadle.platform.clock import from_us
from beadle.platform.errors import BeadleError
from beadle.platform.events import Alarm, Told, publish
from beadle.platform.log import get_logger
from beadle.platform.tasks import TaskSet, pause
from beadle.video import cameras
from beadle.video.events import VolumeState
from beadle.video.live.link import RecorderLink
from beadle.video.rounds import rounds

_COMPARE_S = 30.0
_FIRST_RETRY_S, _LONGEST_RETRY_S = 0.2, 3.0
_GRACE_S = 10.0
"""A recorder that is being restarted is back before this; nobody is alarmed for that."""
_AWAY = "The recorder does not answer: recording may have stopped. Look at the process `beadle recorder` and its log."
_BAD_VOLUMES = frozenset({"full", "read_only", "missing"})
_log = get_logger("recorder link")


@dataclass(slots=True)
class RecorderView:
    """What the server knows of the recorder. `state`: "running", "away" or "unknown" (not heard of yet)."""

    state: str = "unknown"
    detail: str = "The recorder has not been heard of yet."
    since_us: int | None = None
    version: int | None = None
    cameras: dict[str, str] = field(default_factory=dict)
    volumes: dict[str, dict[str, Any]] = field(default_factory=dict)


class RecorderWatch:
    """One connection for news, and short ones to hand over the configuration. Survives restarts of the recorder."""

    def __init__(self, deps: Deps, link: RecorderLink) -> None:
        self._deps = deps
        self._link = link
        self._changed = asyncio.Event()
        self._sent: tuple[str, int] | None = None
        self._alarms: dict[str, str] = {}
        self._away_told = False
        self._lost_at: float | None = None
        self.view = RecorderView()

    async def __aenter__(self) -> Self:
        self._lost_at = self._deps.clock.monotonic()
        self._stop_hearing = self._deps.listener.subscribe(self._hear)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop_hearing()

    def _hear(self, told: Told) -> None:
        if told.kind == "estate.changed":
            self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the recorder until `stop` is set."""
        async with TaskSet() as tasks:
            tasks.spawn(self._follow(stop), name="recorder news")
            tasks.spawn(self._hand_over(stop), name="recorder configuration")
            await asyncio.wait(
                [tasks.spawn(stop.wait(), name="stop"), tasks.spawn(tasks.failed.wait(), name="failed")],
                return_when=asyncio.FIRST_COMPLETED,
            )
        tasks.raise_failure()

    async def _follow(self, stop: asyncio.Event) -> None:
        delay = _FIRST_RETRY_S
        while not stop.is_set():
            try:
                async with aclosing(self._link.events()) as news:  # type: ignore[type-var]  # a generator
                    async for message in news:
                        delay = _FIRST_RETRY_S
                        await self._take(message)
            except (BeadleError, SQLAlchemyError, OSError) as error:
                await self._lost(error)
            await pause(stop, delay)
            delay = min(delay * 2, _LONGEST_RETRY_S)

    async def _lost(self, error: Exception) -> None:
        now = self._deps.clock.monotonic()
        if self._lost_at is None:
            _log.warning("recorder lost", reason=str(error))
            self._lost_at = now
        if now - self._lost_at < _GRACE_S or self._away_told:
            return
        try:
            await self._tell_away()
        except (BeadleError, SQLAlchemyError) as trouble:
            _log.warning("the recorder's absence could not be noted", reason=str(trouble))

    async def _tell_away(self) -> None:
        clock = self._deps.clock
        self.view = RecorderView("away", _AWAY, clock.now_us(), self.view.version)
        async with self._deps.database.work() as session:
            await cameras.set_all_unknown(session, clock, _AWAY)
            alarm = Alarm(source="recorder", level="alarm", title="The recorder does not answer", text=_AWAY)
            await publish(session, clock, alarm)
        self._away_told = True

    async def _take(self, message: Mapping[str, Any]) -> None:
        kind = message.get("type")
        if kind == "status":
            await self._take_status(message)
        elif kind == "camera":
            await self._take_cameras([message])
        elif kind == "volume":
            await self._take_volumes([message])

    async def _take_status(self, message: Mapping[str, Any]) -> None:
        about = message.get("recorder", {})
        version = int(about.get("version", 0))
        self.view = RecorderView("running", "Recording.", int(about.get("since_us", 0)) or None, version)
        await self._take_cameras(message.get("cameras", []))
        await self._take_volumes(message.get("volumes", []))
        async with self._deps.database.work() as session:
            if self._away_told:
                text = "The recorder answers again."
                alarm = Alarm(source="recorder", level="over", title="The recorder does not answer", text=text)
                await publish(session, self._deps.clock, alarm)
        self._away_told, self._lost_at = False, None
        self._changed.set()

    async def _take_cameras(self, rows: Sequence[Mapping[str, Any]]) -> None:
        now_us = self._deps.clock.now_us()
        async with self._deps.database.work() as session:
            known: dict[str, uuid.UUID] = await cameras.ids_by_key(session)
            for row in rows:
                key = str(row.get("camera", row.get("key", "")))
                state, detail = str(row.get("state", "unknown")), str(row.get("detail", ""))
                self.view.cameras[key] = state
                if key in known:
                    at_us = int(row.get("at_us") or row.get("since_us") or now_us)
                    await cameras.note_health(session, self._deps.clock, known[key], state, detail, from_us(at_us))

    async def _take_volumes(self, rows: Sequence[Mapping[str, Any]]) -> None:
        clock = self._deps.clock
        async with self._deps.database.work() as session:
            for row in rows:
                path, state, detail = str(row.get("path")), str(row.get("state")), str(row.get("detail") or "")
                before = self.view.volumes.get(path)
                self.view.volumes[path] = dict(row)
                since = from_us(int(row.get("since_us") or row.get("at_us") or clock.now_us()))
                if before is None or (before.get("state"), before.get("detail")) != (state, detail):
                    event = VolumeState(volume=path, state=state, detail=detail, since=since)
                    await publish(session, clock, event)
                for alarm in self._alarms_of(path, row):
                    await publish(session, clock, alarm)

    def _alarms_of(self, path: str, row: Mapping[str, Any]) -> list[Alarm]:
        """Alarms that begin or end with this row."""
        troubles = {
            f"volume {path}": volume_trouble(path, row),
            f"holds on {path}": holds_trouble(path, row),
        }
        alarms = []
        for source, text in troubles.items():
            before = self._alarms.get(source, "")
            if bool(text) != bool(before):
                title = "Recording is in danger"
                said = text or f"{path} is in order again."
                alarms.append(Alarm(source=source, level="alarm" if text else "over", title=title, text=said))
            self._alarms[source] = text
        return alarms

    async def _hand_over(self, stop: asyncio.Event) -> None:
        async for _ in rounds(stop, _COMPARE_S, wake=self._changed):
            if self.view.state != "running":
                continue
            try:
                await self.hand_over()
            except (BeadleError, SQLAlchemyError, OSError) as error:
                _log.error("the recorder did not take its configuration", reason=str(error))

    async def hand_over(self) -> bool:
        """Send the cameras if they are not what the recorder has; whether they were sent."""
        async with self._deps.database.work() as session:
            plan = await cameras.recording_plan(session, self._deps.clock, self._deps.secrets)
        digest = hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()
        if self._sent == (digest, self.view.version):
            return False
        version = (self.view.version or 0) + 1
        await self._link.configure(version, plan)
        self.view.version, self._sent = version, (digest, version)
        _log.info("recorder configured", version=version, cameras=len(plan))
        return True


def volume_trouble(path: str, row: Mapping[str, Any]) -> str:
    """What is wrong with a volume, in plain words; empty where nothing is."""
    state, detail = str(row.get("state")), str(row.get("detail") or "")
    if row.get("hanging"):
        return f"The disk of {path} does not answer in time, so footage does not reach it."
    if state in _BAD_VOLUMES:
        return f"Nothing is recorded on {path} ({state.replace('_', ' ')}). {detail}".strip()
    if row.get("crowded") and not row.get("alarm"):
        return f"{path} is nearly full, and none of its footage may be deleted yet. Free room there or add a disk."
    return ""


def holds_trouble(path: str, row: Mapping[str, Any]) -> str:
    """Whether holds are about to leave no room for recording; empty where they are not."""
    if not row.get("alarm"):
        return ""
    when = row.get("starved_us")
    until = f" at about {from_us(int(when)):%Y-%m-%d %H:%M} UTC" if when else " soon"
    waiting = str(row.get("waiting") or "")
    text = f"Held footage takes up the room on {path}: recording there stops{until}. Release holds or add a disk."
    return f"{text} {waiting}".strip()
