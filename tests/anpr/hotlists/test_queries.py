"""Selects on hotlists and hits."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from tests.factories.hotlists import Watched

from beadle.accounts.rights.reach import EVERYWHERE, Reach
from beadle.anpr.hotlists import queries
from beadle.anpr.hotlists.errors import NoSuchHit, NoSuchImport
from beadle.anpr.hotlists.queries import ID_WIDTH, PLATE_WIDTH, HitFilter
from beadle.anpr.hotlists.terms import HitState


async def test_hits_come_newest_first_in_pages_and_within_reach(town: Watched) -> None:
    list_ = await town.add_list()
    plates = [f"AB1{n}CDE" for n in range(5)]
    for plate in plates:
        await town.add_entry(list_, plate)
    await town.look()
    for number, plate in enumerate(plates):
        town.clock.advance(60)
        await town.drive(town.observation(plate, camera_id=town.cameras[number % 2]))
    async with town.database.session() as session:
        page = await queries.hits(session, EVERYWHERE, HitFilter(), 2)
        assert [hit.plate for hit in page] == plates[:2:-1]
        rest = await queries.hits(session, EVERYWHERE, HitFilter(before=page[-1].id), 10)
        assert [hit.plate for hit in rest] == plates[2::-1]
        own = await queries.hits(session, Reach(frozenset(town.cameras[:1])), HitFilter(), 10)
        assert [hit.plate for hit in own] == [plates[4], plates[2], plates[0]]
        assert await queries.hits(session, Reach(frozenset()), HitFilter(), 10) == []
        late = HitFilter(HitState.NEW, since=town.clock.now() - timedelta(seconds=90))
        assert len(await queries.hits(session, EVERYWHERE, late, 10)) == 2
        assert await queries.hits(session, EVERYWHERE, HitFilter(HitState.CONFIRMED), 10) == []
        assert await queries.hits(session, EVERYWHERE, HitFilter(before=uuid.uuid4()), 10) == []


async def test_pages_of_entries_have_a_fixed_width(town: Watched) -> None:
    list_ = await town.add_list()
    ids = [(await town.add_entry(list_, plate)).id for plate in ("AB12CDE", "AB*1", "Z1ZZZZZZZZZZ")]
    async with town.database.session() as session:
        data, last = await queries.page(session, list_.number, 0, ids[-1], 2)
        assert last == ids[1]
        assert data == b"".join(
            plate.ljust(PLATE_WIDTH) + str(number).encode().rjust(ID_WIDTH)
            for plate, number in ((b"AB12CDE", ids[0]), (b"AB*1", ids[1]))
        )
        data, last = await queries.page(session, list_.number, last, ids[-1], 2)
        assert (len(data), last) == (PLATE_WIDTH + ID_WIDTH, ids[-1])
        assert await queries.page(session, list_.number, last, last + 5, 2) == (b"", last + 5)


async def test_nothing_is_found_of_what_is_not_there(town: Watched) -> None:
    async with town.database.session() as session:
        with pytest.raises(NoSuchHit):
            await queries.hit(session, uuid.uuid4())
        with pytest.raises(NoSuchImport):
            await queries.import_row(session, uuid.uuid4())
        assert await queries.wanted(session, []) == []
        assert await queries.newest_hits(session, []) == []
        assert await queries.hits_of_reads(session, []) == []
