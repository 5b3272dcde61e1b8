"""What is wrong with the spool is an alarm, once, until it is over."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories.push_town import Town, drain
from tests.factories.pushing import axis

from beadle.anpr.push import watch as module
from beadle.anpr.push.watch import SpoolWatch


@pytest.fixture
def watch(town: Town) -> SpoolWatch:
    return SpoolWatch(town.database, town.clock, town.spool, town.settings)


async def test_messages_that_do_not_become_reads(town: Town, watch: SpoolWatch):
    await town.send(axis(1))
    assert await watch.look() == {}
    assert (await module.state(town.database, town.spool)).waiting > 400
    town.clock.advance(61)
    found = await watch.look()
    assert "kilobytes of messages wait to become reads. Look at the worker" in found["reading"]
    await watch.look()
    await drain(town)
    assert await watch.look() == {}
    assert await town.alarms() == [("plates reading", "alarm"), ("plates reading", "over")]


async def test_a_steady_stream_that_is_read_in_time_is_no_alarm(town: Town, watch: SpoolWatch):
    """Something always waits, and nothing waits for long."""
    await town.send(axis(0))
    for car in range(1, 6):
        assert await watch.look() == {}
        await drain(town)
        await town.send(axis(car))
        town.clock.advance(50)
        assert (await module.state(town.database, town.spool)).waiting > 400


async def test_messages_that_are_turned_away(town: Town, watch: SpoolWatch):
    town.spool.figures.trouble = "The disk of the data folder is full."
    assert await watch.look() == {"writing": "Cameras' messages are turned away: The disk of the data folder is full."}
    town.spool.figures.trouble = ""
    await watch.look()
    assert await town.alarms() == [("plates writing", "alarm"), ("plates writing", "over")]


async def test_a_disk_that_fills(town: Town, watch: SpoolWatch, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "free_bytes", lambda _: 700 << 20)
    assert await watch.look() == {"disk": "The disk of the data folder has 700 megabytes left. Make room on it."}


class TestSmall:
    @pytest.fixture
    def push_settings(self) -> dict[str, Any]:
        return {"most_gigabytes": 5000 / (1 << 30)}

    async def test_the_bound_comes_near(self, town: Town, watch: SpoolWatch):
        await town.send(axis(1, more="x" * 3600))
        assert "deleted before their time" in (await watch.look())["size"]
