"""What may be deleted, and when holds would leave no room to record. Pure: bytes are deleted by `disposal`."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from beadle.video.footage.spans import joined
from beadle.video.footage.terms import DAY_US, HOUR_US, Hold, Span

DEFAULT_DAYS = 31
ALARM_US = 72 * HOUR_US
"""The alarm is given this long before holds would stop recording."""

_ENDLESS = 1 << 62


class Reason(StrEnum):
    """Why footage is deleted."""

    AGE = "age"
    SPACE = "space"


class Candidate(NamedTuple):
    """A closed segment that could be deleted."""

    start_us: int
    end_us: int
    camera: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Policy:
    """How long footage is kept. `headroom_bytes` are kept free beyond the volume's own reserve."""

    days: Mapping[str, int] = field(default_factory=dict)
    default_days: int = DEFAULT_DAYS
    headroom_bytes: int = 1 << 30

    def keep_us(self, camera: str) -> int:
        """How long footage of that camera is kept."""
        return self.days.get(camera, self.default_days) * DAY_US

    def shortest_us(self) -> int:
        """The shortest time that any camera's footage is kept."""
        return min([self.default_days, *self.days.values()]) * DAY_US


class Held:
    """Answers quickly whether a range is under any active hold."""

    def __init__(self, holds: Iterable[Hold]) -> None:
        self._holds = [each for each in holds if each.active]
        self._cameras: dict[str, tuple[list[int], list[Span]]] = {}

    def spans(self, camera: str) -> list[Span]:
        """What is held of a camera, joined."""
        return self._of(camera)[1]

    def _of(self, camera: str) -> tuple[list[int], list[Span]]:
        found = self._cameras.get(camera)
        if found is None:
            spans = joined(
                Span(each.from_us, _ENDLESS if each.to_us is None else each.to_us)
                for each in self._holds
                if not each.cameras or camera in each.cameras
            )
            found = self._cameras[camera] = [each.start_us for each in spans], spans
        return found

    def covers(self, camera: str, start_us: int, end_us: int) -> bool:
        """Whether any moment of the range is held."""
        return self.until(camera, start_us, end_us) is not None

    def until(self, camera: str, start_us: int, end_us: int) -> int | None:
        """The end of what is held of the range and goes on without a break; None where nothing of it is held."""
        starts, spans = self._of(camera)
        place = bisect.bisect_left(starts, max(end_us, start_us + 1))
        return spans[place - 1].end_us if place > 0 and spans[place - 1].end_us > start_us else None


@dataclass(slots=True)
class Decision:
    """What to delete, oldest first, and what holds kept from being deleted.

    short_bytes: room that was wanted and that nothing is left to be deleted for.
    """

    delete: list[tuple[Candidate, Reason]] = field(default_factory=list)
    held_segments: int = 0
    held_bytes: int = 0
    short_bytes: int = 0


def decide(
    candidates: Iterable[Candidate], policy: Policy, held: Held, *, age_now_us: int | None, wanted_bytes: int
) -> Decision:
    """Choose among closed segments, which have to come oldest first over all cameras.

    First whatever is older than its camera's days at `age_now_us` (None: nothing goes by age); then, until
    `wanted_bytes` are won, the oldest of the rest. Never a segment of which any moment is held. Stops reading
    `candidates` as soon as no later one can matter.
    """
    decision = Decision()
    won = 0
    last_start = -_ENDLESS if age_now_us is None else age_now_us - policy.shortest_us()
    for each in candidates:
        if won >= wanted_bytes and each.start_us > last_start:
            break
        expired = age_now_us is not None and each.end_us <= age_now_us - policy.keep_us(each.camera)
        if not expired and won >= wanted_bytes:
            continue
        if held.covers(each.camera, each.start_us, each.end_us):
            decision.held_segments += 1
            decision.held_bytes += each.bytes
            continue
        decision.delete.append((each, Reason.AGE if expired else Reason.SPACE))
        won += each.bytes
    decision.short_bytes = max(0, wanted_bytes - won)
    return decision


