"""One camera that is read: coded pictures in, observations out. No network, no thread, no clock of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from beadle.anpr.engine.terms import Event, News, Picture, PlateRead, Region
from beadle.anpr.engine.track import SETTLED_S, Joined, Tracker
from beadle.anpr.push.plan import OwnCamera
from beadle.anpr.reading.coded import Coded
from beadle.anpr.reading.decoding import Decoder, NotDecodable
from beadle.anpr.reading.frame import Frame
from beadle.anpr.reading.movers import Movers
from beadle.anpr.reading.pace import Pace
from beadle.anpr.terms import Box, Observation, Source
from beadle.platform.clock import Clock, from_us
from beadle.video.terms import StreamFormat

ADAPTER = "own"
_JUMP_US = 5_000_000
"""A step of the server's clock, or a hole: what was tracked before it ends there."""
_FORGET_S = 2 * SETTLED_S
_LEAST_LOOK = 0.02
"""Confidence below which one look is not even tracked."""


@dataclass(slots=True)
class _Passing:
    """A track. name: the pass's own, for good. best: the picture that shows it best; last_s: when it was last seen."""

    name: str
    best: Frame
    last_s: float


class Reads(Protocol):
    """The engine, as far as it is needed here."""

    def read(self, picture: Picture, regions: Sequence[Box] | None = None, least: float = ...) -> list[PlateRead]:
        """Every plate that the picture (grey) shows there."""


class Post:
    """Reads one camera. region: where most plates come from. least: of a pass's read that is told, 0 to 1."""

    def __init__(self, camera: OwnCamera, engine: Reads, clock: Clock, region: Region | None, least: float) -> None:
        self.camera = camera
        self.looks = 0
        """How many pictures the engine has looked at."""
        self.trouble = ""
        """Why the pictures cannot be read; "" where they can."""
        self.last_us = 0
        """Server time of the last picture."""
        self.last_read: datetime | None = None
        self._engine, self._clock = engine, clock
        self._region, self._least = region, least
        self._movers = Movers(camera.region)
        self._pace = Pace(camera.fps)
        self._decoder: Decoder | None = None
        self._tracker = Tracker(region)
        self._passing: dict[int, _Passing] = {}
        self.camera_ahead: timedelta | None = None
        """How far the camera's clock is ahead of the server's, where it tells."""

    def take_format(self, fmt: StreamFormat) -> list[Observation]:
        """What comes from now on is coded so. What was tracked before ends."""
        told = self.finish()
        self._movers = Movers(self.camera.region)
        try:
            self._decoder, self.trouble = Decoder(fmt), ""
        except NotDecodable as error:
            self._decoder, self.trouble = None, error.message
        return told

    def take(self, coded: Coded, *, late: bool) -> tuple[list[Observation], bool]:
        """The next picture. late: it is decoded, as others depend on it, and not looked at.

        Returns what there is to tell, and whether the picture was due to be looked at.
        """
        told = self.finish() if self.last_us and not 0 <= coded.at_us - self.last_us < _JUMP_US else []
        self.last_us = coded.at_us
        due = self._pace.takes(coded.at_us)
        if self._decoder is None:
            return told, False
        try:
            frames = self._decoder.decode(coded, needed=due and not late)
        except NotDecodable as error:
            self.trouble = error.message
            return told, False
        if due and not late:
            for frame in frames:
                self.trouble = ""
                told += self._look(frame)
        return told, due and bool(frames)

    def finish(self) -> list[Observation]:
        """The stream ends here, or breaks off: what is still tracked is final."""
        events = self._tracker.finish()
        told = self._tell(events)
        self._tracker = Tracker(self._region)
        self._passing.clear()
        return told

    def _look(self, frame: Frame) -> list[Observation]:
        at_s = frame.at_us / 1e6
        movers = self._movers.find(frame.grey, at_s)
        reads: list[PlateRead] = []
        if movers:
            self.looks += 1
            found = self._engine.read(frame.grey, movers, _LEAST_LOOK)
            reads = [read for read in found if self._movers.on_one(read.box)]
        events = self._tracker.step(reads, at_s)
        for joined in self._tracker.joined:
            self._keep(frame, joined)
        told = self._tell(events)
        self._passing = {n: one for n, one in self._passing.items() if at_s - one.last_s < _FORGET_S}
        return told

    def _keep(self, frame: Frame, joined: Joined) -> None:
        passing = self._passing.get(joined.track)
        if passing is None:
            name = f"{frame.at_us}-{joined.track}"
            passing = self._passing[joined.track] = _Passing(name, frame, 0.0)
        elif joined.best:
            passing.best = frame
        passing.last_s = frame.at_us / 1e6

    def _tell(self, events: Sequence[Event]) -> list[Observation]:
        told = [
            self._observation(event)
            for event in events
            if event.confidence >= self._least and event.track in self._passing and event.text
        ]
        if told:
            self.last_read = told[-1].at
        return told

    def _observation(self, event: Event) -> Observation:
        passing = self._passing[event.track]
        frame = passing.best
        overview, share = frame.overview()
        box = event.best.box
        at = from_us(frame.at_us)
        return Observation(
            camera_id=self.camera.camera_id,
            event_id=passing.name,
            at=at,
            received_at=max(at, self._clock.now()),
            camera_at=None if self.camera_ahead is None else at + self.camera_ahead,
            text=event.text,
            confidence=event.confidence,
            source=Source.OWN,
            adapter=ADAPTER,
            characters=event.characters,
            candidates=event.candidates,
            grammar=event.grammar,
            ambiguous=event.ambiguous,
            direction=event.direction,
            final=event.kind is News.FINAL,
            box=Box(*(max(0, round(value * share)) for value in (box.x, box.y, box.width, box.height))),
            patch=frame.patch(box),
            overview=overview,
        )
