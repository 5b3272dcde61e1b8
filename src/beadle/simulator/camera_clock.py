"""A camera's own idea of time: a steady clock for pacing and RTP, and a wall clock for RTCP and the burnt-in line."""

from __future__ import annotations

from beadle.platform.clock import Clock


class CameraClock:
    """Follows the machine's clocks until it is told to be wrong.

    `steady()` never steps, whatever happens to the wall clock; it may run at a wrong rate.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._anchor = clock.monotonic()
        self._steady = 0.0
        self._rate = 1.0
        self._offset_us = 0

    def go_wrong(self, *, hours: float, ppm: float) -> None:
        """Be `hours` off from now on and run `ppm` parts per million too fast. Zero and zero: be right again."""
        if hours * 3_600_000_000 == self._offset_us and 1 + ppm / 1e6 == self._rate:
            return
        self._steady, self._anchor = self.steady(), self._clock.monotonic()
        self._rate = 1 + ppm / 1e6
        self._offset_us = round(hours * 3_600_000_000)

    def steady(self) -> float:
        """Seconds on the camera's oscillator since it was switched on."""
        return self._steady + (self._clock.monotonic() - self._anchor) * self._rate

    def until(self, steady: float) -> float:
        """The machine's monotonic time at which the oscillator will read `steady`."""
        return self._anchor + (steady - self._steady) / self._rate

    def wall_us(self) -> int:
        """What the camera believes the time is, microseconds since 1970, UTC."""
        drift = (self._clock.monotonic() - self._anchor) * (self._rate - 1)
        return self._clock.now_us() + self._offset_us + round(drift * 1_000_000)
