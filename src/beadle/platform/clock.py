"""The only source of time: aware UTC for people and records, monotonic seconds for durations."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_us(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment; exact (no float is involved)."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be placed on the time line.")
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_us(microseconds: int) -> datetime:
    """The aware UTC moment that many microseconds after 1970 began."""
    return EPOCH + timedelta(microseconds=microseconds)


class Clock(Protocol):
    """What a part needs to know of time."""

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""

    def now_us(self) -> int:
        """The wall clock in microseconds since 1970, UTC."""

    def monotonic(self) -> float:
        """Seconds on a clock that never steps; only differences mean something."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place

    def now_us(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        return time.monotonic()


class FixedClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, start: datetime) -> None:
        self._wall_us = to_us(start)
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return from_us(self._wall_us)

    def now_us(self) -> int:
        return self._wall_us

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let time pass: both clocks move."""
        self._wall_us += round(seconds * 1_000_000)
        self._monotonic += seconds

    def step_wall(self, seconds: float) -> None:
        """Set the wall clock forward or back, as NTP or a person would; the monotonic one goes on."""
        self._wall_us += round(seconds * 1_000_000)


SYSTEM = SystemClock()
