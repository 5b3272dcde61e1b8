"""What the estate routes take and give."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from beadle.accounts.permissions import Permission
from beadle.estate.fingerprints import fingerprint
from beadle.estate.terms import Transport
from beadle.platform.text import Line, Name, Text

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Number = Annotated[int, Field(ge=1, le=99_999, strict=True)]
Days = Annotated[int, Field(ge=1, le=366, strict=True)]
Pence = Annotated[int, Field(ge=0, le=10**12, strict=True)]
Motion = Literal["off", "keyframes"]
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Polygon = Annotated[
    list[Annotated[list[_Share], Field(min_length=2, max_length=2)]], Field(min_length=3, max_length=32)
]
"""Corners, each as shares of the picture's width and height."""
Secret = Annotated[str, StringConstraints(max_length=200)]
Fingerprint = Annotated[str, StringConstraints(max_length=200), AfterValidator(fingerprint)]


class Body(BaseModel):
    """A request's body: fields that are not in the model are refused, so that nothing is set by guessing."""

    model_config = ConfigDict(extra="forbid")


class StreamAddress(Body):
    """Where a stream is fetched."""

    url: Annotated[str, StringConstraints(max_length=2000)] = Field(repr=False)


class Streams(Body):
    """The addresses of a camera's streams, largest first."""

    main: StreamAddress | None = None
    sub: StreamAddress | None = None
    third: StreamAddress | None = None

    def addresses(self) -> dict[str, str]:
        """By name, only those that are there; an empty address counts as none."""
        found = {"main": self.main, "sub": self.sub, "third": self.third}
        return {name: stream.url for name, stream in found.items() if stream is not None and stream.url.strip()}


class CameraFields(Body):
    """What may be said of a camera. In a change, what is absent stays; a null empties what can be empty."""

    site_id: uuid.UUID | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    bearing: Annotated[float, Field(ge=0, le=360, allow_inf_nan=False)] | None = None
    field_of_view: Annotated[float, Field(gt=0, le=360, allow_inf_nan=False)] | None = None
    range_metres: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] | None = None
    purpose: Text | None = None
    pressing_need: Text | None = None
    lawful_basis: Text | None = None
    owner: Annotated[Line, StringConstraints(max_length=120)] | None = None
    funding_line: Line | None = None
    cost_pence: Pence | None = None
    streams: Streams | None = None
    username: Annotated[Line, StringConstraints(max_length=120)] | None = None
    password: Secret | None = Field(default=None, repr=False)
    transport: Transport | None = None
    tls_verify: bool | None = None
    tls_fingerprint: Fingerprint | None = None
    enabled: bool | None = None
    recorded: bool | None = None
    retention_days: Days | None = None
    motion: Motion | None = None
    motion_ignore: Annotated[list[Polygon], Field(max_length=16)] | None = None
    ptz: bool | None = None
    group_ids: Annotated[list[uuid.UUID], Field(max_length=200)] | None = None


class CameraIn(CameraFields):
    """A new camera."""

    number: Number
    name: Name


class CameraChange(CameraFields):
    """A change of a camera."""

    number: Number | None = None
    name: Name | None = None


class GroupName(BaseModel):
    """A camera group that a camera is in."""

    id: uuid.UUID
    name: str


class Health(BaseModel):
    """What a camera was last known to be doing; `since` is null while nothing is known."""

    state: str
    since: datetime | None
    detail: str


class CameraOut(BaseModel):
    """A camera. Addresses, sign-in name and fingerprint are empty for whoever may not change it.

    groups: those in the viewer's reach. may: what the viewer may do at this camera, for some purpose at least.
    """

    id: uuid.UUID
    number: int
    key: str
    name: str
    site_id: uuid.UUID | None
    site_name: str | None
    latitude: float | None
    longitude: float | None
    bearing: float | None
    field_of_view: float | None
    range_metres: float | None
    purpose: str
    pressing_need: str
    lawful_basis: str
    owner: str
    funding_line: str
    cost_pence: int | None
    streams: dict[str, dict[str, str]]
    username: str
    has_password: bool
    transport: Transport
    tls_verify: bool
    tls_fingerprint: str
    enabled: bool
    recorded: bool
    retention_days: int
    motion: Motion
    motion_ignore: list[list[list[float]]]
    ptz: bool
    retired_at: datetime | None
    health: Health
    groups: list[GroupName] = Field(default_factory=list)
    may: list[Permission] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


class SiteIn(Body):
    """A new site."""

    name: Name
    address: Line = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class SiteOut(BaseModel):
    """A site."""

    id: uuid.UUID
    name: str
    address: str
    latitude: float | None
    longitude: float | None


RowAction = Literal["create", "update", "refuse", "unchanged"]


class ImportRow(BaseModel):
    """What becomes of one row of a file; `line` is where it begins, counted from 1."""

    line: int
    action: RowAction
    number: int | None
    name: str
    errors: list[str]


class ImportResult(BaseModel):
    """What a file would do, or has done. Refused rows change nothing; the others are applied in one transaction."""

    rows: list[ImportRow]
    created: int
    updated: int
    refused: int
    ignored_columns: list[str]
    new_sites: list[str]
    new_groups: list[str]


FeatureCollection = dict[str, Any]
