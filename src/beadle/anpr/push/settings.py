"""Settings of what cameras push."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from beadle.anpr.push.spool import Bounds
from beadle.platform.settings import Section


class PushSettings(Section):
    """Messages that plate cameras push, and the spool that they lie in until their reads are stored, and after."""

    section: ClassVar[str] = "anpr.push"
    keep_days: int = Field(
        default=31,
        ge=1,
        le=730,
        description="Days that messages are kept as they came; then their files are deleted, with a line in the audit "
        "log.",
    )
    most_gigabytes: float = Field(
        default=200,
        gt=0,
        le=100_000,
        description="Most disk space for messages. From four fifths on there is an alarm; from nine tenths on the "
        "oldest that became reads are deleted before their time, with a line in the audit log.",
    )
    reserve_megabytes: int = Field(
        default=512,
        ge=16,
        le=1_000_000,
        description="Free space on the disk of the data folder below which no message is taken any more, in megabytes.",
    )
    messages_per_second: float = Field(
        default=20, gt=0, le=10_000, description="Messages a second that one camera may send in the long run."
    )
    burst: int = Field(default=200, ge=1, le=100_000, description="Messages that one camera may send at once.")
    late_days: int = Field(
        default=7,
        ge=1,
        le=366,
        description="Days that a camera that was cut off may hold a read back. What it dates earlier is refused.",
    )
    untold_confidence: float = Field(
        default=0.5, ge=0, le=1, description="Confidence of a read whose camera tells none, from 0 to 1."
    )
    wait_seconds: float = Field(
        default=60,
        ge=5,
        le=86_400,
        description="Seconds after which messages that did not become reads yet are an alarm.",
    )

    def bounds(self) -> Bounds:
        """The same for the spool."""
        return Bounds(most=int(self.most_gigabytes * (1 << 30)), reserve=self.reserve_megabytes << 20)
