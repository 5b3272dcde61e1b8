"""Settings of the server's side of the video room."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class RelaySettings(Section):
    """Live pictures on their way from the recorder to browsers."""

    section: ClassVar[str] = "video.relay"
    transcodes: int = Field(
        2,
        ge=0,
        le=64,
        description="Most live pictures that are transcoded at once for browsers without H.265; 0: none.",
    )
    transcode_height: int = Field(
        720,
        ge=144,
        le=2160,
        description="Pictures higher than this are made smaller when transcoded, in pixels.",
    )
    right_check_seconds: float = Field(
        2.0, ge=0.2, le=4, description="How often an open picture checks that its viewer still may see it, in seconds."
    )


class PlaybackSettings(Section):
    """Looking at what was recorded."""

    section: ClassVar[str] = "video.playback"
    look_minutes: int = Field(
        60, ge=5, le=720, description="How long the links of one look at footage stay good, in minutes."
    )
    thumbnail_megabytes: int = Field(
        512, ge=1, le=100_000, description="Most disk space for pictures kept for scrubbing, in megabytes."
    )
    decoders: int = Field(2, ge=1, le=32, description="Most pictures that are decoded at once.")
    decode_seconds: float = Field(8.0, ge=0.5, le=60, description="Longest time for making one picture, in seconds.")


class ExportSettings(Section):
    """Copies of footage that people ask for."""

    section: ClassVar[str] = "video.export"
    folder: Path | None = Field(
        None, description="Where finished exports lie; empty means the folder `exports` in the data folder."
    )
    keep_days: int = Field(7, ge=1, le=3650, description="Days after which the files of a finished export are removed.")
    longest_hours: int = Field(72, ge=1, le=744, description="Longest span that one export may cover, in hours.")
    most_cameras: int = Field(32, ge=1, le=1000, description="Most cameras in one export.")
    reserve_megabytes: int = Field(
        512, ge=16, le=1_000_000, description="Free space that an export never uses up on its disk, in megabytes."
    )
    time_zone: str = Field("Europe/London", description="Time zone of the local time burnt into a working copy.")


class HoldSettings(Section):
    """Footage that must not be deleted."""

    section: ClassVar[str] = "video.holds"
    check_seconds: float = Field(
        60, ge=1, le=3600, description="How often the holds in the database are compared with those on the disks."
    )
