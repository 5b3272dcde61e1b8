"""What a camera's state is, and since when: what the connection says, unless nothing reaches the disk.

What is wrong with the picture itself (covered, moved, out of focus) is only shown of a camera that is online: whatever
else is wrong with it is worse.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from beadle.platform.clock import Clock
from beadle.video.terms import CameraState

NOT_WRITTEN_S = 8.0
"""Frames come, but no group has reached the disk for this long. With a look each second it is known within ten."""
_RATE_S = 5.0
"""Frame and bit rates are measured over this long."""
LAPSE_S = 120.0
"""What was found in the picture counts for so long, unless it is found again: whoever looks may have ended."""
_WITH_FRAMES = frozenset({CameraState.ONLINE, CameraState.FROZEN})


class Progress(NamedTuple):
    """Counters of a camera since the start; `written_at` is monotonic seconds, None while nothing was written."""

    frames: int
    bytes: int
    lost: int
    written_at: float | None


class Health:
    """The state of one camera as people see it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._reported = CameraState.CONNECTING
        self._reported_detail = "The recorder has just started."
        self._came_online: float | None = None
        self._measured: tuple[float, Progress] | None = None
        self._picture: tuple[CameraState, str] | None = None
        self._looked_at: float | None = None
        self.state = self._reported
        self.detail = self._reported_detail
        self.since_us = clock.now_us()
        self.frames_a_second = 0.0
        self.bits_a_second = 0

    def report(self, state: CameraState, detail: str) -> bool:
        """What the connection says. True: the state that people see has changed."""
        if state in _WITH_FRAMES:
            if self._came_online is None:
                self._came_online = self._clock.monotonic()
        else:
            self._came_online = None
        self._reported, self._reported_detail = state, detail
        if self.state is CameraState.NOT_RECORDING and state in _WITH_FRAMES:
            return False  # until a group has reached the disk
        return self._show(state, detail)

    def check(self, progress: Progress, *, recorded: bool) -> bool:
        """Look every second. True: the state that people see has changed."""
        now = self._clock.monotonic()
        self._measure(now, progress)
        if not recorded or self._came_online is None:
            return self._show(self._reported, self._reported_detail)
        last = max(self._came_online, progress.written_at or 0.0)
        if now - last > NOT_WRITTEN_S:
            return self._show(
                CameraState.NOT_RECORDING,
                "Pictures come, but nothing has reached the disk for more than 8 seconds. Look at the volumes.",
            )
        if self.state is CameraState.NOT_RECORDING and (progress.written_at or 0.0) <= self._came_online:
            return False
        return self._show(self._reported, self._reported_detail)

    def found(self, picture: CameraState | None, detail: str) -> bool:
        """What was found in the picture; None: it is as it should be. True: the state that people see has changed."""
        self._looked_at = self._clock.monotonic()
        self._picture = None if picture is None else (picture, detail)
        if self.state is CameraState.NOT_RECORDING:
            return False  # until a group has reached the disk
        return self._show(self._reported, self._reported_detail)

    @property
    def picture(self) -> CameraState | None:
        """What is wrong with the picture, by somebody who looked lately."""
        if self._looked_at is not None and self._clock.monotonic() - self._looked_at > LAPSE_S:
            self._picture = self._looked_at = None
        return None if self._picture is None else self._picture[0]

    @property
    def watched(self) -> bool:
        """Whether somebody has looked at the picture lately."""
        return self.picture is not None or self._looked_at is not None

    def status(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "state": str(self.state),
            "detail": self.detail,
            "since_us": self.since_us,
            "fps": round(self.frames_a_second, 1),
            "bit_rate": self.bits_a_second,
            "picture_watched": self.watched,
        }

    def _show(self, state: CameraState, detail: str) -> bool:
        if state is CameraState.ONLINE and self.picture is not None and self._picture is not None:
            state, detail = self._picture
        if state is self.state and detail == self.detail:
            return False
        if state is not self.state:
            self.since_us = self._clock.now_us()
        self.state, self.detail = state, detail
        return True

    def _measure(self, now: float, progress: Progress) -> None:
        if self._measured is None:
            self._measured = now, progress
            return
        then, before = self._measured
        passed = now - then
        if passed >= _RATE_S:
            self.frames_a_second = (progress.frames - before.frames) / passed
            self.bits_a_second = round((progress.bytes - before.bytes) * 8 / passed)
            self._measured = now, progress
