"""Set-ups with what was heard of them; refused messages, a page at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.push_town import Town, drain
from tests.factories.pushing import axis

from beadle.anpr.push import queries, service
from beadle.anpr.push.errors import NoSuchCamera
from beadle.platform.db import new_id


async def test_a_set_up_with_what_was_refused_today(town: Town):
    await town.set_up()
    await town.send(b"?")
    town.clock.advance(13 * 3600)
    await town.send(b"??")
    await town.send(axis(1))
    await drain(town)
    async with town.database.session() as session:
        found = await queries.set_up(session, town.cameras[0], service.beginning_of_day(town.clock))
        assert (found.refused_today, found.heard is not None and found.heard.messages) == (1, 3)
        with pytest.raises(NoSuchCamera):
            await queries.set_up(session, town.cameras[1], town.clock.now())
        assert (await queries.totals(session)).refused == 2


async def test_pages_of_refused_messages(town: Town):
    for number in range(5):
        await town.send(b"?", camera=number % 2)
        town.clock.advance(1)
    await drain(town)
    async with town.database.session() as session:
        page = await queries.refused(session, None, None, 3)
        rest = await queries.refused(session, None, page[-1].received_at, 3)
        mine = await queries.refused(session, town.cameras[1], None, 9)
        nothing = await queries.refused(session, None, town.clock.now() - timedelta(days=1), 9)
        assert await queries.refused_message(session, new_id()) is None
    times = [row.received_at for row in (*page, *rest)]
    assert times == sorted(times, reverse=True)
    assert (len(times), len(mine), len(nothing)) == (5, 2, 0)
