"""Reads held against the lists."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from tests.factories.hotlists import SECOND, Watched, candidates

from beadle.accounts.terms import Actor
from beadle.anpr.hotlists import deciding, keeping, service
from beadle.anpr.hotlists.lookout import Lookout
from beadle.anpr.hotlists.models import Hit
from beadle.anpr.hotlists.schemas import ListChange
from beadle.anpr.reads.models import ReadRow
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Unavailable
from beadle.platform.events import EventRow
from beadle.platform.settings import Settings


async def stored(town: Watched) -> list[Hit]:
    async with town.database.session() as session:
        return list(await session.scalars(select(Hit).order_by(Hit.raised_at, Hit.plate)))


async def told(town: Watched, kind: str = "plates.hit") -> list[dict[str, Any]]:
    async with town.database.session() as session:
        rows = await session.scalars(select(EventRow).where(EventRow.kind == kind).order_by(EventRow.id))
        return [row.body for row in rows]


async def test_a_confirmed_read_of_the_plate_alerts(town: Watched) -> None:
    list_ = await town.add_list(priority="high")
    await town.add_entry(list_, "AB12 CDE", reference="CRIME/1", reason="Stolen on Monday")
    await town.look()
    (hit,) = await town.drive("XX99XXX", "AB12CDE")
    assert (hit.exact, hit.score, hit.state) == (True, 0.95, "new")
    (news,) = await told(town)
    assert news["hit_id"] == str(hit.id)
    assert news["camera_id"] == str(town.cameras[0])
    said = news["hit"]
    assert said["exact"] is True
    assert said["read"]["plate"] == "AB12CDE"
    assert said["read"]["camera"] == "Gate 1"
    assert said["read"]["hit"] == {
        "id": str(hit.id),
        "state": "new",
        "exact": True,
        "list": "Wanted",
        "priority": "high",
    }
    assert said["entry"]["reason"] == "Stolen on Monday"
    assert said["entry"]["reference"] == "CRIME/1"
    assert said["look"] is None
    async with town.database.session() as session:
        assert await service.hits_of(session, [hit.read_id, uuid.uuid4()]) == {hit.read_id: said["read"]["hit"]}


@pytest.mark.parametrize(
    ("plate", "more"),
    [
        ("A812CDE", {}),
        ("AB12CDE", {"confidence": 0.5}),
        ("AB12CDE", {"final": False}),
        ("AB12CDF", {"candidates": candidates(("AB12CDF", 0.6), ("AB12CDE", 0.3))}),
    ],
)
async def test_anything_else_that_fits_is_possible(town: Watched, plate: str, more: dict[str, Any]) -> None:
    await town.add_entry(await town.add_list(), "AB12CDE")
    await town.look()
    (hit,) = await town.drive(town.observation(plate, **more))
    assert not hit.exact
    assert 0 < hit.score < 1
    assert (await told(town))[0]["hit"]["exact"] is False


async def test_a_partial_plate_is_possible(town: Watched) -> None:
    await town.add_entry(await town.add_list(), "AB1*")
    await town.look()
    (hit,) = await town.drive("AB12CDE")
    assert not hit.exact


async def test_other_plates_hit_nothing(town: Watched) -> None:
    await town.add_entry(await town.add_list(), "AB12CDE")
    await town.look()
    assert await town.drive("AB12CDF", "AB12CD", "BA12CDE", "AB13CDE") == []
    assert await stored(town) == []


async def test_what_a_camera_calls_a_plate_and_is_none_does_no_harm(town: Watched) -> None:
    await town.add_entry(await town.add_list(), "AB12CDE")
    await town.look()
    others = candidates(("ab12 cde", 0.4), ("", 0.3), ("A" * 200, 0.2), ("\u0410B12CDE", 0.3), ("AB12CDE", 0.2))
    (hit,) = await town.drive(town.observation("XX99XXX", candidates=others))
    assert (hit.exact, hit.score) == (False, 0.2)


async def test_what_has_ended_hits_nothing(town: Watched) -> None:
    list_, retired = await town.add_list(), await town.add_list("Old")
    await town.add_entry(list_, "EX11PRD", expires_at=town.clock.now() + SECOND)
    removed = await town.add_entry(list_, "RE11MVD")
    await town.add_entry(retired, "RE11TRD")
    await town.look()
    async with town.database.work() as session:
        await keeping.remove_entry(session, town.clock, list_.id, removed.id)
        await keeping.change_list(session, town.clock, retired.id, ListChange(retired=True))
    assert len(await town.drive("EX11PRD")) == 1
    town.clock.advance(1)
    # The index still has them: it is asked before it could be built anew.
    assert await town.drive("EX11PRD", "RE11MVD", "RE11TRD") == []
    await town.look()
    assert await town.drive("EX11PRD", "RE11MVD", "RE11TRD") == []


async def test_one_pass_is_one_hit_that_becomes_exact(town: Watched) -> None:
    await town.add_entry(await town.add_list(), "AB12CDE")
    await town.look()
    first = town.observation("A812CDE", final=False, confidence=0.6)
    (possible,) = await town.drive(first)
    assert not possible.exact
    assert await town.drive(first) == [], "the very same message says nothing new"
    (exact,) = await town.drive(replace(first, text="AB12CDE", final=True, confidence=0.97))
    assert exact.id == possible.id
    assert exact.exact
    assert [hit["hit"]["exact"] for hit in await told(town)] == [False, True]
    assert len(await stored(town)) == 1


async def test_a_final_read_that_says_otherwise_refuses_what_was_possible(town: Watched) -> None:
    await town.add_entry(await town.add_list(), "AB12CDE")
    await town.look()
    first = town.observation("A812CDE", final=False, confidence=0.6)
    await town.drive(first)
    await town.drive(replace(first, text="XB12CDX", final=True, confidence=0.99))
    (hit,) = await stored(town)
    assert (hit.state, hit.decided_by, hit.decided_by_name) == ("refused", None, "Beadle")
    assert hit.remark == "The final read of this pass says XB12CDX."
    assert [each["state"] for each in await told(town, "plates.hit_changed")] == ["refused"]
    town.clock.advance(5)
    assert len(await town.drive("A812CDE")) == 1, "the next vehicle is another one"


async def test_a_car_in_a_queue_is_one_hit_until_it_comes_back(town: Watched) -> None:
    await town.add_entry(await town.add_list(), "AB12CDE")
    await town.look()
    assert len(await town.drive("AB12CDE")) == 1
    town.clock.advance(20)
    assert await town.drive("AB12CDE") == []
    elsewhere = town.observation("AB12CDE", camera_id=town.cameras[1])
    assert len(await town.drive(elsewhere)) == 1
    town.clock.advance(40)
    assert len(await town.drive("AB12CDE")) == 1
    assert len(await stored(town)) == 3


async def test_what_a_person_refused_is_open_again_only_when_it_is_exact(town: Watched) -> None:
    await town.add_entry(await town.add_list(), "AB12CDE")
    await town.look()
    (possible,) = await town.drive("A812CDE")
    mary = Actor(uuid.uuid4(), "mary", "Mary")
    async with town.database.work() as session:
        await deciding.refuse(session, town.clock, possible.id, mary, "It is A8.")
    town.clock.advance(3)
    assert await town.drive("A812CDE") == []
    (exact,) = await town.drive("AB12CDE")
    assert (exact.id, exact.state, exact.decided_by) == (possible.id, "new", None)


async def test_two_lists_with_one_plate_hit_twice(town: Watched) -> None:
    for name in ("Wanted", "Insurance"):
        await town.add_entry(await town.add_list(name), "AB12CDE")
    await town.look()
    assert {hit.entry["list"] for hit in await town.drive("AB12CDE")} == {"Wanted", "Insurance"}


async def test_a_hit_goes_with_its_read(town: Watched) -> None:
    await town.add_entry(await town.add_list(), "AB12CDE")
    await town.look()
    (hit,) = await town.drive("AB12CDE")
    async with town.database.work() as session:
        await session.delete(await session.get_one(ReadRow, (hit.read_id, hit.read_at)))
    assert await stored(town) == []


async def test_nothing_is_matched_before_the_lists_are_loaded(database: Database, clock: FixedClock) -> None:
    lookout = Lookout(database, clock, Settings())
    stop = asyncio.Event()
    stop.set()
    await lookout.run(stop)
    async with database.session() as session:
        with pytest.raises(Unavailable):
            await service.match(session, clock, [], lookout)
