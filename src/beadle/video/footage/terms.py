"""Words of footage on disk: groups of pictures, segments, fragments, spans, gaps, holds and volume states.

Every `*_us` is microseconds since 1970, UTC, by the server's clock unless the name says `camera`.
A time range is half open: its start belongs to it, its end does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from beadle.video.footage.errors import BadCameraKey
from beadle.video.terms import Frame, StreamFormat

SECOND_US = 1_000_000
HOUR_US = 3_600 * SECOND_US
DAY_US = 24 * HOUR_US

ACTIVITY_BUCKET_US = 10 * SECOND_US
"""One activity figure stands for ten seconds; an hour has 360 of them."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED = frozenset({"holds", "index.db", "index.db-wal", "index.db-shm", "volume.toml", "journal.jsonl"})


def checked_key(key: str) -> str:
    """The camera's key if it may name a folder, else BadCameraKey."""
    if not _KEY.fullmatch(key) or key.lower() in _RESERVED:
        raise BadCameraKey(
            f"A camera cannot be filed under {key!r}.",
            advice="Use 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or digit.",
        )
    return key


class VolumeState(StrEnum):
    """What may be done with a volume just now."""

    READY = "ready"
    FULL = "full"
    READ_ONLY = "read_only"
    MISSING = "missing"
    CLOSED = "closed"


class GapReason(StrEnum):
    """Why there is no footage for a while."""

    CONNECTION_LOST = "connection_lost"
    NO_VIDEO = "no_video"
    NOT_RECORDED = "not_recorded"
    RECORDER_STOPPED = "recorder_stopped"
    DISK_FULL = "disk_full"
    DISK_FAILED = "disk_failed"
    OVERLOAD = "overload"
    CLOCK_STEPPED = "clock_stepped"
    """Somebody set the recorder's clock."""
    STREAM_JUMPED = "stream_jumped"
    """The stream's own time went on otherwise than ours: it stood still and came late, or its clock was set."""
    DISPOSED = "disposed"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Gop:
    """A key frame and all that follows up to the next one, in the order of decoding.

    start_us, end_us: server UTC of its first frame and of the first frame of the next group.
    base_pts: smallest presentation time among the frames, in RTP ticks (90 kHz), of the session.
    duration: ticks until the next group's first picture.
    activity: 0 (nothing moves) to 255, from the coded sizes (see `footage.activity`).
    """

    frames: list[Frame]
    start_us: int
    end_us: int
    base_pts: int
    duration: int
    activity: int = 0


@dataclass(frozen=True, slots=True)
class Fragment:
    """One recorded group of pictures: `prft` boxes, `moof` and `mdat` in one piece of the file.

    offset, length: bytes in the segment's file. start_us, end_us: server UTC.
    tfdt, duration: 90 kHz ticks, counted from the segment's start. key: a decoder can start here; where it is False,
    the group was too long to be written in one piece, and this is a later piece of it.
    """

    offset: int
    length: int
    start_us: int
    end_us: int
    tfdt: int
    duration: int
    activity: int
    key: bool = True


@dataclass(frozen=True, slots=True)
class Segment:
    """One recorded file of about a minute. `end_us` of an open one is the end of its last whole fragment."""

    volume_id: str
    camera: str
    start_us: int
    end_us: int
    path: Path
    size: int
    init_bytes: int
    format: StreamFormat
    sha256: bytes | None = None
    camera_start_us: int | None = None
    open: bool = False

    @property
    def key(self) -> str:
        """Names it within its camera, over all volumes and over a rebuild of the index."""
        return f"{self.volume_id}.{self.start_us}"


@dataclass(frozen=True, slots=True)
class Span:
    """A time range."""

    start_us: int
    end_us: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A time range without footage, and why."""

    start_us: int
    end_us: int
    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Footage that must not be deleted: of these cameras (none named: of all), in this range (an open end: for good).

    It also holds footage that is not recorded yet. A released hold stays on disk as a record, and is never used again.
    """

    id: str
    cameras: tuple[str, ...]
    from_us: int
    to_us: int | None
    reason: str
    placed_us: int
    placed_by: str = ""
    reference: str = ""
    review_us: int | None = None
    released_us: int | None = None
    released_by: str = ""
    release_reason: str = ""

    @property
    def active(self) -> bool:
        """Whether it still protects anything."""
        return self.released_us is None

    def covers(self, camera: str, start_us: int, end_us: int) -> bool:
        """Whether any moment of that camera's range is protected."""
        if self.released_us is not None or (self.cameras and camera not in self.cameras):
            return False
        return self.from_us < end_us and (self.to_us is None or start_us < self.to_us)


@dataclass(frozen=True, slots=True)
class CameraTimeline:
    """One camera on the time line. `activity` and `motion` have one byte a bucket, 0 where there is nothing."""

    camera: str
    spans: list[Span]
    gaps: list[Gap]
    holds: list[Hold]
    activity: bytes
    oldest_us: int | None
    newest_us: int | None
    motion: bytes = b""
    spells: list[Spell] = field(default_factory=list)


class Spell(NamedTuple):
    """A stretch with something wrong in the picture: `state` is the camera's, such as "covered"."""

    start_us: int
    end_us: int
    state: str


@dataclass(slots=True)
class FragmentTable:
    """The fragments of a segment that is being written, with what they have in common."""

    fragments: list[Fragment] = field(default_factory=list)
    camera_start_us: int | None = None
    camera_end_us: int | None = None