@dataclass(frozen=True, slots=True)
class Stock:
    """A volume's bytes. rates: bytes a second that each camera has written of late.

    held_due_segments, held_due_bytes: of age to be deleted, but held.
    """

    free_bytes: int
    held_bytes: int
    deletable_bytes: int
    rates: Mapping[str, float]
    held_due_segments: int = 0
    held_due_bytes: int = 0


class Outlook(NamedTuple):
    """How long holds leave room.

    ring_us: age that footage without a hold can reach before it is overwritten; None where nothing is written.
    starved_us: time until held footage fills the disk and recording stops; None: it does not come to that.
    alarm: whether people have to act now.
    """

    ring_us: int | None
    starved_us: int | None
    alarm: bool


def outlook(stock: Stock, holds: Sequence[Hold], now_us: int) -> Outlook:
    """Foresee starvation by holds from the write rate.

    What is not held makes room for what is recorded, so recording stops only when all that is left is held: new
    footage under holds that reach into the future uses up the room. The alarm is also given where holds alone have
    squeezed the rest of the archive to less than 72 hours.
    """
    room = stock.free_bytes + stock.deletable_bytes
    rate = sum(stock.rates.values())
    ring = None if rate <= 0 else round(room / rate * 1_000_000)
    starved = _starved(room, stock, holds, now_us)
    squeezed = False
    if ring is not None and stock.held_bytes:
        without = round((room + stock.held_bytes) / rate * 1_000_000)
        squeezed = ring < ALARM_US <= without
    soon = starved is not None and starved <= ALARM_US
    return Outlook(ring, starved, soon or squeezed)


def _starved(room: int, stock: Stock, holds: Sequence[Hold], now_us: int) -> int | None:
    """Microseconds until held new footage has used up the room. Never, where no hold reaches past now."""
    held = Held(holds)
    ends: dict[str, int] = {}
    for camera in stock.rates:
        for span in held.spans(camera):
            if span.start_us <= now_us < span.end_us:
                ends[camera] = span.end_us
    at = now_us
    left = float(room)
    for stop in sorted(set(ends.values())):
        rate = sum(stock.rates[camera] for camera, end in ends.items() if end >= stop)
        if rate <= 0:
            continue
        used = rate * (stop - at) / 1_000_000
        if used >= left:
            return round(at - now_us + left / rate * 1_000_000)
        left -= used
        at = stop
    return 0 if room <= 0 and stock.held_bytes else None


class ClockGuard:
    """Keeps a wrong clock from emptying the archive.

    Between two looks the wall clock should move as far as the monotonic one did. Where it leapt forward by more than
    an hour (a year, say, from a dead battery), nothing is deleted by age until a day has passed by the monotonic
    clock, or the wall clock came back. A restart allows for two days beyond the newest footage, on the same terms.
    """

    LEAP_US = HOUR_US
    WAIT_US = DAY_US
    AWAY_US = 2 * DAY_US

    def __init__(self, newest_us: int | None) -> None:
        self._expected_us: int | None = None if newest_us is None else newest_us + self.AWAY_US
        self._looked_s: float | None = None
        self._leapt_s: float | None = None
        self._before_us = 0

    def age_now(self, now_us: int, monotonic_s: float) -> int | None:
        """The moment to reckon age from; None while the clock is not believed."""
        if self._looked_s is not None and self._expected_us is not None:
            self._expected_us += round((monotonic_s - self._looked_s) * 1_000_000)
        self._looked_s = monotonic_s
        if self._leapt_s is not None:
            back = now_us - self._before_us - round((monotonic_s - self._leapt_s) * 1_000_000) <= self.LEAP_US
            if not back and (monotonic_s - self._leapt_s) * 1_000_000 < self.WAIT_US:
                return None
            self._leapt_s = None
        elif self._expected_us is not None and now_us > self._expected_us + self.LEAP_US:
            self._before_us, self._leapt_s = self._expected_us, monotonic_s
            return None
        self._expected_us = now_us
        return now_us
