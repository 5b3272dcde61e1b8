"""Faults on demand: what a camera can be told to do wrong, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from beadle.platform.clock import Clock
from beadle.platform.errors import Invalid


class Fault(StrEnum):
    """Ways to go wrong.

    On the wire: stall (connected, but nothing comes), drop (connections are closed, once), slow (one byte a second),
    loss (packets go missing), refuse (connections are closed at the first request), not_found (404) and
    unauthorised (401 whatever the password).
    In the picture: frozen (the same picture, clock and all, from the next key picture on), black, no_keyframe,
    sps_change (another picture size in mid-stream), wrong_clock (burnt-in and RTCP time are off; RTP runs off rate).
    In the view: covered (a cloth hangs before the lens), moved (somebody has turned the camera), defocused.
    In the offer: no_video, audio_too, h265.
    """

    STALL = "stall"
    DROP = "drop"
    SLOW = "slow"
    LOSS = "loss"
    REFUSE = "refuse"
    NOT_FOUND = "not_found"
    UNAUTHORISED = "unauthorised"
    FROZEN = "frozen"
    BLACK = "black"
    COVERED = "covered"
    MOVED = "moved"
    DEFOCUSED = "defocused"
    NO_KEYFRAME = "no_keyframe"
    SPS_CHANGE = "sps_change"
    WRONG_CLOCK = "wrong_clock"
    NO_VIDEO = "no_video"
    AUDIO_TOO = "audio_too"
    H265 = "h265"


VIEW_FAULTS = frozenset({Fault.COVERED, Fault.MOVED, Fault.DEFOCUSED})
"""Faults whose loops are made when they are first asked for: they begin when the loop is there."""

ENDS_CONNECTIONS = frozenset(
    {
        Fault.DROP,
        Fault.REFUSE,
        Fault.NOT_FOUND,
        Fault.UNAUTHORISED,
        Fault.NO_VIDEO,
        Fault.AUDIO_TOO,
        Fault.H265,
        Fault.NO_KEYFRAME,
    }
)
"""Faults that only a new connection meets: those that are open are closed when the fault begins."""


@dataclass(frozen=True, slots=True)
class FaultOptions:
    """How strong a fault is.

    hours: how far wrong_clock's time is off. ppm: how much faster its RTP clock runs, parts per million.
    ratio: share of the packets that loss takes, 0 to 1.
    """

    hours: float = -3.0
    ppm: float = 0.0
    ratio: float = 0.05

    def __post_init__(self) -> None:
        if not 0 <= self.ratio <= 1:
            raise Invalid(f"The share of lost packets is {self.ratio}.", advice="Give a number from 0 to 1.")
        if abs(self.ppm) > 100_000:
            raise Invalid(f"A clock that runs {self.ppm} ppm off is no clock.", advice="Give at most 100000.")


@dataclass(slots=True)
class FaultBoard:
    """The faults of one camera at this moment."""

    clock: Clock
    _active: dict[Fault, tuple[float | None, FaultOptions]] = field(default_factory=dict)

    def begin(self, kind: Fault, seconds: float | None = None, options: FaultOptions | None = None) -> None:
        """Start a fault, for some seconds or until it is ended."""
        if seconds is not None and seconds <= 0:
            raise Invalid(f"A fault cannot last {seconds} seconds.", advice="Give a positive number.")
        until = None if seconds is None else self.clock.monotonic() + seconds
        self._active[kind] = (until, options or FaultOptions())

    def end(self, kind: Fault | None = None) -> None:
        """End one fault, or all."""
        if kind is None:
            self._active.clear()
        else:
            self._active.pop(kind, None)

    def get(self, kind: Fault) -> FaultOptions | None:
        """The options of a fault while it lasts, else None."""
        found = self._active.get(kind)
        if found is None:
            return None
        until, options = found
        if until is not None and self.clock.monotonic() >= until:
            del self._active[kind]
            return None
        return options

    def has(self, kind: Fault) -> bool:
        """Whether a fault lasts."""
        return bool(self._active) and self.get(kind) is not None

    def active(self) -> tuple[Fault, ...]:
        """All faults that last."""
        return tuple(kind for kind in list(self._active) if self.has(kind))
