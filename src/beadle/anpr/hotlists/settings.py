"""Settings of hotlists."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class HotlistSettings(Section):
    """Hotlists of number plates and the hits on them."""

    section: ClassVar[str] = "anpr.hotlists"
    repeat_seconds: float = Field(
        30.0,
        ge=0,
        le=600,
        description="Reads of one entry by one camera within this time are one pass and one hit, in seconds.",
    )
    look_seconds: float = Field(
        0.5, ge=0.1, le=2, description="How often the matching looks for changed lists, in seconds."
    )
    keep_removed_days: int = Field(
        31, ge=0, le=3650, description="Days after which entries that were removed or have expired are deleted."
    )
    keep_imports_days: int = Field(
        31, ge=0, le=3650, description="Days after which the report of an import is deleted."
    )
    reserve_megabytes: int = Field(
        512, ge=16, le=1_000_000, description="Free space that a sent file never uses up on its disk, in megabytes."
    )
    time_zone: str = Field("Europe/London", description="The zone in which dates without a time are meant.")
