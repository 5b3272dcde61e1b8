"""Words of the estate room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class Action(StrEnum):
    """What this room writes into the audit log."""

    CREATE_CAMERA = "camera.create"
    CHANGE_CAMERA = "camera.change"
    RETIRE_CAMERA = "camera.retire"
    LIST_CAMERAS = "camera.export_list"
    IMPORT_CAMERAS = "camera.import"
    CREATE_SITE = "site.create"


class Transport(StrEnum):
    """How a camera's packets travel."""

    TCP = "tcp"
    UDP = "udp"


STREAMS = ("main", "sub", "third")
"""The streams that one camera may offer, largest first."""

UNKNOWN_STATE = "connecting"
"""What a camera is called of which no recorder has said anything yet."""


@dataclass(frozen=True, slots=True)
class PlannedCamera:
    """What a recorder has to know of a camera. `streams` maps "main", "sub", "third" to addresses without sign-in.

    tls_verify, tls_fingerprint: for rtsps; a fingerprint (SHA-256 in hex) admits that certificate and no other.
    sign_in_entry: another one each time that the password is typed, so that the recorder tries again at once.
    motion, motion_ignore: whether movement is marked on the time line, and areas of the picture in which none counts.
    ptz: it is steered (pan, tilt, zoom), by people or by itself, so another view is nothing wrong.
    """

    id: uuid.UUID
    key: str
    number: int
    name: str
    streams: dict[str, str]
    username: str
    password: str = field(repr=False)
    transport: str
    enabled: bool
    recorded: bool
    retention_days: int
    tls_verify: bool = True
    tls_fingerprint: str = ""
    sign_in_entry: str = ""
    motion: str = "off"
    motion_ignore: list[list[list[float]]] = field(default_factory=list)
    ptz: bool = False


@dataclass(frozen=True, slots=True)
class CameraCard:
    """What other rooms have to know of a camera; nothing about how to reach it."""

    id: uuid.UUID
    key: str
    number: int
    name: str
    streams: tuple[str, ...]
    enabled: bool
    recorded: bool
    retention_days: int
    retired: bool


@dataclass(frozen=True, slots=True)
class CameraPlace:
    """Where a camera stands, for rooms that reckon with distances. Degrees of WGS 84; the site's where it has none."""

    id: uuid.UUID
    number: int
    name: str
    site_id: uuid.UUID | None
    site: str
    latitude: float | None
    longitude: float | None
    retired: bool
