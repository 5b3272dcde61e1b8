"""The gate before the spool."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.factories.push_town import Town

from beadle.anpr.push.directory import Directory
from beadle.anpr.push.errors import SpoolFull, TooManyMessages
from beadle.anpr.push.gate import Gate
from beadle.anpr.push.segments import message_at
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.push.spool import Bounds, Spool
from beadle.anpr.push.terms import Asked
from beadle.platform.errors import Unavailable


async def pieces(*data: bytes) -> AsyncIterator[bytes]:
    for piece in data:
        yield piece


async def test_a_message_as_it_came(town: Town):
    gate = town.deps.part(Gate)
    name = await gate.take(town.cameras[0], "text/xml", "192.0.2.9", pieces(b"<a", b"/>"))
    segment, _, place = name.partition(":")
    found = message_at(town.folder, segment, int(place))
    assert found is not None
    assert (found.camera_id, found.body, found.content_type) == (town.cameras[0], b"<a/>", "text/xml")
    assert (found.sender, found.received_at) == ("192.0.2.9", town.clock.now())
    assert gate.asked[Asked.KEPT] == 1


async def test_too_many(town: Town):
    gate = Gate(town.deps.part(Directory), town.spool, town.clock, PushSettings(messages_per_second=0.25, burst=2))
    for _ in range(2):
        await gate.take(town.cameras[0], "", "", pieces())
    with pytest.raises(TooManyMessages) as error:
        await gate.take(town.cameras[0], "", "", pieces())
    assert error.value.facts["retry_after"] == 4
    assert gate.asked[Asked.TOO_MANY] == 1


async def test_no_room(town: Town):
    async with Spool(town.folder, town.clock, Bounds(reserve=1 << 60)) as full:
        gate = Gate(town.deps.part(Directory), full, town.clock, PushSettings())
        with pytest.raises(SpoolFull):
            await gate.take(town.cameras[0], "", "", pieces(b"x"))
    assert gate.asked[Asked.NOT_KEPT] == 1


async def test_before_the_tokens_are_known_nobody_is_unknown(town: Town):
    gate = town.deps.part(Gate)
    with pytest.raises(Unavailable):
        gate.camera("x")
    await town.deps.part(Directory).look()
    assert gate.camera("x") is None
    assert gate.asked[Asked.UNKNOWN] == 1
