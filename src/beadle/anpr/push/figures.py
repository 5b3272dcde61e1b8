"""What the server tells of pushed messages at each scrape."""

from __future__ import annotations

from beadle.anpr.push import queries
from beadle.anpr.push.gate import Gate
from beadle.anpr.push.terms import Asked
from beadle.anpr.push.watch import state
from beadle.platform.db import Database
from beadle.platform.metrics import Reading


async def readings(database: Database, gate: Gate) -> list[Reading]:
    """The figures. Raises what the database and the disk raise."""
    spool = await state(database, gate.spool)
    async with database.session() as session:
        totals = await queries.totals(session)
    pushes = {each.value: float(gate.asked[each]) for each in Asked}
    return [
        Reading(
            "beadle_plate_pushes_total",
            "Messages that cameras pushed to this server, by how they were answered.",
            pushes,
            "answer",
            counter=True,
        ),
        _sum("beadle_plate_messages_total", "Messages that the worker has read.", totals.messages),
        _sum("beadle_plate_reads_total", "Reads in those messages, each time that one was told.", totals.reads),
        _sum("beadle_plate_refused_total", "Messages of which something was refused.", totals.refused),
        Reading("beadle_plate_spool_bytes", "Messages on the disk.", {"": float(spool.total)}),
        Reading("beadle_plate_spool_waiting_bytes", "Messages that wait for the worker.", {"": float(spool.waiting)}),
    ]


def _sum(name: str, words: str, value: int) -> Reading:
    return Reading(name, words, {"": float(value)}, counter=True)
