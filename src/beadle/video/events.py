"""News of the video room. `cameras`: which it is about; only whose rights reach all of them are told."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from beadle.platform.events import Event


class ExportProgress(Event):
    """An export went on. `progress` runs from 0 to 1. Told at most twice a second for each export."""

    kind: ClassVar[str] = "export.progress"
    export_id: uuid.UUID
    requested_by: uuid.UUID
    status: str
    progress: float
    cameras: tuple[uuid.UUID, ...] = ()


class ExportRemoved(Event):
    """The files of a finished export reached their age and were removed."""

    kind: ClassVar[str] = "export.removed"
    export_id: uuid.UUID
    cameras: tuple[uuid.UUID, ...] = ()


class VolumeState(Event):
    """A recording volume changed: `state` such as "writing", "read_only", "missing"; `detail` in plain words."""

    kind: ClassVar[str] = "volume.state"
    volume: str
    state: str
    detail: str
    since: datetime


class HoldPlaced(Event):
    """Footage was protected from deletion."""

    kind: ClassVar[str] = "hold.placed"
    hold_id: uuid.UUID
    cameras: tuple[uuid.UUID, ...] = ()


class HoldReleased(Event):
    """Footage lost this protection."""

    kind: ClassVar[str] = "hold.released"
    hold_id: uuid.UUID
    cameras: tuple[uuid.UUID, ...] = ()
