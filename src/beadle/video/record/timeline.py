"""The recorder's own time line: wall time that only a real step of the wall clock can make jump."""

from __future__ import annotations

from beadle.platform.clock import Clock

STEP_US = 100_000
"""A disagreement from here on is a step that somebody made, not drift: it is followed at once, and logged."""
SLEW_PPM = 500
"""A smaller one is worked off this fast, so that no label moves by more than a millisecond in a GOP of two seconds."""
_STEADY_READING_US = 2_000
"""Two readings of the monotonic clock further apart mean that we were interrupted in between: read again."""


class ServerTimeline:
    """Server UTC as the monotonic clock plus an offset that is checked against the wall clock.

    Frames are placed in monotonic microseconds first; `utc_us` turns those into the label that is stored.
    `steps` counts the steps so far: a camera that sees it change starts a new span of footage.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._checked_us, wall_us = self._read()
        self._offset_us = wall_us - self._checked_us
        self.steps = 0

    def monotonic_us(self) -> int:
        """Now, in microseconds on the clock that never steps."""
        return int(self._clock.monotonic() * 1_000_000)

    def utc_us(self, monotonic_us: int) -> int:
        """The label, in microseconds since 1970 UTC, of a moment on the monotonic clock."""
        return monotonic_us + self._offset_us

    def now_us(self) -> int:
        """The label of this moment."""
        return self.utc_us(self.monotonic_us())

    def check(self) -> int:
        """Compare with the wall clock; call about once a second. Returns the step that was followed, or 0."""
        monotonic_us, wall_us = self._read()
        error_us = wall_us - self.utc_us(monotonic_us)
        passed_us = monotonic_us - self._checked_us
        self._checked_us = monotonic_us
        if abs(error_us) >= STEP_US:
            self._offset_us += error_us
            self.steps += 1
            return error_us
        most_us = passed_us * SLEW_PPM // 1_000_000
        self._offset_us += max(-most_us, min(most_us, error_us))
        return 0

    def _read(self) -> tuple[int, int]:
        """Both clocks at one moment: (monotonic, wall) in microseconds."""
        for _ in range(5):
            before = self.monotonic_us()
            wall_us = self._clock.now_us()
            after = self.monotonic_us()
            if after - before <= _STEADY_READING_US:
                break
        return (before + after) // 2, wall_us
