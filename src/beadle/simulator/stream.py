"""One stream of a camera: sends its pictures in step with the clock to everybody who is connected."""

from __future__ import annotations

import math
import random
from typing import Protocol

from beadle.platform.clock import Clock
from beadle.simulator.camera_clock import CameraClock
from beadle.simulator.clips import FPS
from beadle.simulator.faults import Fault, FaultBoard
from beadle.simulator.pictures import PictureSource
from beadle.simulator.rtp import Packets, ticks

REPORT_SECONDS = 5.0
EARLY = 0.003
"""A picture goes out up to this many seconds early, so that neighbours share one waking."""

_FURTHEST_BEHIND = 2 * FPS


def stagger_of(number: int) -> float:
    """Where in the round a camera sends, 0 to 1: the golden ratio spreads any run of numbers evenly."""
    return number * 0.6180339887 % 1


def pictures_ahead(stagger: float, fps: float) -> int:
    """How many pictures a camera's row of pictures is ahead of the wall clock, so that key pictures fall apart."""
    return int(stagger * 2 * fps)


class Receiver(Protocol):
    """Somebody who has said PLAY."""

    def send(self, parts: list[Packets], timestamp: int, lose: float) -> None:
        """Deliver one access unit; a share `lose` of its packets goes missing."""

    def trickle(self, parts: list[Packets], timestamp: int, /) -> None:
        """Deliver the next single byte."""

    def report(self, moment_us: int, timestamp: int) -> None:
        """Deliver an RTCP sender report."""

    def close(self) -> None:
        """End the connection."""


class Stream:
    """The pictures of one camera at one size.

    The place in the loop follows the wall clock at the start, so that cameras which watch the same vehicles agree;
    `stagger` (0 to 1) shifts key pictures and sending times, so that cameras do not all send at once.
    """

    def __init__(
        self, source: PictureSource, faults: FaultBoard, clock: Clock, camera_clock: CameraClock, stagger: float
    ) -> None:
        self.source = source
        self.faults = faults
        self._clock = clock
        self._camera_clock = camera_clock
        self._random = random.Random(stagger)
        self._rtp_start = self._random.getrandbits(32)
        self._fps = source.fps
        self._shift = stagger % (1 / self._fps)
        started = int(clock.now_us() * self._fps // 1_000_000)
        self._origin = started + pictures_ahead(stagger, self._fps) - math.ceil(camera_clock.steady() * self._fps)
        self._next = 0
        self._waiting: set[Receiver] = set()
        self._started: set[Receiver] = set()
        self._last_trickle = 0.0
        self._next_report = 0.0
        self._silent = False
        self._codec = source.offered().codec

    @property
    def receivers(self) -> int:
        """How many are connected."""
        return len(self._waiting) + len(self._started)

    def join(self, receiver: Receiver) -> None:
        """Send to somebody, from the next key picture on."""
        if not self.receivers:
            self._codec = self.source.offered().codec
            self._next = math.ceil((self._camera_clock.steady() - self._shift) * self._fps)
        self._waiting.add(receiver)
        self._next_report = 0.0

    def leave(self, receiver: Receiver) -> None:
        """Stop sending to somebody."""
        self._waiting.discard(receiver)
        self._started.discard(receiver)

    def close_receivers(self) -> None:
        """End every connection."""
        for receiver in [*self._waiting, *self._started]:
            receiver.close()

    def due(self) -> float:
        """Monotonic time of the next picture, or infinity while nobody looks."""
        if not self.receivers:
            return math.inf
        return self._camera_clock.until(self._next / self._fps + self._shift)

    def timestamp(self) -> int:
        """RTP time of this moment."""
        return (self._rtp_start + ticks(self._camera_clock.steady())) & 0xFFFFFFFF

    def send_due(self) -> None:
        """Send every picture whose time has come."""
        wrong = self.faults.get(Fault.WRONG_CLOCK)
        self._camera_clock.go_wrong(hours=wrong.hours if wrong else 0.0, ppm=wrong.ppm if wrong else 0.0)
        behind = int((self._camera_clock.steady() - self._shift) * self._fps) - self._next
        if behind > _FURTHEST_BEHIND:  # the machine slept: go on from now, with a key picture
            self._next += behind
            self._restart_receivers()
        while self.receivers and self.due() <= self._clock.monotonic() + EARLY:
            self._send_one()
            self._next += 1

    def _restart_receivers(self) -> None:
        self._waiting |= self._started
        self._started.clear()

    def _send_one(self) -> None:
        if self.faults.has(Fault.STALL):
            self._silent = True
            return
        if self.source.offered().codec is not self._codec:
            self._codec = self.source.offered().codec
            self.close_receivers()
            return
        parts, key = self.source.next(self._origin + self._next, self._camera_clock.wall_us())
        if self._silent and not self.faults.has(Fault.SLOW):
            self._silent = False
            self._restart_receivers()
        if key or self.faults.has(Fault.NO_KEYFRAME):
            self._started |= self._waiting
            self._waiting.clear()
        if not parts or not self._started:
            return
        timestamp = (self._rtp_start + ticks(self._next / self._fps + self._shift)) & 0xFFFFFFFF
        if self.faults.has(Fault.SLOW):
            self._trickle(parts, timestamp)
            return
        loss = self.faults.get(Fault.LOSS)
        self._report_if_due()
        for receiver in list(self._started):
            receiver.send(parts, timestamp, loss.ratio if loss else 0.0)

    def _trickle(self, parts: list[Packets], timestamp: int) -> None:
        self._silent = True
        now = self._clock.monotonic()
        if now - self._last_trickle >= 1.0:
            self._last_trickle = now
            for receiver in list(self._started):
                receiver.trickle(parts, timestamp)

    def _report_if_due(self) -> None:
        now = self._clock.monotonic()
        if now >= self._next_report:
            self._next_report = now + REPORT_SECONDS
            moment_us, timestamp = self._camera_clock.wall_us(), self.timestamp()
            for receiver in list(self._started):
                receiver.report(moment_us, timestamp)
