"""Words that the adapters share: what is known of a message beside its bytes, and what becomes of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from beadle.anpr.adapters.mapping import ColumnMapping
from beadle.anpr.terms import Box, Candidate, Direction, Observation

USUAL_ZONE = "Europe/London"


class Adapter(StrEnum):
    """The kinds of messages that are understood. AUTO: told by each message itself."""

    AUTO = "auto"
    HIKVISION = "hikvision"
    DAHUA = "dahua"
    AXIS = "axis"
    PLATE_RECOGNIZER = "plate_recognizer"
    ONVIF = "onvif"
    MAPPED = "mapped"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a message beside its bytes.

    received_at: when it reached Beadle, aware, UTC. zone: in which the camera tells times that name none.
    late_days: how old a read may be that a camera held back. untold: the confidence of a read whose camera gives none.
    raw: the message's name in the spool.
    """

    camera_id: uuid.UUID
    received_at: datetime
    zone: ZoneInfo
    adapter: Adapter = Adapter.AUTO
    mapping: ColumnMapping | None = None
    late_days: int = 7
    untold: float = 0.5
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that should have been a read and is none; the message is kept, and a person can look at it."""

    reason: str
    adapter: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Something that never was a read."""

    why: str


Result = Observation | Refused | Nothing


@dataclass(frozen=True, slots=True)
class Sighting:
    """A plate as an adapter found it, before text and time are judged.

    event: the camera's own name for the pass; "" where it has none. times: texts or numbers of the camera's time, the
    best first. fallback: what names the pass where nothing else does. confidence: 0 to 1, None where the camera gives
    none.
    """

    adapter: Adapter
    text: str
    event: str = ""
    times: tuple[object, ...] = ()
    time_format: str = ""
    fallback: str = ""
    confidence: float | None = None
    characters: tuple[float, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    direction: Direction = Direction.UNKNOWN
    lane: int | None = None
    final: bool = True
    vehicle_color: str = ""
    vehicle_kind: str = ""
    box: Box | None = None
    patch: bytes | None = field(default=None, repr=False)
    overview: bytes | None = field(default=None, repr=False)
