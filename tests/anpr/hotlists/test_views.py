"""Lists, entries and hits as the API shows them."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.hotlists import Watched

from beadle.anpr.hotlists import views


async def test_a_hit_says_the_entrys_words_or_the_lists(town: Watched) -> None:
    list_ = await town.add_list(priority="low", reason="All of them")
    plain = await town.add_entry(list_, "AB12CDE")
    own = await town.add_entry(list_, "XY34ZZZ", reason="This one", priority="high", reference="CR/1")
    assert views.entry_of_hit(plain, list_)["reason"] == "All of them"
    assert views.entry_of_hit(plain, list_)["priority"] == "low"
    told = views.entry_of_hit(own, list_)
    assert (told["reason"], told["priority"], told["reference"]) == ("This one", "high", "CR/1")
    assert told["list_id"] == str(list_.id)


async def test_an_entry_is_expired_from_its_end_on(town: Watched) -> None:
    now = town.clock.now()
    entry = await town.add_entry(await town.add_list(), "AB12CDE", expires_at=now + timedelta(hours=1))
    assert not views.entry(entry, now).expired
    assert views.entry(entry, now + timedelta(hours=1)).expired


async def test_news_carry_nothing_that_opens_pictures(town: Watched) -> None:
    await town.add_entry(await town.add_list(two_person=True), "AB12CDE")
    await town.look()
    (hit,) = await town.drive("AB12CDE")
    assert views.news(hit)["look"] is None
    assert views.hit(hit, "token").look == "token"
    assert views.hit(hit).two_person
    assert views.brief(hit) == views.news(hit)["read"]["hit"]


async def test_a_retired_list_says_so(town: Watched) -> None:
    list_ = await town.add_list()
    assert not views.hotlist(list_, 3).retired
    assert views.hotlist(list_, 3).expired == 3
    list_.retired_at = town.clock.now()
    assert views.hotlist(list_, 0).retired
