"""Figures of pushed messages."""

from __future__ import annotations

from tests.factories.push_town import Town, drain
from tests.factories.pushing import axis

from beadle.anpr.push import figures
from beadle.anpr.push.gate import Gate


async def test_what_was_pushed_read_refused_and_waits(town: Town):
    address = await town.push_address()
    camera = await town.stranger()
    assert (await camera.http.post(address, content=axis(1))).status_code == 200
    await camera.http.post("/api/anpr/push/nobody", content=b"")
    await town.send(b"?")
    await drain(town)
    await town.send(axis(2))
    found = {each.name: each.values for each in await figures.readings(town.database, town.deps.part(Gate))}
    assert found["beadle_plate_pushes_total"] == {"kept": 1.0, "unknown": 1.0, "too_many": 0.0, "not_kept": 0.0}
    assert found["beadle_plate_messages_total"] == {"": 2.0}
    assert found["beadle_plate_reads_total"] == {"": 1.0}
    assert found["beadle_plate_refused_total"] == {"": 1.0}
    assert 0 < found["beadle_plate_spool_waiting_bytes"][""] < found["beadle_plate_spool_bytes"][""]
