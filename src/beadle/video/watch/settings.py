"""Settings of the picture watch."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class WatchSettings(Section):
    """How often pictures are looked at, and how much of the machine that may take."""

    section: ClassVar[str] = "video.watch"
    enabled: bool = Field(default=True, description="Whether cameras are watched for covered, moved and blurred views.")
    seconds: float = Field(default=5.0, ge=0.1, le=30, description="Seconds between two looks at a camera's picture.")
    motion_seconds: float = Field(
        default=2.0, ge=0.1, le=30, description="The same for a camera whose motion is to be marked on the time line."
    )
    most_of_a_core: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="Share of one processor core that looking may take; looks beyond it are left out, never queued.",
    )
