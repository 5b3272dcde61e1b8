"""Words of messages that cameras push, and of how cameras are set up for plates."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from beadle.anpr.push.message import Kind
from beadle.anpr.terms import Observation

LONGEST_REASON = 500
MOST_BODY = 4 << 20
"""Bytes of a message that a camera pushes."""


class ReadingMode(StrEnum):
    """How a camera's plates come: read by Beadle from its video, pushed by the camera, or not at all."""

    OWN = "own"
    PUSHED = "pushed"
    OFF = "off"


class Towards(StrEnum):
    """Where vehicles drive that come towards the camera: into the town or out of it."""

    IN = "in"
    OUT = "out"
    UNKNOWN = ""


class Asked(StrEnum):
    """How a push was answered, for the figures."""

    KEPT = "kept"
    UNKNOWN = "unknown"
    TOO_MANY = "too_many"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message of the spool.

    refused: why some or all of it is no read; "" where nothing of it was refused.
    """

    segment: str
    place: int
    camera_id: uuid.UUID
    received_at: datetime
    size: int
    kind: Kind
    content_type: str
    observations: tuple[Observation, ...] = field(default=(), repr=False)
    refused: str = ""
    adapter: str = ""
