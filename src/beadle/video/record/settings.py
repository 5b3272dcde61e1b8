"""Settings of recording: threads and memory."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class RecordSettings(Section):
    """How much of the machine recording may take."""

    section: ClassVar[str] = "video.record"
    writer_threads: int = Field(
        default=2, ge=1, le=32, description="Threads that write on each volume; more help a disk that is slow to sync."
    )
    camera_megabytes: int = Field(
        default=24, ge=4, le=1024, description="Footage of one camera that may wait in memory for a slow disk."
    )
    total_megabytes: int = Field(
        default=256, ge=16, le=65536, description="Footage of all cameras that may wait in memory for slow disks."
    )
