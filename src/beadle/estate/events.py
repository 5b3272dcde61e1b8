"""News of the estate room."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from beadle.platform.events import Event


class CameraHealthChanged(Event):
    """A camera's state is another than before. `since` is server time, UTC."""

    kind: ClassVar[str] = "camera.health"

    camera_id: uuid.UUID
    state: str
    detail: str
    since: datetime


class EstateChanged(Event):
    """Cameras were added, changed or retired, so recorders need a new plan. No camera where it was a whole list."""

    kind: ClassVar[str] = "estate.changed"

    camera_id: uuid.UUID | None = None
