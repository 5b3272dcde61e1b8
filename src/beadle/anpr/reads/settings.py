"""Settings of the reads."""

from __future__ import annotations

from datetime import time
from typing import ClassVar, Self

from pydantic import Field, model_validator

from beadle.platform.settings import Section


class ReadsSettings(Section):
    """Reads of number plates: how long they are kept, how searches are watched, how accuracy is measured."""

    section: ClassVar[str] = "anpr.reads"
    days: int = Field(
        default=31,
        ge=1,
        le=730,
        description="Days that a read is kept; then it is deleted with its pictures, unless it is held. A change is "
        "written into the audit log and told on every screen.",
    )
    confirmed_confidence: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="Confidence from which a final read counts as confirmed, so that it alerts.",
    )
    future_seconds: int = Field(
        default=300, ge=0, le=86_400, description="How far ahead of this machine's clock a read's time may be, seconds."
    )
    look_minutes: int = Field(
        default=60,
        ge=1,
        le=720,
        description="How long pictures of reads may be opened after one audited look, minutes.",
    )
    approval_after_days: int = Field(
        default=90, ge=1, le=730, description="A search that goes back further needs a second person's approval, days."
    )
    review_one_in: int = Field(
        default=10, ge=1, le=1000, description="One search in so many is put into the queue of reviews, by chance."
    )
    shift_begins: time | None = Field(
        default=None,
        description="Local time from which searches are within working hours, such as 06:00; none: always.",
    )
    shift_ends: time | None = Field(
        default=None, description="Local time until which searches are within working hours; may lie after midnight."
    )
    shift_zone: str = Field(default="Europe/London", description="Time zone of the working hours.")
    repeated_searches: int = Field(
        default=3, ge=2, le=1000, description="So many searches of one plate for one case by one person are an outlier."
    )
    repeated_days: int = Field(default=30, ge=1, le=366, description="Days in which such repeats are counted.")
    many_searches: int = Field(
        default=40, ge=2, le=100_000, description="So many searches by one person in 24 hours are an outlier."
    )
    keep_searches_days: int = Field(
        default=730,
        ge=31,
        le=3660,
        description="Days that a search and its review are kept; the audit log has its own.",
    )
    samples_a_day: int = Field(
        default=20, ge=0, le=1000, description="Reads of each camera and day that are drawn for a person to check."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.shift_begins is None) != (self.shift_ends is None):
            raise ValueError("shift_begins and shift_ends belong together")
        return self
