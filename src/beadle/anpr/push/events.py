"""News of how cameras are set up for plates."""

from __future__ import annotations

import uuid
from typing import ClassVar

from beadle.platform.events import Event


class PlateCameraChanged(Event):
    """A camera's set-up for plates is another than before, or its token. The servers look it up again."""

    kind: ClassVar[str] = "plates.camera_changed"
    camera_id: uuid.UUID
