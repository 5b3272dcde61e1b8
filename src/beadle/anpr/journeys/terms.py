"""Words of journeys."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a camera stands. site: the name of its site, or its own; degrees of WGS 84, None where nobody knows."""

    camera: uuid.UUID
    site_id: uuid.UUID | None
    site: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of a vehicle. text: as it was read. at: aware, UTC."""

    read: uuid.UUID
    camera: uuid.UUID
    at: datetime
    text: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Usual:
    """How long vehicles take from one site to another: seconds that 10, 50 and 90 in a hundred do not exceed."""

    p10: float
    p50: float
    p90: float
    pairs: int
