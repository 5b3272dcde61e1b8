"""Gaps: stretches without footage, each with a reason. Recorded plus gaps is all wall time: `account` checks it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from beadle.video.footage.spans import clipped, joined, length, outside
from beadle.video.footage.terms import Gap, Span, checked_key
from beadle.video.footage.volume import Volume

TOLERANCE_US = 100_000
"""A tenth of a second in a camera's day."""


class Account(NamedTuple):
    """How a stretch of wall time was spent, in microseconds. `unexplained` is neither recorded nor logged as a gap."""

    recorded_us: int
    gap_us: int
    unexplained: list[Span]
    doubled_us: int

    @property
    def balanced(self) -> bool:
        """Whether less than a tenth of a second is unexplained, and no more than that is told twice."""
        return length(self.unexplained) < TOLERANCE_US and self.doubled_us < TOLERANCE_US


def record(volume: Volume, camera: str, start_us: int, end_us: int, reason: str) -> None:
    """Log a gap durably; one that begins at the same moment for the same reason is lengthened. Empty ones are dropped.

    Raises as `Volume.failed` does.
    """
    if end_us <= start_us:
        return
    try:
        volume.index.add_gap(checked_key(camera), Span(start_us, end_us), reason)
    except sqlite3.Error as error:
        raise volume.failed(error, "Writing a gap to the index") from error


def account(from_us: int, to_us: int, spans: Iterable[Span], gaps: Iterable[Gap]) -> Account:
    """Holds footage and gaps of one camera against the wall clock between two moments."""
    recorded = clipped(joined(spans), from_us, to_us)
    missing = clipped(joined(Span(each.start_us, each.end_us) for each in gaps), from_us, to_us)
    both = joined([*recorded, *missing])
    return Account(
        length(recorded),
        length(missing),
        outside(both, from_us, to_us),
        length(recorded) + length(missing) - length(both),
    )


def holes(spans: Sequence[Span], from_us: int, to_us: int, known: Iterable[Gap] = ()) -> list[Span]:
    """Stretches of a range that are neither footage nor a known gap."""
    told = joined([*spans, *(Span(each.start_us, each.end_us) for each in known)])
    return outside(told, from_us, to_us)
