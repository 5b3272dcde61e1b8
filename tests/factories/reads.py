"""Builders of observations and of stored reads."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from beadle.anpr.reads import service
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Kept
from beadle.anpr.terms import Observation, Source
from beadle.platform.clock import Clock
from beadle.platform.db import Database

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
CAMERA = uuid.UUID(int=11)
JPEG = b"\xff\xd8 a picture \xff\xd9"
_events = itertools.count(1)


def observation(text: str = "AB12CDE", at: datetime = NOON, **more: Any) -> Observation:
    """One read of CAMERA at noon, final and sure; an event of its own unless it is given."""
    said: dict[str, Any] = {
        "camera_id": CAMERA,
        "event_id": f"event-{next(_events)}",
        "at": at,
        "received_at": at,
        "text": text,
        "confidence": 0.95,
        "source": Source.PUSHED,
        "adapter": "hikvision",
    }
    return Observation(**(said | more))


async def keep(
    database: Database,
    clock: Clock,
    data_dir: Path,
    observations: Sequence[Observation],
    settings: ReadsSettings | None = None,
) -> list[Kept]:
    """Keep them and commit."""
    async with database.work() as session:
        return await service.keep(session, clock, observations, PictureStore(data_dir), settings or ReadsSettings())
