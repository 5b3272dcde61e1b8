"""News of rights."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from beadle.platform.events import Event


class GlassBroken(Event):
    """Somebody broke the glass: until then they look beyond their groups and purposes. To be reviewed."""

    kind: ClassVar[str] = "rights.break_glass"
    id: uuid.UUID
    user_id: uuid.UUID
    user: str
    reason: str
    case_reference: str
    until: datetime


class GlassEnded(Event):
    """Broken glass ended: by "person", "time" or "session"."""

    kind: ClassVar[str] = "rights.break_glass_ended"
    id: uuid.UUID
    user_id: uuid.UUID
    user: str
    ended_by: str
