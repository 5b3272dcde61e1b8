"""Messages whose time is over are deleted with a line in the audit log; early ones only for want of room."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from tests.factories.push_town import Town, drain
from tests.factories.pushing import axis

from beadle.anpr.push import keeper, segments
from beadle.anpr.push.keeper import EVERY_S
from beadle.anpr.push.message import Message
from beadle.anpr.push.models import SpoolMark
from beadle.anpr.push.spool import Spool
from beadle.anpr.terms import Action
from beadle.audit.models import AuditPersonal

DAY = 86_400


async def filled(town: Town, *bodies: bytes) -> str:
    """A segment of its own with these messages, whose writer has gone; its name."""
    before = set(segments.segments(town.folder))
    async with Spool(town.folder, town.clock) as spool:
        for body in bodies:
            await spool.put(Message(town.cameras[0], town.clock.now(), body))
    (name,) = set(segments.segments(town.folder)) - before
    return name


async def test_their_time_is_over(town: Town):
    old = await filled(town, axis(1), b"?")
    town.clock.advance(DAY)
    young = await filled(town, axis(2, "XY65ZZZ"))
    await drain(town)
    town.clock.advance(30 * DAY - 1)
    assert await town.pump.keeper.look() == []
    town.clock.advance(2)
    (gone,) = await town.pump.keeper.look()
    assert (gone.segment, gone.early) == (old, False)
    assert segments.segments(town.folder) == [young]
    assert [mark.segment for mark in await town.marks()] == [young]
    assert await town.refused() == [], "a refused message goes with its bytes"
    (line,) = await town.audit(Action.DISPOSE)
    assert line.object == f"messages:{old}"
    async with town.database.session() as session:
        said = await session.scalar(select(AuditPersonal))
    assert said is not None
    assert line.detail["messages"] == 2
    assert line.detail["early"] is False


async def test_what_was_not_read_yet_is_never_deleted(town: Town):
    await filled(town, axis(1))
    town.clock.advance(400 * DAY)
    assert await town.pump.keeper.look() == []
    assert len(segments.segments(town.folder)) == 1


async def test_a_segment_without_messages_goes_at_once_and_without_a_line(town: Town):
    name = await filled(town, axis(1))
    path = segments.path_of(town.folder, name)
    path.write_bytes(path.read_bytes()[: segments.HEAD_BYTES])
    await drain(town)
    assert len(await town.pump.keeper.look()) == 1
    assert await town.audit(Action.DISPOSE) == []
    assert segments.segments(town.folder) == []


async def test_a_kill_between_the_line_and_the_file(town: Town, monkeypatch: pytest.MonkeyPatch):
    """The file is left over, and no round reads it again: the next one deletes it."""
    await filled(town, axis(1))
    await drain(town)
    town.clock.advance(32 * DAY)

    def die(*_: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(keeper, "_unlink", die)
        with pytest.raises(OSError, match="killed"):
            await town.pump.keeper.look()
    (mark,) = await town.marks()
    assert mark.disposed_at is not None
    town.pump._marks = None
    assert not await town.pump.step()
    await town.pump.keeper.look()
    assert (await town.marks(), segments.segments(town.folder)) == ([], [])
    assert len(await town.audit(Action.DISPOSE)) == 1


async def test_a_kill_between_the_file_and_the_mark(town: Town):
    name = await filled(town, axis(1))
    await drain(town)
    segments.path_of(town.folder, name).unlink()
    async with town.database.work() as session:
        (await session.get_one(SpoolMark, name)).disposed_at = town.clock.now()
    await town.pump.keeper.look()
    assert await town.marks() == []


async def test_a_mark_whose_disk_is_away_stays_for_long(town: Town):
    name = await filled(town, axis(1))
    await drain(town)
    segments.path_of(town.folder, name).unlink()
    town.clock.advance(60 * DAY)
    await town.pump.keeper.look()
    assert len(await town.marks()) == 1
    town.clock.advance(2 * DAY)
    await town.pump.keeper.look()
    assert await town.marks() == []


async def test_it_looks_once_a_minute(town: Town):
    await filled(town, axis(1))
    await drain(town)
    town.clock.advance(40 * DAY)
    await town.pump.keeper.look_in_time()
    assert segments.segments(town.folder) == []
    name = await filled(town, axis(2))
    await drain(town)
    town.clock.advance(EVERY_S - 1)
    await town.pump.keeper.look_in_time()
    assert segments.segments(town.folder) == [name]


class TestCrowded:
    @pytest.fixture
    def push_settings(self) -> dict[str, Any]:
        return {"most_gigabytes": 10_000 / (1 << 30)}

    async def test_the_oldest_go_before_their_time(self, town: Town):
        names = []
        for car in range(4):
            names.append(await filled(town, axis(car, more="x" * 2000)))
            town.clock.advance(10)
        await drain(town)
        assert 9000 < sum(segments.sizes(town.folder).values()) < 12_000
        gone = await town.pump.keeper.look()
        assert [(each.segment, each.early) for each in gone] == [(names[0], True)]
        assert (await town.audit(Action.DISPOSE))[0].detail["early"] is True
        assert await town.pump.keeper.look() == []
