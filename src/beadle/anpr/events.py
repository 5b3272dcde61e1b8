"""News of plates. `camera_id`: only whose rights reach that camera are told."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from beadle.platform.events import Event


class PlateReads(Event):
    """Reads of one camera, in the order of their times. Told on the Plates screen only, never on the general socket."""

    kind: ClassVar[str] = "plates.reads"
    camera_id: uuid.UUID
    reads: tuple[dict[str, Any], ...]


class PlateHit(Event):
    """A read fits an entry of a hotlist. `exact` and confirmed alerts; anything else is possible and needs a person.

    `hit`: as GET /api/anpr/hits/{id} answers it.
    """

    kind: ClassVar[str] = "plates.hit"
    hit_id: uuid.UUID
    camera_id: uuid.UUID
    hit: dict[str, Any]


class PlateHitChanged(Event):
    """Somebody confirmed or refused a hit."""

    kind: ClassVar[str] = "plates.hit_changed"
    hit_id: uuid.UUID
    camera_id: uuid.UUID
    state: str


class HotlistImported(Event):
    """An import of a hotlist went on or ended. `progress` runs from 0 to 1. Told to whoever asked for it."""

    kind: ClassVar[str] = "plates.import"
    import_id: uuid.UUID
    requested_by: uuid.UUID
    status: str
    progress: float
