"""Lists and entries: what may be entered, and what a change says of itself."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.hotlists import Watched, list_in

from beadle.anpr.errors import NotAPlate
from beadle.anpr.hotlists import keeping, queries
from beadle.anpr.hotlists.errors import BadWanted, ListNameTaken, NoSuchEntry, NoSuchList, PlateListed
from beadle.anpr.hotlists.schemas import EntryChange, EntryIn, ListChange


async def test_a_list_has_a_name_of_its_own_until_it_is_retired(town: Watched) -> None:
    list_ = await town.add_list("Wanted")
    other = await town.add_list("Insurance")
    async with town.database.work() as session:
        with pytest.raises(ListNameTaken):
            await keeping.create_list(session, town.clock, "Mary", list_in("wanted"))
        with pytest.raises(ListNameTaken):
            await keeping.change_list(session, town.clock, other.id, ListChange(name="WANTED"))
        _, changed = await keeping.change_list(session, town.clock, list_.id, ListChange(name="Wanted", retired=True))
        assert changed == {"retired": [False, True]}
    await town.add_list("Wanted")
    async with town.database.session() as session:
        with pytest.raises(NoSuchList):
            await queries.hotlist(session, list_.id)
        assert [row.name for row in await queries.hotlists(session)] == ["Insurance", "Wanted"]
        assert len(await queries.hotlists(session, retired=True)) == 3


async def test_a_change_says_what_changed(town: Watched) -> None:
    list_ = await town.add_list(review_on="2026-12-01")
    async with town.database.work() as session:
        said = ListChange.model_validate({"review_on": None, "owner": None, "priority": "high", "two_person": True})
        found, changed = await keeping.change_list(session, town.clock, list_.id, said)
    assert changed == {
        "priority": ["normal", "high"],
        "review_on": ["2026-12-01", None],
        "two_person": [False, True],
    }
    assert found.owner == "Derbyshire Constabulary"


async def test_entries_are_added_changed_and_removed(town: Watched) -> None:
    list_ = await town.add_list()
    entry = await town.add_entry(list_, "ab12 cde", reason="Stolen", priority="high", reference="CRIME/1")
    assert entry.plate == "AB12CDE"
    async with town.database.work() as session:
        with pytest.raises(PlateListed):
            await keeping.add_entry(session, town.clock, list_.id, EntryIn(plate="AB12CDE"))
    async with town.database.work() as session:
        said = EntryChange.model_validate({"priority": None, "reason": "Found", "reference": "CRIME/1"})
        _, changed = await keeping.change_entry(session, town.clock, list_.id, entry.id, said)
        assert changed == {"reason": ["Stolen", "Found"], "priority": ["high", None]}
    async with town.database.work() as session:
        before = await queries.hotlist(session, list_.id)
        assert (before.entries, before.version) == (1, 2)
        await keeping.remove_entry(session, town.clock, list_.id, entry.id)
    async with town.database.work() as session:
        after = await queries.hotlist(session, list_.id)
        assert (after.entries, after.version) == (0, 3)
        with pytest.raises(NoSuchEntry):
            await keeping.remove_entry(session, town.clock, list_.id, entry.id)
        assert await queries.entries(session, list_.number) == []
    again = await town.add_entry(list_, "AB12CDE")
    assert again.id > entry.id


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"plate": "A" * 20}, NotAPlate),
        ({"plate": "A*"}, BadWanted),
        ({"plate": "АВ12"}, NotAPlate),  # noqa: RUF001 - Cyrillic is the case
    ],
)
async def test_what_cannot_be_looked_for_is_refused(
    town: Watched, given: dict[str, Any], error: type[Exception]
) -> None:
    list_ = await town.add_list()
    async with town.database.work() as session:
        with pytest.raises(error):
            await keeping.add_entry(session, town.clock, list_.id, EntryIn.model_validate(given))


async def test_an_entry_ends_in_the_future(town: Watched) -> None:
    list_ = await town.add_list()
    now = town.clock.now()
    async with town.database.work() as session:
        with pytest.raises(BadWanted):
            await keeping.add_entry(session, town.clock, list_.id, EntryIn(plate="AB12CDE", expires_at=now))
    entry = await town.add_entry(list_, "AB12CDE", expires_at=now + timedelta(days=1))
    async with town.database.work() as session:
        with pytest.raises(BadWanted):
            await keeping.change_entry(session, town.clock, list_.id, entry.id, EntryChange(expires_at=now))
    town.clock.advance(86_400)
    async with town.database.session() as session:
        assert await queries.expired(session, list_.number, town.clock.now()) == 1


async def test_entries_come_in_pages_or_by_their_beginning(town: Watched) -> None:
    list_ = await town.add_list()
    for plate in ("AB12CDE", "AC1", "AB9", "AB*1", "ZZ1"):
        await town.add_entry(list_, plate)
    async with town.database.session() as session:
        page = await queries.entries(session, list_.number, limit=2)
        assert [entry.plate for entry in page] == ["ZZ1", "AB*1"]
        rest = await queries.entries(session, list_.number, before=page[-1].id)
        assert [entry.plate for entry in rest] == ["AB9", "AC1", "AB12CDE"]
        found = await queries.entries(session, list_.number, beginning="AB")
        assert [entry.plate for entry in found] == ["AB*1", "AB12CDE", "AB9"]


async def test_nothing_is_done_to_lists_that_are_not_there(town: Watched) -> None:
    async with town.database.work() as session:
        with pytest.raises(NoSuchList):
            await keeping.add_entry(session, town.clock, uuid.uuid4(), EntryIn(plate="AB12CDE"))
