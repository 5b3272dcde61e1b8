"""Words that every part of the video room shares: codecs, stream formats, frames, states and acts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

RTP_CLOCK_HZ = 90_000
"""Ticks a second of the RTP clock of every video payload (RFC 6184 section 8.2.1, RFC 7798 section 7.1)."""


class Codec(StrEnum):
    """The codecs that Beadle records: the two that public-space cameras send."""

    H264 = "h264"
    H265 = "h265"


class StreamName(StrEnum):
    """The streams that one camera may offer, largest first."""

    MAIN = "main"
    SUB = "sub"
    THIRD = "third"


class CameraState(StrEnum):
    """What a camera is doing, as the control room reads it."""

    CONNECTING = "connecting"
    ONLINE = "online"
    LOST = "lost"
    NO_VIDEO = "no_video"
    FROZEN = "frozen"
    COVERED = "covered"
    MOVED = "moved"
    OUT_OF_FOCUS = "out_of_focus"
    NOT_RECORDING = "not_recording"
    DISABLED = "disabled"


class Action(StrEnum):
    """What the video room writes into the audit log: one act or look."""

    WATCH_LIVE = "live.watch"
    STOP_LIVE = "live.stop"
    REPLAY = "footage.replay"
    STILL = "footage.still"
    THUMBNAIL = "footage.thumbnail"
    REQUEST_EXPORT = "export.request"
    CANCEL_EXPORT = "export.cancel"
    DOWNLOAD_EXPORT = "export.download"
    FINISH_EXPORT = "export.finish"
    REMOVE_EXPORT = "export.remove"
    PLACE_HOLD = "hold.place"
    RELEASE_HOLD = "hold.release"
    TAKE_UP_HOLD = "hold.take_up"
    PROBE = "camera.probe"
    ACCEPT_VIEW = "camera.accept_view"
    SAVE_LAYOUT = "layout.save"
    DELETE_LAYOUT = "layout.delete"


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """What a decoder has to know before the first picture.

    `parameter_sets` are whole NAL units without start code or length: (SPS, PPS) for H.264 and
    (VPS, SPS, PPS) for H.265. `width` and `height` are the cropped size in pixels.
    """

    codec: Codec
    parameter_sets: tuple[bytes, ...]
    width: int
    height: int


class Frame:
    """One access unit as it came from the camera.

    data: NAL units, each behind its length in four bytes, big-endian; parameter sets stay in band.
    pts: presentation time in RTP ticks (90 kHz), unwrapped, counted from the first frame of the session.
    key: a decoder can start here.
    received_us: server time at which its last byte arrived, microseconds since 1970, UTC.
    camera_us: the camera's own time for it from RTCP sender reports, same unit, or None while unknown.
    lost: RTP packets missing between the frame before and this one.
    """

    __slots__ = ("camera_us", "data", "key", "lost", "pts", "received_us")

    def __init__(
        self, data: bytes, pts: int, key: bool, received_us: int, camera_us: int | None = None, lost: int = 0
    ) -> None:
        self.data = data
        self.pts = pts
        self.key = key
        self.received_us = received_us
        self.camera_us = camera_us
        self.lost = lost


class FrameSink(Protocol):
    """Where a camera's frames go. Called in the event loop; must not block and must not raise."""

    def on_format(self, fmt: StreamFormat) -> None:
        """A new format holds from the next frame on, which is a key frame."""

    def on_frame(self, frame: Frame) -> None:
        """The next frame, in the order of decoding."""

    def on_state(self, state: CameraState, detail: str) -> None:
        """The connection changed: `detail` says in plain words what happened and what to do."""


class ExportStatus(StrEnum):
    """How far an export is. The last three are ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class FileKind(StrEnum):
    """What an exported file is: the recorded bytes, or a copy that any player shows with the time burnt in."""

    MASTER = "master"
    WORKING = "working"


class HoldKind(StrEnum):
    """Who wants footage kept: a person, or an export until it is made."""

    PERSON = "person"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class NamedCamera:
    """A camera as its pictures need it: `key` names its footage, `name` is what people call it."""

    id: UUID
    key: str
    name: str
    retention_days: int
