"""A road with two sites, Horns Bridge and West Bars, and vehicles that drive along it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.factories.estate import add_camera

from beadle.anpr.reads import service as reads
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Kept
from beadle.anpr.terms import Observation, Source
from beadle.estate import service as estate
from beadle.estate.schemas import SiteIn
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets

HORNS_BRIDGE = ("Horns Bridge", 53.2307, -1.4196)
WEST_BARS = ("West Bars", 53.2344, -1.4367)
_events = itertools.count(1)


@dataclass
class Road:
    """Two sites with a camera each. metres between them: at least some 1,200, in a straight line."""

    database: Database
    clock: FixedClock
    pictures: PictureStore
    sites: dict[str, uuid.UUID] = field(default_factory=dict)
    cameras: dict[str, uuid.UUID] = field(default_factory=dict)

    def at(self, minutes: float) -> datetime:
        """A moment that many minutes before now."""
        return self.clock.now() - timedelta(minutes=minutes)

    def read(self, plate: str, site: str, at: datetime, **more: Any) -> Observation:
        """A final, sure read."""
        said: dict[str, Any] = {
            "camera_id": self.cameras[site],
            "event_id": f"event {next(_events)}",
            "at": at,
            "received_at": at,
            "text": plate,
            "confidence": 0.95,
            "source": Source.PUSHED,
            "adapter": "test",
        }
        return Observation(**(said | more))

    async def drive(self, observations: Sequence[Observation]) -> list[Kept]:
        """Keep these reads."""
        async with self.database.work() as session:
            return await reads.keep(session, self.clock, observations, self.pictures, ReadsSettings())

    def trip(self, plate: str, minutes: float, seconds: float = 180) -> list[Observation]:
        """From Horns Bridge to West Bars, beginning that many minutes ago."""
        begins = self.at(minutes)
        arrives = begins + timedelta(seconds=seconds)
        return [self.read(plate, "Horns Bridge", begins), self.read(plate, "West Bars", arrives)]


async def road(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> Road:
    """The two sites, with a camera each."""
    made = Road(database, clock, PictureStore(data_dir))
    for number, (name, latitude, longitude) in enumerate((HORNS_BRIDGE, WEST_BARS), 1):
        async with database.work() as session:
            site = await estate.create_site(session, SiteIn(name=name, latitude=latitude, longitude=longitude))
        camera = await add_camera(database, clock, secrets, number, f"{name} in", site_id=site.id)
        made.sites[name], made.cameras[name] = site.id, camera.id
    return made
