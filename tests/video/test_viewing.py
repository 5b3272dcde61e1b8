from __future__ import annotations

import uuid

import pytest
from tests.factories.town import HOUR_AGO_US, Town

from beadle.platform.clock import FixedClock
from beadle.platform.errors import Invalid, NotAllowed, NotFound
from beadle.video.footage.terms import DAY_US, SECOND_US
from beadle.video.viewing import Viewer


async def test_a_look_opens_what_it_covers(town: Town, clock: FixedClock) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    viewing, key = town.viewing, town.key(one)
    page = await viewing.page(key, HOUR_AGO_US, HOUR_AGO_US + 60 * SECOND_US)
    token = viewing.look(Viewer("session"), one, HOUR_AGO_US, HOUR_AGO_US + SECOND_US)
    look = viewing.signer.verify(token, session="session", camera=one, now_us=clock.now_us())
    segment, source = await viewing.opened(key, page.listed[0].segment.key, look)
    assert source.size >= segment.size
    source.close()
    early = viewing.signer.verify(
        viewing.look(Viewer("session"), one, HOUR_AGO_US - SECOND_US, HOUR_AGO_US),
        session="session",
        camera=one,
        now_us=0,
    )
    with pytest.raises(NotAllowed):
        await viewing.opened(key, segment.key, early)
    with pytest.raises(NotFound):
        await viewing.opened(key, "none", look)


async def test_the_time_line_is_bounded(town: Town) -> None:
    for span in ((5, 5), (5, 1), (0, 401 * DAY_US)):
        with pytest.raises(Invalid):
            await town.viewing.timeline(list(town.ids), *span, 10)


async def test_pictures(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    still = await town.viewing.still(town.key(one), HOUR_AGO_US + 250_000, None)
    assert still.at_us == HOUR_AGO_US + 200_000
    assert (await town.viewing.thumbnail(town.key(one), HOUR_AGO_US)).width == 160


async def test_scrubbing_is_remembered_for_a_while(town: Town, clock: FixedClock) -> None:
    viewing, camera = town.viewing, uuid.uuid4()
    assert not viewing.already_scrubbing("s", camera, HOUR_AGO_US)
    viewing.scrubs("s", camera, HOUR_AGO_US)
    assert viewing.already_scrubbing("s", camera, HOUR_AGO_US + 60 * SECOND_US)
    for other in (("t", camera, HOUR_AGO_US), ("s", uuid.uuid4(), HOUR_AGO_US), ("s", camera, HOUR_AGO_US - 1)):
        assert not viewing.already_scrubbing(*other)
    clock.advance(901)
    assert not viewing.already_scrubbing("s", camera, HOUR_AGO_US)
