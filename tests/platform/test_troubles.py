"""What is wrong is an alarm, once, until it is over."""

from __future__ import annotations

import asyncio

from sqlalchemy import select
from tests.factories.waiting import eventually

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Unavailable
from beadle.platform.events import EventRow
from beadle.platform.troubles import TroubleWatch, alarms


class Kettle(TroubleWatch):
    """Says what the test tells it to."""

    source = "kettle"
    title = "The kettle needs attention"
    every_s = 0.01

    def __init__(self, database: Database, clock: FixedClock) -> None:
        super().__init__(database, clock)
        self.wrong: dict[str, str] = {}
        self.error: Exception | None = None
        self.looked = 0

    async def troubles(self) -> dict[str, str]:
        """As told."""
        self.looked += 1
        if self.error is not None:
            raise self.error
        return self.wrong


async def told(database: Database) -> list[tuple[str, str, str]]:
    async with database.session() as session:
        rows = await session.scalars(select(EventRow).where(EventRow.kind == "alarm").order_by(EventRow.id))
        return [(row.body["source"], row.body["level"], row.body["text"]) for row in rows]


def test_what_is_new_and_what_is_over() -> None:
    found = alarms("kettle", "Tea", {"water": "None.", "lid": "Open."}, {"lid": "Wide open.", "heat": "Too much."})
    assert [(each.source, each.level, each.title, each.text) for each in found] == [
        ("kettle heat", "alarm", "Tea", "Too much."),
        ("kettle water", "over", "Tea", "This is in order again."),
    ]


async def test_a_trouble_is_told_once_until_it_is_over(database: Database, clock: FixedClock) -> None:
    watch = Kettle(database, clock)
    assert await watch.look() == {}
    watch.wrong = {"water": "Fill it."}
    assert await watch.look() == {"water": "Fill it."}
    watch.wrong = {"water": "Fill it, it is nearly empty."}
    await watch.look()
    watch.wrong = {}
    await watch.look()
    water = "kettle water"
    assert await told(database) == [(water, "alarm", "Fill it."), (water, "over", "This is in order again.")]


async def test_a_look_that_fails_is_not_the_last(database: Database, clock: FixedClock) -> None:
    stop = asyncio.Event()
    async with Kettle(database, clock) as watch, asyncio.TaskGroup() as group:
        watch.error = Unavailable("The database is away.")
        group.create_task(watch.run(stop))
        await eventually(lambda: watch.looked > 2)
        watch.error, watch.wrong = None, {"heat": "Too much."}
        looked = watch.looked
        await eventually(lambda: watch.looked > looked + 1)
        stop.set()
    assert await told(database) == [("kettle heat", "alarm", "Too much.")]
