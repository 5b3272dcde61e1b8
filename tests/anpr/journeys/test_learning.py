"""Learning what the cameras of this place take for one another."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.journeys import Road

from beadle.anpr.journeys import queries
from beadle.anpr.journeys.learning import learn
from beadle.anpr.reads.models import SampleRow
from beadle.anpr.terms import Candidate


async def sampled(road: Road, read: str, truth: str, verdict: str) -> None:
    (kept,) = await road.drive([road.read(read, "West Bars", road.at(5))])
    row = SampleRow(
        read_id=kept.read_id,
        read_at=kept.at,
        camera_id=road.cameras["West Bars"],
        day=kept.at.date(),
        place=0,
        verdict=verdict,
        truth=truth,
        checked_by_name="Olivia",
        checked_at=road.clock.now(),
    )
    async with road.database.work() as session:
        session.add(row)


async def test_samples_and_doubts_count_once(road: Road) -> None:
    await sampled(road, "A8", "AB", "wrong")
    await sampled(road, "CD", "CD", "right")
    others = (Candidate("XY1", 0.7), Candidate("XV1", 0.25))
    await road.drive([road.read("XY1", "West Bars", road.at(3), candidates=others)])
    async with road.database.work() as session:
        assert await learn(session, road.clock.now()) == 4.25
    async with road.database.work() as session:
        assert await learn(session, road.clock.now()) == 0
        assert await queries.confusions(session) == {
            ("A", "A"): 1,
            ("B", "8"): 1,
            ("C", "C"): 1,
            ("D", "D"): 1,
            ("Y", "V"): 0.25,
        }
    road.clock.advance(3600)
    await sampled(road, "A8", "AB", "wrong")
    async with road.database.work() as session:
        assert await learn(session, road.clock.now() + timedelta(hours=1)) == 2
        assert (await queries.confusions(session))[("B", "8")] == 2
