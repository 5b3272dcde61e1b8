"""Settings of reading plates from video."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class ReadingSettings(Section):
    """Reading plates from video. Which cameras are read is set up on the Plates screen."""

    section: ClassVar[str] = "anpr.reading"
    enabled: bool = Field(default=True, description="Whether plates are read from cameras' video at all.")
    region: str = Field(
        default="gb",
        pattern="^(gb|eu|us|br|)$",
        description="Where most plates come from: gb, eu, us or br; empty for no preference. It never drops a read.",
    )
    least: float = Field(
        default=0.35,
        ge=0,
        le=1,
        description="Confidence below which the read of a whole pass is not told: a badge or a shop's sign.",
    )
    late_seconds: float = Field(
        default=0.7,
        gt=0,
        le=10,
        description="A picture that has waited longer is decoded but not looked at; after three times that long the "
        "camera's pictures are left out up to its next key picture.",
    )
