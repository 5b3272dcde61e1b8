"""Settings of journeys, convoys and counts."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class JourneySettings(Section):
    """Journeys of one plate, clones, convoys, and counts of traffic."""

    section: ClassVar[str] = "anpr.journeys"
    convoy: bool = Field(
        default=False,
        description="Whether vehicles that travel together may be looked for, under a recorded authority. Off: never.",
    )
    clone_kmh: float = Field(
        default=180.0,
        ge=50,
        le=1000,
        description="A plate that would have had to drive faster than this, in a straight line, is a finding, km/h.",
    )
    clock_seconds: float = Field(
        default=10.0,
        ge=0,
        le=600,
        description="By how much the clocks of two cameras may differ when speeds are reckoned, in seconds.",
    )
    usual_days: int = Field(
        default=7, ge=1, le=31, description="Days of traffic that the usual time between two sites is taken from."
    )
    link_minutes: int = Field(
        default=60, ge=5, le=720, description="Longest time between two sites that counts as one trip, in minutes."
    )
    suppress_below: int = Field(
        default=5, ge=1, le=1000, description="Origins and destinations with fewer passes than this are not told."
    )
    convoy_together: int = Field(
        default=3, ge=2, le=100, description="Trips that two vehicles must share at least to be a convoy."
    )
    convoy_ratio: float = Field(
        default=3.0, ge=1, le=1000, description="How many times more than by chance they must pass together."
    )
    time_zone: str = Field("Europe/London", description="The zone of the hours of the day.")
