"""Where a camera's frames lie on our clock: the camera counts by its own, which runs fast or slow, and the network adds
delay that comes and goes. The least delay seen lately tells where the two clocks stand; see docs/why/time.md."""

from __future__ import annotations

from beadle.video.terms import RTP_CLOCK_HZ

SLEW_PPM = 1_000
"""Twice what the worst clock of a camera drifts (500 ppm), so that a drifting one is followed with room to spare."""
LOST_TRACK_US = 1_000_000
"""Further off than this the time stamps have jumped: they are no guide any more, and a new span begins."""


def ticks_to_us(ticks: int) -> int:
    """RTP ticks (90 kHz) as microseconds."""
    return ticks * 1_000_000 // RTP_CLOCK_HZ


class Pacing:
    """Maps the time stamps of one session to monotonic microseconds. Feed it every frame, settle it at every cut."""

    __slots__ = ("_least_us", "_offset_us", "_settled_us")

    def __init__(self) -> None:
        self._offset_us: int | None = None
        self._least_us: int | None = None
        self._settled_us = 0

    def note(self, pts: int, arrived_us: int) -> None:
        """A frame with that time stamp (RTP ticks) came in whole at that moment (monotonic microseconds)."""
        delay_us = arrived_us - pts * 100 // 9
        if self._least_us is None or delay_us < self._least_us:
            self._least_us = delay_us

    def settle(self, pts: int) -> bool:
        """Take up what was noted since the last time; `pts` is where the stretch ends. False: track was lost."""
        least_us, self._least_us = self._least_us, None
        here_us = ticks_to_us(pts)
        if least_us is None:
            return True
        if self._offset_us is None:
            self._offset_us = least_us
        else:
            error_us = least_us - self._offset_us
            if abs(error_us) > LOST_TRACK_US:
                self._offset_us = least_us
                self._settled_us = here_us
                return False
            most_us = max(0, here_us - self._settled_us) * SLEW_PPM // 1_000_000
            self._offset_us += max(-most_us, min(most_us, error_us))
        self._settled_us = here_us
        return True

    def place(self, pts: int) -> int:
        """The monotonic microsecond of a time stamp; settle at least once before."""
        if self._offset_us is None:
            raise ValueError("Nothing is known of this session's time yet.")
        return self._offset_us + ticks_to_us(pts)
