from __future__ import annotations

import asyncio

from tests.factories import waiting
from tests.factories.town import HOUR_AGO_US, Town

from beadle.video.footage.disposal import Sweeper
from beadle.video.footage.retention import Policy
from beadle.video.playback.pictures import Picture
from beadle.video.shelf_keeper import ShelfKeeper

PICTURE = Picture(b"\xff\xd8\xff\xd9", 1, 2, 2)


async def test_pictures_go_with_their_footage(town: Town) -> None:
    one, two = town.ids.values()
    town.record(one, 0)
    town.record(two, 0)
    shelf = town.viewing.shelf
    for key in town.ids:
        shelf.put(key, HOUR_AGO_US - 1, PICTURE)
        shelf.put(key, HOUR_AGO_US, PICTURE)
    keeper = ShelfKeeper(town.library, shelf)
    assert keeper.clear() == 2
    assert shelf.get(town.key(one), HOUR_AGO_US) is not None
    Sweeper(town.volume, Policy(headroom_bytes=1 << 60)).sweep()
    stop = asyncio.Event()
    async with keeper, asyncio.TaskGroup() as group:
        group.create_task(keeper.run(stop))
        await waiting.eventually(lambda: shelf.get(town.key(one), HOUR_AGO_US) is None)
        stop.set()
    assert shelf.get(town.key(two), HOUR_AGO_US) is None


async def test_while_a_disk_is_away_nothing_is_removed(town: Town) -> None:
    shelf = town.viewing.shelf
    shelf.put("cam", 1, PICTURE)
    town.library.archive()
    town.library.missing[town.volume.path] = "away"
    assert ShelfKeeper(town.library, shelf).clear() == 0
    assert shelf.get("cam", 1) is not None
