"""The pump's transaction: how far the spool was read, and what cameras were heard of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.factories.push_town import Town
from tests.factories.pushing import OWN_READ as READ

from beadle.anpr.adapters.terms import Adapter
from beadle.anpr.push import storing
from beadle.anpr.push.message import Kind
from beadle.anpr.push.storing import OvertakenError, Step
from beadle.anpr.push.terms import Taken

NAME = "0000000000000001-0123abcd"


def taken(town: Town, **more: object) -> Taken:
    made = Taken(NAME, 16, town.cameras[0], town.clock.now(), 10, Kind.PUSHED, "text/xml")
    return replace(made, **more)  # type: ignore[arg-type]


async def test_the_spool_moves_on_from_where_it_was_and_from_nowhere_else(town: Town):
    async with town.database.work() as session:
        await storing.move_on(session, Step(NAME, 0, 100, finished=False), [taken(town)])
    town.clock.advance(5)
    async with town.database.work() as session:
        await storing.move_on(session, Step(NAME, 100, 200, finished=False, damaged=7), [taken(town)] * 2)
    for begin in (0, 100, 300):
        async with town.database.session() as session:
            with pytest.raises(OvertakenError):
                await storing.move_on(session, Step(NAME, begin, 400, finished=False), [taken(town)])
    async with town.database.work() as session:
        await storing.move_on(session, Step(NAME, 200, 200, finished=True), [])
    (mark,) = await town.marks()
    assert (mark.place, mark.finished, mark.messages, mark.damaged) == (200, True, 3, 7)
    assert mark.newest_at == town.clock.now()


async def test_what_cameras_were_heard_of_adds_up(town: Town):
    now = town.clock.now()
    read = replace(READ, camera_id=town.cameras[0], at=now, received_at=now, camera_at=now + timedelta(seconds=3))
    older = replace(read, at=now - timedelta(hours=1), camera_at=None, event_id="older")
    for each in (taken(town, observations=(read,)), taken(town, observations=(older,), refused="Why.", place=50)):
        async with town.database.work() as session:
            await storing.store(session, town.pump.shop, [each])
    heard = await town.heard()
    assert (heard.messages, heard.reads, heard.refused) == (2, 2, 1)
    assert (heard.last_read_at, heard.clock_ms) == (now, 3000), "an older read and one without a time change neither"


async def test_a_message_is_refused_once(town: Town):
    for _ in range(2):
        async with town.database.work() as session:
            await storing.store(session, town.pump.shop, [taken(town, refused="Why.")])
    (row,) = await town.refused()
    assert (row.reason, row.size) == ("Why.", 10)


async def test_how_cameras_messages_are_read(town: Town):
    await town.set_up(0, adapter="mapped", mapping={"format": "csv", "columns": {"plate": "VRM"}}, zone="Europe/Paris")
    async with town.database.session() as session:
        found = await storing.readings(session, town.cameras)
    reading = found.pop(town.cameras[0])
    assert (reading.adapter, reading.zone, found) == (Adapter.MAPPED, "Europe/Paris", {})
    assert reading.mapping is not None
    assert reading.mapping.columns.plate == "VRM"
