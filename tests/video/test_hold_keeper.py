from __future__ import annotations

import asyncio
import uuid

from tests.factories import waiting
from tests.factories.town import Town, at

from beadle.accounts.terms import Role
from beadle.video.footage import holds as disk
from beadle.video.footage.terms import Hold
from beadle.video.hold_keeper import HoldKeeper
from beadle.video.settings import HoldSettings
from beadle.video.terms import Action


def keeper(town: Town) -> HoldKeeper:
    return HoldKeeper(town.deps.database, town.deps.clock, town.library, HoldSettings())


async def test_a_lost_lock_is_placed_again(town: Town) -> None:
    one, _ = town.ids.values()
    operator = await town.person(Role.OPERATOR)
    body = {"cameras": [str(one)], "from": at(0), "to": at(60), "reason": "Police"}
    hold = (await operator.ask("POST", "/api/video/holds", json=body)).json()
    (town.volume.path / "holds" / f"{hold['id']}.json").unlink()
    findings = await keeper(town).check()
    assert findings.placed == [uuid.UUID(hold["id"])]
    assert [lock.id for lock in disk.list_holds([town.volume])] == [hold["id"]]
    assert await town.events("alarm") == []


async def test_a_stranger_is_taken_up_and_can_then_be_released(town: Town) -> None:
    first = next(iter(town.ids))
    disk.place([town.volume], Hold("by-hand", (first,), 10, None, "after a restore", 5, placed_by="Ann"))
    watch = keeper(town)
    await watch.check()
    assert await town.events("alarm") == []
    await watch.check()
    await watch.check()
    (alarm,) = await town.events("alarm")
    assert "after a restore" in alarm["text"]
    (line,) = await town.audit(Action.TAKE_UP_HOLD)
    assert line.actor == "system"
    manager = await town.person(Role.MANAGER)
    (hold,) = (await manager.ask("GET", "/api/video/holds")).json()
    assert (hold["placed_by"], hold["reason"], hold["to"]) == ("Ann", "after a restore", None)
    answer = await manager.ask("POST", f"/api/video/holds/{hold['id']}/release", json={"reason": "Not needed"})
    assert answer.status_code == 200, answer.text
    assert not any(lock.active for lock in disk.list_holds([town.volume]))
    assert (await watch.check()).strangers == []


async def test_a_stranger_of_no_known_camera_is_kept_and_alarmed_once(town: Town) -> None:
    disk.place([town.volume], Hold("by-hand", ("cam",), 1, 2, "on the command line", 5))
    watch = keeper(town)
    for _ in range(4):
        await watch.check()
    disk.release([town.volume], "by-hand", at_us=9)
    await watch.check()
    alarms = await town.events("alarm")
    assert [(alarm["source"], alarm["level"]) for alarm in alarms] == [
        ("hold by-hand", "alarm"),
        ("hold by-hand", "over"),
    ]


async def test_it_runs_at_the_start_and_stops_when_told(town: Town) -> None:
    disk.place([town.volume], Hold("by-hand", ("cam",), 1, 2, "on the command line", 5))
    stop = asyncio.Event()
    async with keeper(town) as watch, asyncio.TaskGroup() as group:
        group.create_task(watch.run(stop))
        await waiting.eventually(lambda: watch._strangers)
        stop.set()
