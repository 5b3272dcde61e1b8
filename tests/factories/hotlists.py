"""Builders of hotlists, and of reads to match against them."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.factories.estate import add_camera

from beadle.accounts.deps import Deps
from beadle.anpr.hotlists import keeping, service
from beadle.anpr.hotlists.lookout import Lookout
from beadle.anpr.hotlists.models import Entry, Hit, Hotlist
from beadle.anpr.hotlists.schemas import EntryIn, ListIn
from beadle.anpr.reads import service as reads
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.terms import Candidate, Observation, Source
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings
from beadle.platform.tasks import TaskSet

_events = itertools.count(1)


def list_in(name: str = "Wanted", **more: Any) -> ListIn:
    """A list that the police answers for."""
    said = {"name": name, "owner": "Derbyshire Constabulary", "source": "Local list", "reason": "Wanted by the police"}
    return ListIn.model_validate(said | more)


@dataclass
class Watched:
    """Cameras that read plates, and lists to match against."""

    database: Database
    clock: FixedClock
    lookout: Lookout
    pictures: PictureStore
    cameras: list[uuid.UUID] = field(default_factory=list)

    async def add_list(self, name: str = "Wanted", **more: Any) -> Hotlist:
        """A list without entries."""
        async with self.database.work() as session:
            return await keeping.create_list(session, self.clock, "Mary", list_in(name, **more))

    async def add_entry(self, list_: Hotlist, plate: str, **more: Any) -> Entry:
        """A plate on a list."""
        async with self.database.work() as session:
            given = EntryIn.model_validate({"plate": plate} | more)
            return (await keeping.add_entry(session, self.clock, list_.id, given))[1]

    async def look(self) -> None:
        """Let the matching take up what changed, to its end."""
        async with TaskSet() as tasks:
            await self.lookout.look(tasks)
            while len(tasks):
                await next(iter(tasks._tasks))
            await self.lookout.look(tasks)

    def observation(self, plate: str, **more: Any) -> Observation:
        """A final, sure read by the first camera, now."""
        made = Observation(
            camera_id=self.cameras[0],
            event_id=f"event {next(_events)}",
            at=self.clock.now(),
            received_at=self.clock.now(),
            text=plate,
            confidence=0.95,
            source=Source.PUSHED,
            adapter="test",
        )
        return replace(made, **more)

    async def drive(self, *plates: str | Observation) -> list[Hit]:
        """Keep these reads and match them, as the pump does."""
        seen = [self.observation(plate) if isinstance(plate, str) else plate for plate in plates]
        async with self.database.work() as session:
            kept = await reads.keep(session, self.clock, seen, self.pictures, ReadsSettings())
            return await service.match(session, self.clock, kept, self.lookout)


def candidates(*others: tuple[str, float]) -> tuple[Candidate, ...]:
    """Other ways to read a plate."""
    return tuple(Candidate(text, probability) for text, probability in others)


async def watched(
    database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path, *, cameras: int = 2
) -> Watched:
    """A lookout over no lists, and cameras numbered from 1."""
    made = Watched(database, clock, Lookout(database, clock, Settings()), PictureStore(data_dir))
    for number in range(1, cameras + 1):
        camera = await add_camera(database, clock, secrets, number, f"Gate {number}")
        made.cameras.append(camera.id)
    await made.look()
    return made


async def add_hit(deps: Deps, camera: uuid.UUID) -> uuid.UUID:
    """A hit at that camera, on a list of its own."""
    made = Watched(
        deps.database, deps.clock, Lookout(deps.database, deps.clock, Settings()), PictureStore(deps.data_dir)
    )
    made.cameras.append(camera)
    await made.add_entry(await made.add_list(f"List of {camera}"), "AB12CDE")
    await made.look()
    return (await made.drive("AB12CDE"))[0].id


SECOND = timedelta(seconds=1)
