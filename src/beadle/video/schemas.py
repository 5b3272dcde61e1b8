"""What the video room takes and gives over HTTP. Times are aware and UTC."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from beadle.estate.fingerprints import fingerprint
from beadle.platform.moment import Moment
from beadle.video.terms import ExportStatus, FileKind

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000, pattern=r"^[^\x00]*$")]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=r"^[^\x00]*$")]


class In(BaseModel):
    """Something sent to us: unknown fields are refused, so that nobody sets what is not theirs."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Out(BaseModel):
    """Something we send."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class SpanIn(In):
    """Base of what covers a span."""

    from_: Moment = Field(alias="from")
    to: Moment

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to <= self.from_:
            raise ValueError("the end must come after the beginning")
        return self


class SpanOut(Out):
    """A time range."""

    from_: Moment = Field(alias="from")
    to: Moment


class GapOut(SpanOut):
    """A time range without footage, and why."""

    reason: str


class HeldSpanOut(Out):
    """A time range that is held; an open end is the end of the answer's range."""

    from_: Moment = Field(alias="from")
    to: Moment
    id: str


class SpellOut(SpanOut):
    """A time range with something wrong in the picture: `state` is "covered", "moved" or "out_of_focus"."""

    state: str


class CameraTimelineOut(Out):
    """One camera on the time line. `activity` and `motion` have a figure of 0 to 255 a bucket.

    activity: from the coded sizes, for every camera. motion: what the picture watch saw move; empty where none did.
    """

    camera: uuid.UUID
    spans: list[SpanOut]
    gaps: list[GapOut]
    holds: list[HeldSpanOut]
    activity: list[int]
    motion: list[int]
    spells: list[SpellOut]
    oldest: Moment | None
    newest: Moment | None
    loss_date: Moment | None


class TimelineOut(SpanOut):
    """Several cameras on the time line."""

    cameras: list[CameraTimelineOut]


class SegmentOut(Out):
    """A recorded file. fragments: [offset, length, start (UTC µs), duration (µs), decode time (timescale ticks)]."""

    id: str
    url: str
    from_: Moment = Field(alias="from")
    to: Moment
    mime: str
    width: int
    height: int
    init: tuple[int, int]
    timescale: int
    fragments: list[tuple[int, int, int, int, int]]


class FragmentsOut(Out):
    """What a player needs for a span; `next` is where to ask again when the answer was cut short."""

    look: str
    segments: list[SegmentOut]
    next: Moment | None


class ExportIn(SpanIn):
    """A wish for an export. purpose: identifier or key of one of the council's list; left out: the stated one."""

    cameras: list[uuid.UUID] = Field(min_length=1, max_length=1000)
    purpose: Line | None = None
    reason: Words
    reference: Reference | None = None
    working_copy: bool = False


class ExportFileOut(Out):
    """One exported file. `sha256` is empty until it is made."""

    name: str
    camera: uuid.UUID
    kind: FileKind
    bytes: int
    sha256: str
    url: str


class ExportOut(SpanOut):
    """An export. `bytes_total` grows when the working copies' size becomes known."""

    id: uuid.UUID
    status: ExportStatus
    progress: float
    bytes_done: int
    bytes_total: int
    error: str | None
    purpose: str
    purpose_id: uuid.UUID | None
    reason: str
    reference: str | None
    working_copy: bool
    requested_by: str
    requested_at: Moment
    finished_at: Moment | None
    removed_at: Moment | None
    files: list[ExportFileOut]


class FootageHoldIn(In):
    """A wish to keep footage. No end: from then on, also what is not recorded yet. purpose: as for an export."""

    cameras: list[uuid.UUID] = Field(min_length=1, max_length=1000)
    from_: Moment = Field(alias="from")
    to: Moment | None = None
    purpose: Line | None = None
    reason: Words
    reference: Reference | None = None
    review_on: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to is not None and self.to <= self.from_:
            raise ValueError("the end must come after the beginning")
        return self


class FootageReleaseIn(In):
    """Why a hold ends."""

    reason: Words


class FootageHoldOut(Out):
    """A hold."""

    id: uuid.UUID
    cameras: list[uuid.UUID]
    from_: Moment = Field(alias="from")
    to: Moment | None
    kind: str
    purpose: str
    purpose_id: uuid.UUID | None
    reason: str
    reference: str | None
    review_on: date | None
    placed_by: str
    placed_at: Moment
    released_by: str | None
    released_at: Moment | None
    release_reason: str | None


class LayoutIn(In):
    """A wall layout to save."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    shared: bool = False
    columns: int = Field(ge=1, le=6)
    tiles: list[uuid.UUID | None] = Field(max_length=36)
    tour_seconds: int | None = Field(None, ge=3, le=3600)


class LayoutOut(Out):
    """A wall layout; `mine` says whether the reader may change it."""

    id: uuid.UUID
    name: str
    shared: bool
    mine: bool
    columns: int
    tiles: list[uuid.UUID | None]
    tour_seconds: int | None


class ProbeIn(In):
    """A camera's address to try."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    username: Annotated[str, StringConstraints(max_length=256)] | None = None
    password: Annotated[str, StringConstraints(max_length=256)] | None = Field(None, repr=False)
    transport: Literal["tcp", "udp"] = "tcp"
    tls_verify: bool = True
    tls_fingerprint: Annotated[str, StringConstraints(max_length=200), AfterValidator(fingerprint)] = ""


class ProbeFindingOut(Out):
    """One sentence of the answer."""

    level: Literal["ok", "warning", "error"]
    text: str


class ProbeStreamOut(Out):
    """What the camera sends."""

    codec: str
    width: int
    height: int
    fps: float | None


class CertificateOut(Out):
    """The certificate that a camera shows. Only its fingerprint (SHA-256, hex) proves anything.

    trusted: the machine's authorities vouch for it, so nobody has to.
    """

    fingerprint: str
    subject: str
    issuer: str
    begins: Moment | None
    ends: Moment | None
    trusted: bool


class ProbeOut(Out):
    """What trying a camera found; `picture` is a data URL, `certificate` what a camera at an rtsps address shows."""

    ok: bool
    findings: list[ProbeFindingOut]
    stream: ProbeStreamOut | None
    picture: str | None
    certificate: CertificateOut | None


class RecorderOut(Out):
    """The recorder as the server sees it."""

    state: str
    detail: str
    since: Moment | None
    version: int | None


class VolumeOut(Out):
    """One volume. `days_kept` is the age of its oldest footage."""

    id: str
    path: str
    state: str
    detail: str
    total_bytes: int
    free_bytes: int
    oldest: Moment | None
    days_kept: float | None


class StatusOut(Out):
    """Whether recording works."""

    recorder: RecorderOut
    cameras: dict[str, int]
    volumes: list[VolumeOut]
    transcodes: tuple[int, int]
