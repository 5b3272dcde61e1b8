from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from beadle.accounts.terms import ANONYMOUS, Actor, Grant, Role, everywhere
from beadle.anpr.events import PlateReads
from beadle.anpr.reads.hearing import ReadsHearing
from beadle.platform.db import Database
from beadle.platform.events import Told

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def told(camera: uuid.UUID, kind: str = PlateReads.kind) -> Told:
    return Told(id=1, at=NOON, kind=kind, body={"camera_id": str(camera), "reads": []})


async def hears(database: Database, actor: Actor, purpose: uuid.UUID | None, what: Told) -> bool:
    made = ReadsHearing(purpose)
    assert not made.hears(what), "nothing before rights are known"
    async with database.session() as session:
        await made.learn(session, actor)
    return made.hears(what)


async def test_reads_are_told_to_whom_they_reach_for_their_purpose(desk: Any, database: Database) -> None:
    here, there = desk.cameras["Horns Bridge"], desk.cameras["West Bars"]
    whole = Actor(uuid.uuid4(), "a", "A", grants=everywhere(Role.OPERATOR))
    assert await hears(database, whole, desk.purpose, told(here))
    assert not await hears(database, whole, desk.purpose, told(here, "plates.hit"))
    part = Actor(
        uuid.uuid4(), "b", "B", grants=(Grant(Role.OPERATOR, desk.groups["Horns Bridge"], frozenset({desk.purpose})),)
    )
    assert await hears(database, part, desk.purpose, told(here))
    assert not await hears(database, part, desk.purpose, told(there))
    assert not await hears(database, part, uuid.uuid4(), told(here))
    for nobody in (ANONYMOUS, Actor(uuid.uuid4(), "c", "C", grants=everywhere(Role.AUDITOR))):
        assert not await hears(database, nobody, desk.purpose, told(here))
