"""Confirming and refusing hits, alone and by two persons."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from tests.factories.hotlists import Watched

from beadle.accounts.errors import Forbidden
from beadle.accounts.terms import Actor
from beadle.anpr.hotlists import deciding
from beadle.anpr.hotlists.errors import HitDecided, NoSuchHit
from beadle.anpr.hotlists.models import Hit
from beadle.platform.events import EventRow

MARY = Actor(uuid.UUID(int=1), "mary", "Mary")
OLIVIA = Actor(uuid.UUID(int=2), "olivia", "Olivia")


async def a_hit(town: Watched, *, two_person: bool = False) -> Hit:
    await town.add_entry(await town.add_list(two_person=two_person), "AB12CDE")
    await town.look()
    return (await town.drive("AB12CDE"))[0]


async def confirm(town: Watched, hit: Hit, by: Actor, second: Actor | None = None) -> Hit:
    async with town.database.work() as session:
        return await deciding.confirm(session, town.clock, hit.id, by, "Seen it.", second=second)


async def test_one_person_confirms_where_one_is_enough(town: Watched) -> None:
    hit = await confirm(town, await a_hit(town), MARY)
    assert (hit.state, hit.decided_by_name, hit.second_by, hit.remark) == ("confirmed", "Mary", None, "Seen it.")
    async with town.database.session() as session:
        changed = await session.scalar(select(EventRow).where(EventRow.kind == "plates.hit_changed"))
    assert changed is not None
    assert changed.body == {"hit_id": str(hit.id), "camera_id": str(hit.camera_id), "state": "confirmed"}
    with pytest.raises(HitDecided, match="Mary"):
        await confirm(town, hit, OLIVIA)


async def test_two_persons_confirm_one_after_the_other(town: Watched) -> None:
    hit = await confirm(town, await a_hit(town, two_person=True), MARY)
    assert hit.state == "awaiting_second"
    with pytest.raises(Forbidden):
        await confirm(town, hit, MARY)
    done = await confirm(town, hit, OLIVIA)
    assert (done.state, done.decided_by_name, done.second_by_name) == ("confirmed", "Mary", "Olivia")
    assert done.remark == "Seen it.\nOlivia: Seen it."


async def test_two_persons_confirm_at_once(town: Watched) -> None:
    hit = await a_hit(town, two_person=True)
    with pytest.raises(Forbidden):
        await confirm(town, hit, MARY, second=MARY)
    done = await confirm(town, hit, MARY, second=OLIVIA)
    assert (done.state, done.second_by) == ("confirmed", OLIVIA.id)


async def test_a_second_person_may_refuse_what_the_first_confirmed(town: Watched) -> None:
    hit = await confirm(town, await a_hit(town, two_person=True), MARY)
    async with town.database.work() as session:
        done = await deciding.refuse(session, town.clock, hit.id, OLIVIA, "Another car.")
    assert done.state == "refused"
    assert done.remark == "Mary had confirmed it: Seen it.\nAnother car."


async def test_the_database_itself_lets_nobody_confirm_alone(town: Watched) -> None:
    hit = await a_hit(town, two_person=True)
    async with town.database.session() as session:
        with pytest.raises(IntegrityError, match="two_persons_confirmed"):
            await session.execute(update(Hit).where(Hit.id == hit.id).values(state="confirmed"))


async def test_a_hit_that_is_not_there_is_not_decided(town: Watched) -> None:
    async with town.database.work() as session:
        with pytest.raises(NoSuchHit):
            await deciding.refuse(session, town.clock, uuid.uuid4(), MARY, "None.")
