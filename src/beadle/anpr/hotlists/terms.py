"""Words of hotlists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Priority(StrEnum):
    """How soon somebody has to look at a hit."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class HitState(StrEnum):
    """What became of a hit."""

    NEW = "new"
    AWAITING_SECOND = "awaiting_second"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


OPEN = (HitState.NEW, HitState.AWAITING_SECOND)
"""Hits that somebody still has to decide on."""


class ImportStatus(StrEnum):
    """How far an import is."""

    UPLOADED = "uploaded"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (ImportStatus.QUEUED, ImportStatus.RUNNING)


class Column(StrEnum):
    """What a column of a CSV file may be taken for."""

    PLATE = "plate"
    REASON = "reason"
    PRIORITY = "priority"
    REFERENCE = "reference"
    EXPIRES = "expires_at"
    REVIEW = "review_on"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a read is to an entry. score: 0 to 1, how likely the vehicle is the one that is looked for."""

    exact: bool
    score: float
