"""From the spool to reads: once each, whatever is killed or away, and no message holds up the ones behind it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from tests.factories.push_town import Town, drain
from tests.factories.pushing import OWN_READ as READ
from tests.factories.pushing import axis, form, jpeg, message
from tests.factories.waiting import until

from beadle.anpr.events import PlateReads
from beadle.anpr.push import own, pump, segments, storing
from beadle.anpr.push.message import Kind
from beadle.anpr.push.pump import Pump, passes
from beadle.anpr.push.spool import Spool
from beadle.anpr.push.storing import OvertakenError
from beadle.anpr.reads import service as reads
from beadle.platform.errors import Unavailable
from beadle.platform.events import EventRow


async def test_a_message_becomes_a_read(town: Town):
    await town.set_up()
    kind, body = form(("anpr.xml", "text/xml", message("hikvision_isapi_ver20.xml")), ("x.jpg", "image/jpeg", jpeg()))
    name = await town.send(body, kind)
    assert await town.pump.step()
    (read,) = await town.reads()
    assert (read.camera_id, read.adapter, read.raw, read.has_overview) == (town.cameras[0], "hikvision", name, True)
    assert await town.plates() == ["AB12CDE"]
    heard = await town.heard()
    assert (heard.messages, heard.reads, heard.refused) == (1, 1, 0)
    assert (heard.last_message_at, heard.last_read_at, heard.clock_ms) == (town.clock.now(), read.at, -2000)
    events = [row for row in await town.rows(EventRow) if row.kind == PlateReads.kind]
    assert [event.body["camera_id"] for event in events] == [str(town.cameras[0])]
    assert not await town.pump.step(), "and that was all"


async def test_the_same_message_twice_is_one_read(town: Town):
    for _ in range(3):
        await town.send(axis(1))
    await drain(town)
    assert len(await town.reads()) == 1
    assert (await town.heard()).messages == 3


async def test_a_killed_pump_goes_on_where_the_database_says(town: Town, monkeypatch: pytest.MonkeyPatch):
    """The transaction is all or nothing: killed before its end, the same messages come again, once."""
    await town.send(axis(1, "AB12CDE"))
    await drain(town)
    await town.send(axis(2, "XY65ZZZ"))

    async def die(*_: object) -> int:
        raise OperationalError("killed", None, Exception("terminating connection"))

    with monkeypatch.context() as patched:
        patched.setattr(storing, "store", die)
        with pytest.raises(OperationalError):
            await town.pump.step()
    assert await town.plates() == ["AB12CDE"]
    town.pump._marks = None  # another process knows nothing
    await drain(town)
    assert await town.plates() == ["AB12CDE", "XY65ZZZ"]
    assert sum(mark.messages for mark in await town.marks()) == 2


async def test_two_pumps_never_store_the_same_stretch(town: Town):
    await town.send(axis(1))
    other_marks = dict(await town.pump._known())
    await drain(town)
    town.pump._marks = other_marks  # what a pump knows that was overtaken
    assert await town.pump.step()
    assert not await town.pump.step()
    assert (await town.heard()).messages == 1


async def test_refused_messages_are_kept_with_their_reason(town: Town):
    await town.set_up(zone="Europe/Paris")
    await town.send(axis(1, "?" * 99), "application/json")
    await town.send(axis(2))
    await town.send(axis(3, capture_timestamp="2085000000000", datetime=""))
    await drain(town)
    assert await town.plates() == ["AB12CDE"]
    first, second = sorted(await town.refused(), key=lambda row: row.place)
    assert first.reason == "A plate of 99 characters: no more than 12 are possible."
    assert (first.adapter, first.content_type, first.camera_id) == ("axis", "application/json", town.cameras[0])
    assert "2036-01-26" in second.reason
    found = segments.message_at(town.folder, first.segment, first.place)
    assert found is not None
    assert found.body == axis(1, "?" * 99)
    assert (await town.heard()).refused == 2


async def test_a_message_that_cannot_be_stored_holds_up_no_other(town: Town, monkeypatch: pytest.MonkeyPatch):
    real = reads.keep

    async def keep(session: Any, clock: Any, observations: Any, *more: Any) -> Any:
        if any(each.text == "EV11ALL" for each in observations):
            raise ValueError("a fault of ours")
        return await real(session, clock, observations, *more)

    monkeypatch.setattr(reads, "keep", keep)
    for car, plate in enumerate(("AB12CDE", "EV11ALL", "XY65ZZZ"), 1):
        await town.send(axis(car, plate))
    await drain(town)
    assert await town.plates() == ["AB12CDE", "XY65ZZZ"]
    (refused,) = await town.refused()
    assert "fault of its own" in refused.reason
    assert sum(mark.messages for mark in await town.marks()) == 3
    monkeypatch.undo()
    await again(town)
    assert await town.plates() == ["AB12CDE", "EV11ALL", "XY65ZZZ"]


async def again(town: Town) -> None:
    async with town.database.work() as session:
        for row in await town.refused():
            (await session.merge(row)).again_at = town.clock.now()
    town.clock.advance(2)
    await town.pump._try_again()


async def test_a_refused_message_is_tried_again_with_the_set_up_as_it_is_then(town: Town):
    camera = await town.set_up(adapter="onvif")
    await town.send(axis(1))
    await drain(town)
    assert await town.plates() == []
    await again(town)
    (row,) = await town.refused()
    assert (row.again_at, row.settled_at) == (None, None), "nothing has changed"
    async with town.database.work() as session:
        (await session.merge(camera)).adapter = "auto"
    await again(town)
    assert await town.plates() == ["AB12CDE"]
    (row,) = await town.refused()
    assert (row.again_at, row.settled_at) == (None, town.clock.now())
    assert (await town.heard()).messages == 1, "it was counted when it came"


async def test_a_second_attempt_without_its_file(town: Town):
    await town.send(axis(1, "?"))
    await drain(town)
    for path in town.folder.glob("*.spool"):
        path.unlink()
    await again(town)
    (row,) = await town.refused()
    assert (row.reason, row.again_at) == ("Its file is not there any more.", None)


async def test_a_second_attempt_that_fails_for_good(town: Town, monkeypatch: pytest.MonkeyPatch):
    await town.send(axis(1, "?"))
    await drain(town)

    async def fail(*_: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(storing, "store_again", fail)
    await again(town)
    (row,) = await town.refused()
    assert (row.again_at, "fault of its own" in row.reason) == (None, True)


async def test_own_reads_come_the_same_way(town: Town):
    now = town.clock.now()
    read = replace(READ, camera_id=town.cameras[1], at=now, received_at=now)
    for confidence, final in ((0.7, False), (0.95, True)):
        await town.spool.put(own.message(replace(read, confidence=confidence, final=final)))
    await drain(town)
    (row,) = await town.reads()
    assert (row.source, row.final, round(row.confidence, 2), row.has_patch) == ("own", True, 0.95, True)


async def test_messages_of_a_camera_that_is_not_there_are_left_out(town: Town):
    town.cameras.append(READ.camera_id)
    await town.send(axis(1), camera=2)
    await town.send(axis(2, "XY65ZZZ"), camera=0)
    await town.send(b"nonsense", camera=2, kind=Kind.OWN)
    await drain(town)
    assert await town.plates() == ["XY65ZZZ"]
    assert await town.refused() == []


async def test_a_set_up_that_cannot_be_read_is_as_none(town: Town):
    await town.set_up(adapter="fortran", mapping={"x": 1})
    await town.send(axis(1))
    await drain(town)
    assert await town.plates() == ["AB12CDE"]


async def test_damaged_bytes_are_counted_and_passed_over(town: Town):
    await town.send(axis(1))
    await town.send(axis(2, "EV11ALL"))
    await town.send(axis(3, "XY65ZZZ"))
    (path,) = town.folder.glob("*.spool")
    data = bytearray(path.read_bytes())
    data[data.index(b"EV11ALL")] ^= 1
    path.write_bytes(data)
    await drain(town)
    assert await town.plates() == ["AB12CDE", "XY65ZZZ"]
    (mark,) = await town.marks()
    assert mark.damaged > 400


async def test_a_finished_segment_is_marked_and_left_alone(town: Town):
    async with Spool(town.folder, town.clock) as spool:
        await spool.put(own.message(READ))
    await drain(town)
    assert [mark.finished for mark in await town.marks()] == [True]
    assert not await town.pump.step()


async def test_many_messages_in_several_steps(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pump, "_MOST_MESSAGES", 7)
    await asyncio.gather(*(town.send(axis(car, f"AB{car:02}CDE")) for car in range(20)))
    await drain(town)
    assert len(await town.reads()) == 20
    assert (await town.heard()).messages == 20


async def test_it_runs_until_it_is_told_to_stop(town: Town):
    stop = asyncio.Event()
    running = asyncio.ensure_future(town.pump.run(stop))
    await town.send(axis(1))
    await until(town.plates, what="the read")
    stop.set()
    await running
    assert (town.folder / "pump.lock").exists()


async def test_it_waits_while_the_database_is_away(town: Town, monkeypatch: pytest.MonkeyPatch):
    stop, away = asyncio.Event(), 0
    real = storing.move_on

    async def move_on(*arguments: Any) -> None:
        nonlocal away
        away += 1
        if away <= 2:
            raise Unavailable("The database is not answering.")
        await real(*arguments)

    monkeypatch.setattr(storing, "move_on", move_on)
    await town.send(axis(1))
    running = asyncio.ensure_future(town.pump.run(stop))
    await until(town.plates, what="the read")
    stop.set()
    await running
    assert away == 3
    assert (await town.heard()).messages == 1


async def test_one_pump_of_a_machine_works(town: Town, tmp_path: Path):
    with pump._Lead(tmp_path) as first, pump._Lead(tmp_path) as second:
        assert (first, second) == (True, False)
    with pump._Lead(tmp_path) as third:
        assert third


def test_what_passes_by_itself():
    assert passes(OSError("full"))
    assert passes(Unavailable("away"))
    assert not passes(ValueError("no"))
    assert not passes(OvertakenError())


async def test_a_pump_of_a_new_installation(town: Town, tmp_path: Path):
    async with Pump(town.pump.context) as made:
        assert not await made.step()
