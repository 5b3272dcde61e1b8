"""What the routes of set-ups and refused messages take and give. Moments are aware and UTC."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, Field

from beadle.accounts.rights.schemas import Body
from beadle.anpr.adapters.mapping import ColumnMapping
from beadle.anpr.adapters.terms import USUAL_ZONE, Adapter
from beadle.anpr.push.terms import ReadingMode, Towards

LONGEST_SAMPLE = 512 * 1024


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone") from error
    return name


def _region(points: list[Point]) -> list[Point]:
    if points and len(points) < 3:
        raise ValueError("a part of the picture has three corners at least")
    return points


Share = Annotated[float, Field(ge=0, le=1)]
Point = Annotated[list[Share], Field(min_length=2, max_length=2)]
Region = Annotated[list[Point], Field(max_length=20), AfterValidator(_region)]
Zone = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_zone)]
Fps = Annotated[float, Field(ge=0.2, le=30)]


class SetUpIn(Body):
    """How a camera's plates come. region: corners, 0 to 1 of the picture; empty for all of it."""

    camera_id: uuid.UUID
    mode: ReadingMode
    adapter: Adapter = Adapter.AUTO
    mapping: ColumnMapping | None = None
    zone: Zone = USUAL_ZONE
    region: Region = Field(default_factory=list)
    towards: Towards = Towards.UNKNOWN
    fps: Fps = 10.0


class SetUpChange(Body):
    """What to change; what is left out stays. `mapping: null` takes the mapping away."""

    mode: ReadingMode | None = None
    adapter: Adapter | None = None
    mapping: ColumnMapping | None = None
    zone: Zone | None = None
    region: Region | None = None
    towards: Towards | None = None
    fps: Fps | None = None


class ReadingOut(BaseModel):
    """How Beadle's own reading of a camera goes. fps: looks a second in the last minute; dropped: share left out."""

    reading: bool
    detail: str
    fps: float
    wanted_fps: float
    dropped: float
    last_frame_at: datetime | None
    last_read_at: datetime | None


class SetUpOut(BaseModel):
    """A camera's set-up and what it was heard of.

    refused_today: messages since midnight UTC that became no read. clock_seconds: how far the camera's clock was ahead
    of ours at its last message. reading: what the analyser says of a camera that it reads, or null.
    """

    camera_id: uuid.UUID
    camera: str
    camera_number: int
    mode: ReadingMode
    adapter: Adapter
    mapping: ColumnMapping | None
    zone: str
    region: list[list[float]]
    towards: Towards
    fps: float
    token_set: bool
    token_at: datetime | None
    last_message_at: datetime | None
    last_read_at: datetime | None
    messages: int
    reads: int
    refused: int
    refused_today: int
    clock_seconds: float | None
    reading: ReadingOut | None


class TokenOut(BaseModel):
    """A new token, shown this once. address: what is put into the camera; its host is this server's as it was asked."""

    token: str
    address: str


class MappingPreviewIn(Body):
    """A message and the mapping to try on it. sample: its text."""

    sample: Annotated[str, Field(min_length=1, max_length=LONGEST_SAMPLE)]
    mapping: ColumnMapping
    zone: Zone = USUAL_ZONE


class PreviewRow(BaseModel):
    """A read as it would be stored, or why it would not."""

    plate: str
    at: datetime | None
    confidence: float | None
    direction: str
    lane: int | None
    vehicle_color: str
    vehicle_kind: str
    event: str
    problem: str


class MappingPreviewOut(BaseModel):
    """rows: the first twenty. problems: what is wrong with the message as a whole, or with rows."""

    rows: list[PreviewRow]
    problems: list[str]


class RefusedOut(BaseModel):
    """A refused message. size: its bytes. again: it waits to be tried again."""

    id: uuid.UUID
    camera_id: uuid.UUID
    camera: str
    received_at: datetime
    reason: str
    adapter: str
    size: int
    content_type: str
    again: bool


class AgainOut(BaseModel):
    """It waits for the worker; where it becomes a read it leaves the list."""

    waiting: bool = True


class PushAnswer(BaseModel):
    """The message is on the disk. In the words of ITSAPI too, whose cameras send it again where they miss them."""

    status: str = "kept"
    Result: bool = True
    Message: str = "success"


def mapping_of(stored: dict[str, Any] | None) -> ColumnMapping | None:
    """A stored mapping."""
    return None if stored is None else ColumnMapping.model_validate(stored)
